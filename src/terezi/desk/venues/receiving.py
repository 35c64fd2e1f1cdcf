"""A return on its way from a venue to the door: its bytes to a file, the file through the door, the answer into the record."""

import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.desk.licences.queries import venues_licensed
from terezi.desk.parties.models import Venue
from terezi.desk.people.models import Officer
from terezi.desk.venues import actions, queries
from terezi.desk.venues.models import Filing
from terezi.evidence.facts.home import Home
from terezi.law.book import law_at
from terezi.law.terms import Law

MOST_BYTES = 2 << 30
MOST_KEPT = 1 << 30  # of one refused return
KEPT_BYTES = 4 << 30  # of what is refused to one exchange within a day; of the rest the reasons are kept
MOST_REFUSED = 1_000  # of one exchange within a day; what is in order is taken up to then
A_DAY = timedelta(days=1)
AT_ONCE = 2  # so that the pages of the house are served while returns are read
_reading: Counter[str] = Counter()
_turn = threading.Lock()
NAMELESS = "return"
PACKED_AS = {b"\x1f\x8b": ".gz", b"\x28\xb5": ".zst"}


def receive(*, venue: Venue, name: str, blocks: Iterator[bytes], by: Officer, at: datetime) -> Filing:
    """Take a return through the door and keep the answer, whether it was taken or refused.

    The same checks as for any file, whole or not at all; how it is packed is told by its first bytes, whatever its name.

    :raises BadData: when it is empty or larger than a return may be.
    :raises Refused: when `by` does not file for the venue, or too much was refused to it within a day.
    :raises Unavailable: while another return of the venue is read, or as many as may be at once.
    """
    with _his_turn(venue):
        return _received(venue, name, blocks, by, at)


@contextmanager
def _his_turn(venue: Venue) -> Iterator[None]:
    with _turn:
        if _reading[venue.code] or _reading.total() >= AT_ONCE:
            raise Unavailable("Another return is being read: send this one again in a minute")
        _reading[venue.code] += 1
    try:
        yield
    finally:
        with _turn:
            _reading[venue.code] -= 1


def _received(venue: Venue, name: str, blocks: Iterator[bytes], by: Officer, at: datetime) -> Filing:
    # Polars and Delta take a second to import, so only who files pays for them
    from terezi.evidence.sources import door  # noqa: PLC0415
    from terezi.evidence.sources.catalogue import DELIVERED  # noqa: PLC0415
    from terezi.evidence.sources.unpack import Bounds  # noqa: PLC0415
    from terezi.evidence.sources.venue_licences import FILED_BY  # noqa: PLC0415
    from terezi.evidence.sources.venue_returns import RETURNS  # noqa: PLC0415

    home = Home(settings.TEREZI_HOME)
    law = law_at(home.country, at)
    bounds = Bounds(kept_bytes=_room(home, venue, at))
    with tempfile.TemporaryDirectory(dir=_staging(home), prefix="filed-") as folder:
        path = _written(blocks, Path(folder))
        (answer,) = door.receive(
            [path],
            home=home,
            law=law,
            at=at,
            options={FILED_BY: venue.code},
            bounds=bounds,
            sources=[source for source in DELIVERED if source.table in RETURNS],
            licensed=lambda _home: _licensed(),
        )
    return actions.file(
        venue=venue,
        answer=replace(answer, file=Path(name).name or NAMELESS),
        problems=[asdict(problem) for problem in answer.problems],
        notes=[asdict(note) for note in answer.notes],
        by=by,
        at=at,
        on=at.astimezone(_zone(law)).date(),
    )


def _licensed() -> list[tuple[str, date, date | None]]:
    """Return (venue, from, until) of the licences as the record has them: one granted a minute ago counts."""
    from terezi.evidence.sources.venue_licences import FILES  # noqa: PLC0415

    return [(venue, begins, until) for venue, status, begins, until in venues_licensed() if status in FILES]


def _room(home: Home, venue: Venue, at: datetime) -> int:
    """Return how many bytes of a refused return are kept, so that nobody fills the disk with what is refused.

    :raises Refused: when too many were refused.
    """
    refused = queries.refused_since(venue, at - A_DAY)[:MOST_REFUSED]
    if len(refused) == MOST_REFUSED:
        raise Refused(
            f"{MOST_REFUSED:,} returns were refused to {venue.code} within a day: see with `terezi check` what they "
            "lack, and send them again tomorrow"
        )
    kept = sum(_size(home.quarantine_dir / delivery) for delivery in set(refused))
    return max(0, min(KEPT_BYTES - kept, MOST_KEPT))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*"))


def _staging(home: Home) -> Path:
    if not home.lake_dir.exists():
        raise Unavailable(f"{home.path} is no home: the site was started beside it")
    home.staging_dir.mkdir(parents=True, exist_ok=True)
    return home.staging_dir


def _written(blocks: Iterator[bytes], folder: Path) -> Path:
    path, size = folder / NAMELESS, 0
    with path.open("wb") as file:
        for block in blocks:
            size += len(block)
            if size > MOST_BYTES:
                raise BadData(f"A return has at most {MOST_BYTES:,} bytes: send the day in parts")
            file.write(block)
    if not size:
        raise BadData("The return is empty: send the file as the body of the request")
    with path.open("rb") as file:
        packed = PACKED_AS.get(file.read(2), "")
    return path.rename(path.with_name(NAMELESS + packed))


def _zone(law: Law) -> ZoneInfo:
    return ZoneInfo(law.settlement.time_zone.value)
