"""FEE-03."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="FEE-03",
    family="fees",
    severity=Severity.SERIOUS,
    unit="minor",
    subject_kind="venue",
    sentence="Charged its clients {measured} in fees where the schedule it filed makes {allowed}: {over_minor} above it. Days: {over_days}.",
    clears=("A schedule that stood then and was not filed", "A refund to the clients"),
    article=lambda law: law.exchanges.fee_gap_share,
)
def fees_not_by_schedule(lake: Lake, law: Law) -> ir.Table:
    """Charges its clients more than the schedule it filed.

    The days of the window on which the fees told on the trades are above those of the schedule by more than rounding.
    """
    gap = float(law.exchanges.fee_gap_share.value)
    days = lake.within("venue_fee_days", days_up_to(law.day, days=law.exchanges.fee_window_days.value))
    over = days.filter(
        _.charged_fees_minor > 0, _.charged_fees_minor > _.expected_fees_minor.cast("float64") * (1 + gap)
    )
    told = over.group_by(subject=over.venue_id).agg(
        measured=_.charged_fees_minor.sum().cast("int64"),
        allowed=_.expected_fees_minor.sum().cast("int64"),
        over_days=_.count(),
    )
    return told.mutate(
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        over_minor=told.measured - told.allowed,
    )
