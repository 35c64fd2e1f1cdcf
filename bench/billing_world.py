"""A country of mines that tells every quarter hour for a year, with gaps, written straight into a lake."""

import shutil
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from terezi.evidence.facts import delta
from terezi.evidence.facts.day_files import DayFiles
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import (
    ALLOCATION_VERSIONS,
    METER_READINGS,
    REF_METERS,
    REF_POWER_PLANS,
    REF_SITES,
)

ZONE = ZoneInfo("Asia/Ashgabat")
FIRST_DAY = date(2025, 3, 1)
FROM = date(2025, 1, 1)
KNOWN_AT = datetime(2026, 3, 5, tzinfo=UTC)
QUARTERS = 96
LEAST_W, MOST_W = 20_000, 14_000_000
SOURCES = ("grid", "grid", "grid", "own_renewable", "own_other")


def licensed_w(sites: int) -> np.ndarray:
    """Return what each site may draw, W: from a cellar to a plant."""
    return np.geomspace(LEAST_W, MOST_W, sites).astype(np.int64)


def register(lake: Lake, sites: int) -> None:
    """Publish sites and meters: a third tells no price, some have power of their own, one in 500 no meter."""
    watts = licensed_w(sites)
    rows = [
        (f"S{n:05d}", f"Firm {n}", f"L{n:05d}", "licensed", "industrial", f"R{n % 6}", "F", int(watts[n]), 1_080_000,
         "submetered", "BTC", "FPPS", "P", 0, None if n % 3 == 0 else 8_000 + 37 * (n % 500), SOURCES[n % 5], FROM, None)
        for n in range(sites)
    ]  # fmt: skip
    lake.publish("ref_sites", pl.DataFrame(rows, schema=REF_SITES.polars_schema(), orient="row"))
    meters = [
        (f"M{n:05d}", "site", f"S{n:05d}", "F", 1, 900, "mining", FROM, None)
        for n in range(sites)
        if n % 500 != 499
    ]
    lake.publish("ref_meters", pl.DataFrame(meters, schema=REF_METERS.polars_schema(), orient="row"))


def readings(home: Home, *, sites: int, days: int, seed: int = 7) -> int:
    """Write the readings of `days` days from FIRST_DAY; answers the rows."""
    rng = np.random.default_rng(seed)
    told, staging = 0, home.staging_dir / "bench"
    with delta.writing(home, METER_READINGS) as opened:
        files = DayFiles(staging, METER_READINGS, prefix="bench", known_at=KNOWN_AT)
        for n in range(days):
            day = FIRST_DAY + timedelta(days=n)
            frame = _day(day, sites, rng)
            files.write(frame)
            told += len(frame)
        delta.commit(opened, home, METER_READINGS, files.close())
    shutil.rmtree(staging, ignore_errors=True)
    return told


GIVEN_EACH = 10  # every so many sites was given power
CERTIFICATE = "c" * 64


def allocations(home: Home, *, sites: int, days: int) -> int:
    """Write what a tenth of the sites was given in every hour, and that two officers signed it; answers the rows."""
    given = np.arange(sites)[np.arange(sites) % GIVEN_EACH == 1]
    all_days = [FIRST_DAY + timedelta(days=n) for n in range(days)]
    plans = {
        "plan_day": all_days,
        "version": [1] * days,
        "certificate_sha256": [CERTIFICATE] * days,
        "is_firm": [True] * days,
        "published_at": [_midnight(day) - timedelta(hours=9) for day in all_days],
    }
    Lake.open(home).publish("ref_power_plans", pl.DataFrame(plans, schema=REF_POWER_PLANS.polars_schema()))
    staging = home.staging_dir / "given"
    with delta.writing(home, ALLOCATION_VERSIONS) as opened:
        files = DayFiles(staging, ALLOCATION_VERSIONS, prefix="given", known_at=None)
        for n, day in enumerate(all_days):
            files.write(_given(day, n, given, licensed_w(sites)[given]))
        delta.commit(opened, home, ALLOCATION_VERSIONS, files.close())
    shutil.rmtree(staging, ignore_errors=True)
    return len(given) * 24 * days


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _given(day: date, number: int, sites: np.ndarray, watts: np.ndarray) -> pl.DataFrame:
    """Give between nothing and all that is licensed, at prices that differ by hour and day."""
    hour = np.tile(np.arange(24), len(sites))
    share = (hour * 7 + number * 3) % 11
    seconds = int(_midnight(day).timestamp()) + 3_600 * hour
    names = pl.Series([f"S{n:05d}" for n in sites])
    return pl.DataFrame(
        {
            "day": pl.repeat(day, len(hour), eager=True, dtype=pl.Date),
            "certificate_sha256": pl.repeat(CERTIFICATE, len(hour), eager=True),
            "site_id": names.gather(np.repeat(np.arange(len(sites)), 24)),
            "region": pl.repeat("R", len(hour), eager=True),
            "starts_at": pl.from_epoch(pl.Series(seconds), time_unit="s").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
            "asked_w": np.repeat(watts, 24),
            "allocated_w": np.repeat(watts, 24) * share // 10,
            "price_minor_per_mwh": 7_003 + 13 * hour + number % 17,
            "firm": pl.repeat(True, len(hour), eager=True),
            "rule": pl.repeat("uniform", len(hour), eager=True),
            "why": pl.repeat("shared", len(hour), eager=True),
            "bid_day": pl.repeat(day, len(hour), eager=True, dtype=pl.Date),
            "planned_on": pl.repeat(day - timedelta(days=1), len(hour), eager=True, dtype=pl.Date),
        }
    ).select(ALLOCATION_VERSIONS.names)  # fmt: skip


def _day(day: date, sites: int, rng: np.random.Generator) -> pl.DataFrame:
    midnight = int(datetime.combine(day, time(), ZONE).timestamp())
    load = rng.uniform(0.3, 1.0, (sites, 1)) * rng.uniform(0.9, 1.0, (sites, QUARTERS))
    wh = (licensed_w(sites)[:, None] * load / 4).astype(np.int64).ravel()
    site = np.repeat(np.arange(sites), QUARTERS)
    quarter = np.tile(np.arange(QUARTERS), sites)
    kept = _told(day, site, quarter)
    at = (
        pl.from_epoch(pl.Series(midnight + 900 * quarter), time_unit="s")
        .cast(pl.Datetime("us"))
        .dt.replace_time_zone("UTC")
    )
    names = pl.Series([f"M{n:05d}" for n in range(sites)])
    quality = pl.Series(["measured", "estimated"])
    return pl.DataFrame({"meter_id": names.gather(site), "read_at": at, "energy_wh": wh, "q": quality.gather((site + quarter) % 400 == 0)}).filter(kept).select(
        day=pl.lit(day),
        meter_id="meter_id",
        read_at="read_at",
        interval_seconds=pl.lit(900, pl.Int32),
        energy_wh="energy_wh",
        quality="q",
        source_rank=pl.lit(1, pl.Int32),
        flags=pl.lit(0, pl.Int32),
        delivery=pl.lit("bench"),
        row_number=pl.int_range(pl.len(), dtype=pl.Int64),
        known_at=pl.lit(KNOWN_AT).cast(pl.Datetime("us", "UTC")),
        revision=pl.lit(0, pl.Int32),
    )  # fmt: skip


def _told(day: date, site: np.ndarray, quarter: np.ndarray) -> np.ndarray:
    """Leave out six hours of every seventh site on the 10th, and five days of every hundredth."""
    told = site % 500 != 499
    if day.day == 10:
        told &= ~((site % 7 == 0) & (quarter >= 40) & (quarter < 64))
    if 20 <= day.day <= 24:
        told &= site % 100 != 0
    return told
