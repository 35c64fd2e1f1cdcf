"""Every meter's days are added up once, again when later data came, and never for nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from terezi.base.periods import Period
from terezi.evidence.facts.delta import opened
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import METER_DAYS
from terezi.evidence.numerics.meters.day_shape import HOURS
from terezi.jobs.late_days import late_days
from terezi.jobs.summarise_meter_days import summarise_meter_days
from tests.evidence.senders import give_one, meter_file, reading

ROOT = Path(__file__).parents[2]
ZONE = "Asia/Ashgabat"
DAYS = Period(date(2026, 3, 1), date(2026, 3, 6))
MIDNIGHT = datetime(2026, 2, 28, 19, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    return Home.create(tmp_path / "home", country="GG")


def hours(meter: str, *, days: int, first: int = 0, wh: int = 100, seconds: int = 3_600) -> list[str]:
    starts = (
        MIDNIGHT + timedelta(seconds=seconds * n)
        for n in range(first * 86_400 // seconds, (first + days) * 86_400 // seconds)
    )
    return [
        reading(meter, f"{at:%Y-%m-%dT%H:%M:%SZ}", wh + n % 7, seconds=seconds) for n, at in enumerate(starts)
    ]


def add_up(home: Home) -> list[date]:
    return summarise_meter_days(
        lake=Lake.open(home), period=DAYS, zone=ZONE, progress=lambda what, done, of: None
    )


def rows(home: Home) -> pl.DataFrame:
    lake = Lake.open(home)
    return lake.collect(lake.table("meter_days")).sort("day", "meter_id")


def version(home: Home) -> int:
    delta = opened(home, METER_DAYS)
    assert delta is not None
    return delta.version()


def test_a_day_is_the_hours_of_the_settlement_zone(home, tmp_path):
    give_one(home, meter_file(tmp_path / "a.csv", hours("M1", days=2, seconds=900)))

    assert add_up(home) == [date(2026, 3, 1), date(2026, 3, 2)]
    first = rows(home).row(0, named=True)
    quarters = [100 + n % 7 for n in range(96)]
    assert [first[name] for name in HOURS] == [sum(quarters[4 * h : 4 * h + 4]) for h in range(24)]
    assert (first["total_wh"], first["covered_seconds"], first["whole"]) == (sum(quarters), 86_400, 1)


def test_run_again_it_adds_nothing_up_and_writes_nothing(home, tmp_path):
    give_one(home, meter_file(tmp_path / "a.csv", hours("M1", days=3)))
    add_up(home)
    before = version(home)

    assert add_up(home) == []
    assert version(home) == before


def test_a_new_day_is_the_only_one_added_up(home, tmp_path):
    give_one(home, meter_file(tmp_path / "a.csv", hours("M1", days=3)))
    add_up(home)
    give_one(home, meter_file(tmp_path / "b.csv", hours("M1", days=1, first=3)))

    assert add_up(home) == [date(2026, 3, 4)]
    assert rows(home)["day"].n_unique() == 4


def test_late_data_of_a_past_day_is_added_up_again_however_late(home, tmp_path):
    give_one(home, meter_file(tmp_path / "a.csv", hours("M1", days=5)))
    add_up(home)
    give_one(home, meter_file(tmp_path / "late.csv", hours("M2", days=1, first=1)))

    assert add_up(home) == [date(2026, 3, 2)]
    assert rows(home).filter(pl.col("day") == date(2026, 3, 2))["meter_id"].to_list() == ["M1", "M2"]


def test_a_correction_is_added_up_though_it_brings_no_new_reading(home, tmp_path):
    give_one(home, meter_file(tmp_path / "a.csv", hours("M1", days=2)))
    add_up(home)
    give_one(
        home, meter_file(tmp_path / "b.csv", [reading("M1", "2026-02-28T19:00:00Z", 777, seconds=3_600)])
    )

    assert add_up(home) == [date(2026, 3, 1)]
    assert rows(home)["h00_wh"][0] == 777


def test_a_day_of_which_no_hour_can_be_told_is_not_looked_at_for_ever(home, tmp_path):
    coarse = [reading("M1", "2026-03-01T01:00:00Z", 5_000, seconds=7_200)]
    give_one(home, meter_file(tmp_path / "a.csv", coarse))

    assert add_up(home) == [date(2026, 3, 1)]
    assert rows(home).is_empty()
    assert add_up(home) == []


JOB = """
import sys
from pathlib import Path
from terezi.evidence.facts.home import Home
from tests.jobs.test_summarise_meter_days import add_up
print("ready", flush=True)
add_up(Home(Path(sys.argv[1])))
"""


def test_killed_at_any_moment_it_shows_whole_days_only_and_goes_on(home, tmp_path):
    told = [line for n in range(40) for line in hours(f"M{n:02}", days=5)]
    give_one(home, meter_file(tmp_path / "a.csv", told))
    chance = random.Random(11)

    for _ in range(4):
        env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        command = [sys.executable, "-c", JOB, str(home.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as job:
            assert job.stdout is not None
            assert job.stdout.readline() == "ready\n"
            time.sleep(chance.random())
            job.send_signal(signal.SIGKILL)
        if opened(home, METER_DAYS) is not None:
            assert set(rows(home).group_by("day").len()["len"]) <= {40}

    left = late_days(Lake.open(home), "meter_days", DAYS)
    assert add_up(home) == left
    assert rows(home).group_by("day").len()["len"].to_list() == [40] * 5
