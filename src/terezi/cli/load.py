"""`terezi load`."""

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import PROBLEMS, answers, as_json, home_option, opened, progress_bar, say, visible
from terezi.evidence.facts.receipts import Receipt


@click.command()
@home_option
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="What the files do not say: site_id=..., time_zone=...",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@as_json
@answers
def load(home: Path, options: tuple[str, ...], paths: tuple[Path, ...], as_json: bool) -> None:
    """Take deliveries: files or folders, each file whole or not at all."""
    place = opened(home)
    from terezi.jobs.load import load as load_paths  # noqa: PLC0415

    if stray := [pair for pair in options if "=" not in pair]:
        raise click.BadParameter(f"{stray[0]} is not NAME=VALUE", param_hint="--option")
    given = dict(pair.split("=", 1) for pair in options)
    with progress_bar() as told:
        receipts = load_paths(
            home=place, paths=paths, options=given, at=datetime.now(UTC), by="terezi load", progress=told
        )
    say({"receipts": [asdict(r) for r in receipts]}, map(_told_of, receipts), as_json=as_json)
    if any(r.outcome == "quarantined" for r in receipts):
        sys.exit(PROBLEMS)


def _told_of(receipt: Receipt) -> str:
    """Say in a few lines what became of one file."""
    if receipt.outcome == "not_recognised":
        return f"not recognised  {visible(receipt.file)}"
    counts = f"{receipt.rows_new} new, {receipt.rows_corrected} corrected, {receipt.rows_unchanged} as before"
    lines = [f"{receipt.outcome:15} {receipt.file} from {receipt.source} ({receipt.table}): {counts}"]
    lines += [f"    {problem}" for problem in receipt.problems]
    lines += [f"    corrected {each}" for each in receipt.corrections]
    lines += [f"    noticed {note.code}: {note.says} ({note.count})" for note in receipt.notes]
    return "\n".join(map(visible, lines))
