"""A small country with power left over: two regions, three plants, a line, four sites that bid."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from tests.evidence.senders import give_one

TODAY = date(2026, 3, 10)
TOMORROW = TODAY + timedelta(days=1)
PAST_DAYS, AHEAD_DAYS = 50, 7
FIRST_HOUR = datetime(2026, 1, 18, 19, tzinfo=UTC)  # midnight of 19 January in Ashgabat, 50 days before TODAY
MW = 1_000_000
BID_AT = datetime(2026, 3, 10, 4, tzinfo=UTC)  # nine in the morning of the day of trading
SITES = {"S1": "North", "S2": "North", "S3": "South", "S4": "South"}
BIDS = {
    "S1": (40, 15_000),
    "S2": (40, 12_000),
    "S3": (40, 11_000),
    "S4": (40, 8_000),
}  # MW, minor units per MWh


def hours(first: int, days: int) -> list[datetime]:
    """Return the hours of `days` days from day `first` on, counted from the first told day."""
    return [FIRST_HOUR + timedelta(days=first, hours=hour) for hour in range(days * 24)]


def demand_mw(region: str, at: list[datetime]) -> Any:
    """A day that rises to the evening, a little lower on Fridays; every day of the week has its own."""
    local = [one + timedelta(hours=5) for one in at]
    shape = np.array(
        [1 + 0.2 * np.sin((one.hour - 13) * np.pi / 12) - 0.05 * (one.weekday() == 4) for one in local]
    )
    return {"North": 200.0, "South": 100.0}[region] * shape


def supply_home(
    folder: Path, *, hydro_share: float = 1.0, bids: dict[str, tuple[int, int]] | None = None
) -> Home:
    """Make a home that holds all a plan needs. `hydro_share` is what the hydro plant of the North can give in days ahead."""
    home = Home.create(folder / "home", country="GG")
    lake = Lake.open(home)
    lake.publish(
        "ref_plants", pl.DataFrame(PLANTS, orient="row", schema=TABLES["ref_plants"].polars_schema())
    )
    lake.publish("ref_lines", pl.DataFrame(LINES, orient="row", schema=TABLES["ref_lines"].polars_schema()))
    lake.publish("ref_sites", sites())
    at = hours(0, PAST_DAYS)
    noise = np.random.default_rng(5).normal(1, 0.01, (2, len(at)))
    load(home, folder, "demand", [
        {"region": region, "starts_at": one, "demand_w": int(mw * MW)}
        for region, wobble in zip(("North", "South"), noise, strict=True)
        for one, mw in zip(at, demand_mw(region, at) * wobble, strict=True)
    ])  # fmt: skip
    share = {"HYDRO": hydro_share, "GAS": 1.0, "COAL": 1.0}
    load(home, folder, "generation", [
        {"plant_id": plant[0], "starts_at": one, "available_w": int(plant[4] * share[plant[0]]), "output_w": None}
        for plant in PLANTS
        for one in hours(PAST_DAYS, AHEAD_DAYS + 1)
    ])  # fmt: skip
    bid(home, folder, TOMORROW, BIDS if bids is None else bids)
    return home


def bid(
    home: Home, folder: Path, day: date, bids: dict[str, tuple[int, int]], *, at: datetime = BID_AT
) -> None:
    """Give in bids for a day, paid for in full beforehand."""
    rows = [
        {"site_id": site, "bid_day": day, "bid_at": at + timedelta(minutes=number), "limit_w": mw * MW,
         "price_minor_per_mwh": price, "prepaid_minor": mw * 24 * price}
        for number, (site, (mw, price)) in enumerate(bids.items())
    ]  # fmt: skip
    load(home, folder, f"bids-{day}-{at:%H%M}", rows)


def load(home: Home, folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        path = folder / f"{name}.parquet"
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
        receipt = give_one(home, path)
        assert receipt.outcome == "accepted", receipt.problems


PLANTS = [
    ("HYDRO", "North", "Falls", "hydro", 200 * MW, 50 * MW, 20 * MW, 500),
    ("GAS", "North", "Gas", "gas", 150 * MW, 50 * MW, 0, 9_500),
    ("COAL", "South", "Coal", "coal", 120 * MW, 40 * MW, 40 * MW, 7_000),
]
LINES = [("L1", "North", "South", 60 * MW, 1_000_000), ("L2", "North", "South", 60 * MW, 1_000_000)]


def sites() -> pl.DataFrame:
    """Return four licensed sites, 50 MW each."""
    said = {
        "name": "Site", "licence_number": "L", "status": "licensed", "actor_class": "industrial", "feeder_id": "F",
        "licensed_w": 50 * MW, "pue_ppm": MW, "evidence_grade": "sampled", "asset": "BTC", "scheme": "FPPS", "pool_id": "P",
        "pool_share_ppm": 1, "tariff_minor_per_mwh": 9_000, "power_source": "grid", "valid_from": date(2025, 1, 1), "valid_until": None,
    }  # fmt: skip
    rows = [said | {"site_id": site, "region": region} for site, region in SITES.items()]
    return pl.DataFrame(rows, schema_overrides={"valid_until": pl.Date})
