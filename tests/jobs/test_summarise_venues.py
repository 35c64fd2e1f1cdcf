"""The returns of a day, filed at the door and weighed: what is missing is counted, and nothing is weighed twice."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from terezi.base.periods import Period
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.jobs.summarise_venues import summarise_venues
from tests.evidence.senders import AT, give_one
from tests.evidence.sources.test_venue_returns import ORDERS, TRADES, filed, order, trade

DAY = date(2026, 3, 9)
NEXT_DAY = datetime(2026, 3, 10, 1, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    home = Home.create(tmp_path / "home", country="GG")
    row = {
        "venue_id": "GG-V1", "name": "Altyn Bazar", "licence_number": "GG-EXC-1", "status": "licensed",
        "actor_class": "exchange", "assets": "*", "valid_from": date(2025, 6, 1), "valid_until": None,
    }  # fmt: skip
    Lake.open(home).publish("ref_venues", pl.DataFrame([row]))
    return home


def weighed(home, at=NEXT_DAY):
    lake = Lake.open(home)
    days = summarise_venues(
        lake=lake,
        period=Period(DAY, DAY + timedelta(days=1)),
        zone="Asia/Ashgabat",
        at=at,
        progress=lambda *told: None,
    )
    return days, lake


def test_a_day_is_weighed_whole_and_only_once(home, tmp_path):
    orders = [
        order(1, side="sell", price="60000"),
        order(2, side="sell", price="60100"),
        order(3, side="buy", price="60100"),
        order(7, event="cancel", order_id="O1", side="sell", quantity="0"),
    ]
    trades = [
        trade(4, price="60100", buyer="O3", seller="O2").replace(",sell,", ",buy,"),
        trade(5, price="60000", seller="O9"),
    ]
    give_one(home, filed(tmp_path / "o.csv", ORDERS, *orders))
    give_one(home, filed(tmp_path / "t.csv", TRADES, *trades))

    days, lake = weighed(home)

    (row,) = lake.collect(lake.on("venue_days", DAY)).iter_rows(named=True)
    told = {name: row[name] for name in ("orders", "trades", "missing", "gaps", "orphans")}
    assert told == {
        "orders": 4,
        "trades": 2,
        "missing": 1,
        "gaps": 1,
        "orphans": 1,
    }
    assert row["first_at"] == datetime(2026, 3, 9, 4, 0, 1, tzinfo=UTC)
    assert row["least_lag_us"] == (AT - datetime(2026, 3, 9, 4, 0, 7, tzinfo=UTC)) / timedelta(microseconds=1)
    assert (days, weighed(home)[0]) == ([DAY], [])


def test_each_duty_has_its_rows_and_its_longest_silence(home, tmp_path):
    give_one(home, filed(tmp_path / "o.csv", ORDERS, order(0), order(100), order(40)))
    give_one(home, filed(tmp_path / "t.csv", TRADES, trade(70)))
    fees = "venue_id,declared_day,turnover_minor,fees_minor,currency"
    give_one(home, filed(tmp_path / "f.csv", fees, "GG-V1,2026-03-09,1000,10,GGM"))

    _, lake = weighed(home, at=datetime(2026, 3, 9, 4, 2, 30, tzinfo=UTC))

    rows = lake.collect(lake.on("venue_filings", DAY)).sort("duty")
    assert rows.select("duty", "rows").rows() == [("fees", 1), ("orders", 3), ("trades", 1)]
    night = int(timedelta(hours=9).total_seconds())  # from midnight in Ashgabat to the first event
    assert dict(rows.select("duty", "silent_seconds").rows())["orders"] == night
    assert rows.filter(pl.col("duty") == "orders")["first_known_at"].item() == AT


def test_rows_that_come_late_let_the_day_be_weighed_again(home, tmp_path):
    give_one(home, filed(tmp_path / "a.csv", ORDERS, order(1), order(3)))
    weighed(home)
    give_one(home, filed(tmp_path / "b.csv", ORDERS, order(2)))

    days, lake = weighed(home)

    assert days == [DAY]
    assert lake.collect(lake.on("venue_days", DAY))["missing"].to_list() == [0]


def test_an_order_told_on_another_day_is_no_orphan(home, tmp_path):
    before = [order(0, side="sell", order_id="S9"), order(1, order_id="B9")]
    give_one(home, filed(tmp_path / "o.csv", ORDERS, *before))
    next_day = trade(86_500, buyer="NEVER", seller="S9"), trade(86_501, buyer="B9", seller="S9")
    told = give_one(home, filed(tmp_path / "t.csv", TRADES, *next_day), at=NEXT_DAY + timedelta(days=1))
    assert told.outcome == "accepted", told
    lake, later = Lake.open(home), DAY + timedelta(days=1)

    summarise_venues(
        lake=lake, period=Period(later, later + timedelta(days=1)), zone="Asia/Ashgabat",
        at=NEXT_DAY + timedelta(days=1), progress=lambda *told: None,
    )  # fmt: skip

    assert lake.collect(lake.on("venue_days", later))["orphans"].to_list() == [1]
