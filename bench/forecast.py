"""Demand of the days ahead on real national load, against the same hour of a week before with its own past errors.

Origins are spread over the last two years of each series; nothing after an origin's midnight is seen. No weather, no holidays
(the files hold neither). `python -m bench.forecast [--quick] [--data DIR]`.
"""

import argparse
import os
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from bench.report import line, versions
from terezi.evidence.numerics.demand.forecast import Forecast, error_quantile, forecast
from terezi.evidence.numerics.demand.naive import relative_errors, same_hour
from terezi.evidence.numerics.demand.past import Past
from terezi.evidence.numerics.power_plans.hours import hours_of

BENCH = "forecast"
QUANTILES = (0.5, 0.95)
HISTORY_DAYS = 3 * 365
NATIONAL = {
    "DE": ("DE_ENTSO-E_2025-03-10.parquet", "Europe/Berlin"),
    "PL": ("PL_ENTSO-E_2025-03-10.parquet", "Europe/Warsaw"),
    "Texas": ("US_TEX_EIA_2025-03-12.parquet", "America/Chicago"),
    "Turkey": ("TR_EPIAS_2016_2025.parquet", "Europe/Istanbul"),
}
YEARS = "toktarova_2019/real_load_hourly_57countries.parquet"
AHEAD = {"day ahead": (1, 1), "days 2 to 7": (2, 7)}


def main() -> None:
    """Foresee and count."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--origins", type=int, default=0)
    asked.add_argument(
        "--data", type=Path, default=Path(os.environ.get("TEREZI_DATA", "../shared/data")) / "grid"
    )
    told = asked.parse_args()
    versions(BENCH, "lightgbm", "numpy", "polars")
    origins = told.origins or (3 if told.quick else 25)
    for name, (file, zone) in NATIONAL.items():
        run(name, read_national(told.data / file, zone), zone, origins=origins, over_days=730)
    table = pl.read_parquet(told.data / YEARS)
    chosen = table.columns[:4] if told.quick else table.columns
    joint(
        "57 countries, one year each" if not told.quick else "4 countries, one year each",
        table.select(chosen),
    )


def read_national(path: Path, zone: str) -> pl.DataFrame:
    """Return `starts_at` (UTC, hourly, without gaps) and `mw`, null where nothing was told."""
    rows = pl.read_parquet(path)
    if "ts" in rows.columns:
        at = (
            pl.col("ts")
            .dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
            .dt.convert_time_zone("UTC")
        )
        told = rows.select(starts_at=at, mw="load_mwh")
    else:
        told = rows.select(
            starts_at=pl.col("Time (UTC)").dt.replace_time_zone("UTC"),
            mw=pl.col("Load (MW)").cast(pl.Float64, strict=False),
        )
    told = told.drop_nulls("starts_at").with_columns(
        starts_at=pl.col("starts_at").dt.cast_time_unit("us").dt.truncate("1h"),
        mw=pl.when(pl.col("mw") > 0).then("mw"),
    )
    hourly = told.group_by("starts_at").agg(pl.col("mw").mean()).sort("starts_at")
    return hourly.upsample("starts_at", every="1h")


def run(name: str, series: pl.DataFrame, zone: str, *, origins: int, over_days: int) -> None:
    """Foresee one country from origins spread over its last days, and print loss and coverage."""
    last = series["starts_at"].max().date()  # type: ignore[union-attr]
    values = dict(series.select(pl.col("starts_at").dt.epoch("s"), "mw").iter_rows())
    days = [date.fromordinal(last.toordinal() - 8 - back * over_days // origins) for back in range(origins)]
    for ahead, (first, until) in AHEAD.items():
        found = [one_origin(values, zone, origin, first, until) for origin in days]
        tell(f"{name}, {ahead}, {origins} origins", [each for each in found if each is not None])


def one_origin(
    values: dict[int, float | None], zone: str, origin: date, first: int, until: int
) -> tuple[np.ndarray, Forecast, dict[float, np.ndarray], float]:
    """Return what came, the forecast, the naive quantiles of the same hours, and CPU seconds."""
    span = [date.fromordinal(origin.toordinal() + shift) for shift in range(-HISTORY_DAYS, until + 1)]
    wanted = span[len(span) - 1 - (until - first) :]
    starts_at = hours_of(span, zone)
    told = np.array([values.get(int(at)) for at in starts_at.astype(np.int64)], dtype=np.float64)[:, None]
    ahead, hidden = len(hours_of(wanted, zone)), len(hours_of(span[HISTORY_DAYS:], zone))
    known = told.copy()
    known[len(known) - hidden :] = np.nan
    return judged(Past(("all",), starts_at, known, ahead, zone), told[len(told) - ahead :])


def judged(past: Past, came: np.ndarray) -> tuple[np.ndarray, Forecast, dict[float, np.ndarray], float]:
    began = time.process_time()
    found = forecast(past, QUANTILES)
    spent = time.process_time() - began
    guess = same_hour(past)
    errors = relative_errors(past, guess)
    naive = {q: guess[len(past.known) :] * (1 + error_quantile(errors, q, errors)) for q in QUANTILES}
    return came, found, naive, spent


def joint(name: str, table: pl.DataFrame) -> None:
    """Foresee every country of a table of one year together, as the regions of one grid, from four origins."""
    told = table.cast(pl.Float64).to_numpy()
    told = np.where(told > 0, told, np.nan)
    for ahead, (first, until) in AHEAD.items():
        found = []
        for origin in (230, 275, 320, 357):
            hours = (origin + until + 1) * 24
            known = told[:hours].copy()
            known[origin * 24 :] = np.nan
            starts_at = np.datetime64("2015-01-01T00", "s") + np.arange(hours) * np.timedelta64(3600, "s")
            past = Past(tuple(table.columns), starts_at, known, (until - first + 1) * 24, "UTC")
            found.append(judged(past, told[hours - (until - first + 1) * 24 : hours]))
        tell(f"{name}, {ahead}, 4 origins", found)


def tell(workload: str, found: list[tuple[np.ndarray, Forecast, dict[float, np.ndarray], float]]) -> None:
    """Print loss in percent of mean demand, ratio to naive, and coverage, of all hours of all origins."""
    line(BENCH, workload, "hours judged", sum(int((~np.isnan(came)).sum()) for came, *_ in found), "hours")
    for q in QUANTILES:
        ours = np.concatenate([loss(came, each.demand_mw[q], q) for came, each, _, _ in found])
        theirs = np.concatenate([loss(came, naive[q], q) for came, _, naive, _ in found])
        ratio = float(ours.mean() / theirs.mean())
        line(
            BENCH,
            workload,
            f"pinball loss at {q}",
            100 * float(ours.mean()),
            "% of demand",
            peer="seasonal naive",
            ratio=round(ratio, 3),
        )
        below = np.concatenate([under(came, each.demand_mw[q]) for came, each, _, _ in found])
        naive_below = np.concatenate([under(came, naive[q]) for came, _, naive, _ in found])
        said = float(np.mean([each.coverage[q] for _, each, _, _ in found]))
        line(
            BENCH,
            workload,
            f"coverage at {q}",
            float(below.mean()),
            "share",
            peer="seasonal naive",
            naive=round(float(naive_below.mean()), 4),
            said=round(said, 4),
        )
    line(BENCH, workload, "one forecast", float(np.median([spent for *_, spent in found])), "CPU-s")


def loss(came: np.ndarray, foreseen: np.ndarray, q: float) -> np.ndarray:
    """Return the pinball loss of each hour as a share of the region's mean demand."""
    short = (came - foreseen) / np.nanmean(came, axis=0)
    each = np.maximum(q * short, (q - 1) * short)
    return each[~np.isnan(each)]


def under(came: np.ndarray, foreseen: np.ndarray) -> np.ndarray:
    return (came <= foreseen)[~np.isnan(came)]


if __name__ == "__main__":
    main()
