"""The one pass over readings: what went into every metered part of the network by hour, and what meters behind it saw.

Sums are integers, so every engine answers the same bits. A head meter measures what goes into a feeder, a transformer or one
phase of either (subject `T1/A`); supplies are the meters of sites and customers behind it. Of several meters of one supply the
best-ranked counts. Energy of a supply on all three phases counts a third in each.
"""

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period
from terezi.base.units import HOUR_S
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.feeders.network import HEADS, MOST_WH, level_of, meters, reached
from terezi.evidence.numerics.site_days import valid_on

_HOUR = ["level", "subject_id", "day", "hour_s"]


def feeder_hours(lake: Lake, period: Period) -> ir.Table:
    """Return (level, subject_id, feeder_id, day, hour_s) with delivered_*, registered_wh, other_wh and metered_seconds.

    Only hours in which some meter spoke; `hour_s` is the start of the hour, seconds since 1970 UTC.
    """
    sums = _sums(lake, period)
    heads = sums.filter(sums.kind.isin(HEADS))
    heads = heads.select(
        "day",
        "hour_s",
        level=level_of(heads),
        subject_id="head_id",
        delivered_wh="wh",
        delivered_w2h="w2h",
        delivered_seconds="seconds",
    )
    seen = _behind(sums, _headed(lake))
    both = heads.outer_join(seen, _HOUR)
    keys = {name: ibis.coalesce(both[name], both[f"{name}_right"]) for name in _HOUR}
    zero = ibis.literal(0, "int64")
    counts = ("delivered_seconds", "registered_wh", "other_wh", "metered_seconds")
    filled = {name: ibis.coalesce(both[name], zero) for name in counts}
    return both.select(**keys, delivered_wh=both.delivered_wh, delivered_w2h=both.delivered_w2h, **filled)


def _sums(lake: Lake, period: Period) -> ir.Table:
    """Add readings up by hour and place in the network: everything after this is small."""
    told = lake.within("meter_readings", period).join(meters(lake), "meter_id").filter(valid_on(_, _.day))
    wh = told.energy_wh.clip(upper=MOST_WH)
    # Wh in an interval of s seconds is a power of wh * 3600/s, which squared over the interval is wh2 * 3600/s.
    per_hour = (ibis.literal(HOUR_S, "int64") // told.interval_seconds).cast("int64")
    hour_s = (told.read_at.epoch_seconds() // HOUR_S).cast("int64") * HOUR_S
    rows = told.mutate(
        wh=wh, w2h=wh * wh * per_hour, hour_s=hour_s, seconds=told.interval_seconds.cast("int64")
    )
    place = ["day", "hour_s", "kind", "head_id", "feeder_id", "transformer_id", "phase"]
    return rows.group_by(place).agg(wh=_total(_.wh), w2h=_total(_.w2h), seconds=_total(_.seconds))


def _headed(lake: Lake) -> ir.Table:
    """Return the parts of the network that have a meter of their own; of others nothing is asked."""
    heads = meters(lake).filter(_.kind.isin(HEADS))
    return heads.select(level=level_of(heads), subject_id=heads.head_id).distinct()


def _behind(sums: ir.Table, headed: ir.Table) -> ir.Table:
    supplies = reached(sums.filter(~sums.kind.isin(HEADS)), thirds=("wh",))
    supplies = supplies.semi_join(headed, ["level", "subject_id"])
    zero = ibis.literal(0, "int64")
    return supplies.group_by(_HOUR).agg(
        registered_wh=_total(ibis.ifelse(supplies.kind == "site", supplies.wh, zero)),
        other_wh=_total(ibis.ifelse(supplies.kind == "site", zero, supplies.wh)),
        metered_seconds=_total(supplies.seconds),
    )


def _total(value: Any) -> Any:
    return value.sum().cast("int64")
