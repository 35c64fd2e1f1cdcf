"""`terezi register`."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terezi.base.cells import inert
from terezi.cli.verb import PROBLEMS, answers, as_json, home_option, opened, say, visible

if TYPE_CHECKING:
    from terezi.desk.licences.actions.legacy import Taken
    from terezi.desk.licences.legacy.terms import Wrong

SHOWN = 20


@click.command()
@home_option
@click.option(
    "--map", "headings", multiple=True, metavar="FIELD=HEADING", help="Which column says what: number=Nr."
)
@click.option(
    "--set", "values", multiple=True, metavar="FIELD=VALUE", help="What holds for rows that do not say it."
)
@click.option(
    "--read", "meanings", multiple=True, metavar="WORD=MEANING", help="What a word of the book means."
)
@click.option("--only-good", is_flag=True, help="Enter the rows that are right although others are not.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write what is wrong as CSV.")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@as_json
@answers
def register(
    home: Path,
    headings: tuple[str, ...],
    values: tuple[str, ...],
    meanings: tuple[str, ...],
    only_good: bool,
    report: Path | None,
    file: Path,
    as_json: bool,
) -> None:
    """Take in an older book of licences, CSV or XLSX, as unverified; nothing of it where a row is wrong."""
    opened(home)
    from terezi.desk.licences.legacy.rows import Told  # noqa: PLC0415
    from terezi.jobs.take_legacy import take_legacy_file  # noqa: PLC0415

    told = Told(_pairs(headings, "--map"), _pairs(values, "--set"), _pairs(meanings, "--read"))
    taken = take_legacy_file(
        path=file, told=told, by="terezi register", at=datetime.now(UTC), only_good=only_good
    )
    if report is not None:
        _write(report, taken.wrong)
    say(asdict(taken), _lines(taken), as_json=as_json)
    if taken.wrong:
        sys.exit(PROBLEMS)


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    if stray := [pair for pair in given if "=" not in pair]:
        raise click.BadParameter(f"{stray[0]} has no =", param_hint=option)
    return dict(pair.split("=", 1) for pair in given)


def _lines(taken: "Taken") -> list[str]:
    said = [
        f"{taken.entered} entered as unverified, {taken.unchanged} stood already, {len(taken.wrong)} cells are wrong"
    ]
    said += [f"    passed over: {count} {why}" for why, count in taken.passed.items()]
    if taken.unread:
        said.append(f"    kept but not read, name them with --map: {visible(', '.join(taken.unread))}")
    said += [f"    {visible(each)}" for each in taken.wrong[:SHOWN]]
    if len(taken.wrong) > SHOWN:
        said.append(f"    and {len(taken.wrong) - SHOWN} more: write them all with --report FILE.csv")
    if taken.wrong and not taken.entered:
        said.append(
            "Nothing was entered: mend the file and give it again, or enter the other rows with --only-good"
        )
    return said


def _write(report: Path, wrong: "Sequence[Wrong]") -> None:
    from terezi.desk.licences.legacy.terms import Wrong  # noqa: PLC0415

    names = [field.name for field in fields(Wrong)]
    with report.open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file)
        rows.writerow(names)
        rows.writerows([[inert(str(getattr(each, name))) for name in names] for each in wrong])
