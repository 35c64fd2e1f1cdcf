"""What meter and machines show of an order to draw less: measured, not claimed."""

import ibis.expr.types as ir
from ibis import Deferred, _

from terezi.base.periods import Period
from terezi.base.units import WATT_SECONDS_PER_WH
from terezi.evidence.facts.lake import Lake

ORDER = ("order_id", "site_id", "limit_w")


def responses(lake: Lake, orders: ir.Table, period: Period) -> ir.Table:
    """Return one row per order and site whose meter covers some of its time: `mean_w` and `seconds` of the meter, `reported_w`.

    `whole_seconds` are as in `metered_w`; `shortest_seconds` is the shortest interval read.

    `orders` has order_id, site_id, limit_w (W), from_s and until_s (seconds since 1970, UTC); readings of `period` that
    lie wholly inside are averaged. `reported_w` is the machines' own mean power; null where they reported nothing.
    """
    metered = metered_w(lake, orders, period)
    telemetry = (
        lake.within("machine_telemetry", period)
        .filter(_.power_w.notnull())
        .mutate(teller=_.site_id, tellers=0)
    )
    reported = _mean_w(orders, telemetry, _.power_w * _.interval_seconds.cast("int64"))
    said = reported.select("order_id", "site_id", reported_w=_.mean_w)
    joined = metered.left_join(said, ["order_id", "site_id"])
    return joined.select(*ORDER, "mean_w", "seconds", "whole_seconds", "shortest_seconds", "reported_w")


def metered_w(lake: Lake, orders: ir.Table, period: Period) -> ir.Table:
    """Return the mean power at each site's fiscal meters over the time of its order; orders as in `responses`.

    `whole_seconds` are those of which every fiscal meter of the site told: a missing one would make the mean smaller.
    """
    meters = lake.table("ref_meters").filter(_.kind == "site", _.source_rank == 1)
    measured = lake.within("meter_readings", period).filter(_.quality == "measured")
    standing = meters.filter(
        _.valid_from < period.ends_before, _.valid_until.isnull() | (_.valid_until > period.starts_on)
    )
    tellers = standing.group_by(site_id=_.subject_id).agg(tellers=_.meter_id.nunique())
    readings = measured.join(meters.select("meter_id", site_id=_.subject_id).distinct(), "meter_id")
    readings = readings.left_join(tellers, "site_id").drop("site_id_right").mutate(teller=_.meter_id)
    return _mean_w(orders, readings, _.energy_wh * WATT_SECONDS_PER_WH)


def _mean_w(orders: ir.Table, rows: ir.Table, watt_seconds: Deferred) -> ir.Table:
    """Average power over the part of each order's hours that rows cover; they lie wholly inside them."""
    rows = rows.mutate(
        at_s=_.read_at.epoch_seconds().cast("int64"),
        ends_s=(_.read_at.epoch_seconds() + _.interval_seconds).cast("int64"),
    )
    inside = rows.join(orders, "site_id").filter(_.at_s >= _.from_s, _.ends_s <= _.until_s)
    at_once = inside.group_by(*ORDER, "at_s").agg(
        watt_seconds=watt_seconds.sum().cast("int64"),
        seconds=_.interval_seconds.max().cast("int64"),
        is_whole=_.teller.nunique() >= _.tellers.max(),
    )
    covered = at_once.group_by(*ORDER).agg(
        watt_seconds=_.watt_seconds.sum().cast("int64"),
        whole_seconds=_.seconds.sum(where=_.is_whole).fill_null(0).cast("int64"),
        shortest_seconds=_.seconds.min().cast("int64"),
        seconds=_.seconds.sum().cast("int64"),
    )
    return covered.filter(_.seconds > 0).select(
        *ORDER,
        "seconds",
        "whole_seconds",
        "shortest_seconds",
        mean_w=(_.watt_seconds // _.seconds).cast("int64"),
    )
