"""Hostile returns of an exchange: how long the answer takes, what memory it needs, and that it names the row.

`python -m bench.hostile_return [--quick]`: one JSON object per case. The large file holds ten million order events, one bad.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import polars as pl

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources import door
from terezi.law.book import law_on

AT = datetime(2026, 3, 10, 6, tzinfo=UTC)
BEGINS = datetime(2026, 3, 8, 20, tzinfo=UTC)
BAD_IN_TEN_MILLION = 7_654_321
HEADING = "venue_id,instrument,sequence,at,event,order_id,account_id,side,price,quantity"
TRADES = (
    "venue_id,trade_id,instrument,sequence,traded_at,price,quantity,aggressor,buy_order_id,sell_order_id,"
    "buyer_account_id,seller_account_id,buyer_fee,seller_fee"
)
KIB_PER_GIB = 1 << 20


def orders(rows: int) -> pl.LazyFrame:
    """Order events of one venue: half are added, half cancelled; prices and quantities as decimals."""
    n = pl.int_range(1, rows + 1, eager=True).alias("n").to_frame().lazy()
    added = pl.col("n") % 2 == 1
    order = (pl.col("n") + 1) // 2
    micros = pl.col("n") * (80_000_000_000 // rows)
    return n.select(
        venue_id=pl.lit("GG-V1"),
        instrument=pl.lit("BTC-GGM"),
        sequence="n",
        at=(pl.lit(BEGINS) + pl.duration(microseconds=micros)).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
        event=pl.when(added).then(pl.lit("add")).otherwise(pl.lit("cancel")),
        order_id=pl.format("O{}", order),
        account_id=pl.format("A{}", order % 5_000),
        side=pl.when(order % 2 == 0).then(pl.lit("buy")).otherwise(pl.lit("sell")),
        price=pl.format("{}.{}", 60_000 + order % 500, order % 10),
        quantity=pl.when(added).then(pl.format("0.{}", 1 + order % 9)).otherwise(pl.lit("0")),
    )


def large(
    folder: Path,
    rows: int,
    *,
    bad: int | None = None,
    change: Callable[[pl.LazyFrame], pl.LazyFrame] | None = None,
) -> Path:
    """Write the return as CSV; row `bad` has a side nobody knows."""
    told = orders(rows)
    if bad:
        told = told.with_columns(
            side=pl.when(pl.col("sequence") == bad).then(pl.lit("bid")).otherwise("side")
        )
    path = folder / "orders.csv"
    (change(told) if change else told).sink_csv(path)
    return path


def trades(
    folder: Path,
    rows: int,
    *,
    day: str = "2026-03-09",
    price: str = "60000.5",
    quantity: str = "0.25",
    numbered: Callable[[int], int] = int,
) -> Path:
    """Write trades of one venue and one day as CSV."""
    told = [
        f"GG-V1,T{n},BTC-GGM,{numbered(n)},{day}T04:00:00Z,{price},{quantity},buy,O{2 * n},O{2 * n + 1},A1,A2,0,0"
        for n in range(1, rows + 1)
    ]
    path = folder / "trades.csv"
    path.write_text("\n".join([TRADES, *told]) + "\n")
    return path


def cases(folder: Path, rows: int) -> dict[str, Callable[[], Path]]:
    """Name what is sent."""
    small = min(rows, 1_000)
    swapped = {"price": "quantity", "quantity": "price", "side": "event", "event": "side"}
    return {
        "one bad row": lambda: large(folder, rows, bad=min(rows, BAD_IN_TEN_MILLION)),
        "swapped columns": lambda: large(folder, small, change=lambda told: told.rename(swapped)),
        "a number told twice": lambda: large(folder, small, change=lambda told: told.with_columns(sequence=pl.col("sequence").clip(upper_bound=small - 1))),
        "trades, price and quantity swapped": lambda: trades(folder, min(rows, 199), price="0.25", quantity="60000.5"),
        "trades, two of one number": lambda: trades(folder, min(rows, 199), numbered=lambda n: min(n, 198)),
        "decimal comma, quoted": lambda: large(folder, small, change=lambda told: told.with_columns(price=pl.col("price").str.replace(".", ",", literal=True))),
        "future time": lambda: large(folder, small, change=lambda told: told.with_columns(at=pl.when(pl.col("sequence") == 5).then(pl.lit("2026-03-10T06:10:01Z")).otherwise("at"))),
        "another venue": lambda: large(folder, small, change=lambda told: told.with_columns(venue_id=pl.lit("XX-9"))),
        "XML bomb": lambda: _bomb(folder),
        "gzip bomb": lambda: _packed_zeros(folder),
    }  # fmt: skip


def _bomb(folder: Path) -> Path:
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    path = folder / "return.xml"
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{entities}]><x>&j;</x>')
    return path


def _packed_zeros(folder: Path) -> Path:
    path = folder / "zeros.csv.gz"
    with path.open("wb") as into:
        zeros = subprocess.Popen(["head", "-c", "4294967296", "/dev/zero"], stdout=subprocess.PIPE)
        subprocess.run(["gzip", "-1"], stdin=zeros.stdout, stdout=into, check=True)
    return path


def home_of(folder: Path) -> Home:
    """Make a home with one licensed venue that has filed one order, and trades of the days before."""
    home = Home.create(folder / "home", country="GG")
    licence = {
        "venue_id": "GG-V1", "name": "One", "licence_number": "L1", "status": "licensed", "actor_class": "exchange",
        "assets": "*", "valid_from": date(2025, 1, 1), "valid_until": None,
    }  # fmt: skip
    Lake.open(home).publish("ref_venues", pl.DataFrame([licence]))
    path = folder / "before.csv"
    path.write_text(f"{HEADING}\nGG-V1,ETH-GGM,1,2026-03-08T01:00:00Z,add,E1,A1,buy,3000,1\n")
    given(home, path)
    given(home, trades(folder, 9, day="2026-03-07"))
    return home


def given(home: Home, path: Path) -> door.Receipt:
    """Hand a file in at the door."""
    (receipt,) = door.receive([path], home=home, law=law_on("GG", AT.date()), at=AT)
    return receipt


def measured(name: str, path: Path, home: Home) -> dict[str, object]:
    """Give a file in a process of its own, and say what became of it."""
    before = str(Lake.open(home).snapshot())
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.hostile_return", "--give", str(path), "--to", str(home.path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    orders_before = before.partition("venue_orders=")[2].partition(",")[0]
    orders_after = str(Lake.open(home).snapshot()).partition("venue_orders=")[2].partition(",")[0]
    return {
        "case": name,
        "bytes": path.stat().st_size,
        "wall_s": round(time.perf_counter() - started, 2),
        **answer,
        "accepted_before_unchanged": orders_before == orders_after,
    }


def give(path: Path, home: Path) -> dict[str, object]:
    """Give one file and answer outcome, memory and the problems with their first rows."""
    receipt = given(Home(home), path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "outcome": receipt.outcome,
        "rows_new": receipt.rows_new,
        "peak_gib": round(used.ru_maxrss / KIB_PER_GIB, 2),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "problems": {problem.check: [list(problem.rows[:3]), problem.count] for problem in receipt.problems},
    }


def main() -> None:
    """Run every case, then the same large file without its bad row, twice."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--give", type=Path)
    parser.add_argument("--to", type=Path)
    asked = parser.parse_args()
    if asked.give:
        print(json.dumps(give(asked.give, asked.to)))
        return
    os.environ.setdefault("PYTHONPATH", "src")
    rows = 200_000 if asked.quick else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        home = home_of(Path(folder))
        for name, written in cases(Path(folder), rows).items():
            print(json.dumps(measured(name, written(), home)), flush=True)
        good = large(Path(folder), rows)
        print(json.dumps(measured("the same without the bad row", good, home)), flush=True)
        print(json.dumps(measured("and once more", good, home)), flush=True)


if __name__ == "__main__":
    main()
