"""HSE-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.energy import WH_PER_KWH
from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.law.terms import Law

MONTH_DAYS = 30


@indicator(
    code="HSE-01",
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

    Energy through one household meter in the last thirty days; a threshold of law, not a suspicion.
    """
    month = days_up_to(law.day, days=MONTH_DAYS)
    allowed_wh = law.mining.household_threshold_kwh_per_month.value * WH_PER_KWH
    meters = lake.table("ref_meters").filter(_.kind == "customer", _.customer_class == "household")
    homes = lake.within("meter_readings", month).join(meters.select("meter_id", "subject_id"), "meter_id")
    used = homes.group_by(subject=_.subject_id).agg(
        measured=_.energy_wh.sum().cast("int64"), days=_.day.nunique()
    )
    return used.filter(_.measured > allowed_wh).mutate(
        allowed=ibis.literal(allowed_wh, "int64"),
        gap_wh=((_.measured - allowed_wh) // MONTH_DAYS).cast("int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
