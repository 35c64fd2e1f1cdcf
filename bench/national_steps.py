"""The steps of the national bench, each run in a process of its own; the last line is JSON."""

import hashlib
import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bench.national_load import KINDS, Country, tell
from terezi.base.periods import days_up_to
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.day_shape import HOURS, day_columns
from terezi.evidence.numerics.meters.window_features import own_features
from terezi.jobs.screen_meters import screen_meters
from terezi.jobs.summarise_meter_days import READ, summarise_meter_days
from terezi.law.book import law_on

COUNTRY, LAST_DAY, DAYS = "GG", date(2026, 3, 10), 30
LAW = law_on(COUNTRY, LAST_DAY)
ZONE = LAW.settlement.time_zone.value
PERIOD = days_up_to(LAST_DAY, days=DAYS)
SAMPLED = "M0002000"
LEVEL_PPM = 10_000


class Clock:
    """Seconds on the clock and on the processors since it was made, of this process and all its threads."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def told(self) -> dict[str, float]:
        """Answer both."""
        return {"seconds": time.perf_counter() - self._wall, "cpu_s": time.process_time() - self._cpu}


def quiet(what: str, done: int, of: int) -> None:
    """Hear progress and say nothing."""


def generate(folder: Path, meters: str, order: str) -> dict[str, Any]:
    """Draw the country; these seconds are nobody's goal."""
    country = Country(int(meters), PERIOD, ZONE, by_time=order == "time")
    return {"readings": tell(Home.create(folder / "home", country=COUNTRY), country)}


def scan(folder: Path) -> dict[str, Any]:
    """Read the columns that adding up reads, and add each up so that none is skipped."""
    lake = Lake.open(Home(folder / "home"))
    began = Clock()
    r = lake.within("meter_readings", PERIOD)
    told = r.agg(
        n=r.count(), id=r.meter_id.max(), day=r.day.max(), at=r.read_at.max(), s=r.interval_seconds.sum(), wh=r.energy_wh.sum()
    )  # fmt: skip
    rows = lake.collect(told)
    return {**began.told(), "rows": rows["n"][0]}


def scan_days(folder: Path) -> dict[str, Any]:
    """Read the columns of the kept days that screening reads."""
    lake = Lake.open(Home(folder / "home"))
    began = Clock()
    window = lake.within("meter_days", days_up_to(LAST_DAY, days=LAW.detection.screening_window_days.value))
    read = (
        "meter_id",
        "day",
        *HOURS,
        "whole",
        "hours_covered",
        "total_wh",
        "lowest_wh",
        "highest_wh",
        "steps_wh",
    )
    lake.collect(window.agg(**{name: window[name].max() for name in read}))
    return {**began.told()}


def add_up(folder: Path) -> dict[str, Any]:
    """Add up every day that is not yet, as the morning does."""
    lake = Lake.open(Home(folder / "home"))
    began = Clock()
    days = summarise_meter_days(lake=lake, period=PERIOD, zone=ZONE, progress=quiet)
    return {**began.told(), "days": len(days)}


def screen(folder: Path, meters: str) -> dict[str, Any]:
    """Screen every customer's meter, and say where those stand that were planted."""
    lake = Lake.open(Home(folder / "home"))
    began = Clock()
    screened = screen_meters(lake=lake, law=LAW, model=None, progress=quiet)
    took = began.told()
    rows = lake.collect(lake.on("meter_screens", LAST_DAY).select("meter_id", "p_value_ppm"))
    return {**took, "meters": screened.meters, **_planted(rows, int(meters))}


def _planted(rows: pl.DataFrame, meters: int) -> dict[str, Any]:
    country = Country(meters, PERIOD, ZONE)
    truth = pl.DataFrame({"meter_id": country.ids, "kind": country.kind, "machines_w": country.machines_w})
    told = rows.join(truth, on="meter_id").with_columns(beyond=pl.col("p_value_ppm") <= LEVEL_PPM)
    mining = pl.col("kind") == KINDS.index("miner")
    innocent = pl.col("kind") < KINDS.index("miner")
    return {
        "innocent_beyond": told.filter(innocent)["beyond"].mean(),
        **{
            f"found_{int(w)}w": told.filter(mining, pl.col("machines_w") == w)["beyond"].mean()
            for w in (450, 900, 1_600, 3_250)
        },
    }


def answers(folder: Path) -> dict[str, Any]:
    """Answer the days and features of a sample, as a hash: the same on every engine."""
    lake = Lake.open(Home(folder / "home"))
    readings = lake.within("meter_readings", PERIOD).select(*READ)
    days = lake.within("meter_days", PERIOD)
    told = {
        "days": day_columns(readings.filter(readings.meter_id < SAMPLED), period=PERIOD, zone=ZONE),
        "features": own_features(days.filter(days.meter_id < SAMPLED)),
    }
    began = Clock()
    said = {name: _hash(lake.collect(expression)) for name, expression in told.items()}
    return {**began.told(), **said}


def _hash(rows: pl.DataFrame) -> str:
    ordered = rows.select(sorted(rows.columns)).sort(
        by=[name for name in ("meter_id", "day") if name in rows.columns]
    )
    return f"{rows.height}:{hashlib.sha256(ordered.write_csv().encode()).hexdigest()}"


STEPS = {
    "generate": generate,
    "scan": scan,
    "scan_days": scan_days,
    "add_up": add_up,
    "screen": screen,
    "answers": answers,
}

if __name__ == "__main__":
    verb, folder_name, *more = sys.argv[1:]
    print(json.dumps(STEPS[verb](Path(folder_name), *more)))  # type: ignore[operator]
