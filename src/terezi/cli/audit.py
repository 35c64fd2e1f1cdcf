"""`terezi audit`."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terezi.cli.verb import PROBLEMS, answers, as_json, home_option, opened, say, visible

if TYPE_CHECKING:
    from terezi.desk.journal.terms import Fault
    from terezi.jobs.audit import Audited

SHOWN = 50
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@home_option
@click.option("--witness", type=FOLDER, help="The copy of the journal's log that a partner keeps.")
@click.option("--keys", type=FILE, help="Public keys to trust, one per line, instead of those in the home.")
@click.option("--only-look", is_flag=True, help="Do not note in the journal that the audit passed.")
@as_json
@answers
def audit(home: Path, witness: Path | None, keys: Path | None, only_look: bool, as_json: bool) -> None:
    """Check that nobody changed the journal or the record behind the application's back.

    Names what was altered, put in or taken out, the act that last wrote it, and between which moments.
    """
    place = opened(home)
    from terezi.desk.journal import queries  # noqa: PLC0415
    from terezi.jobs.audit import audit as look  # noqa: PLC0415
    from terezi.jobs.log_folder import read_keys  # noqa: PLC0415

    known = read_keys(keys) if keys else []
    found = look(
        home=place, by="terezi audit", at=datetime.now(UTC), witness=witness, keys=known, noted=not only_look
    )
    end = queries.journal_end()
    said = list(_faults(found)) if found.faults else [_whole(found, end.digest)]
    told = {
        "entries": found.entries,
        "rows": found.rows,
        "checkpoints": found.checkpoints,
        "witnessed": found.witnessed,
        "end": end.digest,
        "unbroken": found.passed,
        "says": found.faults[0].says if found.faults else said[0],
        "faults": [{**asdict(each), "until": found.at} for each in found.faults],
    }
    say(told, said, as_json=as_json)
    if not found.passed:
        sys.exit(PROBLEMS)


def _whole(found: "Audited", end: str) -> str:
    witness = f", as the witness saw them up to {found.witnessed}" if found.witnessed else ""
    return (
        f"The journal's {found.entries} entries follow each other unbroken{witness}, {found.checkpoints} checkpoints "
        f"hold, and {found.rows} rows say what the journal sealed. Note its end elsewhere: {end}"
    )


def _faults(found: "Audited") -> Iterator[str]:
    for fault in found.faults[:SHOWN]:
        yield visible(f"{fault.says}. {_window(fault, found.at)}")
    if len(found.faults) > SHOWN:
        yield f"... and {len(found.faults) - SHOWN} more: --json tells them all"


def _window(fault: "Fault", until: datetime) -> str:
    before = f"before {until:%Y-%m-%d %H:%M:%S} UTC"
    if fault.since is None:
        return f"When is not known, but {before}"
    return f"Changed after {fault.since:%Y-%m-%d %H:%M:%S} and {before}"
