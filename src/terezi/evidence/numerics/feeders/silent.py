"""Supplies whose meters did not tell a whole day: what they usually draw, so that silence is not taken for load."""

from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.periods import Period
from terezi.base.units import HOUR_S
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.feeders.network import HEADS, MOST_WH, SUPPLIES, level_of, meters, reached
from terezi.evidence.numerics.site_days import valid_on


def expected(lake: Lake, day_seconds: pl.DataFrame) -> ir.Table:
    """Return (level, subject_id, feeder_id, day): `heads` and `supplies` that should speak, of parts that have a head."""
    due = _due(lake, day_seconds)
    heads = due.filter(due.kind.isin(HEADS))
    heads = heads.group_by("day", level=level_of(heads), subject_id=heads.head_id).agg(
        feeder_id=_.feeder_id.min(), heads=_.count().cast("int64")
    )
    behind = reached(due.filter(due.kind.isin(SUPPLIES)), thirds=())
    supplies = behind.group_by("level", "subject_id", "day").agg(supplies=_.count().cast("int64"))
    both = heads.left_join(supplies, ["level", "subject_id", "day"])
    zero = ibis.literal(0, "int64")
    return both.select(
        "level", "subject_id", "feeder_id", "day", "heads", supplies=ibis.coalesce(both.supplies, zero)
    )


def gaps(lake: Lake, day_seconds: pl.DataFrame, *, period: Period, past: Period) -> ir.Table:
    """Return (level, subject_id, day): `missing_seconds`, `unknown_seconds` and `missing_wh` of supplies not told whole.

    A silent supply is taken to draw its own mean of `past`; one without a past is counted, not guessed.
    """
    due = _due(lake, day_seconds).filter(_.kind.isin(SUPPLIES))
    told = lake.within("meter_readings", period).group_by("day", "meter_id").agg(told_s=_seconds())
    short = _short(due.left_join(told, ["day", "meter_id"]))
    usual = _usual(lake.within("meter_readings", past).semi_join(short, "meter_id"))
    known = short.left_join(usual, "meter_id")
    zero = ibis.literal(0, "int64")
    rows = known.mutate(
        wh=(ibis.coalesce(known.usual_w, zero) * known.missing_s // HOUR_S).cast("int64"),
        unknown_s=ibis.ifelse(known.usual_w.isnull(), known.missing_s, zero),
    ).drop("meter_id_right")
    found = reached(rows, thirds=("wh",))
    return found.group_by("level", "subject_id", "day").agg(
        missing_wh=found.wh.sum().cast("int64"),
        missing_seconds=found.missing_s.sum().cast("int64"),
        unknown_seconds=found.unknown_s.sum().cast("int64"),
    )


def _due(lake: Lake, day_seconds: pl.DataFrame) -> ir.Table:
    """Return every meter on every day it should speak, with the seconds of that day."""
    crossed = lake.memory(day_seconds).cross_join(meters(lake))
    return crossed.filter(valid_on(crossed, crossed.day)).drop("valid_from", "valid_until")


def _short(due: ir.Table) -> ir.Table:
    told_s = ibis.coalesce(due.told_s, ibis.literal(0, "int64"))
    place = ["day", "meter_id", "kind", "feeder_id", "transformer_id", "phase"]
    rows = due.select(*place, missing_s=(due.day_seconds - told_s).cast("int64"))
    return rows.filter(rows.missing_s > 0)


def _usual(readings: ir.Table) -> ir.Table:
    sums = readings.group_by("meter_id").agg(
        wh=_.energy_wh.clip(upper=MOST_WH).sum().cast("int64"), told_s=_seconds()
    )
    return sums.select("meter_id", usual_w=(sums.wh * HOUR_S // sums.told_s).cast("int64"))


def _seconds() -> Any:
    return _.interval_seconds.cast("int64").sum().cast("int64")
