"""`terezi challenge`."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.base.errors import Refused
from terezi.cli.verb import answers, as_json, home_option, opened, say


@click.command()
@home_option
@click.option("--venue", required=True, help="Code of the venue, as on the register.")
@as_json
@answers
def challenge(home: Path, venue: str, as_json: bool) -> None:
    """Give a venue a number nobody could foresee, for the keys of its reserve addresses to sign."""
    opened(home)
    from terezi.desk.parties.queries import unknown_venues  # noqa: PLC0415
    from terezi.desk.venues.actions import give_challenge  # noqa: PLC0415

    if unknown_venues([venue]):
        raise Refused(f"{venue} is no venue on the register: send register_venues first")
    given = give_challenge(
        venue_id=venue, nonce=secrets.token_hex(32), by="terezi challenge", at=datetime.now(UTC)
    )
    text = f"{venue} is to sign {given.nonce}. `terezi owed LIST --venue {venue} --as-at TIME --sign {given.nonce} ASSET ADDRESS` writes the words."
    say({"venue_id": venue, "challenge": given.nonce, "given_at": given.given_at}, [text], as_json=as_json)
