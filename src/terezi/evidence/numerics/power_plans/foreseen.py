"""Demand of planned days from the lake: what was told before, foreseen at the quantile of the law and at the median."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from terezi.base.periods import Period
from terezi.base.units import W_PER_MW
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.demand.forecast import Forecast, forecast
from terezi.evidence.numerics.demand.past import Past
from terezi.evidence.numerics.power_plans.hours import hours_of, laid_out
from terezi.evidence.numerics.surplus.balance import Instants
from terezi.evidence.numerics.witnesses import Floats
from terezi.law.terms import Law

HISTORY_DAYS = 3 * 365
MEDIAN = 0.5
MILLI = 1_000


def foreseen(
    lake: Lake, law: Law, regions: Sequence[str], days: Sequence[date], *, known_before: date
) -> Forecast:
    """Foresee the demand of days that follow each other from what was told of days before `known_before`.

    :raises BadData: naming the region of which too little is known.
    :raises Refused: when nobody knows which quantile the law keeps for homes.
    """
    quantile = float(law.surplus.demand_quantile.value)
    return forecast(past_of(lake, law, regions, days, known_before=known_before), sorted({MEDIAN, quantile}))


def past_of(
    lake: Lake, law: Law, regions: Sequence[str], days: Sequence[date], *, known_before: date
) -> Past:
    """Lay out up to three years of told demand and weather before the days to foresee."""
    first_day = max(known_before - timedelta(days=HISTORY_DAYS), _first_told(lake, known_before))
    span = Period(first_day, max(days) + timedelta(days=1))
    starts_at = hours_of(list(span), law.settlement.time_zone.value)
    ahead = len(hours_of(days, law.settlement.time_zone.value))
    told = lake.collect(
        lake.within("demand_hours", Period(first_day, known_before)).select("region", "starts_at", "demand_w")
    )
    holidays = law.licensing.holidays
    return Past(
        regions=tuple(regions),
        starts_at=starts_at,
        demand_mw=laid_out(told, regions, starts_at, key="region", value="demand_w", scale=W_PER_MW),
        ahead=ahead,
        zone=law.settlement.time_zone.value,
        holidays=holidays.value if holidays.is_known else (),
        degrees=_degrees(lake, regions, span, starts_at, ahead),
    )


def _first_told(lake: Lake, known_before: date) -> date:
    told = [day for day in lake.days("demand_hours") if day < known_before]
    return min(told, default=known_before - timedelta(days=1))


def _degrees(
    lake: Lake, regions: Sequence[str], span: Period, starts_at: Instants, ahead: int
) -> Floats | None:
    """Return temperatures where a weather forecast covers every hour to foresee; else the trees learn without."""
    told = lake.collect(lake.within("weather_hours", span).select("region", "starts_at", "temperature_mdeg"))
    mean = told.group_by("region", "starts_at").agg(pl.col("temperature_mdeg").mean())
    laid = laid_out(mean, regions, starts_at, key="region", value="temperature_mdeg", scale=MILLI)
    return None if np.isnan(laid[len(laid) - ahead :]).any() else laid
