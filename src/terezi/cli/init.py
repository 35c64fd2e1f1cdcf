"""`terezi init`."""

from pathlib import Path

import click

from terezi.cli.verb import answers, home_option


@click.command()
@home_option
@click.option("--country", required=True, help="Law pack, e.g. TM, KZ, UZ, PK or GG.")
@answers
def init(home: Path, country: str) -> None:
    """Make an empty home for a country."""
    from terezi.jobs.new_home import new_home  # noqa: PLC0415

    new_home(home, country=country)
    click.echo(f"{home} is ready for {country}. Next: terezi load --home {home} FILES")
