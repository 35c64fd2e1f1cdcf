"""The days of venues are kept in a real lake: added up once, again when late data comes, and followed while told."""

import shutil
from datetime import UTC, date, datetime, timedelta
from functools import partial

import polars as pl
import pytest

from terezi.base.periods import days_up_to
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.indicators.fees_under_declared import fees_under_declared
from terezi.evidence.numerics.venues.coin_flows import coin_flows
from terezi.evidence.numerics.venues.concentration import concentration
from terezi.jobs.look import leads_of
from terezi.jobs.summarise_venue_fees import summarise_venue_fees
from terezi.jobs.trace_coins import told_window, trace_coins
from terezi.law.book import law_on
from tests.evidence.traded import lake_of_venues

DAY = date(2026, 3, 10)
E8 = 10**8
LAW_ON = partial(law_on, "GG")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Eight days of one trade of 1,000 GGM each; on six of them the venue declares 2.9 % less."""
    lake = Lake.open(Home.create(tmp_path_factory.mktemp("venues") / "home", country="GG"))
    for offset in range(8):
        day = DAY - timedelta(days=offset)
        write(lake, "venue_trades", day, trade(day))
        fees = 2_913 if 1 <= offset < 7 else 3_000
        write(lake, "venue_fees", day, {"declared_day": day, "turnover_minor": 10**6, "fees_minor": fees})
        write(lake, "venue_transfers", day, transfer(day))
    told = {"venue_id": "V1", "instrument": "*", "maker_ppm": 1_000, "taker_ppm": 2_000, "minimum_e8": 0}
    lake.publish("ref_venue_fees", frame("ref_venue_fees", told | {"valid_from": date(2025, 1, 1)}))
    return lake


def trade(day, price=10_000):
    return {
        "trade_id": "T1", "instrument": "BTC-GGM", "sequence": 1, "traded_at": noon(day), "price_e8": price * E8,
        "quantity_e8": E8, "aggressor": "buy", "buy_order_id": "O1", "sell_order_id": "O2", "buyer_account_id": "A",
        "seller_account_id": "B", "buyer_fee_e8": 20 * E8, "seller_fee_e8": 10 * E8,
    }  # fmt: skip


def transfer(day):
    return {
        "transfer_id": "X1", "at": noon(day), "account_id": "A", "direction": "in", "asset": "GGM", "amount_e8": E8,
        "counterparty": "bank",
    }  # fmt: skip


def noon(day):
    return datetime(day.year, day.month, day.day, 7, tzinfo=UTC)


def write(lake, table, day, row):
    common = {
        "venue_id": "V1",
        "currency": "GGM",
        "delivery": "d",
        "row_number": 1,
        "known_at": noon(day),
        "revision": 0,
    }
    lake.replace_day(table, day, frame(table, common | row | {"day": day}))


def frame(table, row):
    return pl.DataFrame([row], schema=TABLES[table].polars_schema(), orient="row")


@pytest.fixture(scope="module")
def late(lake):
    """The days that had to be added up the first time."""
    return summarise_venue_fees(lake=lake, period=days_up_to(DAY, days=30), law_on=LAW_ON)


def test_days_are_added_up_once(lake, late):
    assert len(late) == 8
    assert summarise_venue_fees(lake=lake, period=days_up_to(DAY, days=30), law_on=LAW_ON) == []


def test_the_venue_that_declares_less_for_six_days_is_found_with_amount_and_days(lake, late):
    (lead,) = leads_of(fees_under_declared, lake=lake, law=LAW_ON(DAY))

    assert (lead.subject, lead.values["short_days"], lead.values["gap_ppm"]) == ("V1", 6, 29_000)
    assert lead.values["fees_missing_minor"] == 6 * 87


def test_the_prices_of_the_day_are_kept_beside(lake, late):
    prices = lake.collect(lake.on("venue_prices", DAY)).select("asset", "price_micro").sort("asset").rows()

    assert prices == [("BTC", 1_000_000 * 10**6), ("GGM", 100 * 10**6)]


def test_coins_are_followed_only_as_far_back_as_venues_tell(lake):
    assert told_window(lake, LAW_ON(DAY)) == days_up_to(DAY, days=8)
    assert told_window(lake, LAW_ON(DAY + timedelta(days=1))) is None
    assert trace_coins(lake=lake, law=LAW_ON(DAY + timedelta(days=1))) == 0
    assert trace_coins(lake=lake, law=LAW_ON(DAY)) == 0


def test_what_accounts_traded_is_added_up_once_and_answers_as_the_trades_do(tmp_path):
    lake, days = Lake.open(lake_of_venues(tmp_path)), days_up_to(DAY, days=4)
    kept = lake.collect(lake.on("venue_account_days", DAY))
    added_up = lake.collect(concentration(lake, days)), coin_flows(lake, LAW_ON(DAY), days)

    for day in days:
        lake.replace_day("venue_account_days", day, kept.clear())
    from_trades = lake.collect(concentration(lake, days)), coin_flows(lake, LAW_ON(DAY), days)

    trades = lake.collect(lake.on("venue_trades", DAY))
    assert kept["bought_e8"].sum() == kept["sold_e8"].sum() == trades["quantity_e8"].sum()
    assert added_up[0].sort("venue_id").equals(from_trades[0].sort("venue_id"))
    assert added_up[1].equals(from_trades[1])
    assert summarise_venue_fees(lake=lake, period=days, law_on=LAW_ON) == []


def test_a_day_whose_accounts_were_never_added_up_is_added_up_again(tmp_path):
    home = lake_of_venues(tmp_path)
    shutil.rmtree(home.lake_dir / "venue_account_days")
    lake, days = Lake.open(home), days_up_to(DAY, days=2)

    assert summarise_venue_fees(lake=lake, period=days, law_on=LAW_ON) == list(days)
    assert lake.days("venue_account_days") == list(days)
