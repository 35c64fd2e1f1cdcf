"""Read an older book of licences and take it into the register."""

import hashlib
from datetime import datetime
from pathlib import Path

from terezi.desk.licences.actions import take_legacy
from terezi.desk.licences.actions.legacy import Taken
from terezi.desk.licences.legacy.rows import Told, read
from terezi.desk.licences.legacy.sheets import grids


def take_legacy_file(*, path: Path, told: Told, by: str, at: datetime, only_good: bool = False) -> Taken:
    """Take one spreadsheet, CSV or XLSX; answers what became of its rows.

    :raises BadData: when it is no spreadsheet, or no sheet of it has headings.
    """
    found = read(grids(path), told)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return take_legacy(read=found, file=path.name, sha256=sha256, by=by, at=at, only_good=only_good)
