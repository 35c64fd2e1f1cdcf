"""Thresholds of the law, each its own indicator: a reason to ask, never a suspicion."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from terezi.base.errors import Refused
from terezi.evidence.indicators.firm_in_another_tariff_class import firm_in_another_tariff_class
from terezi.evidence.indicators.household_over_threshold import household_over_threshold
from terezi.evidence.indicators.load_factor_in_months import load_factor_in_months
from terezi.evidence.indicators.mining_at_unlicensed_address import mining_at_unlicensed_address
from terezi.evidence.indicators.site_in_another_tariff_class import site_in_another_tariff_class
from terezi.jobs.look import leads_of
from terezi.law.book import law_on

from .conftest import DAY

FEBRUARY = date(2026, 2, 1)
HALF_DAY_S = 43_200
BY_PATTERN = (mining_at_unlicensed_address, firm_in_another_tariff_class)


def supply(lake, customer="C1", *, meter="K1", customer_class="commercial", **said):
    lake.tell(
        "ref_meters",
        meter_id=meter,
        subject_id=customer,
        kind="customer",
        customer_class=customer_class,
        **said,
    )


def told(lake, customer="C1", **said):
    ordinary = {"place": "Mary", "tariff_class": "commercial"}
    lake.tell("ref_customers", customer_id=customer, **ordinary | said)


def draws(lake, *, from_day, until, day_w=9_000, night_w=9_000, meter="K1"):
    """Half of each day at one power and half at another, two readings a day."""
    for offset in range((until - from_day).days):
        for power_w in (day_w, night_w):
            lake.tell(
                "meter_readings",
                day=from_day + timedelta(days=offset),
                meter_id=meter,
                interval_seconds=HALF_DAY_S,
                energy_wh=power_w * 12,
            )


def two_months(lake, **load):
    draws(lake, from_day=date(2025, 12, 1), until=FEBRUARY, **load)


class TestLoadFactor:
    def test_an_even_load_in_two_calendar_months_in_a_row_is_asked_about(self, lake, found):
        supply(lake)
        two_months(lake, day_w=10_000, night_w=6_000)  # 8 kW of 10

        assert found(load_factor_in_months, lake) == [("C1", 800_000, 800_000)]

    def test_just_below_the_share_of_the_law_it_is_not(self, lake, found):
        supply(lake)
        two_months(lake, day_w=10_000, night_w=5_998)

        assert found(load_factor_in_months, lake) == []

    def test_one_month_is_not_two(self, lake, found):
        supply(lake)
        draws(lake, from_day=date(2025, 12, 1), until=date(2026, 1, 1), day_w=9_000, night_w=1_000)
        draws(lake, from_day=date(2026, 1, 1), until=FEBRUARY)

        assert found(load_factor_in_months, lake) == []

    def test_a_month_with_days_missing_does_not_count(self, lake, found):
        supply(lake)
        draws(lake, from_day=date(2025, 12, 2), until=FEBRUARY)

        assert found(load_factor_in_months, lake) == []

    @pytest.mark.parametrize(
        ("day", "leads"),
        [(date(2026, 1, 30), 0), (date(2026, 1, 31), 1), (date(2026, 2, 27), 1), (date(2026, 2, 28), 0)],
        ids=["January runs", "January is over", "February runs", "February is over, without readings"],
    )
    def test_the_last_month_counts_from_the_day_it_is_over(self, lake, found, day, leads):
        supply(lake)
        two_months(lake)

        assert len(found(load_factor_in_months, lake, day)) == leads

    def test_who_is_billed_as_a_miner_has_answered(self, lake, found):
        supply(lake)
        told(lake, tariff_class="mining")
        two_months(lake)

        assert found(load_factor_in_months, lake) == []

    def test_who_told_the_utility_what_runs_there_has_answered(self, lake, found):
        supply(lake)
        told(lake, activity="bakery")
        two_months(lake)

        assert found(load_factor_in_months, lake) == []

    def test_a_supply_without_any_load_has_no_load_factor(self, lake, found):
        supply(lake)
        two_months(lake, day_w=0, night_w=0)

        assert found(load_factor_in_months, lake) == []

    def test_two_supplies_of_one_customer_are_not_added_up(self, lake, found):
        supply(lake)
        supply(lake, meter="K2")
        two_months(lake, day_w=9_000, night_w=100)
        two_months(lake, day_w=100, night_w=9_000, meter="K2")  # together as even as can be

        assert found(load_factor_in_months, lake) == []

    def test_the_mean_load_is_said(self, lake):
        supply(lake)
        two_months(lake, day_w=10_000, night_w=8_000)

        (lead,) = leads_of(load_factor_in_months, lake=lake, law=law_on("GG", DAY))

        assert lead.values == {"months": 2, "mean_w": 9_000}
        assert lead.gap_wh == 0

    def test_where_the_law_has_no_such_rule_it_does_not_run(self, lake):
        with pytest.raises(Refused, match="load_factor"):
            leads_of(load_factor_in_months, lake=lake, law=law_on("UZ", DAY))


def licensed_firm(lake, *, number="12-345", status="licensed", **said):
    lake.tell("ref_holders", registration_number=number, status=status, **said)


def window(lake, **load):
    draws(lake, from_day=DAY - timedelta(days=27), until=DAY + timedelta(days=1), **load)


class TestAFirmThatHoldsALicence:
    @pytest.mark.parametrize("indicator", BY_PATTERN, ids=lambda one: one.code)
    def test_its_load_like_machines_at_a_supply_of_another_kind_is_asked_about(self, lake, found, indicator):
        licensed_firm(lake)
        supply(lake)
        told(lake, registration_number="12 345")
        window(lake, day_w=9_000, night_w=8_000)

        assert found(indicator, lake) == [("C1", 8_000, 0)]

    @pytest.mark.parametrize("indicator", BY_PATTERN, ids=lambda one: one.code)
    @pytest.mark.parametrize(
        "load",
        [{"day_w": 9_000, "night_w": 1_000}, {"day_w": 4_999, "night_w": 4_999}, {"day_w": 0, "night_w": 0}],
        ids=["by day only", "small", "none"],
    )
    def test_an_ordinary_load_of_it_is_not(self, lake, found, indicator, load):
        licensed_firm(lake)
        supply(lake)
        told(lake, registration_number="12-345")
        window(lake, **load)

        assert found(indicator, lake) == []

    @pytest.mark.parametrize("indicator", BY_PATTERN, ids=lambda one: one.code)
    @pytest.mark.parametrize(
        "holder",
        [{"number": "99-999"}, {"status": "withdrawn"}, {"valid_until": DAY}],
        ids=["another firm", "withdrawn", "ended before the day"],
    )
    def test_a_firm_without_a_licence_is_not_looked_at(self, lake, found, indicator, holder):
        licensed_firm(lake, **holder)
        supply(lake)
        told(lake, registration_number="12-345")
        window(lake)

        assert found(indicator, lake) == []

    def test_a_supply_billed_as_mining_is_in_the_right_class_and_still_outside_the_licence(self, lake, found):
        licensed_firm(lake)
        supply(lake)
        told(lake, registration_number="12-345", tariff_class="mining")
        window(lake)

        assert found(firm_in_another_tariff_class, lake) == []
        assert found(mining_at_unlicensed_address, lake) == [("C1", 9_000, 0)]

    def test_its_licensed_site_has_a_meter_of_the_licence_and_is_not_named(self, lake, found):
        licensed_firm(lake)
        told(lake, customer="S1", registration_number="12-345")
        window(lake, meter="M1")

        assert found(mining_at_unlicensed_address, lake) == []

    def test_a_window_half_told_is_not_judged(self, lake, found):
        licensed_firm(lake)
        supply(lake)
        told(lake, registration_number="12-345")
        draws(lake, from_day=DAY - timedelta(days=13), until=DAY + timedelta(days=1))

        assert found(mining_at_unlicensed_address, lake) == []

    def test_where_the_law_does_not_bind_mining_to_an_address_nobody_is_named(self, lake):
        licensed_firm(lake)
        supply(lake)
        told(lake, registration_number="12-345")
        window(lake)
        law = law_on("GG", DAY)
        free = replace(
            law.mining, licensed_address_only=replace(law.mining.licensed_address_only, stated=False)
        )

        assert leads_of(mining_at_unlicensed_address, lake=lake, law=replace(law, mining=free)) == []


class TestASite:
    @pytest.mark.parametrize(
        ("site", "leads"),
        [({}, 1), ({"status": "suspended"}, 0), ({"power_source": "own_renewable"}, 0)],
        ids=["on the grid", "may not operate", "own power"],
    )
    def test_that_mines_on_the_grid_in_another_class_is_asked_for_the_right_bill(
        self, lake, found, site, leads
    ):
        lake.tell("ref_sites", site_id="S2", **site)
        lake.tell("ref_meters", meter_id="M2", subject_id="S2", customer_class="industrial")
        for offset in range(3):
            lake.tell("site_days", site_id="S2", day=DAY - timedelta(days=offset), metered_wh=7_000)

        assert found(site_in_another_tariff_class, lake) == [("S2", 21_000, 0)][:leads]

    def test_that_is_billed_as_the_law_says_is_not(self, lake, found):
        lake.tell("site_days", metered_wh=7_000)

        assert found(site_in_another_tariff_class, lake) == []

    def test_that_drew_nothing_is_not(self, lake, found):
        lake.tell("ref_sites", site_id="S2")
        lake.tell("ref_meters", meter_id="M2", subject_id="S2", customer_class="industrial")
        lake.tell("site_days", site_id="S2", metered_wh=0)

        assert found(site_in_another_tariff_class, lake) == []


def by_calendar_month(day):
    law = law_on("GG", day)
    counted = replace(law.mining.household_month, stated="calendar")
    return replace(law, mining=replace(law.mining, household_month=counted))


class TestAHousehold:
    def test_its_last_calendar_month_counts_where_the_law_says_so(self, lake):
        supply(lake, customer_class="household")
        draws(lake, from_day=date(2026, 1, 1), until=FEBRUARY, day_w=7_000, night_w=7_000)

        (lead,) = leads_of(household_over_threshold, lake=lake, law=by_calendar_month(DAY))

        assert (lead.measured, lead.values["days"]) == (31 * 24 * 7_000, 31)

    @pytest.mark.parametrize(("until", "leads"), [(date(2026, 2, 10), 0), (date(2026, 2, 11), 1)])
    def test_the_running_month_counts_from_the_day_it_is_above(self, lake, until, leads):
        supply(lake, customer_class="household")
        draws(lake, from_day=FEBRUARY, until=until, day_w=21_000, night_w=21_000)  # 504 kWh a day

        assert len(leads_of(household_over_threshold, lake=lake, law=by_calendar_month(DAY))) == leads

    def test_two_halves_of_two_months_are_no_month(self, lake, found):
        supply(lake, customer_class="household")
        draws(lake, from_day=date(2026, 1, 16), until=date(2026, 2, 11), day_w=9_000, night_w=9_000)

        assert leads_of(household_over_threshold, lake=lake, law=by_calendar_month(DAY)) == []
        assert len(found(household_over_threshold, lake)) == 1  # Garagum counts thirty days

    def test_what_the_last_tenant_drew_through_the_same_meter_is_not_its_own(self, lake, found):
        supply(lake, customer="C1", customer_class="household", valid_until=FEBRUARY)
        supply(lake, customer="C2", customer_class="household", valid_from=FEBRUARY)
        draws(lake, from_day=date(2026, 1, 12), until=date(2026, 2, 11), day_w=9_000, night_w=9_000)

        assert found(household_over_threshold, lake) == []
