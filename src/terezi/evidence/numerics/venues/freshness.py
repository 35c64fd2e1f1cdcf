"""Which feeds are alive at a moment: what each venue told last under each duty it owes as a feed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

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

    :raises UnknownLaw: when the law names no deadlines.
    """
    every = {d.duty: d.interval_seconds for d in law.exchanges.return_deadlines.value if d.interval_seconds}
    day = settlement_day(at, law.settlement.time_zone.value)
    told = {duty: _last_told(lake, duty, day) for duty in every if duty in TABLE_OF}
    events = [told[duty] for duty in EVENTS if duty in told]
    together = {
        venue: max(each[venue] for each in events if venue in each) for each in events for venue in each
    }
    last = {duty: together if duty in EVENTS else rows for duty, rows in told.items()}
    return [
        _feed(venue, duty, every[duty], last[duty].get(venue), at)
        for venue in _venues(lake, day)
        for duty in last
    ]


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
