"""A messy spreadsheet of 10,000 licences: read it, enter it, and give it again.

python -m bench.legacy [--quick] measures into a record of its own.
"""

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.messy_book import book, write_csv, write_xlsx
from bench.report import line, versions

NAME = "legacy"
AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)


def main() -> None:
    """Write the book as XLSX and as CSV, and take each into an empty record."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    rows = 1_000 if asked.parse_args().quick else 10_000
    versions(NAME, "django", "polars", "fastexcel")
    sheet = book(rows)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_xlsx(home / "book.xlsx", {"Реестр": sheet})
        write_csv(home / "book.csv", sheet, encoding="utf-8-sig")
        _start(home)
        for name in ("book.xlsx", "book.csv"):
            measure(home / name, rows)


def _start(home: Path) -> None:
    os.environ.pop("DATABASE_URL", None)
    from terezi.site import start  # noqa: PLC0415

    start(home)
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def measure(path: Path, rows: int) -> None:
    """Print the seconds of reading, of reading and entering, and of giving the same file again."""
    from terezi.desk.licences.legacy.rows import Told, read  # noqa: PLC0415
    from terezi.desk.licences.legacy.sheets import grids  # noqa: PLC0415
    from terezi.jobs.take_legacy import take_legacy_file  # noqa: PLC0415

    workload = f"{rows} licences, {path.suffix[1:]}"
    told = Told({}, {}, {})
    began = time.perf_counter()
    found = read(grids(path), told)
    line(NAME, workload, "read", time.perf_counter() - began, "s")
    line(NAME, workload, "rows_read", len(found.said), "rows")
    line(NAME, workload, "rows_wrong", len(found.wrong), "cells")
    for metric in ("enter", "again"):
        began = time.perf_counter()
        taken = take_legacy_file(path=path, told=told, by="bench", at=AT, only_good=True)
        line(NAME, workload, metric, time.perf_counter() - began, "s")
        line(NAME, workload, f"{metric}_entered", taken.entered, "rows")


if __name__ == "__main__":
    main()
