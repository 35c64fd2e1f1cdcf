"""What sizes say of a market's day is kept in the lake once, again when late trades come, also of markets known by ticks alone."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from terezi.base.periods import days_up_to
from terezi.cli.sizes import sizes
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.abuse.hidden.comparison import clean_sizes
from terezi.jobs.measure_sizes import measure_sizes
from tests.desk.exchanging import BEGINS, DAY, lake_frame

ONE = days_up_to(DAY, days=1)
TOLD_DAYS = 32
STEP = DAY - timedelta(days=15)
SIDES = {"aggressor": "buy", "buy_order_id": "B", "sell_order_id": "S", "buyer_account_id": "X", "seller_account_id": "Y"}  # fmt: skip


def trades(sizes):
    return [{"trade_id": f"T{n}", "sequence": n, "traded_at": BEGINS, "quantity_e8": int(size)} | SIDES for n, size in enumerate(sizes)]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A market of 600 trades at a venue, one of 50 ticks, the venue's own as ticks too, and turnover four times as high of late."""
    lake = Lake.open(Home.create(tmp_path_factory.mktemp("sizes") / "home", country="GG"))
    random = np.random.default_rng(3)
    lake.replace_day("venue_trades", DAY, lake_frame("venue_trades", trades(clean_sizes(random, 600))))
    ticks = [row | {"instrument": "BTC-USD", "venue_id": "WORLD"} for row in trades(range(1, 51))]
    lake.replace_day("ticks", DAY, lake_frame("ticks", [*ticks, *trades([5])]))
    for day in days_up_to(DAY, days=TOLD_DAYS):
        volume = int(1e10 * np.exp(random.normal(0, 0.1)) * (4 if day >= STEP else 1))
        hour = {"starts_at": BEGINS, "volume_e8": volume, "day": day}
        lake.replace_day("venue_liquidity", day, lake_frame("venue_liquidity", [hour]), rests_on=1)
    return lake.home


@pytest.fixture
def lake(built, tmp_path):
    return Lake.open(Home(Path(shutil.copytree(built.path, tmp_path / "home"))))


def rows(lake, venue):
    found = lake.collect(lake.on("venue_size_statistics", DAY)).filter(pl.col("venue_id") == venue)
    return {row["statistic"]: row for row in found.iter_rows(named=True)}


def test_a_day_is_measured_once_and_again_when_late_trades_come(lake):
    assert measure_sizes(lake=lake, period=ONE) == [DAY]
    version, first = str(lake.snapshot()), rows(lake, "GG-V1")
    assert measure_sizes(lake=Lake.open(lake.home), period=ONE) == []
    assert str(Lake.open(lake.home).snapshot()) == version

    late = lake_frame("venue_trades", trades(np.full(700, 123_457)))
    lake.replace_day("venue_trades", DAY, late)

    assert measure_sizes(lake=lake, period=ONE) == [DAY]
    again = rows(lake, "GG-V1")
    assert (first["first_digits"]["trades"], again["first_digits"]["trades"]) == (600, 700)
    assert again["first_digits"]["value_e6"] > first["first_digits"]["value_e6"]


def test_every_statistic_has_a_row_and_only_the_tail_is_not_used(lake):
    measure_sizes(lake=lake, period=ONE)
    found = rows(lake, "GG-V1")

    assert {name: row["is_used"] for name, row in found.items()} == {
        "first_digits": 1, "lognormal": 1, "round_sizes": 1, "turnover_step": 1, "tail": 0,
    }  # fmt: skip
    assert {row["basis"] for row in found.values()} == {"venue_trades"}
    assert found["lognormal"]["drawn"] == 500
    step = found["turnover_step"]
    assert abs(step["step_day"] - STEP) <= timedelta(days=1)
    assert 3_500_000 < step["value_e6"] < 4_500_000
    assert step["drawn"] == TOLD_DAYS


def test_a_market_known_by_ticks_alone_is_measured_too_and_too_few_trades_say_nothing(lake):
    measure_sizes(lake=lake, period=ONE)
    found = rows(lake, "WORLD")

    assert {row["basis"] for row in found.values()} == {"ticks"}
    assert {row["value_e6"] for row in found.values()} == {None}
    assert {row["trades"] for row in found.values()} == {50}


def test_a_day_of_which_nothing_was_told_is_left_out(lake):
    assert measure_sizes(lake=lake, period=days_up_to(date(2026, 1, 5), days=2)) == []


def test_a_verb_prints_a_market_known_by_ticks_alone(lake):
    home = ["--home", str(lake.home.path)]
    assert "Nothing is measured yet" in CliRunner().invoke(sizes, home).output

    measure_sizes(lake=lake, period=ONE)
    said = CliRunner().invoke(sizes, [*home, "--venue", "WORLD"])
    whole = json.loads(CliRunner().invoke(sizes, [*home, "--json"]).stdout)

    assert said.exit_code == 0
    assert "WORLD BTC-USD first_digits: too few told, from 50 of ticks" in said.output
    assert whole["day"] == str(DAY)
    assert len(whole["statistics"]) == 10
