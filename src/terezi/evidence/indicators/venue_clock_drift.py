"""VEN-03."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.law.terms import Law

MILLISECONDS = 1_000


@indicator(
    code="VEN-03",
    family="completeness",
    severity=Severity.NOTICE,
    unit="count",
    subject_kind="venue",
    sentence="Its clock differs by at least {measured} ms, where {allowed} ms are let pass; events that lie before the one they follow: {backward}.",
    clears=("The log of the venue's time server", "Events filed again with their right times"),
    article=lambda law: law.exchanges.clock_drift_seconds,
)
def venue_clock_drift(lake: Lake, law: Law) -> ir.Table:
    """A venue's clock is wrong.

    An event lies after its own arrival, or before an event of a lower number, by more than the policy lets pass. A clock that
    is slow all day cannot be told from rows that are late.
    """
    allowed_ms = law.exchanges.clock_drift_seconds.value * MILLISECONDS
    days = lake.on("venue_days", law.day)
    off_us = ibis.greatest(-days.least_lag_us, days.backward_us)
    by_venue = days.group_by(subject=days.venue_id).agg(
        measured=(off_us.max() // MILLISECONDS).cast("int64"), backward=_.backward.sum().cast("int64")
    )
    return by_venue.filter(_.measured > allowed_ms).mutate(
        allowed=ibis.literal(allowed_ms, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
