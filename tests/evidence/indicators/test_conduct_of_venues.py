"""What the law asks of exchanges: licence, assets, clients, payments, flows."""

import re
from datetime import date, timedelta

import pytest

from terezi.base.errors import Refused
from terezi.evidence.indicators.anonymous_asset_traded import anonymous_asset_traded
from terezi.evidence.indicators.asset_not_admitted import asset_not_admitted
from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.indicators.money_pairs_low import money_pairs_low
from terezi.evidence.indicators.net_outflow_abroad import net_outflow_abroad
from terezi.evidence.indicators.paid_like_a_shop import paid_like_a_shop
from terezi.evidence.indicators.retail_leverage import retail_leverage
from terezi.evidence.indicators.retail_limit import retail_limit
from terezi.evidence.indicators.stablecoins_high import stablecoins_high
from terezi.evidence.indicators.traded_before_identified import traded_before_identified
from terezi.evidence.indicators.trades_without_licence import trades_without_licence
from terezi.evidence.indicators.turnover_concentrated import turnover_concentrated
from terezi.evidence.indicators.unlicensed_venue_dealt_with import unlicensed_venue_dealt_with
from terezi.evidence.numerics.venues.turnover import in_settlement_minor
from terezi.jobs.look import leads_of
from terezi.law.book import law_on
from terezi.law.values import Amount

from .conftest import DAY
from .venue_rows import E8, tell

LAW = law_on("GG", DAY)


@pytest.fixture
def lake(lake):
    tell(lake, "ref_venues")
    for offset in range(31):
        day = DAY - timedelta(days=offset)
        tell(lake, "venue_prices", day=day, asset="GGM", price_micro=100 * 10**6)
        tell(lake, "venue_prices", day=day, asset="BTC", price_micro=10_000 * 10**6)
    return lake


def lead(indicator, lake, law=LAW):
    (only,) = leads_of(indicator, lake=lake, law=law)
    return only


@pytest.mark.parametrize(
    ("said", "leads"),
    [({}, 0), ({"status": "suspended"}, 1), ({"valid_until": DAY}, 1), ({"venue_id": "V2"}, 1)],
    ids=["licensed", "suspended", "ended the day before", "another venue"],
)
def test_a_venue_may_trade_while_its_licence_stands(lake, found, said, leads):
    lake.rows["ref_venues"].clear()
    tell(lake, "ref_venues", **said)
    tell(lake, "venue_trades")

    assert len(found(trades_without_licence, lake)) == leads


@pytest.mark.parametrize(
    ("country", "code", "leads"),
    [("GG", "V9", [("V9", 1, 0)]), ("AE", "V9", []), ("GG", "V1", []), (None, "V9", [])],
    ids=["of this country", "abroad", "licensed", "country not told"],
)
def test_a_venue_of_this_country_that_nobody_licensed_is_a_lead(lake, found, country, code, leads):
    tell(lake, "venue_transfers", counterparty="venue", counterparty_id=code, country=country)

    assert found(unlicensed_venue_dealt_with, lake) == leads


@pytest.mark.parametrize(
    ("instrument", "own", "leads"),
    [("BTC-GGM", "*", 0), ("DOGE-GGM", "*", 1), ("BTC-GGM", "ETH LTC", 1), ("ETH-GGM", "ETH LTC", 0)],
    ids=["admitted", "not on the list", "not under its licence", "under its licence"],
)
def test_assets_are_held_to_the_list_and_to_the_licence(lake, found, instrument, own, leads):
    lake.rows["ref_venues"].clear()
    tell(lake, "ref_venues", assets=own)
    tell(lake, "venue_trades", instrument=instrument)

    assert len(found(asset_not_admitted, lake)) == leads


def test_a_name_within_another_is_not_that_asset(lake, found):
    lake.rows["ref_venues"].clear()
    tell(lake, "ref_venues", assets="WBTC")
    tell(lake, "venue_trades", instrument="BTC-GGM")

    assert len(found(asset_not_admitted, lake)) == 1


def test_where_nobody_read_how_assets_are_admitted_nothing_is_judged(lake):
    with pytest.raises(Refused, match="unknown"):
        leads_of(asset_not_admitted, lake=lake, law=law_on("UZ", DAY))


@pytest.mark.parametrize(("instrument", "leads"), [("XMR-UZS", 1), ("BTC-XMR", 1), ("BTC-UZS", 0)])
def test_assets_that_hide_are_forbidden_by_the_uzbek_licence(lake, instrument, leads):
    tell(lake, "venue_trades", instrument=instrument)

    assert len(leads_of(anonymous_asset_traded, lake=lake, law=law_on("UZ", DAY))) == leads


def test_exposure_above_twice_what_a_retail_client_owns_is_a_lead(lake):
    tell(lake, "venue_accounts", account_id="A1", equity_minor=1_000, exposure_minor=2_000)
    tell(lake, "venue_accounts", account_id="A2", equity_minor=1_000, exposure_minor=2_500)
    tell(lake, "venue_accounts", account_id="A3", equity_minor=0, exposure_minor=70)
    tell(
        lake,
        "venue_accounts",
        account_id="A4",
        client_class="professional",
        equity_minor=1,
        exposure_minor=99,
    )
    tell(lake, "venue_accounts", account_id="A5", exposure_minor=99)

    told = lead(retail_leverage, lake)

    assert (told.measured, told.values["accounts"], told.values["beyond_minor"]) == (2, 3, 570)


def test_rules_for_retail_clients_bind_only_the_classes_the_law_names(lake, found):
    tell(lake, "venue_accounts", venue_id="V2", equity_minor=1, exposure_minor=99)
    tell(lake, "ref_venues", venue_id="V2", actor_class="dealer")

    assert found(retail_leverage, lake) == []


def test_money_and_coins_of_a_month_count_against_the_limit(lake):
    tell(lake, "venue_accounts")
    tell(lake, "venue_transfers", transfer_id="X1", asset="GGM", amount_e8=6_900 * E8)
    tell(lake, "venue_transfers", transfer_id="X2", asset="BTC", amount_e8=2 * E8, day=date(2026, 2, 1))
    tell(lake, "venue_transfers", transfer_id="X3", asset="GGM", amount_e8=9_000 * E8, day=date(2026, 1, 31))
    tell(lake, "venue_transfers", transfer_id="X4", asset="GGM", amount_e8=9_000 * E8, direction="out")

    told = lead(retail_limit, lake)

    # 6,900 and 2 x 100 are 7,100, of which 7,000 are free
    assert told.values == {"most_minor": 710_000, "beyond_minor": 10_000, "limit_minor": 700_000}


def test_a_client_who_lives_abroad_is_not_bound_by_the_limit_of_residents(lake, found):
    tell(lake, "venue_accounts", residence="AE")
    tell(lake, "venue_transfers", asset="GGM", amount_e8=9_000 * E8)

    assert found(retail_limit, lake) == []


def test_a_limit_in_dollars_needs_the_rate_of_the_law(lake):
    assert in_settlement_minor(LAW, Amount(2_000, "USD")) == 700_000
    with pytest.raises(Refused):
        in_settlement_minor(law_on("KZ", DAY), Amount(1_000, "USD"))
    with pytest.raises(Refused, match="rate of US dollars only"):
        in_settlement_minor(LAW, Amount(1_000, "EUR"))


def test_an_account_that_trades_before_its_client_is_identified_is_a_lead(lake, found):
    tell(lake, "venue_accounts", account_id="A1", kyc="pending")
    tell(lake, "venue_accounts", account_id="A2")
    tell(lake, "venue_accounts", account_id="A3", kyc="pending")
    tell(lake, "venue_trades")

    assert found(traded_before_identified, lake) == [("V1", 1, 0)]


def shop(lake, payers, **said):
    for number in range(20):
        told = {"direction": "out", "counterparty": "merchant", "counterparty_id": "CAFE"} | said
        tell(lake, "venue_transfers", transfer_id=f"X{number}", account_id=f"A{number % payers}", **told)


def test_a_recipient_that_many_clients_pay_in_coins_looks_like_a_shop(lake):
    shop(lake, 10)

    told = lead(paid_like_a_shop, lake)

    assert (told.measured, told.values["payments"], told.values["payers"]) == (1, 20, 10)
    assert told.values["worth_minor"] == 20 * 10_000
    assert told.indicator.severity == "notice"


@pytest.mark.parametrize(
    ("payers", "said"),
    [
        (9, {}),
        (10, {"asset": "GGM"}),
        (10, {"direction": "in"}),
        (10, {"counterparty": "venue"}),
        (10, {"counterparty": "unknown", "counterparty_id": None, "address": "COLD"}),
        (10, {"counterparty": "unknown", "counterparty_id": None, "address": None}),
    ],
    ids=["few clients", "money", "coming in", "a venue", "a venue's own reserve", "nothing known of it"],
)
def test_what_is_no_shop_is_not_told(lake, found, payers, said):
    tell(lake, "ref_reserve_addresses", address="COLD", storage="cold")
    shop(lake, payers, **said)

    assert found(paid_like_a_shop, lake) == []


def test_an_address_that_many_clients_pay_looks_like_a_shop_too(lake, found):
    shop(lake, 10, counterparty="unknown", counterparty_id=None, address="SHOP")

    assert found(paid_like_a_shop, lake) == [("V1", 1, 0)]


def test_shares_of_stablecoins_and_of_money_are_those_of_priced_turnover(lake, found):
    tell(lake, "venue_prices", asset="USDT", price_micro=350 * 10**6)
    tell(lake, "venue_trades", trade_id="T1", price_e8=1_000 * E8)
    tell(lake, "venue_trades", trade_id="T2", instrument="BTC-USDT", price_e8=1_000 * E8)
    tell(lake, "venue_trades", trade_id="T3", instrument="BTC-XYZ", price_e8=10**9 * E8)

    # 1,000 GGM against money, 1,000 USDT worth 3,500 GGM
    assert found(stablecoins_high, lake) == [("V1", 777_777, 500_000)]
    assert found(money_pairs_low, lake) == [("V1", 222_222, 300_000)]


def flows(lake, *, out, came, unknown=0):
    tell(
        lake,
        "venue_transfers",
        transfer_id="X1",
        asset="GGM",
        amount_e8=out * E8,
        direction="out",
        country="AE",
    )
    tell(lake, "venue_transfers", transfer_id="X2", asset="GGM", amount_e8=came * E8, country="AE")
    tell(lake, "venue_transfers", transfer_id="X3", asset="GGM", amount_e8=10**6 * E8, country="GG")
    tell(lake, "venue_transfers", transfer_id="X4", asset="GGM", amount_e8=unknown * E8, direction="out")


def test_what_flows_abroad_on_balance_is_told_with_its_coverage(lake):
    flows(lake, out=300, came=100, unknown=10**6 + 400)

    assert leads_of(net_outflow_abroad, lake=lake, law=LAW) == []
    lake.rows["venue_transfers"].clear()
    flows(lake, out=300, came=100)

    told = lead(net_outflow_abroad, lake)

    assert (told.measured, told.allowed) == (20_000, 12_000)
    assert told.values == {"out_minor": 30_000, "in_minor": 10_000, "coverage_ppm": 1_000_000}


def test_what_comes_and_goes_in_balance_is_not_told(lake, found):
    flows(lake, out=150, came=100)

    assert found(net_outflow_abroad, lake) == []


def crowd(lake, accounts, **said):
    for number in range(accounts):
        tell(
            lake,
            "venue_trades",
            trade_id=f"T{number}",
            buyer_account_id="BIG",
            seller_account_id=f"A{number}",
            **said,
        )


def test_turnover_that_one_account_makes_half_of_is_told(lake):
    crowd(lake, 50)

    told = lead(turnover_concentrated, lake)

    # a half squared, and fifty shares of a hundredth squared
    assert (told.measured, told.values["largest_ppm"], told.values["accounts"]) == (255_000, 500_000, 51)


def test_a_market_maker_under_agreement_is_no_concentration(lake, found):
    tell(lake, "ref_market_makers", account_id="BIG", instrument="*")
    crowd(lake, 50)

    assert found(turnover_concentrated, lake) == []


def test_many_accounts_of_one_size_are_no_concentration(lake, found):
    for number in range(20):
        tell(
            lake,
            "venue_trades",
            trade_id=f"T{number}",
            buyer_account_id=f"B{number}",
            seller_account_id=f"S{number}",
        )

    assert found(turnover_concentrated, lake) == []


CODES = [
    "FEE-01",
    "FEE-02",
    "FEE-03",
    "FEE-04",
    "VLC-01",
    "VLC-02",
    "AST-01",
    "AST-02",
    "RTL-01",
    "RTL-02",
    "RTL-03",
    "MER-01",
    "MIX-01",
    "MIX-02",
    "XBR-01",
    "CNC-01",
    "SAL-01",
    "SAL-02",
    "SAL-03",
    "TRV-01",
    "LRG-01",
    "LRG-02",
    "RES-01",
]


def test_an_empty_day_accuses_nobody_of_anything(lake, found):
    assert [code for code in CODES if found(catalogue()[code], lake)] == []


def test_every_sentence_names_only_what_its_indicator_answers(lake):
    for code in CODES:
        indicator = catalogue()[code]
        columns = set(indicator.find(lake, LAW).columns)
        assert set(re.findall(r"{(\w+)}", indicator.sentence)) <= columns, code
        assert {"subject", "measured", "allowed", "gap_wh", "confidence_ppm"} <= columns, code
