"""Energy of every site by part of the month and band of the tariff, as one engine-neutral expression."""

from datetime import date
from itertools import pairwise

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.periods import Period
from terezi.base.units import HOUR_S
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.bills.calendar import Calendar
from terezi.evidence.numerics.power_plans.given import given_hours, hour_phase_s

_MEASURED = "measured"
METER_SPANS = {"meter_id": pl.String, "site_id": pl.String, "first": pl.Date, "until": pl.Date}


def energy_by_band(lake: Lake, period: Period, calendar: Calendar, meters: pl.DataFrame) -> ir.Table:
    """Return `site_id part band wh seconds unmeasured_wh astride_wh` of the meters' spans (`METER_SPANS`).

    All integers, Wh and s. An interval lies in the band it begins in; `astride_wh` came in intervals that end in
    another one, `unmeasured_wh` is told as estimated, substituted or read by hand.
    """
    readings = lake.within("meter_readings", period)
    told = readings.select("day", "meter_id", "read_at", "energy_wh", "interval_seconds", "quality")
    instants = lake.memory(_instants(lake, readings, calendar))
    by_meter = (
        told.join(instants, "read_at")
        .group_by("day", "meter_id", "part", "band")
        .agg(
            wh=_whole(_.energy_wh),
            seconds=_whole(_.interval_seconds),
            unmeasured_wh=_whole(ibis.ifelse(_.quality == _MEASURED, 0, _.energy_wh)),
            astride_wh=_whole(ibis.ifelse(_.interval_seconds > _.left_s, _.energy_wh, 0)),
        )
    )
    spans = by_meter.join(lake.memory(meters), "meter_id").filter(_.day >= _.first, _.day < _.until)
    return spans.group_by("site_id", "part", "band").agg(
        **{name: _whole(_[name]) for name in ("wh", "seconds", "unmeasured_wh", "astride_wh")}
    )


def allocated_by_band(
    lake: Lake, period: Period, calendar: Calendar, meters: pl.DataFrame, zone: str
) -> ir.Table:
    """Return `site_id part band allocated_wh allocated_e6` of the meters' spans: what was drawn within the allocation of its hour.

    A reading counts in the hour and band it begins in. Where a band ends inside an hour, what was drawn first counts first.
    """
    readings = lake.within("meter_readings", period)
    told = readings.select("day", "meter_id", "read_at", "energy_wh")
    instants = _instants(lake, readings, calendar)
    phase = hour_phase_s(period.starts_on, zone)
    second = pl.col("read_at").dt.epoch("s")
    hours = instants.select(
        "read_at", "part", "band", at_s=second, hour_s=(second - phase) // HOUR_S * HOUR_S + phase
    )
    given = given_hours(lake, period, zone).select("site_id", "hour_s", "given_wh", "price_minor_per_mwh")
    spans = lake.memory(meters).semi_join(given, "site_id")
    drawn = told.join(spans, "meter_id").filter(_.day >= _.first, _.day < _.until)
    pieces = (
        drawn.join(lake.memory(hours), "read_at")
        .group_by("site_id", "hour_s", "part", "band")
        .agg(wh=_whole(_.energy_wh), first_s=_.at_s.min())
        .join(given, ["site_id", "hour_s"])
    )
    so_far = ibis.cumulative_window(group_by=("site_id", "hour_s"), order_by="first_s")
    counted = pieces.mutate(until_wh=_.wh.sum().over(so_far).cast("int64")).mutate(
        within=ibis.least(_.until_wh, _.given_wh) - ibis.least(_.until_wh - _.wh, _.given_wh)
    )
    return counted.group_by("site_id", "part", "band").agg(
        allocated_wh=_whole(_.within), allocated_e6=_whole(_.within * _.price_minor_per_mwh)
    )


def _instants(lake: Lake, readings: ir.Table, calendar: Calendar) -> pl.DataFrame:
    """Return every instant a reading begins at with its `part`, `band`, and the seconds `left_s` until that band ends.

    There are few of them, and all meters share them: what the clock says is asked once for each, not once a row.
    """
    found = lake.collect(readings.select("read_at").distinct())
    second = pl.col("read_at").dt.epoch("s")
    banded = found.with_columns(slot=second // calendar.slot_seconds).join(calendar.frame, on="slot")
    return banded.select("read_at", "part", "band", left_s=pl.col("ends_s") - second)


def meter_spans(ref_meters: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return the site meters that count on each day of a period: of several, the best-ranked that stand on it."""
    standing = ref_meters.filter(
        pl.col("kind") == "site",
        pl.col("valid_from") < period.ends_before,
        pl.col("valid_until").is_null() | (pl.col("valid_until") > period.starts_on),
    )
    rows = [row for _, group in standing.group_by("subject_id") for row in _spans_of(group, period)]
    return pl.DataFrame(rows, schema=METER_SPANS, orient="row").sort("site_id", "meter_id", "first")


def _spans_of(meters: pl.DataFrame, period: Period) -> list[tuple[str, str, date, date]]:
    told = [
        (row["meter_id"], row["source_rank"], max(row["valid_from"], period.starts_on), _ends(row, period))
        for row in meters.iter_rows(named=True)
    ]
    edges = sorted({edge for _, _, first, until in told for edge in (first, until)})
    site_id: str = meters["subject_id"][0]
    spans = []
    for first, until in pairwise(edges):
        there = [(meter, rank) for meter, rank, begins, ends in told if begins <= first and until <= ends]
        best = min((rank for _, rank in there), default=0)
        spans += [(meter, site_id, first, until) for meter, rank in there if rank == best]
    return spans


def _ends(row: dict[str, date | None], period: Period) -> date:
    until = row["valid_until"]
    return period.ends_before if until is None else min(until, period.ends_before)


def _whole(value: ir.IntegerValue) -> ir.IntegerValue:
    return value.cast("int64").sum().cast("int64")
