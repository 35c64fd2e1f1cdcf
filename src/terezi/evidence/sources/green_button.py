"""Green Button: NAESB ESPI usage data in an Atom feed (schema espi.xsd 1.1 to 3.3), the form utilities let customers download.

Taken is electricity drawn from the grid in Wh (uom 72, flow forward), as interval values; other quantities are left out. A
reading belongs to the meter `<usage point>-<meter reading>` of its links. No entity is resolved and no document type allowed,
and one entry at a time is in memory.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from lxml import etree

from terezi.evidence.sources.formats import Format, Row, refusal
from terezi.evidence.sources.meter_readings import fiscal_meters
from terezi.evidence.sources.unpack import Bounds, blocks

COLUMNS = ("espi_meter_reading", "read_at", "interval_seconds", "energy_wh", "quality")
ATOM, ESPI = "{http://www.w3.org/2005/Atom}", "{http://naesb.org/espi}"
MOST_DEPTH = 64
MOST_METERS = 100_000
WATT_HOURS, FORWARD = "72", "1"
ELECTRICITY = {"", "0", "1"}  # commodity: not told, none, electricity metered at the second voltage
ACCUMULATES = {"", "0", "4"}  # not told, none, delta: what was drawn in the interval
MOST_POWER_OF_TEN = 12
ESTIMATED = {"8", "10", "11"}  # estimated, questionable, derived
SUBSTITUTED = {"7", "9"}  # manually edited, projected
_PLACE = re.compile(r"UsagePoint/([^/]+)/MeterReading/([^/]+)")
REMEDY = "Send the feed as the utility's portal gives it"


@dataclass
class Feed:
    """What the first pass learns: which type each meter reading is of, and what the types are."""

    type_of: dict[str, str] = field(default_factory=dict)
    unit_wh: dict[str, Decimal | None] = field(default_factory=dict)

    def wh(self, meter_reading: str) -> Decimal | None:
        """Return the Wh of one unit of value, or none where it is not energy drawn."""
        return self.unit_wh.get(self.type_of.get(meter_reading, ""))


def _begins(head: bytes) -> bool:
    return head.lstrip()[:1] == b"<" and (b"naesb.org/espi" in head or b"http://www.w3.org/2005/Atom" in head)


def _rows(path: Path, bounds: Bounds) -> Iterator[Row]:
    feed = Feed()
    for entry in _entries(path, bounds):
        _learn(feed, entry)
    if not any(feed.unit_wh.values()):
        raise refusal(
            "ESP-02", "The feed tells electricity drawn, in Wh (uom 72, flowDirection 1)", 0, REMEDY
        )
    for entry in _entries(path, bounds):
        for block in entry.iter(f"{ESPI}IntervalBlock"):
            yield from _block(block, _place(entry), feed)


def _learn(feed: Feed, entry: Any) -> None:
    links = _links(entry)
    if entry.find(f".//{ESPI}MeterReading") is not None:
        types = [link for link in links if "/ReadingType/" in link]
        feed.type_of[_place(entry)] = types[0] if types else ""
    for told in entry.iter(f"{ESPI}ReadingType"):
        feed.unit_wh[next(iter(links), "")] = _unit_wh(told)
    if len(feed.type_of) > MOST_METERS:
        raise refusal("ESP-05", f"A feed tells at most {MOST_METERS:,} meters", 0, "Send several feeds")


def _links(entry: Any) -> list[str]:
    """Return the addresses of an entry, its own first."""
    links = entry.findall(f"{ATOM}link")
    own = [link.get("href", "") for link in links if link.get("rel") == "self"]
    return own + [link.get("href", "") for link in links if link.get("rel") != "self"]


def _place(entry: Any) -> str:
    found = next(filter(None, map(_PLACE.search, _links(entry))), None)
    return f"{found[1]}-{found[2]}" if found else ""


def _unit_wh(told: Any) -> Decimal | None:
    """Return how many Wh one unit of value is, or none where the type is not energy drawn in an interval."""
    is_energy = _text(told, "uom") == WATT_HOURS and _text(told, "flowDirection") in {"", FORWARD}
    if (
        not is_energy
        or _text(told, "commodity") not in ELECTRICITY
        or _text(told, "accumulationBehaviour") not in ACCUMULATES
    ):
        return None
    power = _whole(told, "powerOfTenMultiplier", absent=0)
    if abs(power) > MOST_POWER_OF_TEN:
        raise refusal("ESP-04", f"powerOfTenMultiplier is {power}", told.sourceline, REMEDY)
    return Decimal(10) ** power


def _block(block: Any, place: str, feed: Feed) -> Iterator[Row]:
    if not place or place not in feed.type_of:
        says = "An interval block links to its usage point and meter reading"
        raise refusal("ESP-03", says, block.sourceline, REMEDY)
    unit_wh = feed.wh(place)
    if unit_wh is not None:
        for reading in block.iterfind(f"{ESPI}IntervalReading"):
            yield _reading(reading, place, unit_wh)


def _reading(reading: Any, place: str, unit_wh: Decimal) -> Row:
    start, seconds = _whole(reading, "timePeriod/start"), _whole(reading, "timePeriod/duration")
    energy = (Decimal(_whole(reading, "value")) * unit_wh).to_integral_value()
    quality = _text(reading, "ReadingQuality/quality")
    word = "estimated" if quality in ESTIMATED else "substituted" if quality in SUBSTITUTED else "measured"
    read_at = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=start)).isoformat()
    return (place, read_at, seconds, int(energy), word)


def _text(told: Any, name: str) -> str:
    return (told.findtext("/".join(ESPI + part for part in name.split("/"))) or "").strip()


def _whole(told: Any, name: str, absent: int | None = None) -> int:
    text = _text(told, name)
    if not text and absent is not None:
        return absent
    if not re.fullmatch(r"-?\d{1,12}", text):
        raise refusal("ESP-04", f"{name} is a whole number, not {text[:20]!r}", told.sourceline, REMEDY)
    return int(text)


class _Blocks:
    """The unpacked bytes as a file, within the bounds."""

    def __init__(self, path: Path, bounds: Bounds) -> None:
        self._blocks, self._rest = blocks(path, bounds), b""

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._rest = block
        told, self._rest = self._rest[:size], self._rest[size:]
        return told


def _entries(path: Path, bounds: Bounds) -> Iterator[Any]:
    """Yield entry after entry, dropping each once it was looked at.

    :raises Unreadable: ESP-01 for what is no XML, has a document type, or is nested too deep.
    """
    source: IO[bytes] = _Blocks(path, bounds)  # type: ignore[assignment]
    events = etree.iterparse(
        source,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    depth = 0
    with _told_as_refusal():
        for event, element in events:
            depth += 1 if event == "start" else -1
            _refuse_hostile(element, depth)
            if event == "end" and element.tag == f"{ATOM}entry":
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]


@contextmanager
def _told_as_refusal() -> Iterator[None]:
    try:
        yield
    except etree.XMLSyntaxError as wrong:
        raise refusal("ESP-01", f"The feed is XML: {str(wrong)[:200]}", wrong.lineno or 0, REMEDY) from wrong


def _refuse_hostile(element: Any, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise refusal("ESP-01", f"Elements are nested at most {MOST_DEPTH} deep", element.sourceline, REMEDY)
    if depth <= 1 and element.getroottree().docinfo.doctype:
        raise refusal("ESP-01", "A feed has no document type", 1, "Leave the DOCTYPE out")


GREEN_BUTTON_FORMAT = Format("Green Button", COLUMNS, _begins, _rows)
GREEN_BUTTON = fiscal_meters(GREEN_BUTTON_FORMAT, meter="espi_meter_reading")
