"""Payments, pools, levies, households, and witnesses that said nothing."""

from datetime import date, timedelta

import pytest

from terezi.base.errors import Refused
from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.indicators.household_over_threshold import household_over_threshold
from terezi.evidence.indicators.levy_below_due import levy_below_due
from terezi.evidence.indicators.silent_machines import silent_machines
from terezi.evidence.indicators.silent_meter import silent_meter
from terezi.evidence.indicators.silent_pool import silent_pool
from terezi.evidence.indicators.undeclared_wallet import undeclared_wallet
from terezi.evidence.indicators.unlicensed_scheme import unlicensed_scheme
from terezi.jobs.look import leads_of
from terezi.law.book import law_on

from .conftest import DAY


def test_a_payment_to_an_address_nobody_declared_is_a_lead(lake, found):
    lake.tell("ref_wallets", address="A1")
    lake.tell("pool_payouts", address="A1", payout_id="T1", amount_satoshi=5)
    lake.tell("pool_payouts", address="A9", payout_id="T2", amount_satoshi=7)

    assert found(undeclared_wallet, lake) == [("S1", 7, 0)]


def test_an_address_declared_by_another_site_is_not_this_ones(lake, found):
    lake.tell("ref_wallets", address="A1", site_id="S2")
    lake.tell("pool_payouts", address="A1", amount_satoshi=5)

    assert found(undeclared_wallet, lake) == [("S1", 5, 0)]


def test_a_declaration_that_ended_before_the_day_does_not_cover_it(lake, found):
    lake.tell("ref_wallets", address="A1", valid_until=DAY)
    lake.tell("pool_payouts", address="A1", amount_satoshi=5)

    assert found(undeclared_wallet, lake) == [("S1", 5, 0)]


@pytest.mark.parametrize(
    ("scheme", "pool", "leads"),
    [("FPPS", "P1", 0), ("solo", "solo", 1), ("FPPS", "P2", 1), ("FPPS", "P9", 1)],
    ids=["allowed", "scheme not allowed", "pool not accredited", "pool unknown"],
)
def test_scheme_and_pool_are_held_to_the_law_and_the_register(lake, found, scheme, pool, leads):
    lake.tell("ref_pools", pool_id="P1")
    lake.tell("ref_pools", pool_id="P2", accredited=False)
    lake.tell("pool_reports", scheme=scheme, pool_id=pool, earned_satoshi=3)

    assert len(found(unlicensed_scheme, lake)) == leads


def test_a_day_without_reports_holds_nobody_to_anything(lake, found):
    assert found(unlicensed_scheme, lake) == []


def january(lake, *, declared_minor, wh_per_day=1_000_000_000, price=15_000):
    lake.tell("levy_declarations", declared_levy_minor=declared_minor, average_price_minor_per_mwh=price)
    for offset in range(31):
        day = date(2026, 1, 1) + timedelta(days=offset)
        lake.tell("site_days", day=day, metered_wh=wh_per_day)


def test_a_levy_below_what_the_metered_energy_makes_due_is_a_lead(lake, found):
    january(lake, declared_minor=100_000)

    # 31 GWh at 0.04 GGM per kWh, the band of a price of 0.15
    assert found(levy_below_due, lake) == [("S1", 100_000, 31 * 1_000 * 4_000)]


def test_a_levy_short_by_less_than_the_policy_asks_about_is_not(lake, found):
    january(lake, declared_minor=round(31 * 1_000 * 4_000 / 1.004))

    assert found(levy_below_due, lake) == []


@pytest.mark.parametrize(
    ("price_kzt_per_kwh", "leads"), [(25, 1), (20, 0)], ids=["known band", "unknown band"]
)
def test_a_rate_the_law_does_not_tell_is_not_judged_by(lake, price_kzt_per_kwh, leads):
    january(lake, declared_minor=0, price=price_kzt_per_kwh * 100 * 1_000)

    assert len(leads_of(levy_below_due, lake=lake, law=law_on("KZ", DAY))) == leads


@pytest.mark.parametrize(
    ("changed_on", "due_minor"),
    [(date(2026, 2, 1), 31 * 1_000 * 4_000), (date(2026, 1, 31), 31 * 1_000 * 2_000)],
    ids=["after the period", "on its last day"],
)
def test_a_levy_is_due_at_the_rate_of_the_power_source_the_period_ended_with(
    lake, found, changed_on, due_minor
):
    (before,) = lake.rows["ref_sites"]
    before["valid_until"] = changed_on
    lake.tell("ref_sites", power_source="own_renewable", valid_from=changed_on)
    january(lake, declared_minor=100_000)

    assert found(levy_below_due, lake) == [("S1", 100_000, due_minor)]


def test_a_levy_of_a_site_that_gave_up_its_licence_is_still_asked_for(lake, found):
    (before,) = lake.rows["ref_sites"]
    before["valid_until"] = date(2026, 2, 1)
    january(lake, declared_minor=100_000)

    assert len(found(levy_below_due, lake)) == 1


def test_an_indicator_whose_article_is_unknown_does_not_run(lake):
    with pytest.raises(Refused, match="unknown"):
        leads_of(household_over_threshold, lake=lake, law=law_on("TM", DAY))


def test_a_household_above_the_threshold_of_the_law_is_noticed_and_not_accused(lake, found):
    for customer, kwh_per_day in (("C1", 170), ("C2", 160)):
        lake.tell(
            "ref_meters", meter_id=customer, subject_id=customer, kind="customer", customer_class="household"
        )
        for offset in range(30):
            lake.tell(
                "meter_readings",
                day=DAY - timedelta(days=offset),
                meter_id=customer,
                energy_wh=kwh_per_day * 1_000,
            )

    assert found(household_over_threshold, lake) == [("C1", 5_100_000, 5_000_000)]
    assert household_over_threshold.severity == "notice"


@pytest.mark.parametrize(
    ("indicator", "column"),
    [(silent_meter, "metered_seconds"), (silent_machines, "machine_seconds"), (silent_pool, "pool_seconds")],
)
def test_a_witness_silent_for_longer_than_the_policy_lets_pass_is_a_lead(lake, found, indicator, column):
    lake.tell("site_days", **{column: 12 * 3_600})
    lake.tell("site_days", site_id="S2", **{column: 12 * 3_600 + 1})

    assert found(indicator, lake) == [("S1", 12 * 3_600, 12 * 3_600)]


def test_a_true_zero_is_not_silence(lake, found):
    lake.tell("site_days", metered_wh=0)

    assert found(silent_meter, lake) == []


def test_no_two_indicators_share_a_code():
    assert len({indicator.code for indicator in catalogue().values()}) == len(catalogue())
