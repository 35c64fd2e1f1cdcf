"""`terezi token`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.base.errors import Refused
from terezi.cli.verb import answers, home_option, opened


@click.command()
@home_option
@click.argument("username")
@click.option("--for", "purpose", required=True, help="What the token is for, e.g. statistics-office.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366))
@answers
def token(home: Path, username: str, purpose: str, days: int) -> None:
    """Issue a token with which an officer's machine may use the API; it is shown once."""
    opened(home)
    from terezi.desk.people import actions, queries  # noqa: PLC0415

    officer = queries.officer(username)
    if officer is None:
        raise Refused(f"Nobody here is called {username}: appoint the officer first")
    issued = actions.issue_token(
        officer=officer, name=purpose, by="terezi token", at=datetime.now(UTC), days=days
    )
    click.echo(issued[1])
