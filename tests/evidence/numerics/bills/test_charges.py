"""What a kilowatt-hour costs under each law, worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.base.periods import Period
from terezi.evidence.numerics.bills.charges import charges
from terezi.evidence.numerics.bills.parts import Part, parts_of
from terezi.evidence.numerics.bills.use import BandUse, Supply, Use
from terezi.law.tariffs import Block, Rounding, Surcharge, TakeOrPay, TariffBand
from tests.evidence.numerics.bills.tariff import FEBRUARY, JANUARY, ONE_MW, amounts, bent, even, flat

A, B = date(2026, 2, 1), date(2026, 2, 16)
QUARTER = Period(date(2025, 10, 1), date(2026, 1, 1))


def kz(wh, **supply):
    use = Use(parts_of("KZ", QUARTER), (BandUse(0, "every_hour", wh, 1, 1),))
    return charges(use, Supply(licensed_w=0, **supply), levied=use)


def uz(wh, **supply):
    use = Use(parts_of("UZ", JANUARY), (BandUse(0, "every_hour", wh, 1, 1),))
    return charges(use, Supply(licensed_w=0, **supply), levied=use)


def test_a_tariff_that_changes_inside_a_month_holds_from_its_day_and_not_before():
    charged = charges(flat("GG", FEBRUARY), ONE_MW, levied=None)

    # 1 MW: Mon-Sat 17-22 twelve times in each half; nights of 8 hours; index 1.02
    assert amounts(charged, "energy") == {
        ("winter_peak", A): Decimal("15912.00"),  # 60 MWh at 0.26 x 1.02
        ("night", A): Decimal("13464.00"),  # 120 MWh at 0.11 x 1.02
        ("day", A): Decimal("29376.00"),  # 180 MWh at 0.16 x 1.02
        ("winter_peak", B): Decimal("17748.00"),  # 60 MWh at 0.29 x 1.02
        ("night", B): Decimal("12729.60"),  # 104 MWh at 0.12 x 1.02
        ("day", B): Decimal("25663.20"),  # 148 MWh at 0.17 x 1.02
    }


def test_a_month_of_garagum_worked_by_hand():
    month = flat("GG", FEBRUARY)
    charged = charges(month, ONE_MW, levied=month)

    assert amounts(charged, "surcharge") == {
        ("winter.winter_peak", A): Decimal("1591.20"),
        ("winter.winter_peak", B): Decimal("1774.80"),
        ("network", A): Decimal("1468.80"),
        ("network", B): Decimal("1272.96"),
    }
    assert amounts(charged, "block") == amounts(charged, "take_or_pay") == {}
    # bought at 121,000.56 / 672,000 kWh = 0.18, so in the band of 0.04
    assert amounts(charged, "levy") == {("levy", A): Decimal("26880.00")}
    # 15 % of 121,000.56, once a month and rounded half up; the levy is not taxed
    assert amounts(charged, "tax") == {("vat", A): Decimal("18150.08")}
    assert (charged.total_minor, charged.currency, charged.unknown) == (16_603_064, "GGM", ())


def test_every_line_names_its_article_and_the_day_it_came_into_force():
    month = flat("GG", FEBRUARY)
    charged = charges(month, ONE_MW, levied=month)
    said = {(line.kind, line.starts_on): (line.article, line.in_force_from) for line in charged.lines}

    assert "art. 261 (prices by hour)" in said["energy", A][0]
    assert said["energy", A][1] == date(2025, 1, 1)
    assert "as amended from 16 February 2026" in said["energy", B][0]
    assert said["energy", B][1] == B
    assert "art. 20 (levy)" in said["levy", A][0]


@pytest.mark.parametrize(
    ("price", "due"),
    [
        ("0.20", "13440.00"),
        ("0.1999", "26880.00"),
        ("0.12", "26880.00"),
        ("0.1199", "40320.00"),
        ("0", "40320.00"),
    ],
)
def test_the_levy_follows_the_price_the_supplier_confirms(price, due):
    month = flat("GG", FEBRUARY)
    charged = charges(month, replace(ONE_MW, average_price=Decimal(price)), levied=month)

    assert amounts(charged, "levy") == {("levy", A): Decimal(due)}


def test_power_above_the_limits_of_large_use_costs_more_by_block():
    charged = charges(flat("GG", JANUARY, 10_000_000), Supply(licensed_w=10_000_000), levied=None)

    # 7,440 MWh: 4,000 above 2,000 and 1,440 above 6,000; index 1.02
    assert amounts(charged, "block") == {
        ("large", JANUARY.starts_on): Decimal("20400.00"),
        ("very_large", JANUARY.starts_on): Decimal("14688.00"),
    }


def test_where_the_rule_of_large_use_changes_inside_a_month_each_stretch_has_its_days_of_the_limit():
    law = bent("GG", date(2026, 1, 1), blocks=(Block("b", "B", 1_000, Decimal(1)),))
    later = bent("GG", date(2026, 1, 11), blocks=(Block("b", "B", 1_000, Decimal(2)),))
    parts = (
        Part(Period(date(2026, 1, 1), date(2026, 1, 11)), law),
        Part(Period(date(2026, 1, 11), date(2026, 2, 1)), later),
    )
    charged = charges(even(parts, 10_000), Supply(licensed_w=0), levied=None)

    # 2,400 and 5,040 kWh over 1,000 x 10/31 and x 21/31, to the watt-hour
    assert amounts(charged, "block") == {
        ("b", date(2026, 1, 1)): Decimal("2118.97"),  # 2,077.419 x 1.02
        ("b", date(2026, 1, 11)): Decimal("8899.67"),  # 4,362.581 x 2.04
    }


def test_contracted_energy_that_is_not_drawn_is_paid_in_part():
    charged = charges(flat("GG", JANUARY, 500_000), ONE_MW, levied=None)

    # 60 % of 744 MWh is 446.4, of which 372 were drawn
    assert amounts(charged, "take_or_pay") == {("take_or_pay", JANUARY.starts_on): Decimal("3794.40")}


def test_a_change_of_price_inside_the_month_does_not_cut_the_contract_in_two():
    first, second = flat("GG", FEBRUARY, 1_000_000), flat("GG", FEBRUARY, 0)
    uneven = tuple(a if a.part == 0 else b for a, b in zip(first.bands, second.bands, strict=True))
    charged = charges(replace(first, bands=uneven), replace(ONE_MW, licensed_w=500_000), levied=None)

    assert amounts(charged, "take_or_pay") == {}  # 360 MWh drawn of 0.6 x 336


def test_own_power_pays_the_levy_and_no_price():
    month = flat("GG", FEBRUARY)
    charged = charges(month, replace(ONE_MW, power_source="own_renewable"), levied=month)

    assert {line.kind for line in charged.lines} == {"levy"}
    assert amounts(charged, "levy") == {("levy", A): Decimal("13440.00")}


@pytest.mark.parametrize(
    ("supply", "due"),
    [
        ({"average_price": Decimal(24)}, "1000.00"),
        ({"average_price": Decimal(30)}, "1000.00"),
        ({"power_source": "own_renewable"}, "1000.00"),
        ({"power_source": "own_other"}, "10000.00"),
        ({"average_price": Decimal(24), "has_meter": False}, "25000.00"),
        ({"has_meter": False}, "25000.00"),
        ({"power_source": "own_renewable", "has_meter": False}, "25000.00"),
    ],
)
def test_kazakhstan_levies_by_price_and_25_tenge_without_a_meter(supply, due):
    charged = kz(1_000_000, **supply)

    assert amounts(charged, "levy") == {("levy", QUARTER.starts_on): Decimal(due)}
    assert charged.currency == "KZT"


def test_kazakhstan_does_not_bill_the_price_of_power_bought_at_the_auction():
    assert {line.kind for line in kz(1_000_000, average_price=Decimal(30)).lines} == {"levy"}


def test_a_rate_that_nobody_has_read_is_named_and_not_taken_for_nothing():
    charged = kz(1_000_000, average_price=Decimal(10))

    assert charged.lines == ()
    assert "average price of 10" in charged.unknown[0]


def test_uzbekistan_bills_a_miner_twice_the_price():
    charged = uz(1_000_000)

    assert amounts(charged, "energy") == {("every_hour", JANUARY.starts_on): Decimal("2000000.00")}


def test_uzbekistan_bills_unlawful_use_five_fold():
    charged = uz(1_000_000, is_lawful=False)

    assert amounts(charged, "energy") == {("every_hour", JANUARY.starts_on): Decimal("10000000.00")}


def test_uzbekistan_leaves_the_peak_surcharge_open_and_says_so():
    said = " ".join(uz(1_000_000).unknown)

    assert "Surcharges on the price" in said
    assert "Taxes on what is billed" in said


def test_before_the_first_price_that_was_found_nothing_is_billed_and_the_bill_says_so():
    may = Period(date(2025, 4, 1), date(2025, 5, 1))
    use = Use(parts_of("UZ", may), (BandUse(0, "every_hour", 1_000, 1, 1),))
    charged = charges(use, ONE_MW, levied=None)

    assert charged.lines == ()
    assert any("has no value before 2025-05-01" in each for each in charged.unknown)


@pytest.mark.parametrize("country", ["TM", "PK"])
def test_a_state_without_a_known_tariff_is_not_billed(country):
    month = flat(country, FEBRUARY)
    charged = charges(month, ONE_MW, levied=month)

    assert charged.lines == ()
    assert charged.unknown


@pytest.mark.parametrize(("mode", "minor"), [("half_even", 12), ("half_up", 13), ("up", 13), ("down", 12)])
def test_a_line_is_rounded_as_the_law_says(mode, minor):
    assert Rounding(Decimal("0.01"), mode).minor(Decimal("0.125")) == minor


def test_a_line_may_be_rounded_to_whole_units_of_money():
    assert Rounding(Decimal(1), "half_up").minor(Decimal("12.50")) == 1300


def test_paraguays_price_by_voltage_is_only_another_band():
    law = bent(
        "GG",
        date(2026, 1, 1),
        bands=(TariffBand("kv220", "At 220 kV", Decimal("0.04434")),),
        index=Decimal(1),
        surcharges=(),
        taxes=(),
        blocks=(),
        take_or_pay=TakeOrPay(Decimal(0), Decimal(0)),
    )
    charged = charges(even((Part(JANUARY, law),), 1_000_000), ONE_MW, levied=None)

    assert charged.total_minor == 3_298_896  # 744 MWh at 44.34 a MWh


@given(st.lists(st.integers(0, 10**12), min_size=3, max_size=3), st.integers(0, 10**10))
def test_no_energy_is_lost_between_bands_and_lines(told, licensed_w):
    parts = parts_of("GG", JANUARY)
    bands = tuple(
        BandUse(0, band, wh, 3_600, 3_600)
        for band, wh in zip(("winter_peak", "night", "day"), told, strict=True)
    )
    use = Use(parts, bands)
    charged = charges(use, Supply(licensed_w=licensed_w, average_price=Decimal("0.15")), levied=use)

    assert sum(line.wh for line in charged.lines if line.kind == "energy") == sum(told)
    assert sum(line.wh for line in charged.lines if line.kind == "levy") == sum(told)
    assert all(line.amount_minor >= 0 for line in charged.lines)


def test_a_surcharge_on_allocated_energy_is_a_share_of_what_its_hours_cost():
    law = bent("GG", A, surcharges=(Surcharge("x", "X", share=Decimal("0.1"), on=("allocation",)),))
    part = Part(Period(A, date(2026, 2, 2)), law)
    # 2 MWh, of which 1 MWh within allocations of 90.01 and 90.02 GGM per MWh, half each
    band = BandUse(0, "day", 2_000_000, 1, 1, allocated_wh=1_000_000, allocated_e6=500_000 * (9_001 + 9_002))
    charged = charges(Use((part,), (band,)), ONE_MW, levied=None)

    assert amounts(charged, "allocation") == {("allocation", A): Decimal("90.02")}  # 90.015, once and half up
    assert amounts(charged, "surcharge") == {("x.allocation", A): Decimal("9.00")}
    assert amounts(charged, "energy") == {("day", A): Decimal("163.20")}
    assert next(line.price for line in charged.lines if line.kind == "allocation") == Decimal("0.090015")
