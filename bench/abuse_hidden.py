"""Where accounts are hidden: how often each statistic of trade sizes and turnover looks odd, on clean and on tainted venues."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.stats import beta

from terezi.evidence.numerics.abuse.hidden.breaks import breaks
from terezi.evidence.numerics.abuse.hidden.comparison import (
    TOLD,
    clean_sizes,
    compare,
    p_value,
    tainted_sizes,
)
from terezi.evidence.numerics.abuse.hidden.tails import HONEST

TICKS = "exchange/ticks_12_markets.parquet"
SHARES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.7)
"""Shares of a venue's trades, or of its turnover once it began, that a program makes; 0 is clean."""
COUNTS = (500, 5_000)
SPANS = (60, 120)
LEANS = (0.4, 0.7, 0.9)
"""How much a day's turnover keeps of the day before's distance from the usual; only clean venues lean more than the first."""
DAY_NOISE, NEAR_DAYS = 0.3, 3
Floats = npt.NDArray[np.float64]


def size_power(venues: int, seed: int) -> Iterator[dict[str, object]]:
    """Say how often each statistic is odd at 5 %, by the share of a program's trades; of the tail, what its rule calls odd."""
    for count in COUNTS:
        for share in SHARES:
            random = np.random.default_rng(seed)
            drawn = [tainted_sizes(random, count, share) if share else clean_sizes(random, count) for _ in range(venues)]  # fmt: skip
            told = {name: np.array([statistic(sizes) for sizes in drawn]) for name, statistic in TOLD.items()}
            exponents = told.pop("tail")
            p = {name: np.array([p_value(name, value, count) for value in values]) for name, values in told.items()}  # fmt: skip
            either = 2 * np.minimum(p["first_digits"], p["lognormal"])
            yield {"sizes": count, "program_share": share, "venues": venues,
                   **{name: _share(each <= 0.05) for name, each in p.items()}, "either": _share(either <= 0.05), "either_at_1_percent": _share(either <= 0.01),
                   "tail_called_odd": _share((exponents < HONEST[0]) | (exponents > HONEST[1])), "tail_median": round(float(np.median(exponents)), 2)}  # fmt: skip


def step_power(venues: int, seed: int) -> Iterator[dict[str, object]]:
    """Say how often a step is told in so many days of turnover, and one within three days of where a program began, half way."""
    worlds = [(LEANS[0], share) for share in SHARES] + [(leans, 0.0) for leans in LEANS[1:]]
    for days in SPANS:
        for leans, share in worlds:
            random = np.random.default_rng(seed)
            found = [breaks(_turnover(random, days, share, leans)) for _ in range(venues)]
            near = [any(abs(one.day - days // 2) <= NEAR_DAYS for one in each) for each in found]
            yield {"days": days, "leans": leans, "program_share": share, "venues": venues, "any_step": _share(np.array([bool(each) for each in found])),
                   "dated_within_3_days": _share(np.array(near))}  # fmt: skip


def _turnover(random: np.random.Generator, days: int, share: float, leans: float) -> Floats:
    """Draw daily turnover whose days lean on the one before and whose weekends are quiet; a program adds its share from half way on."""
    logs = np.empty(days)
    logs[0] = random.normal(0, DAY_NOISE)
    for day in range(1, days):
        logs[day] = leans * logs[day - 1] + random.normal(0, DAY_NOISE * np.sqrt(1 - leans**2))
    weekends = np.where(np.arange(days) % 7 >= 5, -0.3, 0.0)
    return np.exp(10 + logs + weekends) * np.where(np.arange(days) >= days // 2, 1 / (1 - share), 1.0)  # type: ignore[no-any-return]


def _share(said: npt.NDArray[np.bool_]) -> list[float]:
    hits, count = int(said.sum()), len(said)
    low = float(beta.ppf(0.025, hits, count - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, count - hits)) if hits < count else 1.0
    return [round(hits / count, 3), round(low, 3), round(high, 3)]


def ticks() -> Iterator[dict[str, object]]:
    """Rank the real tick files by how odd their sizes are; the tail is told beside it and used for nothing."""
    file = Path(os.environ.get("TEREZI_DATA", "../shared/data")) / TICKS
    if not file.is_file():
        yield {"skipped": f"{file} is absent"}
        return
    rows = pl.read_parquet(file).unique(maintain_order=True)
    rows = rows.with_columns(size=(pl.col("amount") * 1e8).round().cast(pl.Int64)).filter(pl.col("size") > 0)
    told = {str(name): compare(each["size"].to_numpy(), seed=1) for (name,), each in rows.group_by("symbol")}
    for name, sizes in sorted(told.items(), key=lambda item: -item[1].oddness):
        yield {"market": name, "oddness": round(sizes.oddness, 2), **{key: round(gap, 4) for key, gap in sizes.gaps.items()},
               "round_share": round(sizes.round_share, 3), "tail": round(sizes.tail.exponent, 2), "tail_error": round(sizes.tail.error, 2)}  # fmt: skip
