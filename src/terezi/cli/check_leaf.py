"""`terezi check-leaf`."""

import sys
from pathlib import Path

import click

from terezi.cli.verb import PROBLEMS, answers, as_json, coins, say, visible

SAYS = {
    "counted": "This balance is counted in the total of that statement.",
    "not_counted": "This balance does not lead to the root of that statement: ask the exchange, and send its answer to the authority.",
    "another_statement": "The file does not belong to the statement the authority published.",
    "another_client": "This is not the balance of that account and secret.",
}


@click.command("check-leaf")
@click.argument("proof", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--digest",
    required=True,
    help="Of the statement, as the authority published it and not as the exchange tells it.",
)
@click.option("--account", default="", help="Your account, as the exchange names it.")
@click.option("--secret", default="", help="The secret the exchange gave you with the proof.")
@as_json
@answers
def check_leaf(proof: Path, digest: str, account: str, secret: str, as_json: bool) -> None:
    """Check, with no network at all, that your own balance is counted in what an exchange proved to owe."""
    from terezi.evidence.numerics.reserves.leaf_proof import (  # noqa: PLC0415
        LONGEST,
        Answer,
        judged,
        read_leaf_proof,
    )

    with proof.open("rb") as opened:
        read = read_leaf_proof(opened.read(LONGEST + 1))
    answer = judged(read, digest=digest, account=account, nonce=secret)
    amounts = dict(zip(read.assets, read.amounts_e8, strict=False))
    told = {"answer": answer.value, "venue_id": read.venue_id, "as_at": read.as_at, "amounts_e8": amounts}
    lines = [
        SAYS[answer.value],
        f"  {visible(read.venue_id)} as at {read.as_at:%Y-%m-%d %H:%M:%S} UTC told of you:",
    ]
    lines += [f"  {visible(asset)} {coins(amount_e8)}" for asset, amount_e8 in amounts.items()]
    say(told, lines, as_json=as_json)
    if answer is not Answer.COUNTED:
        sys.exit(PROBLEMS)
