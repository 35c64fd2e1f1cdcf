"""HSE-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period, calendar_month, complete_months, days_up_to
from terezi.base.units import WH_PER_KWH
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.supplies import months_drawn, supplies
from terezi.law.terms import Law

THIRTY_DAYS = 30


@indicator(
    code="HSE-01",
    version=2,
    family="threshold",
    severity=Severity.NOTICE,
    unit="Wh",
    subject_kind="customer",
    sentence="Used {measured}; above {allowed} the law asks a household to register or to explain. Days counted: {days}.",
    clears=("Electric heating, a workshop or another use that explains it", "A registration"),
    article=lambda law: law.mining.household_threshold_kwh_per_month,
)
def household_over_threshold(lake: Lake, law: Law) -> ir.Table:
    """Uses more than the household threshold of the law.

    Energy of one household in a month as the law counts months: the last thirty days, or the last calendar month
    and, once above, the running one. A threshold of law, not a suspicion.
    """
    allowed_wh = law.mining.household_threshold_kwh_per_month.value * WH_PER_KWH
    homes = supplies(lake).filter(_.tariff_class == "household")
    used = months_drawn(lake, _months(law), homes).group_by("customer_id", "month")
    above = used.agg(
        wh=_.wh.sum().cast("int64"), first_day=_.first_day.min(), last_day=_.last_day.max()
    ).filter(_.wh > allowed_wh)
    above = above.mutate(days=(_.last_day.epoch_days() - _.first_day.epoch_days() + 1).cast("int64"))
    earliest = above.mutate(first=_.month.min().over(ibis.window(group_by="customer_id")))
    return earliest.filter(_.month == _.first).select(
        subject=_.customer_id,
        measured=_.wh,
        allowed=ibis.literal(allowed_wh, "int64"),
        gap_wh=((_.wh - allowed_wh) // _.days).cast("int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        days=_.days,
    )


def _months(law: Law) -> list[Period]:
    if law.mining.household_month.value == "thirty_days":
        return [days_up_to(law.day, days=THIRTY_DAYS)]
    running = Period(calendar_month(law.day).starts_on, days_up_to(law.day, days=1).ends_before)
    (over,) = complete_months(law.day, months=1)
    return [over] if over.ends_before == running.ends_before else [over, running]
