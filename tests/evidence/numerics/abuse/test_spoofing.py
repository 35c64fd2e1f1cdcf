"""Large orders shown on one side and taken back while the account trades on the other."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from terezi.evidence.numerics.abuse.alerts import Kind
from terezi.evidence.numerics.abuse.market.planted import Spoofer
from terezi.evidence.numerics.abuse.market.simulate import THIN, simulate
from terezi.evidence.numerics.abuse.spoofing import spoofing

from .conftest import MIDNIGHT, NOBODY, POLICY, told, trade

DAY = date(2026, 2, 10)


def of_market(lake, *planted, seed):
    market = simulate(replace(THIN, people=60), day=DAY, seed=seed, planted=planted)
    return spoofing(lake, *map(lake.memory, (market.orders, market.trades, market.agreements)), POLICY)


def show(number, *, side="sell", account="S", lives=2.0, quantity=10**8, price=None):
    at = MIDNIGHT + timedelta(seconds=100 * number)
    order = {
        "order_id": f"o{number}-{price}",
        "account_id": account,
        "side": side,
        "price_e8": price or 10**11,
    }
    return [
        {**order, "sequence": 1_000 * number + (price or 0) % 97, "at": at, "quantity_e8": quantity},
        {**order, "sequence": 1_000 * number + 500 + (price or 0) % 97, "at": at + timedelta(seconds=lives), "event": "cancel", "quantity_e8": 0},
    ]  # fmt: skip


def bought(number, account="S", seconds=1.5):
    return trade(
        1_000 * number + 400,
        account,
        "X",
        at=MIDNIGHT + timedelta(seconds=100 * number + seconds),
        quantity_e8=10**6,
    )


def of_rows(lake, orders, trades, spared=NOBODY):
    tables = (told("venue_orders", orders), told("venue_trades", trades), spared)
    return spoofing(lake, *map(lake.memory, tables), POLICY)


def test_twelve_shows_on_the_other_side_are_told_with_the_odds_of_a_coin(lake):
    orders = [event for number in range(12) for event in show(number)]

    (alert,) = of_rows(lake, orders, [bought(number) for number in range(12)])

    assert (alert.kind, alert.accounts, alert.orders) == (Kind.SPOOFING, ("S",), 12)
    assert 10**-alert.log10_p == pytest.approx(2**-12)
    assert alert.details["moments_other_side"] == 12


def test_six_shows_are_too_few_for_one_percent(lake):
    orders = [event for number in range(6) for event in show(number)]

    assert of_rows(lake, orders, [bought(number) for number in range(6)]) == []


def test_orders_at_several_prices_are_layers(lake):
    prices = [10**11 + 10**7 * layer for layer in range(4)]
    orders = [
        event
        for number in range(12)
        for price in prices
        for event in show(number, price=price, quantity=3 * 10**7)
    ]

    (alert,) = of_rows(lake, orders, [bought(number) for number in range(12)])

    assert (alert.kind, alert.orders) == (Kind.LAYERING, 48)


def test_an_order_that_stands_longer_or_was_traded_or_is_small_is_no_show(lake):
    trades = [bought(number) for number in range(12)]
    longer = [event for number in range(12) for event in show(number, lives=6.0)]
    small = [event for number in range(12) for event in show(number, quantity=2 * 10**6)]
    plain = [event for number in range(12) for event in show(number)]
    met = [
        {**bought(number), "trade_id": f"m{number}", "sell_order_id": f"o{number}-None"}
        for number in range(12)
    ]

    assert of_rows(lake, longer, trades) == []
    assert of_rows(lake, small, trades) == []
    assert of_rows(lake, plain, trades + met) == []


def test_who_quotes_both_sides_shows_nothing_even_where_one_side_is_traded(lake):
    orders = [event for number in range(12) for event in show(number)]
    bids = [show(number, side="buy", price=10**11 - 10**7)[0] for number in range(12)]

    assert of_rows(lake, orders + bids, [bought(number) for number in range(12)]) == []


def test_who_takes_back_and_then_trades_on_the_same_side_changed_his_mind(lake):
    orders = [event for number in range(12) for event in show(number, side="buy")]

    assert of_rows(lake, orders, [bought(number) for number in range(12)]) == []


def test_a_maker_under_agreement_is_not_named(lake):
    orders = [event for number in range(12) for event in show(number)]
    agreed = pl.DataFrame({"venue_id": ["V1"], "account_id": ["S"], "instrument": ["BTC-GGM"]})

    assert of_rows(lake, orders, [bought(number) for number in range(12)], agreed) == []


@pytest.mark.parametrize(("layers", "kind"), [(1, Kind.SPOOFING), (5, Kind.LAYERING)])
def test_a_planted_spoofer_is_found_and_nobody_else(lake, layers, kind):
    found = of_market(lake, Spoofer("SPOOFER", 40, layers=layers), seed=layers)

    assert [(alert.kind, alert.accounts) for alert in found] == [(kind, ("SPOOFER",))]


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_fast_quoters_institutions_and_the_impatient_are_not_named(lake, seed):
    assert of_market(lake, seed=seed) == []
