"""Market abuse: what the detectors find of planted patterns and whom they name on clean markets.

`make bench WHAT=abuse [ARGS=--quick]`. Every number is over seeds the detectors were not looked at with (from 10,000 up).
"""

import argparse
import dataclasses
import json
import os
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import ibis
import numpy as np
import polars as pl

from terezi.evidence.numerics.abuse.alerts import Alert
from terezi.evidence.numerics.abuse.hidden.comparison import clean_sizes, compare, tainted_sizes
from terezi.evidence.numerics.abuse.market.planted import Ring, Spoofer
from terezi.evidence.numerics.abuse.market.simulate import THICK, THIN, USUAL, Shape, Simulated, simulate
from terezi.evidence.numerics.abuse.market.traders import Trader
from terezi.evidence.numerics.abuse.policy import Policy
from terezi.evidence.numerics.abuse.spoofing import spoofing
from terezi.evidence.numerics.abuse.wash import wash
from terezi.law.book import law_on

DAY = date(2026, 2, 10)
SHAPES = {"usual": USUAL, "thin": THIN, "thick": THICK}
FIRST_SEED = 10_000
SHARES = (0.005, 0.01, 0.02)
BAR = 0.95
TICKS = "exchange/ticks_12_markets.parquet"


class Memory:
    """The part of a lake that detectors ask for, over rows in memory."""

    def __init__(self) -> None:
        self._engine = ibis.duckdb.connect(memory_limit="2GB")

    def memory(self, frame: pl.DataFrame) -> ibis.Table:
        return ibis.memtable(frame)

    def collect(self, expression: ibis.Table) -> pl.DataFrame:
        return pl.DataFrame(self._engine.to_pyarrow(expression))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=("clean", "rings", "spoofing", "sizes", "ticks"))
    asked = parser.parse_args()
    runs = 6 if asked.quick else 60
    policy = Policy.of(law_on("GG", DAY))
    lines = {
        "clean": lambda: clean(policy, runs),
        "rings": lambda: ring_power(policy, max(4, runs // 3)),
        "spoofing": lambda: spoof_power(policy, max(4, runs // 3)),
        "sizes": lambda: size_power(runs),
        "ticks": ticks,
    }
    for name, measure in lines.items():
        if asked.only in (None, name):
            began = time.time()
            for line in measure():
                print(json.dumps({"what": name, **line}), flush=True)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                json.dumps({"what": name, "seconds": round(time.time() - began), "peak_mib": peak}),
                flush=True,
            )


def clean(policy: Policy, runs: int) -> Iterator[dict[str, object]]:
    """Count the clean venue-days on which anybody is named, of every shape of market; the innocents are in all of them."""
    for name, shape in SHAPES.items():
        days = runs // 3 if name == "thick" else runs
        named = {"wash": 0, "spoofing": 0}
        who: list[str] = []
        for market in _markets(_varied(shape), days, lambda number: ()):
            for kind, found in (("wash", _wash(market, policy)), ("spoofing", _spoofing(market, policy))):
                named[kind] += bool(found)
                who += [account for alert in found for account in alert.accounts]
        yield {"market": name, "days": days, "days_with_an_alert": named, "named": sorted(set(who))}


def ring_power(policy: Policy, runs: int) -> Iterator[dict[str, object]]:
    """Say how often a ring is found whole by members and share of turnover, as it came out; below the law's least share none is told."""
    for name, shape in SHAPES.items():
        for members in (2, 3, 5):
            for share in SHARES:
                names = tuple(f"RING-{number}" for number in range(members))
                plant = _ring(shape, names, share)
                days = runs // 2 if name == "thick" else runs
                found, real, others = [], [], 0
                for market in _markets(_varied(shape), days, plant):
                    alerts = _wash(market, policy)
                    found.append(any(set(alert.accounts) >= set(names) for alert in alerts))
                    others += any(not set(alert.accounts) & set(names) for alert in alerts)
                    real.append(_share(market, names))
                yield {"market": name, "members": members, "aimed_share": share, "share": round(float(np.mean(real)), 4), "days": days,
                       "recall": round(float(np.mean(found)), 3), "days_others_named": others}  # fmt: skip


def spoof_power(policy: Policy, runs: int) -> Iterator[dict[str, object]]:
    """Say how often a spoofer is found by how many times a day it shows orders, one price deep or five."""
    for name, shape in SHAPES.items():
        for layers in (1, 5):
            for shows in (10, 15, 20, 30, 50):
                days = runs // 2 if name == "thick" else runs
                markets = _markets(
                    _varied(shape),
                    days,
                    lambda n, s=shows, d=layers: (Spoofer("SPOOFER", s / 0.8, layers=d),),
                )
                alerts = [_spoofing(market, policy) for market in markets]
                found = [any("SPOOFER" in alert.accounts for alert in each) for each in alerts]
                others = sum(any("SPOOFER" not in alert.accounts for alert in each) for each in alerts)
                yield {"market": name, "prices": layers, "shows_a_day": shows, "days": days,
                       "recall": round(float(np.mean(found)), 3), "days_others_named": others}  # fmt: skip


def size_power(runs: int) -> Iterator[dict[str, object]]:
    """Say how often sizes alone look odd at 5 % and 1 %, by the share of a program's trades (0: clean)."""
    random = np.random.default_rng(FIRST_SEED)
    for share in (0.0, 0.05, 0.1, 0.2, 0.4, 0.7):
        p = np.array([compare(tainted_sizes(random, 5_000, share) if share else clean_sizes(random, 5_000), seed=n).p_value for n in range(4 * runs)])  # fmt: skip
        yield {"program_share": share, "venues": len(p), "odd_at_5_percent": round(float((p <= 0.05).mean()), 3),
               "odd_at_1_percent": round(float((p <= 0.01).mean()), 3)}  # fmt: skip


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


def _markets(shapes: "Iterator[Shape]", days: int, plant) -> Iterator[Simulated]:  # type: ignore[no-untyped-def]
    for number in range(days):
        yield simulate(next(shapes), day=DAY, seed=FIRST_SEED + number, planted=plant(number))


def _varied(shape: Shape) -> Iterator[Shape]:
    """Vary what the detectors must not lean on: how many people, how nervous the price, how wide and how quick the makers."""
    random = np.random.default_rng(FIRST_SEED)
    while True:
        factor = random.uniform(0.6, 1.5, 4)
        yield dataclasses.replace(
            shape,
            people=int(shape.people * factor[0]),
            day_volatility=float(shape.day_volatility * 2 ** (2 * factor[1] - 2)),
            half_spread_ppm=int(shape.half_spread_ppm * factor[2]),
            maker_seconds=float(shape.maker_seconds * factor[3]),
        )


def _ring(shape: Shape, names: tuple[str, ...], share: float):  # type: ignore[no-untyped-def]
    """Plant a ring that trades about `share` of the turnover: the crowd's wakes bring some 1.5 trades each."""
    per_day = 1.5 * share * shape.people * shape.trades_per_person

    def plant(number: int) -> Sequence[Trader]:
        return (Ring(names, per_day, camouflage=0.2, at_random=number % 2 == 1),)

    return plant


def _share(market: Simulated, names: tuple[str, ...]) -> float:
    inside = pl.col("buyer_account_id").is_in(names) & pl.col("seller_account_id").is_in(names)
    return float(market.trades.filter(inside)["quantity_e8"].sum() / market.trades["quantity_e8"].sum())


def _wash(market: Simulated, policy: Policy) -> list[Alert]:
    lake = Memory()
    return wash(lake, *map(lake.memory, (market.trades, market.accounts, market.agreements)), policy)  # type: ignore[arg-type]


def _spoofing(market: Simulated, policy: Policy) -> list[Alert]:
    lake = Memory()
    return spoofing(lake, *map(lake.memory, (market.orders, market.trades, market.agreements)), policy)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
