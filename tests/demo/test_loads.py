"""The customers of a feeder use power as the thing behind the meter does."""

from datetime import date

import numpy as np
import pytest

from terezi.demo.customers import Customer, run_customer
from terezi.demo.loads import KINDS
from terezi.demo.span import PER_DAY, Ints, Reals, Span
from terezi.demo.weather import temperatures

YEAR = Span(date(2025, 1, 1), 365)
DEGREES = temperatures(YEAR, np.random.default_rng(1))
ALL_ON = np.zeros(YEAR.intervals, dtype=bool)


def run(kind: str, *, seed: int = 4, size: float | None = None) -> Ints:
    """Wh of a year by quarter of an hour."""
    customer = Customer("C1", "K1", "Mary-2", kind, size or float(np.mean(KINDS[kind].sizes)))
    return run_customer(
        customer, span=YEAR, temperature=DEGREES, outage=ALL_ON, rng=np.random.default_rng(seed)
    )


def by_hour(wh: Ints) -> Reals:
    """Mean W by hour of the day."""
    return wh.reshape(365, 24, 4).sum(axis=2).mean(axis=0)


def by_day(wh: Ints) -> Reals:
    """Mean W by day."""
    return wh.reshape(365, PER_DAY).sum(axis=1) / 24


def month(number: int) -> np.ndarray:
    return np.array([YEAR.day(day).month == number for day in range(365)])


@pytest.mark.parametrize("kind", ["bakery", "server_room", "mast"])
def test_a_flat_trade_knows_neither_clock_nor_season(kind):
    wh = run(kind)

    assert by_hour(wh).min() > 0.99 * by_hour(wh).max()
    assert by_day(wh)[month(1)].mean() == pytest.approx(by_day(wh)[month(7)].mean(), rel=0.01)
    assert np.quantile(wh, 0.05) > 0.95 * wh.mean()


def test_a_mast_draws_what_one_machine_draws():
    assert 2_500 < by_day(run("mast")).mean() < 4_000


def test_a_cold_store_is_flat_and_works_harder_in_summer():
    wh = run("cold_store")

    assert np.quantile(wh, 0.05) > 0.75 * wh.mean()
    assert by_day(wh)[month(7)].mean() > 1.1 * by_day(wh)[month(1)].mean()


def test_a_greenhouse_is_lit_before_dawn_and_dark_in_the_evening():
    hours = by_hour(run("greenhouse", size=80))

    assert hours[2:10].min() > 75_000
    assert hours[19:24].max() < 0.5 * hours[4]


def test_a_greenhouse_puts_out_its_lamps_on_sunny_middays_and_only_then():
    noons = run("greenhouse", size=80).reshape(365, 24, 4).sum(axis=2)[:, 12]

    lit = noons > 60_000
    assert 0.3 < lit.mean() < 0.6
    assert not ((noons > 35_000) & (noons < 60_000)).any()


def test_pumps_run_day_and_night_in_the_water_season_and_stand_in_november():
    wh = run("pump", size=40)
    on = by_day(wh) > 20_000

    assert by_hour(wh).min() > 0.98 * by_hour(wh).max()
    assert by_day(wh)[month(11)].max() < 100
    assert 0.6 < on[month(6)].mean() < 1
    assert by_day(wh)[on].mean() == pytest.approx(40_000, rel=0.01)


def test_pumps_take_turns_of_weeks_with_days_between():
    on = by_day(run("pump")) > 5_000
    switched = np.flatnonzero(np.diff(on.astype(int)))

    lengths = np.diff(switched)[on[switched[:-1] + 1]]
    assert lengths.max() <= 24
    assert np.median(lengths) >= 9


def test_a_car_is_charged_on_some_nights_before_dawn():
    nights = run("car_home").reshape(365, 24, 4).sum(axis=2)[:, 1:3].mean(axis=1)
    charging = nights > 7_000

    assert 0.5 < charging.mean() < 0.7
    assert nights[~charging].max() < 2_000
    assert by_hour(run("car_home"))[4] < 500


@pytest.mark.parametrize("kind", ["heated_home", "hot_house"])
def test_electric_heat_follows_the_cold(kind):
    days, degrees = by_day(run(kind)), DEGREES.reshape(365, PER_DAY).mean(axis=1)
    cold = degrees < 15

    assert np.corrcoef(days[cold], degrees[cold])[0, 1] < -0.95
    assert days[month(7)].mean() < 0.25 * days[month(1)].mean()


def test_a_home_has_its_evening_and_no_floor_to_speak_of():
    hours = by_hour(run("home"))

    assert hours.argmax() in (19, 20)
    assert hours[3] < 0.45 * hours.max()


def test_a_shop_is_open_by_day():
    hours = by_hour(run("shop"))

    assert hours[3] < 0.25 * hours[12]


@pytest.mark.parametrize("kind", KINDS)
def test_a_connection_carries_what_its_kind_draws_on_average(kind):
    for size in KINDS[kind].sizes:
        customer = Customer("C1", "K1", "Mary-2", kind, size)

        assert by_day(run(kind, size=size)).max() < customer.connection_w
