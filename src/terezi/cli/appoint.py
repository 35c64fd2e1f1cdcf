"""`terezi appoint`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import answers, home_option, opened
from terezi.desk.people.terms import Role


@click.command()
@home_option
@click.argument("username")
@click.option("--name", required=True, help="Name shown on pages and in the journal.")
@click.option(
    "--role",
    required=True,
    help=f"One of {', '.join(Role)}.",
)
@click.password_option(help="At least 12 characters; asked for unless given.")
@answers
def appoint(home: Path, username: str, name: str, role: str, password: str) -> None:
    """Appoint an officer who may sign in."""
    opened(home)
    from terezi.desk.people import actions  # noqa: PLC0415

    if role not in list(Role):
        raise click.BadParameter(f"{role} is no role; choose one of {', '.join(Role)}")
    actions.appoint(
        username=username,
        name=name,
        role=Role(role),
        password=password,
        by="terezi appoint",
        at=datetime.now(UTC),
    )
    click.echo(f"{name} may now sign in as {username}.")
