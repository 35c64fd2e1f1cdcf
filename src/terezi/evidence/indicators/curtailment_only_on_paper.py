"""CUR-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.energy import WATT_SECONDS_PER_WH
from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
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
    meters = lake.table("ref_meters").filter(_.kind == "site", _.source_rank == 1)
    measured = lake.within("meter_readings", day).filter(_.quality == "measured")
    readings = measured.join(meters.select("meter_id", site_id=_.subject_id), "meter_id")
    telemetry = lake.within("machine_telemetry", day).filter(_.power_w.notnull())
    metered = _mean_w(orders, readings, _.energy_wh * WATT_SECONDS_PER_WH)
    reported = _mean_w(orders, telemetry, _.power_w * _.interval_seconds.cast("int64"))
    both = metered.join(
        reported.rename(reported_w="mean_w").drop("limit_w", "seconds"), ["order_id", "site_id"]
    )
    both = both.filter(_.mean_w > _.limit_w * tolerance, _.reported_w <= _.limit_w * tolerance)
    return both.group_by(subject=_.site_id).agg(
        measured=_.mean_w.max(),
        allowed=_.limit_w.min(),
        gap_wh=((_.mean_w - _.limit_w) * _.seconds // WATT_SECONDS_PER_WH).sum().cast("int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        reported_w=_.reported_w.max(),
    )


def _mean_w(orders: ir.Table, rows: ir.Table, watt_seconds: ibis.Deferred) -> ir.Table:
    """Average power over the part of each order's hours that rows cover; they lie wholly inside them."""
    rows = rows.mutate(
        at_s=_.read_at.epoch_seconds().cast("int64"),
        ends_s=(_.read_at.epoch_seconds() + _.interval_seconds).cast("int64"),
    )
    inside = rows.join(orders, "site_id").filter(_.at_s >= _.from_s, _.ends_s <= _.until_s)
    order = ["order_id", "site_id", "limit_w"]
    at_once = inside.group_by(*order, "at_s").agg(
        watt_seconds=watt_seconds.sum().cast("int64"), seconds=_.interval_seconds.max().cast("int64")
    )
    covered = at_once.group_by(order).agg(
        watt_seconds=_.watt_seconds.sum().cast("int64"), seconds=_.seconds.sum().cast("int64")
    )
    return covered.filter(_.seconds > 0).select(
        *order, "seconds", mean_w=(_.watt_seconds // _.seconds).cast("int64")
    )
