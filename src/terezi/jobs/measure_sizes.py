"""Keep in the lake what trade sizes and turnover alone say of every market, `venue_size_statistics`: the days that are new or late."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from ibis import _

from terezi.base.periods import Period, days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import VENUE_SIZE_STATISTICS
from terezi.evidence.numerics.abuse.hidden.statistics import Statistic, last_step, size_statistics

BASES = ("venue_trades", "ticks")
STEP_DAYS = 120
"""Days of turnover in which a step is looked for; its size and power over as many are in bench/README.md."""
MARKET = ("venue_id", "instrument")


def measure_sizes(*, lake: Lake, period: Period) -> list[date]:
    """Measure the days of `period` whose trades, or whose turnover before them, are not those their rows rest on; answers these."""
    marks, known = _rests_on(lake, period), lake.rests_on("venue_size_statistics", period)
    late = [day for day, mark in marks.items() if known.get(day) != mark]
    for day in late:
        lake.replace_day("venue_size_statistics", day, _rows(lake, day), rests_on=marks[day])
    return late


def _rests_on(lake: Lake, period: Period) -> dict[date, int]:
    """Count, for the days on which anything was traded, the trades told and what the turnover up to them rests on."""
    sizes = [lake.told_rows(name) for name in BASES]
    days = [day for day in period if any(day in told for told in sizes)]
    before = {each for day in days for each in _window(day)} & set(lake.days("venue_liquidity"))
    turnover = lake.rests_on("venue_liquidity", before)
    return {
        day: sum(told.get(day, 0) for told in sizes) + sum(turnover.get(each, 0) for each in _window(day))
        for day in days
    }


def _window(day: date) -> Period:
    return days_up_to(day, days=STEP_DAYS)


def _rows(lake: Lake, day: date) -> pl.DataFrame:
    turnover = _turnover(lake, day)
    rows = [
        _row(statistic, {"day": day, "venue_id": venue, "instrument": instrument, "basis": basis, "trades": len(sizes)}, days)
        for venue, instrument, basis, sizes in _markets(lake, day)
        for days in [turnover.filter(venue_id=venue, instrument=instrument)]
        for statistic in [*size_statistics(sizes, seed=day.toordinal()), last_step(days["volume_e8"].to_numpy().astype(np.float64))]
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=VENUE_SIZE_STATISTICS.polars_schema(), orient="row")


def _markets(lake: Lake, day: date) -> Iterator[tuple[str, str, str, Any]]:
    """Yield venue, instrument, basis and quantities of every market; ticks where the venue tells no trades of it."""
    seen: set[tuple[str, str]] = set()
    for basis in BASES:
        rows = lake.on(basis, day).filter(_.quantity_e8 > 0).select(*MARKET, "quantity_e8")
        for (venue, instrument), own in sorted(lake.collect(rows).partition_by(MARKET, as_dict=True).items()):
            if (venue, instrument) not in seen:
                seen.add((venue, instrument))
                yield venue, instrument, basis, own["quantity_e8"].to_numpy()


def _turnover(lake: Lake, day: date) -> pl.DataFrame:
    """Return by market and day what was traded, of the days with trades, the earliest first."""
    hours = lake.within("venue_liquidity", _window(day)).group_by(["day", *MARKET])
    rows = lake.collect(hours.agg(volume_e8=_.volume_e8.sum().cast("int64")))
    return rows.filter(pl.col("volume_e8") > 0).sort("day")


def _row(told: Statistic, market: dict[str, Any], days: pl.DataFrame) -> dict[str, Any]:
    return market | {
        "statistic": told.name, "drawn": told.drawn, "value_e6": _e6(told.value), "error_e6": _e6(told.error),
        "usual_e6": _e6(told.usual), "bound_e6": _e6(told.bound), "p_value_ppm": _e6(told.p_value),
        "false_alarms_ppm": _e6(told.false_alarms), "step_day": days["day"][told.step.day] if told.step else None,
        "is_used": int(told.name != "tail"),
    }  # fmt: skip


def _e6(value: float | None) -> int | None:
    return None if value is None else round(value * PPM)
