"""A lake of two months of a few supplies: who passes a threshold of the law, and who does not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES

from .senders import give, meter_file, reading

DAY = date(2026, 2, 28)
FIRST = date(2025, 12, 31)
SINCE = date(2025, 1, 1)
LOADS_W = {  # by day and by night
    "EVEN": (10_000, 9_500),
    "SHOP": (10_000, 1_000),
    "TRADE": (9_000, 8_900),
    "FIRM": (50_000, 49_000),
    "HOME": (9_000, 7_000),
}


def lake_of_supplies(folder: Path) -> Home:
    """Build the lake: readings at the door, lists of the utility, and a firm that holds a licence."""
    home = Home.create(folder / "home", country="GG")
    give(home, meter_file(folder / "meters.csv", _readings()))
    lake = Lake.open(home)
    lake.publish("ref_meters", _frame("ref_meters", (_meter(customer) for customer in LOADS_W)))
    lake.publish("ref_customers", _frame("ref_customers", (_customer(customer) for customer in LOADS_W)))
    holder = {"licence_number": "L1", "site_id": "S1", "registration_number": "12-345", "status": "licensed"}
    lake.publish("ref_holders", _frame("ref_holders", [holder | {"valid_from": SINCE}]))
    return home


def _readings() -> Iterator[str]:
    for meter, (by_day, by_night) in LOADS_W.items():
        for hours in range(0, (DAY - FIRST).days * 24, 3):
            at = datetime(2025, 12, 31, 19, tzinfo=UTC) + timedelta(hours=hours)
            power_w = by_day if hours % 24 < 12 else by_night
            yield reading(meter, at.strftime("%Y-%m-%dT%H:%M:%SZ"), power_w * 3, seconds=10_800)


def _meter(customer: str) -> dict[str, Any]:
    return {
        "meter_id": customer,
        "kind": "customer",
        "subject_id": customer,
        "feeder_id": "F1",
        "source_rank": 1,
        "interval_seconds": 10_800,
        "customer_class": "household" if customer == "HOME" else "commercial",
        "valid_from": SINCE,
    }


def _customer(customer: str) -> dict[str, Any]:
    told = {"customer_id": customer, "region": "Mary", "place": "Mary", "feeder_id": "F1"}
    told |= {"tariff_class": "household" if customer == "HOME" else "commercial"}
    told |= {"TRADE": {"activity": "bakery"}, "FIRM": {"registration_number": "12 345"}}.get(customer, {})
    return told


def _frame(table: str, rows: Any) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=TABLES[table].polars_schema(), orient="row")
