"""`terezi check`."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terezi.cli.verb import PROBLEMS, answers, as_json, progress_bar, say, visible
from terezi.evidence.facts.receipts import Receipt

if TYPE_CHECKING:
    from terezi.evidence.sources.rehearsal import Rehearsed


@click.command()
@click.option("--country", required=True, help="Whose settlement days and times hold, e.g. TM.")
@click.option("--venue", default=None, help="Code of the venue that will file: rows of another are refused.")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="What the files do not say: time_zone=...",
)
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@as_json
@answers
def check(
    country: str, venue: str | None, options: tuple[str, ...], paths: tuple[Path, ...], as_json: bool
) -> None:
    """Check files before filing them, as the door will; needs no home and sends nothing anywhere."""
    from terezi.evidence.sources.rehearsal import rehearse  # noqa: PLC0415
    from terezi.law.book import law_on  # noqa: PLC0415

    if stray := [pair for pair in options if "=" not in pair]:
        raise click.BadParameter(f"{stray[0]} is not NAME=VALUE", param_hint="--option")
    at = datetime.now(UTC)
    given = dict(pair.split("=", 1) for pair in options) | ({"filed_by": venue} if venue else {})
    with progress_bar() as told:
        rehearsed = rehearse(
            paths,
            zone=law_on(country, at.date()).settlement.time_zone.value,
            at=at,
            options=given,
            progress=lambda file, _rows: told(f"Checking {visible(file)}", 0, len(paths)),
        )
    say(asdict(rehearsed), _lines(rehearsed), as_json=as_json)
    if not rehearsed.is_good:
        sys.exit(PROBLEMS)


def _lines(rehearsed: "Rehearsed") -> Iterator[str]:
    for receipt in rehearsed.receipts:
        yield from map(visible, _told_of(receipt))
    for note in rehearsed.together:
        yield visible(f"together {note.code}: {note.says}{_where(note.rows)} ({note.count})")


def _told_of(receipt: Receipt) -> Iterator[str]:
    if receipt.outcome == "accepted":
        days = f"{receipt.first_day} to {receipt.last_day}"
        yield f"good        {receipt.file} as {receipt.source}: {receipt.rows_new:,} rows of {days}"
    else:
        yield f"not good    {receipt.file}{' as ' if receipt.source else ''}{receipt.source}: it would be refused whole"
    for problem in receipt.problems:
        yield f"    {problem}"
    for note in receipt.notes:
        yield f"    noticed {note.code}: {note.says}{_where(note.rows)} ({note.count})"


def _where(rows: tuple[int, ...]) -> str:
    return f", rows {', '.join(map(str, rows[:5]))}" if rows else ""
