"""Amounts of the law: large trades and transfers, the other side of large ones, money of residents, money of mined coins."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from terezi.evidence.indicators.large_trades import large_trades
from terezi.evidence.indicators.large_transfers import large_transfers
from terezi.evidence.indicators.other_side_not_named import other_side_not_named
from terezi.evidence.indicators.proceeds_past_banks import proceeds_past_banks
from terezi.evidence.indicators.residents_trade_other_money import residents_trade_other_money
from terezi.evidence.numerics.venues.thresholds import fee_in_settlement_minor
from terezi.jobs.look import leads_of
from terezi.law.book import law_on
from terezi.law.values import Fee

from .conftest import DAY
from .venue_rows import E8, tell

LAW = law_on("GG", DAY)
COIN_GGM = 100_000
TRAVEL, LARGE_TRADE, LARGE_TRANSFER = 3_500, 500_000, 1_750_000


@pytest.fixture
def lake(lake):
    tell(lake, "ref_venues")
    tell(lake, "venue_prices", day=DAY, asset="GGM", price_micro=100 * 10**6)
    tell(lake, "venue_prices", day=DAY, asset="BTC", price_micro=COIN_GGM * 100 * 10**6)
    return lake


def values(indicator, lake):
    (only,) = leads_of(indicator, lake=lake, law=LAW)
    return only.measured, only.values


def coins(worth_ggm):
    return round(worth_ggm / COIN_GGM * E8)


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ({}, [("V1", 1, 0)]),
        ({"counterparty": "own_wallet"}, []),
        ({"amount_e8": coins(TRAVEL) - 1_000}, []),
        ({"asset": "GGM", "amount_e8": 10**6 * E8}, []),
        ({"asset": "XYZ"}, []),
    ],
    ids=["unknown side", "named side", "below the amount", "money", "a coin without a price"],
)
def test_the_other_side_of_a_large_transfer_of_coins_is_known(lake, found, said, leads):
    tell(lake, "venue_transfers", **({"amount_e8": coins(TRAVEL)} | said))

    assert found(other_side_not_named, lake) == leads


def test_the_lead_tells_how_many_were_that_large_and_what_the_unnamed_are_worth(lake):
    for number, side in enumerate(("unknown", "venue", "own_wallet")):
        tell(lake, "venue_transfers", transfer_id=f"X{number}", counterparty=side, amount_e8=coins(5_000))

    measured, told = values(other_side_not_named, lake)

    assert (measured, told["large"], told["worth_minor"]) == (1, 3, 5_000_00)


@pytest.mark.parametrize(("worth", "leads"), [(LARGE_TRADE, 1), (LARGE_TRADE - 10, 0)])
def test_a_trade_is_large_from_the_amount_of_the_law_on(lake, found, worth, leads):
    tell(lake, "venue_trades", price_e8=worth * E8, quantity_e8=E8)

    assert len(found(large_trades, lake)) == leads


def test_large_trades_tell_their_worth_and_accounts(lake):
    for number in range(3):
        tell(
            lake, "venue_trades", trade_id=f"T{number}", buyer_account_id=f"B{number}", price_e8=600_000 * E8, quantity_e8=E8
        )  # fmt: skip

    measured, told = values(large_trades, lake)

    assert (measured, told["worth_minor"], told["buyers"], told["sellers"]) == (3, 3 * 600_000_00, 3, 1)


@pytest.mark.parametrize(
    ("amount", "minor"), [(Fee(Decimal(500), "GGM"), 500_00), (Fee(Decimal(10), "USD"), 35_00)]
)
def test_an_amount_of_law_is_told_in_the_settlement_currency(amount, minor):
    assert fee_in_settlement_minor(LAW, amount) == minor


def test_an_amount_in_index_units_follows_the_unit_of_the_law():
    unit = LAW.licensing.index_unit.value

    assert fee_in_settlement_minor(LAW, Fee(Decimal(3), "index")) == round(3 * unit.amount * 100)


def test_large_transfers_are_told_by_direction(lake):
    for number, way in enumerate(("out", "out", "in")):
        tell(
            lake, "venue_transfers", transfer_id=f"X{number}", direction=way, amount_e8=coins(LARGE_TRANSFER)
        )
    tell(lake, "venue_transfers", transfer_id="small", amount_e8=coins(LARGE_TRANSFER) - 10_000)

    measured, told = values(large_transfers, lake)

    assert (measured, told["out_minor"], told["in_minor"]) == (
        3,
        2 * LARGE_TRANSFER * 100,
        LARGE_TRANSFER * 100,
    )


@pytest.mark.parametrize(
    ("instrument", "residence", "leads"),
    [
        ("BTC-EUR", "GG", 1),
        ("BTC-GGM", "GG", 0),
        ("BTC-EUR", "AE", 0),
        ("BTC-EUR", None, 0),
        ("ETH-USDT", "GG", 0),
        ("ETH-BTC", "GG", 0),
    ],
    ids=[
        "foreign money",
        "own money",
        "not resident",
        "residence not told",
        "a stablecoin",
        "a coin traded itself",
    ],
)
def test_residents_trade_against_money_the_law_names(lake, found, instrument, residence, leads):
    tell(
        lake,
        "venue_trades",
        trade_id="coin",
        instrument="BTC-GGM",
        buyer_account_id="Z",
        seller_account_id="Z",
    )
    tell(lake, "venue_trades", instrument=instrument)
    tell(lake, "venue_accounts", account_id="A1", residence=residence)

    assert len(found(residents_trade_other_money, lake)) == leads


def test_a_trade_of_two_residents_is_one_trade_of_two_accounts(lake):
    tell(lake, "venue_trades", instrument="BTC-EUR")
    for account in ("A1", "A2"):
        tell(lake, "venue_accounts", account_id=account, residence="GG")

    measured, told = values(residents_trade_other_money, lake)

    assert (measured, told["accounts"], told["currencies"]) == (1, 2, 1)


class TestMoneyOfMinedCoins:
    @pytest.fixture
    def lake(self, lake):
        lake.tell("ref_wallets", address="w1", site_id="S1", valid_from=date(2025, 1, 1))
        before = DAY - timedelta(days=5)
        tell(lake, "venue_transfers", day=before, transfer_id="came", account_id="M", address="w1")
        return lake

    def paid(self, lake, **said):
        ordinary = {"account_id": "M", "direction": "out", "asset": "GGM", "amount_e8": 900 * E8}
        tell(lake, "venue_transfers", **(ordinary | {"counterparty": "bank", "country": "GG"} | said))

    @pytest.mark.parametrize(
        ("said", "leads"),
        [
            ({}, []),
            ({"country": None}, []),
            ({"country": "AE"}, [("V1", 900_00, 0)]),
            ({"counterparty": "unknown"}, [("V1", 900_00, 0)]),
            ({"account_id": "other", "country": "AE"}, []),
            ({"direction": "in", "country": "AE"}, []),
        ],
        ids=[
            "a bank here",
            "a bank of no country",
            "a bank abroad",
            "no bank",
            "no miner",
            "money that came",
        ],
    )
    def test_it_goes_to_a_bank_of_the_country(self, lake, found, said, leads):
        self.paid(lake, **said)

        assert found(proceeds_past_banks, lake) == leads

    def test_where_the_law_does_not_ask_it_nobody_is_named(self, lake):
        self.paid(lake, country="AE")
        asks = replace(LAW.exchanges.sale_proceeds_to_bank, stated=False)
        free = replace(LAW, exchanges=replace(LAW.exchanges, sale_proceeds_to_bank=asks))

        assert len(leads_of(proceeds_past_banks, lake=lake, law=LAW)) == 1
        assert leads_of(proceeds_past_banks, lake=lake, law=free) == []
