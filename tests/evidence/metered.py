"""A lake of four weeks of a small town: homes and shops, one supply that keeps up load, and meters of no customer."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from tests.evidence.senders import give

DAY = date(2026, 3, 10)
DAYS = 28
HOMES = 220
STEADY, FEEDER, SITE, GONE = "C000", "FEEDER", "SITE", "GONE"
MIDNIGHT = datetime(2026, 2, 10, 19, tzinfo=UTC)


def lake_of_a_town(folder: Path) -> Home:
    """Build the lake: hourly readings at the door, some by the quarter, some missing, and the utility's lists."""
    home = Home.create(folder / "home", country="GG")
    file = folder / "meters.parquet"
    _readings().write_parquet(file)
    (receipt,) = give(home, file)
    assert receipt.outcome == "accepted", str(receipt)
    lake = Lake.open(home)
    lake.publish("ref_meters", _frame("ref_meters", [_meter(name) for name in names()]))
    lake.publish("ref_customers", _frame("ref_customers", [_customer(name) for name in names()]))
    return home


def names() -> list[str]:
    return [f"C{n:03d}" for n in range(HOMES)] + [FEEDER, SITE, GONE]


def _readings() -> pl.DataFrame:
    rng = np.random.default_rng(3)
    return pl.concat(
        [_of(name, rng, seconds=900 if n % 10 == 1 else 3_600) for n, name in enumerate(names())]
    )


def _of(name: str, rng: np.random.Generator, *, seconds: int) -> pl.DataFrame:
    n = np.arange(DAYS * 86_400 // seconds)
    hour = n * seconds // 3_600 % 24
    power_w = 80 + 600 * rng.random(len(n)) * ((hour > 6) & (hour < 23)) + 50 * rng.random(len(n))
    power_w += {STEADY: 3_250, FEEDER: 900_000, SITE: 2_000_000, GONE: 9_000}.get(name, 0)
    told = rng.random(len(n)) > (0.01 if seconds == 3_600 and name != STEADY else 0)
    rows = pl.DataFrame(
        {
            "meter_id": name,
            "read_at": [MIDNIGHT + timedelta(seconds=int(s)) for s in n * seconds],
            "interval_seconds": seconds,
            "energy_wh": (power_w * seconds / 3_600).astype(np.int64),
            "quality": "measured",
            "source_rank": 1,
        }
    )
    return rows.with_columns(
        pl.col("read_at").dt.cast_time_unit("us"), pl.col("interval_seconds", "source_rank").cast(pl.Int32)
    ).filter(told)


def _meter(name: str) -> dict[str, Any]:
    kind = {FEEDER: "feeder", SITE: "site"}.get(name, "customer")
    until = date(2026, 3, 1) if name == GONE else None
    told = {"meter_id": name, "kind": kind, "subject_id": name, "feeder_id": "F1", "source_rank": 1}
    told |= {"interval_seconds": 3_600, "customer_class": "household", "valid_until": until}
    return told | {"valid_from": date(2025, 1, 1)}


def _customer(name: str) -> dict[str, Any]:
    return {
        "customer_id": name,
        "region": "Mary",
        "place": "Mary",
        "feeder_id": "F1",
        "tariff_class": "household",
    }


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TABLES[table].polars_schema(), orient="row")
