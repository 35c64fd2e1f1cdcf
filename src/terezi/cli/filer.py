"""`terezi filer`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.base.errors import Refused
from terezi.cli.verb import answers, home_option, opened


@click.command()
@home_option
@click.argument("venue")
@click.argument("username")
@click.option("--end", is_flag=True, help="From now on the account files for the venue no longer.")
@answers
def filer(home: Path, venue: str, username: str, end: bool) -> None:
    """Name the account that files the returns of a venue: an applicant's, or that of its machine."""
    opened(home)
    from terezi.desk.parties.models import Venue  # noqa: PLC0415
    from terezi.desk.venues import actions, queries  # noqa: PLC0415

    at, by = datetime.now(UTC), "terezi filer"
    if not end:
        actions.name_filer(venue=venue, officer=queries.account(username), by=by, at=at)
        click.echo(f"{username} files for {venue}")
        return
    standing = queries.standing_filers(Venue(code=venue)).filter(officer__username=username).first()
    if standing is None:
        raise Refused(f"{username} does not file for {venue}")
    actions.end_filer(filer=standing.pk, by=by, at=at)
    click.echo(f"{username} files for {venue} no longer")
