"""`terezi owed`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import answers

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
MOMENT = click.DateTime(["%Y-%m-%dT%H:%M:%SZ"])


@click.command()
@click.argument("listed", metavar="LIST", type=FILE)
@click.option("--venue", required=True, help="Code of the venue.")
@click.option("--as-at", "as_at", required=True, type=MOMENT, help="Moment the amounts hold for, UTC.")
@click.option("--client", metavar="HASH", help="Write what this client gets to check his balance with.")
@click.option(
    "--sign", nargs=3, metavar="CHALLENGE ASSET ADDRESS", help="Write the words the key of an address signs."
)
@answers
def owed(
    listed: Path, venue: str, as_at: datetime, client: str | None, sign: tuple[str, str, str] | None
) -> None:
    """Sum what a venue owes its clients in a tree, without a home or network, and write the claim that goes with the list."""
    from terezi.jobs.recompute_owed import recompute_owed  # noqa: PLC0415

    made = recompute_owed(listed, venue_id=venue, as_at=as_at.replace(tzinfo=UTC))
    if client:
        click.echo(json.dumps(made.of_client(client).as_dict()))
    elif sign:
        number, asset, address = sign
        click.echo(made.statement.to_sign(challenge=number, asset=asset, address=address), nl=False)
    else:
        click.echo(json.dumps(made.claim, indent=1))
