"""Which feeds are alive at a moment: what each venue told last under each duty it owes as a feed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.days import TIME_OF, settlement_day
from terezi.evidence.facts.instants import epoch_microseconds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.silences import EVENTS, TABLE_OF
from terezi.law.terms import Law

FILES = ("registered", "licensed", "limited")
LOOKED_BACK_DAYS = 2
OTHER = dict(zip(EVENTS, reversed(EVENTS), strict=True))
"""The two that share one count."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Feed:
    """One feed of a venue at a moment; nothing told within two days has no `last_at`."""

    venue_id: str
    duty: str
    interval_seconds: int
    last_at: datetime | None
    silent_seconds: int | None

    @property
    def is_silent(self) -> bool:
        return self.silent_seconds is None or self.silent_seconds > self.interval_seconds


def feeds_at(lake: Lake, law: Law, at: datetime) -> list[Feed]:
    """Return the feeds of every venue licensed at `at`, by venue and duty; one killed is silent within one interval.

    Order events and trades share one count: where one of the two told nothing since and no number is missing, nothing
    happened that it owed, and it is as fresh as the other.

    :raises UnknownLaw: when the law names no deadlines.
    """
    every = {d.duty: d.interval_seconds for d in law.exchanges.return_deadlines.value if d.interval_seconds}
    day = settlement_day(at, law.settlement.time_zone.value)
    told = {duty: _last_told(lake, duty, day) for duty in every if duty in TABLE_OF}
    return [
        _feed(
            venue, duty, interval, _alive(lake, venue, duty, told, at - timedelta(seconds=interval), day), at
        )
        for venue in _venues(lake, day)
        for duty, interval in every.items()
        if duty in told
    ]


def _alive(
    lake: Lake, venue: str, duty: str, told: dict[str, dict[str, datetime]], due: datetime, day: date
) -> datetime | None:
    """Return when a feed last told something, or its twin did while there was nothing for it to tell; `due` is what it owes until."""
    own, other = told[duty].get(venue), OTHER.get(duty, duty)
    twin = told.get(other, {}).get(venue)
    if twin is None or (own is not None and own >= twin):
        return own
    is_owing = (own is None or own < due) and _missing(lake, venue, duty, since=own, until=due, day=day)
    return own if is_owing else twin


def _missing(
    lake: Lake, venue: str, duty: str, *, since: datetime | None, until: datetime, day: date
) -> bool:
    """Say whether numbers of the day's count are missing between events its twin told after `since` and until `until`.

    Clocks say which events those are, the count what lies between them: a clock may go back a little.
    """
    twin, own = (_events(lake, venue, each, day) for each in (OTHER[duty], duty))
    begun = twin.us > _microseconds(since) if since else ibis.literal(value=True)
    here = twin.filter(begun, twin.us <= _microseconds(until)).group_by("instrument")
    ends = here.agg(first=_.sequence.min(), last=_.sequence.max())
    both = ibis.union(*(rows.select("instrument", "sequence") for rows in (twin, own)))
    inside = both.inner_join(ends, "instrument").filter(_.sequence.between(_.first, _.last))
    counted = inside.group_by("instrument", "first", "last").agg(told=_.count())
    return not lake.collect(counted.filter(_.last - _.first + 1 > _.told)).is_empty()


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _events(lake: Lake, venue: str, duty: str, day: date) -> ir.Table:
    rows = lake.on(TABLE_OF[duty], day)
    own = rows.filter(rows.venue_id == venue)
    return own.select("instrument", "sequence", us=epoch_microseconds(own[TIME_OF[TABLE_OF[duty]]]))


def _feed(venue: str, duty: str, interval: int, last_at: datetime | None, at: datetime) -> Feed:
    silent = None if last_at is None else max(0, int((at - last_at) / timedelta(seconds=1)))
    return Feed(venue, duty, interval, last_at, silent)


def _last_told(lake: Lake, duty: str, day: date) -> dict[str, datetime]:
    table = TABLE_OF[duty]
    rows = lake.within(table, days_up_to(day, days=LOOKED_BACK_DAYS))
    last = rows.group_by("venue_id").agg(us=epoch_microseconds(rows[TIME_OF[table]]).max())
    told = lake.collect(last).with_columns(at=pl.from_epoch("us", time_unit="us").dt.replace_time_zone("UTC"))
    return dict(told.select("venue_id", "at").rows())


def _venues(lake: Lake, day: date) -> list[str]:
    rows = lake.collect(lake.table("ref_venues").filter(_.status.isin(FILES), _.valid_from <= day))
    standing = rows.filter(pl.col("valid_until").is_null() | (pl.col("valid_until") > day))
    return sorted(standing["venue_id"].unique())
