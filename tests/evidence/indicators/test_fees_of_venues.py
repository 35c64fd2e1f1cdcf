"""Fees of exchanges: expected by trades and schedule, charged, declared, received."""

import random
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from terezi.base.errors import Refused
from terezi.evidence.indicators.fees_not_by_schedule import fees_not_by_schedule
from terezi.evidence.indicators.fees_under_declared import fees_under_declared
from terezi.evidence.indicators.levy_received_short import levy_received_short
from terezi.evidence.indicators.levy_under_declared import levy_under_declared
from terezi.evidence.numerics.venues.fees import fee_days, fees_by_instrument, levy_minor
from terezi.evidence.numerics.venues.levy_periods import due_periods
from terezi.evidence.numerics.venues.prices import day_prices, known_prices, price_rows
from terezi.jobs.look import leads_of
from terezi.law.book import law_on

from .conftest import DAY
from .venue_rows import E8, tell

LAW = law_on("GG", DAY)


def only(lake):
    (row,) = fee_days(lake, LAW, day_prices(lake, LAW)).to_dicts()
    return row


def test_what_a_fee_day_is_made_of_comes_to_it(lake):
    tell(lake, "ref_venue_fees", instrument="*")
    tell(lake, "ref_venue_fees", instrument="ETH-BTC", maker_ppm=-100, taker_ppm=500)
    tell(lake, "venue_trades", price_e8=100 * E8, quantity_e8=2 * E8, instrument="BTC-GGM", sequence=1)
    tell(lake, "venue_trades", price_e8=E8 // 20, quantity_e8=7 * E8, instrument="ETH-BTC", sequence=2)
    tell(lake, "venue_trades", price_e8=3 * E8, quantity_e8=7 * E8, instrument="X-Y", sequence=3)
    prices = day_prices(lake, LAW)
    for price in price_rows(prices, LAW).iter_rows(named=True):
        tell(lake, "venue_prices", **price)

    row = only(lake)
    made = fees_by_instrument(lake, LAW, row["venue_id"])

    for name in ("trades", "turnover_minor", "expected_fees_minor", "charged_fees_minor"):
        assert made[name].sum() == row[name]
    assert made["instrument"].to_list() == ["BTC-GGM", "ETH-BTC", "X-Y"]
    assert made["taker_ppm"].to_list() == [2_000, 500, 2_000]
    assert made["turnover_minor"].to_list() == [20_000, 3_500, None]


def test_the_taker_and_the_maker_pay_by_the_schedule_filed(lake):
    tell(lake, "ref_venue_fees", instrument="*")
    tell(lake, "venue_trades", price_e8=100 * E8, quantity_e8=2 * E8)

    row = only(lake)

    # 200 GGM: 0.2 % of the taker and 0.1 % of the maker are 0.60 GGM
    assert (row["turnover_minor"], row["expected_fees_minor"], row["trades"]) == (20_000, 60, 1)
    assert row["expected_levy_minor"] == 12


def test_the_schedule_of_the_instrument_goes_before_the_general_one(lake):
    tell(lake, "ref_venue_fees", instrument="*")
    tell(lake, "ref_venue_fees", instrument="BTC-GGM", maker_ppm=0, taker_ppm=0)
    tell(lake, "venue_trades")

    assert only(lake)["expected_fees_minor"] == 0


@pytest.mark.parametrize(("aggressor", "expected"), [("buy", 500 + 10), ("sell", 500 + 10)])
def test_the_least_fee_holds_for_each_side(lake, aggressor, expected):
    tell(lake, "ref_venue_fees", instrument="*", taker_ppm=1_000, maker_ppm=50_000, minimum_e8=E8 // 10)
    tell(lake, "venue_trades", aggressor=aggressor)

    assert only(lake)["expected_fees_minor"] == expected


def test_a_rebate_of_the_maker_is_taken_off_and_has_no_least(lake):
    tell(lake, "ref_venue_fees", instrument="*", taker_ppm=2_000, maker_ppm=-500, minimum_e8=E8 // 10)
    tell(lake, "venue_trades", price_e8=1_000 * E8)

    assert only(lake)["expected_fees_minor"] == 200 - 50


def test_a_trade_without_a_schedule_counts_for_nothing_and_is_counted(lake):
    tell(lake, "ref_venue_fees", venue_id="V2", instrument="*")
    tell(lake, "venue_trades", buyer_fee_e8=E8)

    row = only(lake)

    assert (row["unscheduled_trades"], row["expected_fees_minor"], row["charged_fees_minor"]) == (1, 0, 0)


def test_fees_in_a_coin_are_worth_what_the_coin_was_worth_that_day(lake):
    tell(lake, "ref_venue_fees", instrument="*", maker_ppm=0, taker_ppm=10_000)
    tell(lake, "venue_trades", trade_id="T1", instrument="USDT-GGM", price_e8=350 * E8 // 100)
    tell(lake, "venue_trades", trade_id="T2", instrument="BTC-USDT", price_e8=1_000 * E8)

    row = only(lake)

    assert row["turnover_minor"] == 350 + 350_000
    assert row["expected_fees_minor"] == round(3.5 + 3_500)


def test_a_quote_nobody_knows_a_price_of_is_counted_and_not_guessed(lake):
    tell(lake, "ref_venue_fees", instrument="*")
    tell(lake, "venue_trades", instrument="BTC-XYZ")

    row = only(lake)

    assert (row["unpriced_trades"], row["turnover_minor"], row["expected_fees_minor"]) == (1, 0, 0)


def test_a_day_declared_without_trades_is_told_too(lake):
    tell(lake, "venue_fees", fees_minor=700)

    row = only(lake)

    assert (row["trades"], row["declared_fees_minor"], row["expected_levy_minor"]) == (0, 700, 140)


def test_expected_fees_are_those_reckoned_in_whole_numbers(lake):
    chance = random.Random(5)
    tell(lake, "ref_venue_fees", instrument="*", maker_ppm=800, taker_ppm=1_700)
    worth = fees = 0
    for number in range(300):
        price, quantity = chance.randrange(1, 200_000) * E8 // 100, chance.randrange(1, 50 * E8)
        tell(lake, "venue_trades", trade_id=str(number), price_e8=price, quantity_e8=quantity)
        worth += price * quantity
        fees += price * quantity * 2_500

    row = only(lake)

    assert row["turnover_minor"] == pytest.approx(worth / E8 / 10**6, abs=1)
    assert row["expected_fees_minor"] == pytest.approx(fees / E8 / 10**12, abs=1)


def test_turnover_in_a_currency_of_many_noughts_stays_within_its_bits(lake):
    tell(lake, "ref_venue_fees", instrument="*")
    for number in range(20):
        tell(lake, "venue_trades", trade_id=str(number), price_e8=1_200_000_000 * E8, quantity_e8=70 * E8)

    assert only(lake)["turnover_minor"] == 20 * 1_200_000_000 * 70 * 100


def test_a_price_goes_through_the_quote_with_most_turnover():
    sums = pl.DataFrame(
        {
            "instrument": ["USDT-GGM", "USDC-GGM", "ETH-USDT", "ETH-USDC", "DOGE-XYZ"],
            "value": [350 * E8, 4 * E8, 10 * E8, 300 * E8, E8],
            "quantity": [100 * E8, E8, E8, E8, E8],
        }
    )

    prices = dict(known_prices(sums, "GGM").iter_rows())

    assert prices == pytest.approx({"GGM": 100, "USDT": 350, "USDC": 400, "ETH": 300 * 400})


def test_without_trades_only_the_currency_has_a_price(lake):
    assert day_prices(lake, LAW).rows() == [("GGM", 100.0)]


def test_a_levy_is_rounded_once_half_to_even():
    assert [levy_minor(minor, Decimal("0.5")) for minor in (1, 3, 4)] == [0, 2, 2]


PAID = {"expected_fees_minor": 1_000, "declared_fees_minor": 1_000}


def days_of_fees(lake, short_days, *, declared=971, **said):
    for offset in range(30):
        fees = declared if offset in short_days else 1_000
        day = DAY - timedelta(days=offset)
        tell(lake, "venue_fee_days", day=day, expected_fees_minor=1_000, declared_fees_minor=fees, **said)


def test_six_days_short_by_2_9_percent_are_one_finding_with_amount_and_days(lake):
    days_of_fees(lake, range(4, 10))

    (lead,) = leads_of(fees_under_declared, lake=lake, law=LAW)

    assert (lead.subject, lead.measured, lead.allowed) == ("V1", 6 * 971, 6_000)
    assert lead.values == {
        "fees_missing_minor": 174,
        "gap_ppm": 29_000,
        "short_days": 6,
        "first_days_ago": 9,
        "last_days_ago": 4,
        "levy_missing_minor": 34,
        "turnover_days": 0,
        "turnover_declared_minor": 0,
        "turnover_told_minor": 0,
    }


def test_turnover_declared_far_below_the_trades_is_a_lead_though_the_fees_agree(lake):
    tell(lake, "venue_fee_days", day=DAY, turnover_minor=1_000_000, declared_turnover_minor=10, **PAID)
    told = {"turnover_minor": 1_000_000, "declared_turnover_minor": 995_000}
    tell(lake, "venue_fee_days", day=DAY - timedelta(days=1), **(told | PAID))

    (lead,) = leads_of(fees_under_declared, lake=lake, law=LAW)

    assert (lead.measured, lead.allowed, lead.values["gap_ppm"]) == (0, 0, 0)
    assert [lead.values[f"turnover_{name}"] for name in ("days", "declared_minor", "told_minor")] == [
        1, 10, 1_000_000,
    ]  # fmt: skip
    assert (lead.values["short_days"], lead.values["levy_missing_minor"]) == (0, 0)


def test_a_difference_put_down_to_rounding_is_not_a_lead(lake, found):
    days_of_fees(lake, range(30), declared=995)

    assert found(fees_under_declared, lake) == []


def test_a_day_that_was_not_declared_is_overdue_and_not_short(lake, found):
    days_of_fees(lake, range(6), declared=None)

    assert found(fees_under_declared, lake) == []


def test_fees_are_compared_also_where_the_levy_is_unknown(lake):
    days_of_fees(lake, [1])

    (lead,) = leads_of(fees_under_declared, lake=lake, law=law_on("TM", DAY))

    assert lead.values["levy_missing_minor"] == 0
    assert fees_under_declared.article(law_on("TM", DAY)).name == "exchanges.fee_gap_share"
    assert fees_under_declared.article(LAW).name == "exchanges.levy_share"


def test_clients_charged_above_the_schedule_are_a_lead(lake, found):
    tell(lake, "venue_fee_days", expected_fees_minor=1_000, charged_fees_minor=1_100)
    tell(lake, "venue_fee_days", venue_id="V2", expected_fees_minor=1_000, charged_fees_minor=900)

    assert found(fees_not_by_schedule, lake) == [("V1", 1_100, 1_000)]


def test_a_levy_is_late_only_after_its_day_of_payment():
    on_the_day = due_periods(law_on("GG", date(2026, 1, 15)))
    after_it = due_periods(law_on("GG", date(2026, 1, 16)))

    assert on_the_day[-1].period.ends_before == date(2025, 12, 1)
    assert (after_it[-1].period.ends_before, after_it[-1].due_on) == (date(2026, 1, 1), date(2026, 1, 15))
    assert len(after_it) == 12


def january(lake, received):
    for offset in range(31):
        day = date(2026, 1, 1) + timedelta(days=offset)
        tell(lake, "venue_fees", day=day, declared_day=day, fees_minor=1_000, currency="GGM")
    for number, amount in enumerate(received):
        told = {"period_from": date(2026, 1, 1), "period_until": date(2026, 2, 1), "amount_minor": amount}
        tell(lake, "venue_levy_receipts", receipt_id=f"R{number}", **told)


def test_a_levy_received_below_what_was_declared_is_a_lead_once_it_is_due(lake, found):
    january(lake, [3_000, 3_000])

    assert found(levy_received_short, lake, date(2026, 2, 20)) == [("V1", 6_000, 31 * 200)]
    assert found(levy_received_short, lake, date(2026, 2, 15)) == []


def test_a_levy_paid_in_parts_is_paid(lake, found):
    january(lake, [3_000, 3_200])

    assert found(levy_received_short, lake, date(2026, 2, 20)) == []


def test_where_the_treasury_told_nothing_nobody_is_said_not_to_have_paid(lake, found):
    january(lake, [])

    assert found(levy_received_short, lake, date(2026, 2, 20)) == []


def test_where_the_share_is_unknown_no_levy_is_asked_for(lake):
    with pytest.raises(Refused, match="unknown"):
        leads_of(levy_received_short, lake=lake, law=law_on("TM", DAY))


def days_of_january(lake, *, declared=range(31), traded=(), levy=200, due=200, **said):
    """Tell January day by day: fees of 1,000 declared with a levy, and trades that make a levy due."""
    for offset in range(31):
        day = date(2026, 1, 1) + timedelta(days=offset)
        if offset in declared:
            tell(lake, "venue_fees", day=day, declared_day=day, fees_minor=1_000, levy_minor=levy)
        if offset in traded:
            fees = {"expected_fees_minor": 5 * due, "expected_levy_minor": due}
            tell(lake, "venue_fee_days", day=day, currency="GGM", **(fees | said))


AFTER_ITS_DAY = date(2026, 2, 20)


def test_a_levy_declared_below_that_of_the_law_is_a_lead_though_all_declared_was_received(lake):
    tell(lake, "ref_venues")
    days_of_january(lake, traded=range(31), levy=10)
    for_january = {"period_from": date(2026, 1, 1), "period_until": date(2026, 2, 1), "amount_minor": 310}
    tell(lake, "venue_levy_receipts", **for_january)

    (lead,) = leads_of(levy_under_declared, lake=lake, law=law_on("GG", AFTER_ITS_DAY))

    # 31 days of 200 are 6,200, and 31 of 10 were declared
    assert (lead.subject, lead.measured, lead.allowed) == ("V1", 310, 6_200)
    assert lead.values == {
        "missing_minor": 5_890,
        "periods": 1,
        "short_days": 31,
        "undeclared_days": 0,
        "licensed_days": 31,
        "trades_undeclared_days": 0,
    }
    assert leads_of(levy_received_short, lake=lake, law=law_on("GG", AFTER_ITS_DAY)) == []


def test_a_levy_below_what_its_own_fees_make_is_short_also_on_days_nobody_added_up(lake, found):
    days_of_january(lake, levy=10)

    assert found(levy_under_declared, lake, AFTER_ITS_DAY) == [("V1", 310, 6_200)]
    assert found(levy_under_declared, lake, date(2026, 2, 15)) == []


def test_a_month_never_declared_is_due_by_its_trades_once_its_day_of_payment_is_over(lake):
    tell(lake, "ref_venues", valid_from=date(2026, 1, 11))
    days_of_january(lake, declared=(), traded=range(10, 28))

    (lead,) = leads_of(levy_under_declared, lake=lake, law=law_on("GG", AFTER_ITS_DAY))

    assert (lead.measured, lead.allowed, lead.values["missing_minor"]) == (0, 18 * 200, 3_600)
    assert [lead.values[name] for name in ("short_days", "trades_undeclared_days")] == [18, 18]
    assert [lead.values[name] for name in ("undeclared_days", "licensed_days")] == [21, 21]
    assert leads_of(levy_under_declared, lake=lake, law=law_on("GG", date(2026, 2, 15))) == []


def test_days_of_suspension_owe_no_declaration(lake):
    tell(lake, "ref_venues", valid_until=date(2026, 1, 11))
    tell(lake, "ref_venues", status="suspended", valid_from=date(2026, 1, 11), valid_until=date(2026, 1, 21))
    tell(lake, "ref_venues", valid_from=date(2026, 1, 21))
    days_of_january(lake, declared=range(5), levy=10)

    (lead,) = leads_of(levy_under_declared, lake=lake, law=law_on("GG", AFTER_ITS_DAY))

    assert (lead.values["licensed_days"], lead.values["undeclared_days"]) == (21, 16)


def test_who_is_licensed_and_told_of_no_trade_owes_no_levy(lake, found):
    tell(lake, "ref_venues")
    days_of_january(lake, declared=range(10))

    assert found(levy_under_declared, lake, AFTER_ITS_DAY) == []


def test_a_day_of_trades_never_declared_is_told_though_it_has_no_price(lake):
    days_of_january(lake, declared=range(30), traded=[30], due=0, trades=7)

    (lead,) = leads_of(levy_under_declared, lake=lake, law=law_on("GG", AFTER_ITS_DAY))

    assert (lead.values["missing_minor"], lead.values["trades_undeclared_days"]) == (0, 1)


def test_a_levy_short_by_rounding_is_not_a_lead(lake, found):
    days_of_january(lake, traded=range(31), levy=199)

    assert found(levy_under_declared, lake, AFTER_ITS_DAY) == []


def test_a_levy_declared_late_for_several_days_at_once_is_declared(lake, found):
    days_of_january(lake, declared=range(30), traded=range(31), levy=0)
    tell(lake, "venue_fees", day=date(2026, 1, 31), declared_day=date(2026, 1, 31), levy_minor=31 * 200)

    assert found(levy_under_declared, lake, AFTER_ITS_DAY) == []


def test_the_levy_short_is_what_adding_up_day_by_day_finds(lake, found):
    chance = random.Random(11)
    due = declared = 0
    for offset in range(31):
        day, fees, levy = (
            date(2026, 1, 1) + timedelta(days=offset),
            chance.randrange(5, 10**7) * 5,
            chance.randrange(10**6),
        )
        told = chance.choice([0, fees, 2 * fees])
        if is_declared := chance.random() < 0.7:
            tell(lake, "venue_fees", day=day, declared_day=day, fees_minor=fees, levy_minor=levy)
        base = max(told, fees if is_declared else 0)
        if told:
            expected = levy_minor(base, Decimal("0.2"))
            tell(lake, "venue_fee_days", day=day, expected_fees_minor=told, expected_levy_minor=expected)
        due += base // 5
        declared += levy if is_declared else 0

    assert found(levy_under_declared, lake, AFTER_ITS_DAY) == [("V1", declared, due)]


def test_the_levy_under_declared_needs_the_law_of_the_levy(lake):
    with pytest.raises(Refused, match="unknown"):
        leads_of(levy_under_declared, lake=lake, law=law_on("TM", DAY))
