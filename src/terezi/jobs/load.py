"""Take deliveries at the door: facts into the lake, register files into the record."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from terezi.desk.parties import actions as parties
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources import door
from terezi.evidence.sources.door import Receipt
from terezi.jobs.publish_reference import publish_reference
from terezi.law.book import law_on


def load(
    *,
    home: Home,
    paths: Iterable[Path],
    options: Mapping[str, str],
    at: datetime,
    progress: Callable[[str, int, int], None],
) -> list[Receipt]:
    """Receive every file below `paths`; answers one receipt per file, in the order taken."""
    zone = law_on(home.country, at.date()).settlement.time_zone.value
    receipts = door.receive(
        paths, home=home, zone=zone, at=at, options=options, progress=progress, register=parties.import_register
    )
    if any(r.table.startswith("ref_") and r.outcome == "accepted" for r in receipts):
        publish_reference(lake=Lake.open(home))
    return receipts
