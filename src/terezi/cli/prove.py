"""`terezi prove`."""

import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terezi.cli.verb import PROBLEMS, answers, as_json, coins, home_option, opened, say, visible

if TYPE_CHECKING:
    from terezi.jobs.prove_reserves import Proved

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@home_option
@click.argument("listed", metavar="LIST", type=FILE)
@click.option("--venue", required=True, help="Code of the venue, as on the register.")
@click.option(
    "--claim", required=True, type=FILE, help="What the venue claims: root, totals, signatures (JSON)."
)
@click.option("--chain", type=FILE, help="Balances of addresses at one height, as told by a node (CSV).")
@click.option(
    "--sample", default=0, type=click.IntRange(0), help="Draw so many clients whose books are looked at."
)
@as_json
@answers
def prove(
    home: Path, listed: Path, venue: str, claim: Path, chain: Path | None, sample: int, as_json: bool
) -> None:
    """Recompute what a venue owes from the full LIST of its clients, and set against it what it shows to hold.

    The list is not kept. Exit code 1 where less is proved than is owed, a signature is not by its address, or nothing is
    proved of any asset; where one asset alone is not proved (money in banks never is), the answer tells.
    """
    place = opened(home)
    from terezi.jobs.prove_reserves import prove_reserves  # noqa: PLC0415

    proved = prove_reserves(
        home=place,
        listed=listed,
        claimed=claim,
        chain=chain,
        venue=venue,
        sample=sample,
        seed=secrets.token_hex(32),
        by="terezi prove",
        at=datetime.now(UTC),
    )
    say(proved.as_dict(), _lines(proved), as_json=as_json)
    if not proved.agrees:
        sys.exit(PROBLEMS)


def _lines(proved: "Proved") -> Iterator[str]:
    made = proved.statement
    known = "" if proved.is_new else " (on record already)"
    yield f"{visible(made.venue_id)} owed {made.clients:,} clients as at {made.as_at:%Y-%m-%d %H:%M:%S} UTC; root {made.root.hash.hex()}{known}."
    for one in proved.assets:
        shown = f"{one.signed} of {one.addresses} addresses signed"
        if one.held_e8 is None:
            yield f"  {one.asset}: owed {coins(one.owed_e8)}, nothing proved ({shown})."
            continue
        gap = f"{coins(one.missing_e8 or 0)} not proved" if one.missing_e8 else "covered"
        yield f"  {one.asset}: owed {coins(one.owed_e8)}, held {coins(one.held_e8)} at height {one.height} ({shown}): {gap}."
    counted = Counter(one.shown.value for one in proved.addresses)
    yield "  Addresses: " + (
        ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in counted.items()) or "none"
    )
    if not proved.shows_anything:
        yield f"NOTHING IS PROVED: no address of {visible(made.venue_id)} was both signed for and told of on the chain. Sign the challenge with the keys of its addresses (terezi owed --sign) and give --chain."
    if proved.lot:
        yield f"  By lot, seed {proved.seed}: leaves {', '.join(map(str, proved.lot))}"
