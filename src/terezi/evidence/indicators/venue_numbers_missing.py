"""VEN-02."""

from datetime import timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="VEN-02",
    family="completeness",
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    sentence="Its count of events lacks numbers: {measured}. Stretches: {gaps}; instruments: {instruments}; trades that lack an order: {orphans}.",
    clears=("The events of the missing numbers, filed late", "A restart of the count, told as an incident"),
    article=lambda law: law.exchanges.sequence_gaps_allowed,
)
def venue_numbers_missing(lake: Lake, law: Law) -> ir.Table:
    """Events of a venue are missing.

    Order events and trades of an instrument share one count without gaps; numbers missing within the day, or since the last
    number of the day before, were told by nobody.
    """
    today, before = (lake.on("venue_days", day) for day in (law.day, law.day - timedelta(days=1)))
    last = before.select("venue_id", "instrument", before_sequence=before.last_sequence)
    joined = today.left_join(last, ["venue_id", "instrument"])
    overnight = (joined.first_sequence - joined.before_sequence - 1).clip(lower=0).fill_null(0)
    lacking = joined.select(
        "venue_id",
        "orphans",
        missing=joined.missing + overnight,
        gaps=joined.gaps + (overnight > 0).cast("int64"),
    )
    by_venue = lacking.group_by(subject=lacking.venue_id).agg(
        measured=_.missing.sum().cast("int64"),
        gaps=_.gaps.sum().cast("int64"),
        instruments=(_.missing > 0).cast("int64").sum().cast("int64"),
        orphans=_.orphans.sum().cast("int64"),
    )
    allowed = law.exchanges.sequence_gaps_allowed.value
    return by_venue.filter(_.measured > allowed).mutate(
        allowed=ibis.literal(allowed, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
