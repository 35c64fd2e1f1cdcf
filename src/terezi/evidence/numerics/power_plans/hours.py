"""Hours of settlement days, and rows of the lake laid out by hour and name."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from terezi.evidence.facts.days import day_bounds
from terezi.evidence.numerics.surplus.balance import Instants
from terezi.evidence.numerics.witnesses import Floats, Ints

HOUR = np.timedelta64(1, "h")


def hours_of(days: Sequence[date], zone: str) -> Instants:
    """Return the start of every hour of the settlement days, (hours,) in UTC; 23 or 25 where clocks change."""
    return np.concatenate([_hours(day, zone) for day in days])


def _hours(day: date, zone: str) -> Instants:
    first, after = (np.datetime64(at.replace(tzinfo=None), "s") for at in day_bounds(day, zone))
    return np.arange(first, after, HOUR, dtype="datetime64[s]")


def day_numbers(days: Sequence[date], zone: str) -> Ints:
    """Return for each hour of `hours_of` the place of its day in `days`, (hours,)."""
    return np.concatenate([np.full(len(_hours(day, zone)), at) for at, day in enumerate(days)]).astype(
        np.int64
    )


def laid_out(
    rows: pl.DataFrame, names: Sequence[str], starts_at: Instants, *, key: str, value: str, scale: float
) -> Floats:
    """Lay `value` / `scale` out as (hours, names); NaN where nothing was told. Rows of other hours or names are left out."""
    place = {name: at for at, name in enumerate(names)}
    told = rows.filter(pl.col(key).is_in(list(names))).select(key, "starts_at", value).drop_nulls(value)
    laid = np.full((len(starts_at), len(names)), np.nan)
    at = told["starts_at"].dt.replace_time_zone(None).to_numpy().astype("datetime64[s]")
    row = np.searchsorted(starts_at, at).clip(max=max(len(starts_at) - 1, 0))
    inside = starts_at[row] == at if len(starts_at) else np.zeros(len(at), dtype=bool)
    column = np.array([place[name] for name in told[key]], dtype=np.int64)
    laid[row[inside], column[inside]] = told[value].to_numpy()[inside] / scale
    return laid


def first_after(day: date, *, days: int) -> list[date]:
    """Return the `days` days that follow a day."""
    return [day + timedelta(days=ahead) for ahead in range(1, days + 1)]
