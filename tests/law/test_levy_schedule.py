from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.base.errors import Refused
from terezi.law.book import law_on
from terezi.law.levy_schedule import Band, LevySchedule
from terezi.law.terms import UnknownLaw

money = st.decimals(min_value=0, max_value=100, places=2)
sources = st.sampled_from(["grid", "own_renewable", "own_other"])


@st.composite
def schedules(draw):
    """Schedules in which cheaper power never pays less, with every rate known."""
    floors = sorted(draw(st.sets(money, max_size=6)) | {Decimal(0)}, reverse=True)
    rates = sorted(draw(st.lists(money, min_size=len(floors), max_size=len(floors))))
    bands = tuple(Band(floor, rate) for floor, rate in zip(floors, rates, strict=True))
    return LevySchedule(bands, draw(money), draw(money), draw(money), draw(money), "highest")


def kazakh(day=date(2025, 6, 30)):
    return law_on("KZ", day).levy.schedule.value


def rate(schedule, price=None, source="grid", meter=True):
    average_price = None if price is None else Decimal(price)
    return schedule.rate_per_kwh(average_price=average_price, has_meter=meter, power_source=source)


@given(schedule=schedules(), price=money, meter=st.booleans(), source=sources)
def test_a_rate_is_never_above_the_cap(schedule, price, meter, source):
    assert rate(schedule, price, source, meter) <= schedule.cap


@given(schedule=schedules(), prices=st.tuples(money, money), meter=st.booleans())
def test_dearer_power_never_pays_more(schedule, prices, meter):
    cheap, dear = sorted(prices)

    assert rate(schedule, dear, meter=meter) <= rate(schedule, cheap, meter=meter)


@given(schedule=schedules(), price=money, source=sources)
def test_of_several_rates_the_highest_is_paid_up_to_the_cap(schedule, price, source):
    with_meter = rate(schedule, price, source)

    assert rate(schedule, price, source, meter=False) == max(
        with_meter, min(schedule.no_meter_rate, schedule.cap)
    )


@given(schedule=schedules(), price=money, source=st.sampled_from(["own_renewable", "own_other"]))
def test_own_power_pays_the_same_whatever_the_price(schedule, price, source):
    assert rate(schedule, price, source) == rate(schedule, None, source)


@given(price=st.decimals(min_value=0, max_value=100, places=2))
def test_a_kazakh_band_below_24_tenge_is_unknown_and_the_rest_answers(price):
    if price >= 24:
        assert rate(kazakh(), price) == 1
    else:
        with pytest.raises(UnknownLaw, match=r"KZ .*Tax Code.*What to do"):
            rate(kazakh(), price)


def test_a_rate_at_the_cap_is_certain_even_where_another_is_unknown():
    assert rate(kazakh(), "5", meter=False) == 25


def test_grid_power_whose_price_is_not_stated_is_refused_with_what_to_ask_for():
    with pytest.raises(Refused, match="ask the supplier") as refused:
        rate(kazakh(), None)
    assert not isinstance(refused.value, UnknownLaw)


def test_a_price_below_every_band_is_unknown():
    with pytest.raises(UnknownLaw, match="-1"):
        rate(kazakh(), "-1")


@pytest.mark.parametrize("missing", ["no_meter_rate", "own_renewable_rate", "cap", "conflict_rule"])
def test_whatever_decides_and_is_unknown_is_refused(missing):
    garagum = law_on("GG", date(2026, 3, 10)).levy.schedule.value
    schedule = replace(garagum, **{"cap": Decimal(1), missing: None})

    with pytest.raises(UnknownLaw, match="GG from 2025-01-01"):
        rate(schedule, None, "own_renewable", meter=False)


def test_a_rate_at_the_cap_decides_nothing_where_the_law_does_not_say_which_rate_wins():
    with pytest.raises(UnknownLaw, match="which of several rates wins"):
        rate(replace(kazakh(), conflict_rule=None), "30", meter=False)


def test_an_unknown_rate_that_does_not_decide_is_not_asked_for():
    schedule = replace(kazakh(), own_other_rate=None, no_meter_rate=None, conflict_rule=None)

    assert rate(schedule, "30") == 1


def test_a_power_source_nobody_knows_is_a_fault_of_the_programme():
    with pytest.raises(ValueError, match="'diesel'"):
        rate(kazakh(), "30", "diesel")
