"""VEN-01."""

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.units import DAY_S
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.indicators.venues import standing_venues
from terezi.evidence.numerics.venues.silences import TABLE_OF
from terezi.law.terms import Law


@indicator(
    code="VEN-01",
    family="freshness",
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    sentence="Told nothing for {measured} seconds, where its feed may be silent for {allowed}; what happened then is unknown. Feeds silent: {feeds}.",
    clears=("The rows of that time, filed late", "An incident told in time"),
    article=lambda law: law.exchanges.stale_after_seconds,
)
def venue_feed_silent(lake: Lake, law: Law) -> ir.Table:
    """A venue's feed was silent.

    A duty owed as a feed told nothing for longer than its interval and the policy let pass; the longest silence of the day.
    """
    feeds = lake.memory(_feeds(law))
    venues = standing_venues(lake, law).select("venue_id").distinct()
    told = lake.on("venue_filings", law.day).select("venue_id", "duty", "silent_seconds")
    owed = venues.cross_join(feeds).left_join(told, ["venue_id", "duty"])
    owed = owed.select("venue_id", "allowed", silent=_.silent_seconds.fill_null(DAY_S).cast("int64"))
    silent = owed.filter(owed.silent > owed.allowed)
    return (
        silent.group_by(subject=silent.venue_id)
        .agg(
            measured=_.silent.max().cast("int64"),
            allowed=_.allowed.min().cast("int64"),
            feeds=_.count().cast("int64"),
        )
        .mutate(gap_wh=ibis.literal(0, "int64"), confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"))
    )


def _feeds(law: Law) -> pl.DataFrame:
    """Each duty owed as a feed, and how long it may be silent: its own interval, or what policy lets pass if longer."""
    stale = law.exchanges.stale_after_seconds.value
    owed = {d.duty: d.interval_seconds for d in law.exchanges.return_deadlines.value if d.interval_seconds}
    rows = [(duty, max(seconds, stale)) for duty, seconds in owed.items() if duty in TABLE_OF]
    return pl.DataFrame(rows, schema={"duty": pl.String, "allowed": pl.Int64}, orient="row")
