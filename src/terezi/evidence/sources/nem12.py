"""NEM12, the interval metering format of the Australian market (AEMO, MDFF specification 2.x): 100/200/300/400/900 records.

Energy drawn is in streams E1, E2, ...: each is a meter of its own, `<NMI>-<stream>`; what is fed in (B) and reactive energy
(Q, K) are left out. Times are Eastern Standard Time, ten hours before UTC all year. An interval of quality N was not measured
and has no row. The fraction of a Wh is rounded.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from pathlib import Path

from terezi.evidence.sources.formats import Format, Row, refusal, text_lines
from terezi.evidence.sources.meter_readings import fiscal_meters
from terezi.evidence.sources.unpack import Bounds

COLUMNS = ("nem12_stream", "read_at", "interval_seconds", "energy_wh", "quality")
MARKET_TIME = timezone(timedelta(hours=10))
DAY_MINUTES = 1440
MINUTES = (1, 5, 10, 15, 30, 60)
WH = {"WH": Decimal(1), "KWH": Decimal(1000), "MWH": Decimal(1_000_000)}
QUALITIES = {"A": "measured", "E": "estimated", "F": "substituted", "S": "substituted"}
NOT_MEASURED, VARIES = "N", "V"
MOST_WH = Decimal(10) ** 15


@dataclass(frozen=True)
class Stream:
    """A 200 record: one channel of one metering point."""

    meter_id: str
    minutes: int
    unit_wh: Decimal | None
    is_drawn: bool


@dataclass
class Day:
    """A 300 record, and what its 400 records say of the quality of each interval."""

    stream: Stream
    day: date
    values: Sequence[str]
    quality: str
    line: int
    by_interval: dict[int, str] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        for number, value in enumerate(self.values):
            quality = self._quality(number)
            if quality != NOT_MEASURED:
                yield self._row(number, value, quality)

    def _quality(self, number: int) -> str:
        told = self.quality if self.quality != VARIES else self.by_interval.get(number, "")
        if told not in {*QUALITIES, NOT_MEASURED}:
            says = f"The quality of interval {number + 1} is A, E, F, N, S or V, and V is told by 400 records"
            raise refusal("NEM-05", says, self.line, "Send the quality of every interval")
        return told

    def _row(self, number: int, value: str, quality: str) -> Row:
        minutes = self.stream.minutes
        begins = datetime.combine(self.day, time(), MARKET_TIME) + timedelta(minutes=number * minutes)
        read_at = begins.astimezone(UTC).isoformat()
        return (self.stream.meter_id, read_at, minutes * 60, self._energy_wh(value), QUALITIES[quality])

    def _energy_wh(self, value: str) -> int:
        try:
            energy = Decimal(value.strip()) * (self.stream.unit_wh or 0)
            if not energy.is_finite() or abs(energy) > MOST_WH:
                raise InvalidOperation
        except InvalidOperation:
            raise refusal(
                "NEM-04", f"A value is a number: {value[:40]!r}", self.line, "Send the file again"
            ) from None
        return int(energy.to_integral_value())


def _begins(head: bytes) -> bool:
    return head[:40].replace(b'"', b"").startswith(b"100,NEM12,")


def _rows(path: Path, bounds: Bounds) -> Iterator[Row]:
    stream: Stream | None = None
    day: Day | None = None
    kind = ""
    for line, text in text_lines(path, bounds):
        if not text.strip(" ,"):
            continue
        values = next(csv.reader([text]))
        kind = values[0].strip()
        if kind == "400":
            _qualify(day, values, line)
            continue
        yield from _told(day)
        day = None
        if kind == "200":
            stream = _stream(values, line)
        elif kind == "300":
            day = _day(stream, values, line)
        elif kind not in {"100", "500", "900"}:
            raise refusal(
                "NEM-01", f"A record is 100, 200, 300, 400, 500 or 900, not {kind[:20]!r}", line, "Send NEM12"
            )
    yield from _told(day)
    if kind != "900":
        raise refusal("NEM-07", "The last record is 900: the file is cut short", 0, "Send the file again")


def _told(day: Day | None) -> Iterator[Row]:
    return day.rows() if day and day.stream.is_drawn else iter(())


def _stream(values: Sequence[str], line: int) -> Stream:
    if len(values) < 9 or not values[1].strip() or not values[4].strip():
        raise refusal(
            "NEM-02", "A 200 record names its metering point and stream", line, "Send the record whole"
        )
    nmi, suffix, unit, minutes = (values[place].strip() for place in (1, 4, 7, 8))
    if minutes not in map(str, MINUTES):
        raise refusal(
            "NEM-02", f"An interval lasts one of {MINUTES} minutes", line, "Send its length in minutes"
        )
    is_drawn, unit_wh = suffix.startswith("E"), WH.get(unit.upper())
    if is_drawn and unit_wh is None:
        raise refusal("NEM-02", f"Energy is in Wh, kWh or MWh, not {unit[:20]!r}", line, "Send kWh")
    return Stream(f"{nmi}-{suffix}", int(minutes), unit_wh, is_drawn)


def _day(stream: Stream | None, values: Sequence[str], line: int) -> Day:
    if stream is None:
        raise refusal(
            "NEM-03", "A 300 record follows the 200 record of its stream", line, "Send the file whole"
        )
    many = DAY_MINUTES // stream.minutes
    if len(values) < many + 3:
        says = f"A day of {stream.minutes}-minute intervals has {many} values and a quality"
        raise refusal(
            "NEM-03", says, line, "Send every interval of the day; quality N where there is no value"
        )
    try:
        day = datetime.strptime(values[1].strip(), "%Y%m%d").date()  # noqa: DTZ007 - a day of the market
    except ValueError:
        raise refusal(
            "NEM-03", f"A day is written 20260301, not {values[1][:20]!r}", line, "Send the date"
        ) from None
    quality = values[many + 2].strip()[:1].upper()
    if quality not in {*QUALITIES, NOT_MEASURED, VARIES}:
        says = f"After {many} values comes a quality (A, E, F, N, S, V), not {values[many + 2][:20]!r}"
        raise refusal("NEM-03", says, line, "Send as many values as the interval of the 200 record says")
    return Day(stream, day, values[2 : many + 2], quality, line)


def _qualify(day: Day | None, values: Sequence[str], line: int) -> None:
    """Let a 400 record say the quality of its intervals."""
    if day is None:
        raise refusal(
            "NEM-06", "A 400 record follows the 300 record it speaks of", line, "Send the file whole"
        )
    first, last = (values[place].strip() if len(values) > 3 else "" for place in (1, 2))
    if not (first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last) <= len(day.values)):
        raise refusal(
            "NEM-06", "A 400 record names the first and last of its intervals", line, "Send both, from 1"
        )
    quality = values[3].strip()[:1].upper()
    day.by_interval.update(dict.fromkeys(range(int(first) - 1, int(last)), quality))


NEM12_FORMAT = Format("NEM12", COLUMNS, _begins, _rows)
NEM12 = fiscal_meters(NEM12_FORMAT, meter="nem12_stream")
