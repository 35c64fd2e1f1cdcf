"""Mined coins from pool to bank: what was sold, held and leaked."""

from datetime import timedelta

import numpy as np
import pytest

from terezi.base.periods import days_up_to
from terezi.evidence.indicators.coins_leaked import coins_leaked
from terezi.evidence.indicators.sale_duty_short import sale_duty_short
from terezi.evidence.numerics.venues.coin_flows import coin_flows
from terezi.jobs.look import leads_of
from terezi.law.book import law_on

from .conftest import DAY
from .venue_rows import E8, tell

LAW = law_on("GG", DAY)
WINDOW = days_up_to(DAY, days=90)


@pytest.fixture
def lake(lake):
    """A site paid 10 coins forty days ago and 4 ten days ago, at its declared wallet W1."""
    tell(lake, "ref_venues")
    tell(lake, "ref_wallets", address="W1")
    lake.tell(
        "pool_payouts", payout_id="P1", address="W1", amount_satoshi=10 * E8, day=DAY - timedelta(days=40)
    )
    lake.tell(
        "pool_payouts", payout_id="P2", address="W1", amount_satoshi=4 * E8, day=DAY - timedelta(days=10)
    )
    return lake


def brought(lake, coins, **said):
    tell(lake, "venue_transfers", **({"transfer_id": "D1", "address": "W1", "amount_e8": coins * E8} | said))


def sold(lake, coins, **said):
    tell(
        lake,
        "venue_trades",
        **({"seller_account_id": "A1", "buyer_account_id": "B", "quantity_e8": coins * E8} | said),
    )


def row(lake, law=LAW):
    (only,) = coin_flows(lake, law, WINDOW).to_dicts()
    return {
        name.removesuffix("_satoshi"): v // E8 for name, v in only.items() if name.endswith("_satoshi")
    } | {"to_bank_minor": only["to_bank_minor"]}


def test_coins_are_followed_from_the_pool_to_the_bank(lake):
    brought(lake, 8)
    sold(lake, 6)
    tell(
        lake,
        "venue_transfers",
        transfer_id="O1",
        direction="out",
        asset="GGM",
        counterparty="bank",
        amount_e8=600 * E8,
    )

    out = row(lake)

    assert {name: out[name] for name in ("earned", "due", "deposited", "sold")} == {
        "earned": 14, "due": 10, "deposited": 8, "sold": 6,
    }  # fmt: skip
    # two lie at the venue, six in the wallet: four of them are no older than the days of sale
    assert (out["held"], out["leaked"], out["leaked_low"], out["leaked_high"]) == (2 + 4, 2, 0, 6)
    assert out["to_bank_minor"] == 60_000


def test_the_sum_holds_to_the_last_satoshi(lake):
    brought(lake, 8)
    sold(lake, 3)
    tell(lake, "venue_transfers", transfer_id="O1", direction="out", amount_e8=123_456_789)
    (only,) = coin_flows(lake, LAW, WINDOW).to_dicts()

    parts = sum(only[f"{name}_satoshi"] for name in ("sold", "held", "leaked"))

    assert parts == only["earned_satoshi"] + only["unreported_satoshi"]


def test_coins_bought_back_were_not_sold(lake):
    brought(lake, 8)
    sold(lake, 6)
    sold(lake, 5, trade_id="T2", seller_account_id="B", buyer_account_id="A1")

    assert row(lake)["sold"] == 1


def test_a_swap_for_another_coin_is_no_sale(lake):
    brought(lake, 8)
    sold(lake, 6, instrument="BTC-USDT")

    assert row(lake)["sold"] == 0


def test_coins_taken_from_the_venue_leave_unless_they_go_to_a_wallet_or_a_licensed_venue(lake):
    brought(lake, 8)
    out = {"direction": "out"}
    tell(lake, "venue_transfers", transfer_id="O1", amount_e8=E8, address="W1", **out)
    tell(
        lake,
        "venue_transfers",
        transfer_id="O2",
        amount_e8=2 * E8,
        counterparty="venue",
        counterparty_id="V1",
        **out,
    )
    tell(
        lake,
        "venue_transfers",
        transfer_id="O3",
        amount_e8=3 * E8,
        counterparty="venue",
        counterparty_id="V9",
        **out,
    )

    told = row(lake)

    assert (told["returned"], told["withdrawn"], told["leaked_low"]) == (1, 3, 3)


def test_payments_to_an_address_nobody_declared_have_left(lake):
    lake.tell(
        "pool_payouts", payout_id="P3", address="W9", amount_satoshi=5 * E8, day=DAY - timedelta(days=3)
    )

    told = row(lake)

    assert (told["earned"], told["undeclared"], told["leaked_low"]) == (19, 5, 5)


def test_an_account_of_two_sites_is_shared_by_what_each_brought(lake):
    tell(lake, "ref_wallets", address="W2", site_id="S2")
    lake.tell("pool_payouts", payout_id="P4", site_id="S2", address="W2", amount_satoshi=9 * E8)
    brought(lake, 6)
    brought(lake, 2, transfer_id="D2", address="W2")
    sold(lake, 4)

    told = {each["site_id"]: each["sold_satoshi"] // E8 for each in coin_flows(lake, LAW, WINDOW).to_dicts()}

    assert told == {"S1": 3, "S2": 1}


def test_coins_the_meter_makes_and_no_pool_told_widen_the_interval(lake):
    lake.tell("weighings", pair="meter/coins", observed_wh=150, expected_wh=100, sigma=0.05, q_value=0.001)

    told = row(lake)

    assert told["unreported"] == 7
    assert (told["leaked_low"], told["leaked_high"]) == (5, 14 + 9)


def test_a_gap_that_chance_makes_among_all_sites_is_nobodys_missing_coin(lake):
    lake.tell("weighings", pair="meter/coins", observed_wh=150, expected_wh=100, sigma=0.05, q_value=0.2)

    assert (row(lake)["unreported"], row(lake)["leaked_low"]) == (0, 0)


def test_where_the_days_of_sale_are_unknown_a_wallet_may_keep_everything(lake):
    told = row(lake, law_on("UZ", DAY))

    assert (told["due"], told["held"], told["leaked"], told["leaked_high"]) == (0, 14, 0, 14)


def kept(lake, **coins):
    amounts = {f"{name}_satoshi": amount * E8 for name, amount in coins.items()}
    names = "earned due undeclared deposited sold withdrawn returned unreported held leaked leaked_low leaked_high"
    zeros = {f"{name}_satoshi": 0 for name in names.split()}
    lake.tell(
        "coin_flows", asset=coins.get("asset", "BTC"), window_days=90, to_bank_minor=0, **(zeros | amounts)
    )


@pytest.mark.parametrize(("coins_sold", "leads"), [(4, [("S1", E8, 0)]), (5, [])])
def test_half_of_the_coins_past_their_days_must_be_sold(lake, found, coins_sold, leads):
    kept(lake, earned=14, due=10, sold=coins_sold)

    assert found(sale_duty_short, lake) == leads


def test_coins_seen_to_leave_are_told_with_their_interval(lake):
    kept(lake, earned=14, undeclared=2, leaked=5, leaked_low=2, leaked_high=9)

    (told,) = leads_of(coins_leaked, lake=lake, law=LAW)

    assert (told.measured, told.values["low_satoshi"], told.values["high_satoshi"]) == (
        5 * E8,
        2 * E8,
        9 * E8,
    )
    assert told.confidence_ppm == 975_000


def test_coins_that_may_still_lie_in_a_wallet_are_by_themselves_no_lead(lake, found):
    kept(lake, earned=14, leaked=5, leaked_high=9)

    assert found(coins_leaked, lake) == []


@pytest.mark.parametrize("seed", range(6))
def test_the_interval_covers_a_miner_who_sells_two_fifths_past_the_exchanges(lake, seed):
    random = np.random.default_rng(seed)
    lake.rows["pool_payouts"].clear()
    paid = random.integers(1, 9, size=12) * E8 // 3
    ages = np.sort(random.integers(1, 85, size=12))
    for n, (amount, age) in enumerate(zip(paid, ages, strict=True)):
        day = DAY - timedelta(days=int(age))
        lake.tell("pool_payouts", payout_id=f"P{n}", address="W1", amount_satoshi=int(amount), day=day)
    elsewhere = int(paid.sum()) * 2 // 5
    brought_e8 = int(paid.sum()) - elsewhere
    brought(lake, 0, amount_e8=brought_e8)
    sold(lake, 0, quantity_e8=brought_e8)

    (flows,) = coin_flows(lake, LAW, WINDOW).to_dicts()

    assert flows["sold_satoshi"] == brought_e8
    assert flows["leaked_low_satoshi"] <= elsewhere <= flows["leaked_high_satoshi"]
    assert flows["leaked_satoshi"] <= elsewhere, "nothing is estimated that did not leave"
