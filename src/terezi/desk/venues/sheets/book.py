"""The book of one market at a moment somebody chose, as a strip of moments around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from terezi.desk.findings.quantities import Spoken
from terezi.desk.venues import quantities
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.sheets.film import Moment, moments_of
from terezi.evidence.facts.days import day_bounds

SPANS = (10, 60, 600, 3_600, 6 * 3_600)  # seconds the strip may be long
ORDINARY = 600
NOON = time(12)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class BookPage:
    """A market's book around an instant of a settlement day; without moments where its orders were not told."""

    venue_id: str
    name: str
    instrument: str
    instruments: Sequence[str]
    at: datetime
    seconds: int
    moments: tuple[Moment, ...]
    zone: str
    starts_at: datetime
    ends_at: datetime

    @property
    def asked(self) -> Moment | None:
        return next((one for one in self.moments if one.is_asked), None)

    @property
    def time(self) -> str:
        """The time of day in figures, as a form takes it."""
        return f"{self.at.astimezone(ZoneInfo(self.zone)):%H:%M:%S}"

    @property
    def spans(self) -> list[tuple[int, Spoken]]:
        return [(each, quantities.lasting(each)) for each in SPANS]

    @property
    def span(self) -> Spoken:
        return quantities.lasting(self.seconds)

    @property
    def earlier(self) -> str:
        """The part of the address of as long a strip before; empty where the day begins."""
        return self._at(self.at - timedelta(seconds=self.seconds))

    @property
    def later(self) -> str:
        return self._at(self.at + timedelta(seconds=self.seconds))

    def _at(self, at: datetime) -> str:
        if not self.starts_at <= at < self.ends_at:
            return ""
        return urlencode({"instrument": self.instrument, "at": at.isoformat(), "span": self.seconds})


def book_page(
    basis: MarketBasis, venue_id: str, *, instrument: str, at: datetime | None, seconds: int
) -> BookPage | None:
    """Return the book of a market around an instant of the basis' day, noon without one.

    None where this officer sees no such exchange, or it has no such market that day.
    """
    row = basis.row(venue_id)
    named = basis.lake.instruments(venue_id, basis.day) if row else []
    if row is None or (instrument and instrument not in named):
        return None
    begins, ends = day_bounds(basis.day, basis.zone)
    chosen = instrument or (named[0] if named else "")
    moment = min(max(at or _noon(basis), begins), ends - INSTANT)
    long = seconds if seconds in SPANS else ORDINARY
    half = timedelta(seconds=long) / 2
    frames = (
        basis.lake.film(
            venue_id, chosen, basis.zone,
            starts_at=max(moment - half, begins), ends_at=min(moment + half, ends - INSTANT), through=moment,
        )
        if chosen
        else ()
    )  # fmt: skip
    moments = moments_of(frames, chosen, basis.zone, asked=moment)
    return BookPage(
        venue_id, str(row["name"]), chosen, named, moment, long, moments, basis.zone, begins, ends
    )


def _noon(basis: MarketBasis) -> datetime:
    return datetime.combine(basis.day, NOON, ZoneInfo(basis.zone))
