"""PWR-01."""

import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import HOUR_S
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.site_days import speaking_sites
from terezi.law.terms import Law


@indicator(
    code="PWR-01",
    family="capacity",
    severity=Severity.SERIOUS,
    unit="W",
    event=True,
    sentence="Drew {measured} in its highest hour where {allowed} is licensed. Hours above it: {hours}.",
    clears=("A licence for a higher capacity from an earlier day", "A test of the meter"),
    article=lambda law: law.power.metering_tolerance,
)
def power_over_capacity(lake: Lake, law: Law) -> ir.Table:
    """Draws more power than licensed.

    Counts the hours in a day whose mean load is above capacity plus metering tolerance.
    """
    tolerance = 1 + float(law.power.metering_tolerance.value)
    readings = lake.within("meter_readings", days_up_to(law.day, days=1))
    hourly = readings.mutate(hour=readings.read_at.epoch_seconds() // HOUR_S)
    hourly = hourly.group_by("meter_id", "hour").agg(
        wh=_.energy_wh.sum().cast("int64"), seconds=_.interval_seconds.cast("int64").sum().cast("int64")
    )
    meters = lake.table("ref_meters").filter(_.kind == "site", _.source_rank == 1)
    sites = speaking_sites(lake, law.day).select("site_id", "licensed_w")
    loads = hourly.join(meters.select("meter_id", site_id=_.subject_id), "meter_id").join(sites, "site_id")
    loads = loads.filter(_.seconds > 0)
    loads = loads.group_by("site_id", "hour").agg(
        mean_w=(_.wh * HOUR_S // _.seconds).sum().cast("int64"), licensed_w=_.licensed_w.max()
    )
    above = loads.filter(_.mean_w > _.licensed_w * tolerance)
    return (
        above.group_by(subject=_.site_id)
        .agg(
            measured=_.mean_w.max(),
            allowed=_.licensed_w.max(),
            hours=_.count(),
            wh=(_.mean_w - _.licensed_w).sum(),
        )
        .filter(_.hours >= law.power.hours_over_capacity_before_finding.value)
        .mutate(gap_wh=_.wh.cast("int64"), confidence_ppm=CERTAIN_PPM)
        .drop("wh")
    )
