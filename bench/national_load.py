"""A country's hourly readings, drawn day by day into the lake, and the utility's lists that go with them.

Most supplies are homes. A few are flat and innocent (bakeries, masts, cold stores), a few mine without a word, and a few
meters are no customers at all: feeders and licensed sites, which must not be screened.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts import delta
from terezi.evidence.facts.day_files import DayFile, DayFiles
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import METER_READINGS, REF_CUSTOMERS, REF_METERS

HOURS = 24
AT_ONCE = 16_384
FROM = date(2025, 1, 1)
ARRIVED = datetime(2026, 3, 11, 3, tzinfo=UTC)
REGIONS = ("North", "East", "South", "West", "Centre", "Lakes")
HOME_SHAPE = np.array(
    [2, 1, 1, 1, 1, 2, 5, 8, 7, 4, 3, 3, 4, 4, 3, 3, 4, 7, 11, 13, 12, 9, 6, 3], dtype=np.float32
)
OFFICE_SHAPE = np.array(
    [1, 1, 1, 1, 1, 1, 2, 5, 10, 12, 12, 12, 11, 12, 12, 12, 11, 8, 4, 2, 1, 1, 1, 1], dtype=np.float32
)
NIGHTS = np.array([h < 6 for h in range(HOURS)], dtype=np.float32)
KINDS = ("home", "office", "works", "flat_twin", "miner", "night_miner")
SHARES = (0.88, 0.10, 0.015, 0.0035, 0.001, 0.0005)


@dataclass(frozen=True)
class Country:
    """Meters 1..n; the last ones measure feeders and licensed sites."""

    meters: int
    period: Period
    zone: str
    seed: int = 7
    by_time: bool = False

    @property
    def not_customers(self) -> int:
        return max(2, self.meters // 2_000)

    @cached_property
    def ids(self) -> pl.Series:
        return pl.Series("meter_id", [f"M{n:07d}" for n in range(self.meters)])

    @cached_property
    def kind(self) -> np.ndarray:
        """Return what each meter's supply is, as a place in KINDS."""
        return self._drawn(1).choice(len(KINDS), self.meters, p=SHARES).astype(np.int8)

    @cached_property
    def base_w(self) -> np.ndarray:
        """Return what each supply draws at all hours, without any machine: W."""
        middle = np.array([90, 300, 4_000, 2_500, 110, 110], dtype=np.float32)[self.kind]
        return (middle * self._drawn(2).lognormal(0, 0.5, self.meters)).astype(np.float32)

    @cached_property
    def swing_wh(self) -> np.ndarray:
        """Return how much a unit of its class's day shape weighs: Wh in an hour."""
        middle = np.array([70, 160, 1_200, 12, 70, 70], dtype=np.float32)[self.kind]
        return (middle * self._drawn(3).lognormal(0, 0.45, self.meters)).astype(np.float32)

    @cached_property
    def machines_w(self) -> np.ndarray:
        """Return what machines draw that nobody told of: W, zero for nearly everybody."""
        power = self._drawn(4).choice(np.array([450, 900, 1_600, 3_250], dtype=np.float32), self.meters)
        return np.where(self.kind >= KINDS.index("miner"), power, np.float32(0))

    @cached_property
    def heat(self) -> np.ndarray:
        """Return how much each supply follows the cold: W per degree."""
        some = self._drawn(5).random(self.meters) < 0.3
        return np.where(some, np.float32(25), np.float32(2))

    def _drawn(self, what: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, what])


def tell(home: Home, country: Country) -> int:
    """Let the lake hold the lists and every day's readings; answers the readings."""
    lake = Lake.open(home)
    lake.publish("ref_meters", ref_meters(country))
    lake.publish("ref_customers", ref_customers(country))
    return sum(_tell_day(home, country, day) for day in country.period)


def _tell_day(home: Home, country: Country, day: date) -> int:
    folder = home.staging_dir / f"bench-{day}"
    files = DayFiles(folder, METER_READINGS, prefix=f"bench-{day}", known_at=ARRIVED)
    told = 0
    for rows in _by_time(country, day) if country.by_time else _by_meter(country, day):
        files.write(rows)
    done: list[DayFile] = files.close()
    with delta.writing(home, METER_READINGS) as opened:
        delta.commit(opened, home, METER_READINGS, done, delivery=f"bench-{day}")
    shutil.rmtree(folder, ignore_errors=True)
    told = sum(file.rows for file in done)
    return told


def _by_meter(country: Country, day: date):  # type: ignore[no-untyped-def]
    """Yield a day as a utility's archive tells it: meter after meter."""
    for first in range(0, country.meters, AT_ONCE):
        some = slice(first, min(first + AT_ONCE, country.meters))
        yield _rows(
            country, day, np.arange(some.start, some.stop).repeat(HOURS), day_wh(country, day, some).ravel()
        )


def _by_time(country: Country, day: date):  # type: ignore[no-untyped-def]
    """Yield a day as a head-end tells it: hour after hour."""
    slices = [slice(n, min(n + AT_ONCE, country.meters)) for n in range(0, country.meters, AT_ONCE)]
    whole = np.concatenate([day_wh(country, day, some) for some in slices])
    every = np.arange(country.meters)
    for hour in range(HOURS):
        yield _rows(country, day, every, whole[:, hour], hour=hour)


def day_wh(country: Country, day: date, some: slice) -> np.ndarray:
    """Return what the meters of `some` told of a day, hour by hour: int64 Wh (meters, 24), -1 where nothing."""
    rng = np.random.default_rng([country.seed, day.toordinal(), some.start])
    kind = country.kind[some, None]
    homely = (kind == 0) | (kind >= KINDS.index("miner"))
    weekend = np.float32(0.25 if day.weekday() >= 5 else 1)
    shape = np.where(homely, HOME_SHAPE, OFFICE_SHAPE * weekend)
    luck = rng.standard_exponential((len(kind), HOURS), dtype=np.float32)
    cold = max(0.0, 12 - 8 * np.sin(day.toordinal() * 0.7)) * country.heat[some, None]
    machines = country.machines_w[some, None] * np.where(kind == KINDS.index("night_miner"), NIGHTS, 1)
    wh = (
        country.base_w[some, None] * (0.85 + 0.15 * luck) + country.swing_wh[some, None] * shape * luck + cold
    )
    told = (wh + machines).astype(np.int64)
    told[rng.random(len(kind)) < 0.002, 9:15] = -1
    return told


def _rows(
    country: Country, day: date, meters: np.ndarray, wh: np.ndarray, hour: int | None = None
) -> pl.DataFrame:
    begins, _ = day_bounds(day, country.zone)
    hours = [begins + timedelta(hours=h) for h in (range(HOURS) if hour is None else [hour])]
    times = pl.Series("read_at", hours, dtype=pl.Datetime("us", "UTC"))
    read_at = times.gather(np.tile(np.arange(len(hours)), len(meters) // len(hours)))
    rows = pl.DataFrame({"meter_id": country.ids.gather(meters), "read_at": read_at, "energy_wh": wh})
    return (
        rows.with_row_index("row_number")
        .filter(pl.col("energy_wh") >= 0)
        .with_columns(
            pl.lit(day).alias("day"),
            pl.lit(3_600, pl.Int32).alias("interval_seconds"),
            pl.lit("measured").alias("quality"),
            pl.lit(1, pl.Int32).alias("source_rank"),
            pl.lit(0, pl.Int32).alias("flags"),
            pl.lit(f"bench-{day}").alias("delivery"),
            pl.lit(ARRIVED, pl.Datetime("us", "UTC")).alias("known_at"),
            pl.lit(0, pl.Int32).alias("revision"),
            pl.col("row_number").cast(pl.Int64),
        )
        .select(METER_READINGS.names)
    )


def _customers(country: Country) -> pl.DataFrame:
    n = np.arange(country.meters)
    classes = np.array(["household", "commercial", "industrial", "commercial", "household", "household"])
    region = np.array(REGIONS)[n * len(REGIONS) // country.meters]
    place = pl.Series([f"{r} {p:03d}" for r, p in zip(region, n // 400 % 1_000, strict=True)])
    return pl.DataFrame(
        {
            "meter_id": country.ids,
            "customer_id": pl.Series([f"C{i:07d}" for i in n]),
            "region": pl.Series(region),
            "place": place,
            "feeder_id": pl.Series([f"F{i:05d}" for i in n // 400]),
            "tariff_class": pl.Series(classes[country.kind]),
        }
    )


def ref_customers(country: Country) -> pl.DataFrame:
    """Return the utility's list of supplies: a place is the 400 of one feeder."""
    rows = _customers(country).head(country.meters - country.not_customers)
    empty = {c.name: pl.lit(None, REF_CUSTOMERS.polars_schema()[c.name]) for c in REF_CUSTOMERS.columns}
    return rows.with_columns(
        **{name: none for name, none in empty.items() if name not in rows.columns}
    ).select(REF_CUSTOMERS.names)


def ref_meters(country: Country) -> pl.DataFrame:
    """Return the list of meters; the last ones are of feeders and sites in turn."""
    customers = country.meters - country.not_customers
    n = pl.int_range(pl.len())
    odd = pl.when(n % 2 == 0).then(pl.lit("feeder")).otherwise(pl.lit("site"))
    return (
        _customers(country)
        .with_columns(
            kind=pl.when(n < customers).then(pl.lit("customer")).otherwise(odd),
            subject_id=pl.col("customer_id"),
            source_rank=pl.lit(1, pl.Int32),
            interval_seconds=pl.lit(3_600, pl.Int32),
            customer_class=pl.col("tariff_class"),
            valid_from=pl.lit(FROM),
            valid_until=pl.lit(None, pl.Date),
        )
        .select(REF_METERS.names)
    )
