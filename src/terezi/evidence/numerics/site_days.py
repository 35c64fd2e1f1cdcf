"""The three witnesses of every site, added up by settlement day, as one engine-neutral expression.

Sums stay integers, so every engine answers the same bits. A witness that did not speak is null;
a witness that said nothing was drawn is zero.
"""

from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake

_DAY = ["day", "site_id"]
_SPEAKING = ("registered", "licensed", "limited")
_MOST = 10**16
"""Above anything a site does in a day, in any unit here, and a month of it still counts in 64 bits: what one firm claims stops no other firm's sums."""


def valid_on(reference: Any, day: Any) -> Any:
    """Say whether a reference row (a table, or `_`) is true on `day`; `valid_until` is exclusive."""
    return (reference.valid_from <= day) & (reference.valid_until.isnull() | (reference.valid_until > day))


def speaking_sites(lake: Lake, day: object) -> ir.Table:
    """Return the ref_sites rows whose licence lets them operate on `day`."""
    sites = lake.table("ref_sites")
    return sites.filter(valid_on(sites, ibis.literal(day, "date")), sites.status.isin(_SPEAKING))


def _total(value: ir.IntegerValue) -> ir.IntegerValue:
    return value.cast("int64").sum().clip(upper=ibis.literal(_MOST, "int64")).cast("int64")


def _ends_at_s(spans: ir.Table) -> ir.IntegerValue:
    return (spans.last_at.epoch_seconds() + spans.interval_seconds).cast("int64").max()


def metered(lake: Lake, period: Period) -> ir.Table:
    """Add up the best-ranked meters of each site and day; Wh, and seconds covered per meter."""
    readings = lake.within("meter_readings", period)
    spans = readings.group_by("day", "meter_id", "interval_seconds").agg(
        wh=_total(_.energy_wh), readings=_.count(), last_at=_.read_at.max()
    )
    by_meter = spans.group_by("day", "meter_id").agg(
        wh=_total(spans.wh),
        seconds=_total(spans.readings * spans.interval_seconds),
        until_s=_ends_at_s(spans),
    )
    meters = lake.table("ref_meters").filter(_.kind == "site")
    ranked = by_meter.join(meters, "meter_id").filter(valid_on(_, _.day))
    ranked = ranked.select("day", "wh", "seconds", "until_s", "source_rank", site_id=_.subject_id)
    best = ranked.group_by(_DAY).agg(metered_rank=_.source_rank.min())
    chosen = ranked.join(best, _DAY).filter(_.source_rank == _.metered_rank)
    return chosen.group_by(_DAY).agg(
        metered_wh=_total(chosen.wh),
        metered_seconds=chosen.seconds.min(),
        metered_rank=chosen.metered_rank.min(),
        metered_until_s=chosen.until_s.min(),
    )


def machined(lake: Lake, period: Period) -> ir.Table:
    """Add up telemetry by site and day: gigahashes, watt-seconds and machine-seconds."""
    rows = lake.within("machine_telemetry", period)
    # Rows of one interval length add up before they are multiplied: a site has a handful of lengths a day.
    spans = rows.group_by(*_DAY, "interval_seconds").agg(
        ghs=_total(_.hash_rate_ghs), w=_total(_.power_w), machines=_total(_.machines), last_at=_.read_at.max()
    )
    seconds = spans.interval_seconds.cast("int64")
    return spans.group_by(_DAY).agg(
        machine_gigahashes=_total(spans.ghs * seconds),
        machine_watt_seconds=_total(spans.w * seconds),
        machine_seconds=_total(spans.machines * seconds),
        machines_until_s=_ends_at_s(spans),
    )


def pooled(lake: Lake, period: Period) -> ir.Table:
    """Add up pool reports by site and day: gigahashes accepted and satoshi earned."""
    rows = lake.within("pool_reports", period)
    told = rows.group_by(_DAY).agg(
        accepted_gigahashes=_total(rows.accepted_gigahashes),
        earned_satoshi=_total(rows.earned_satoshi),
        pool_seconds=rows.seconds.cast("int64").max(),
        least=rows.scheme.min(),
        most=rows.scheme.max(),
        fee_ppm=rows.fee_ppm.max(),
        rejected_ppm=rows.rejected_ppm.max(),
    )
    scheme = ibis.ifelse(told.least == told.most, told.least, ibis.null("string"))
    return told.mutate(scheme=scheme).drop("least", "most")


def _registered(lake: Lake, days: ir.Table) -> ir.Table:
    machines = lake.table("ref_machines")
    standing = days.join(machines, "site_id").filter(valid_on(_, _.day))
    return standing.group_by(_DAY).agg(
        registered_machines=_total(standing.machines),
        registered_ghs=_total(standing.machines * standing.hash_rate_ghs),
        registered_w=_total(standing.machines * standing.power_w),
    )


def _operating(lake: Lake, period: Period) -> ir.Table:
    days = lake.memory(pl.DataFrame({"day": list(period)}, schema={"day": pl.Date}))
    return (
        days.cross_join(lake.table("ref_sites"))
        .filter(
            valid_on(_, _.day),
            _.status.isin(_SPEAKING),
        )
        .select(_DAY)
    )


def site_days(lake: Lake, period: Period) -> ir.Table:
    """Return one row per site and day of `period`, columns of SITE_DAYS with `*_until_s` in seconds."""
    sites = _operating(lake, period)
    joined = sites
    for witness in (metered, machined, pooled):
        joined = joined.left_join(witness(lake, period), _DAY).drop("day_right", "site_id_right")
    joined = joined.left_join(_registered(lake, sites), _DAY).drop("day_right", "site_id_right")
    none = ibis.literal(0, "int64")
    filled = {
        name: ibis.coalesce(joined[name], none)
        for name in (
            "metered_seconds", "machine_seconds", "pool_seconds",
            "registered_machines", "registered_ghs", "registered_w",
        )
    }  # fmt: skip
    return joined.mutate(**filled)
