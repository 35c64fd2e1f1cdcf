"""A refused delivery is kept whole beside the lake, with the reasons, for sender and officer."""

import os
import shutil
from pathlib import Path

from terezi.evidence.facts.durable import sync, write_atomically
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.receipts import Receipt


def quarantine(path: Path, receipt: Receipt, *, home: Home, kept_bytes: int) -> None:
    """Keep the file (its first bytes, when it is beyond the bound) and the report."""
    folder = home.quarantine_dir / receipt.delivery
    folder.mkdir(parents=True, exist_ok=True)
    # beside the report, never over it, and short enough for the suffix of a first part
    name = path.name if path.name != "report.json" else "delivered-report.json"
    _copy(path, folder / os.fsdecode(os.fsencode(name)[-240:]), kept_bytes)
    write_atomically(folder / "report.json", receipt.as_json())
    sync(home.quarantine_dir)


def release(delivery: str, *, home: Home) -> None:
    """Forget a delivery in quarantine, because the same bytes were taken after all."""
    shutil.rmtree(home.quarantine_dir / delivery, ignore_errors=True)


def _copy(path: Path, into: Path, kept_bytes: int) -> None:
    whole = path.stat().st_size <= kept_bytes
    into = into if whole else into.with_name(into.name + ".first-part")
    left = kept_bytes
    with path.open("rb") as source, into.open("wb") as target:
        while left > 0 and (block := source.read(min(left, 1 << 20))):
            target.write(block)
            left -= len(block)
    sync(into)
