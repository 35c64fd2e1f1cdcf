"""CUR-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import WATT_SECONDS_PER_WH
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.order_responses import responses
from terezi.law.terms import Law


@indicator(
    code="CUR-01",
    family="curtailment",
    severity=Severity.GRAVE,
    unit="W",
    event=True,
    sentence="Ordered down to {allowed}: the machines reported {reported_w}, and the meter shows {measured}.",
    clears=("A test of the meter's clock", "A declaration of other load behind the meter"),
    article=lambda law: law.power.curtailment_tolerance,
)
def curtailment_only_on_paper(lake: Lake, law: Law) -> ir.Table:
    """Obeys a curtailment order in its telemetry but not at its meter.

    Mean power at the fiscal meter and in telemetry, from the time allowed to obey until the order
    ends; the meter is above the limit plus tolerance while the machines say they are not.
    """
    grace_s = law.power.curtailment_minutes_to_obey.value * 60
    tolerance = 1 + float(law.power.curtailment_tolerance.value)
    day = days_up_to(law.day, days=1)
    orders = lake.on("curtailment_orders", law.day).select(
        "order_id",
        "site_id",
        "limit_w",
        from_s=_.starts_at.epoch_seconds().cast("int64") + grace_s,
        until_s=_.ends_at.epoch_seconds().cast("int64"),
    )
    both = responses(lake, orders, day).filter(
        _.mean_w > _.limit_w * tolerance, _.reported_w <= _.limit_w * tolerance
    )
    return both.group_by(subject=_.site_id).agg(
        measured=_.mean_w.max(),
        allowed=_.limit_w.min(),
        gap_wh=((_.mean_w - _.limit_w) * _.seconds // WATT_SECONDS_PER_WH).sum().cast("int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        reported_w=_.reported_w.max(),
    )
