"""How the customers of a feeder use power: homes, shops, and eight trades whose load looks like mining and is not.

Shapes are drawn from how the things work: lamps follow the clock, heaters the cold, pumps the water season, cars
the night, motors and servers nothing at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from terezi.demo.span import PER_DAY, Reals, Span

DAYS_PER_MONTH = 30
COMFORTABLE_DEGREES = 18.0
CAR_W, CAR_NIGHTS, CAR_FROM, CAR_UNTIL = 7200.0, 0.6, 1.0, 3.5
LAMPS_FROM, LAMPS_UNTIL, SUN_FROM, SUN_UNTIL, SUNNY_DAYS = 2.0, 18.0, 10.0, 15.0, 0.55
WATER_SEASONS = (
    (20, 75),
    (91, 273),
)  # days of the year: salt is washed from the fields, then they are watered
LEAST_TURN, MOST_TURN, LEAST_PAUSE, MOST_PAUSE = 12, 24, 2, 5  # days


@dataclass(frozen=True)
class Hour:
    """What a customer's load depends on, by interval."""

    of_day: Reals
    degrees: Reals
    rng: Generator
    span: Span

    def bell(self, hour: float, width: float) -> Reals:
        """Return a daily bump around an hour of the day."""
        away = np.mod(self.of_day - hour + 12, 24) - 12
        bump: Reals = np.exp(-0.5 * (away / width) ** 2)
        return bump

    def noise(self, sd: float) -> Reals:
        return np.exp(self.rng.normal(-sd * sd / 2, sd, len(self.of_day)))

    def between(self, start: float, end: float) -> Reals:
        """Return 1 in the hours from `start` until `end` of every day, else 0."""
        inside: Reals = ((self.of_day >= start) & (self.of_day < end)).astype(float)
        return inside

    def some_days(self, share: float) -> Reals:
        """Return 1 on a share of the days, drawn, else 0."""
        drawn: Reals = np.repeat(self.rng.random(self.span.days) < share, PER_DAY).astype(float)
        return drawn

    def cold(self) -> Reals:
        """Return the degrees that lack to comfort."""
        lacking: Reals = np.clip(COMFORTABLE_DEGREES - self.degrees, 0, None)
        return lacking


@dataclass(frozen=True)
class Kind:
    """One kind of customer: the classes it is metered and billed in, the range of its size, its mean watts by interval.

    `activity` is the word the utility would write for it, `connection` the power of its line over its size in watts (a
    household's is `connection` watts itself), `per_feeder` how often it is met on a feeder.
    """

    customer_class: str
    sizes: tuple[float, float]
    watts: Callable[[float, Hour], Reals] = field(repr=False)
    per_feeder: float = 0.0
    activity: str | None = None
    tariff_class: str | None = None  # where it is not the class of the meter
    connection: float = 1.5

    @property
    def billed_as(self) -> str:
        return self.tariff_class or self.customer_class


def _home(monthly_kwh: float, hour: Hour) -> Reals:
    shape = 0.55 + 0.7 * hour.bell(7.5, 1.2) + 1.6 * hour.bell(20, 2.4)
    return _scaled(shape * hour.noise(0.45), monthly_kwh)


def _heated(monthly_kwh: float, hour: Hour) -> Reals:
    shape = hour.cold() / 14 * hour.noise(0.2) + 0.15 * hour.noise(0.4)
    return _scaled(shape, monthly_kwh)


def _charging(monthly_kwh: float, hour: Hour) -> Reals:
    car = CAR_W * hour.some_days(CAR_NIGHTS) * hour.between(CAR_FROM, CAR_UNTIL)
    return _home(monthly_kwh, hour) + car


def _shop(kilowatts: float, hour: Hour) -> Reals:
    return 1000 * kilowatts * (0.18 + 0.82 * hour.between(8.5, 20.5)) * hour.noise(0.12)


def _flat(kilowatts: float, hour: Hour) -> Reals:
    return 1000 * kilowatts * hour.noise(0.025)


def _cold_store(kilowatts: float, hour: Hour) -> Reals:
    cycle = 1 + 0.1 * np.sin(np.arange(len(hour.of_day)) * 2 * np.pi / 7)
    return 1000 * kilowatts * cycle * (1 + 0.006 * (hour.degrees - 5)) * hour.noise(0.04)


def _greenhouse(kilowatts: float, hour: Hour) -> Reals:
    """Light from long before dawn, out on sunny middays; fans and pumps of the heating go with the cold."""
    sun = hour.between(SUN_FROM, SUN_UNTIL) * hour.some_days(SUNNY_DAYS)
    lamps = hour.between(LAMPS_FROM, LAMPS_UNTIL) * (1 - sun)
    return 1000 * kilowatts * (lamps + 0.012 * hour.cold() + 0.04) * hour.noise(0.03)


def _pump(kilowatts: float, hour: Hour) -> Reals:
    """One motor, day and night while the field has its turn of water, and nothing but a lamp outside the season."""
    return 1000 * kilowatts * np.repeat(_turns(hour), PER_DAY) * hour.noise(0.015) + 40 * hour.noise(0.1)


def _turns(hour: Hour) -> Reals:
    """Say on which days the field has water: in season, by turns of weeks with a few days between."""
    of_year = [hour.span.day(day).timetuple().tm_yday for day in range(hour.span.days)]
    season = np.array([any(first <= day <= last for first, last in WATER_SEASONS) for day in of_year])
    turns = np.zeros(hour.span.days)
    day = int(hour.rng.integers(-MOST_TURN, 1))
    while day < hour.span.days:
        length = int(hour.rng.integers(LEAST_TURN, MOST_TURN + 1))
        turns[max(day, 0) : max(day + length, 0)] = 1.0
        day += length + int(hour.rng.integers(LEAST_PAUSE, MOST_PAUSE + 1))
    watered: Reals = turns * season
    return watered


def _scaled(shape: Reals, monthly_kwh: float) -> Reals:
    """Scale a shape so that its highest 30 days hold `monthly_kwh`."""
    days = shape.reshape(-1, PER_DAY).mean(axis=1)
    month = min(DAYS_PER_MONTH, len(days))
    highest = np.convolve(days, np.full(month, 1 / month), mode="valid").max()
    watts: Reals = shape / highest * monthly_kwh * 1000 / (DAYS_PER_MONTH * 24)
    return watts


IN_TOWN = {
    "home": Kind("household", (130, 380), _home, per_feeder=5, connection=7_000),
    "house": Kind("household", (250, 650), _home, per_feeder=1.5, connection=11_000),
    "heated_home": Kind(
        "household", (1200, 3300), _heated, per_feeder=1, connection=17_000, activity="electric heating"
    ),
    "car_home": Kind(
        "household", (200, 500), _charging, per_feeder=0.6, connection=15_000, activity="car charging"
    ),
    "shop": Kind("commercial", (3, 25), _shop, per_feeder=1.5, activity="shop"),
    "flat": Kind("household", (110, 300), _home, connection=11_000),
    "hot_house": Kind("household", (4000, 4700), _heated, connection=22_000, activity="electric heating"),
    "bakery": Kind("commercial", (12, 30), _flat, activity="bakery"),
    "cold_store": Kind("commercial", (40, 90), _cold_store, activity="cold store"),
    "server_room": Kind("commercial", (6, 12), _flat, activity="server room", tariff_class="public"),
    "mast": Kind("commercial", (2.5, 4), _flat, activity="telecom mast"),
}
IN_THE_FIELDS = {
    "pump": Kind("commercial", (15, 55), _pump, activity="water pump", tariff_class="agricultural"),
    "greenhouse": Kind(
        "commercial", (40, 120), _greenhouse, activity="greenhouse", tariff_class="agricultural"
    ),
}
KINDS = IN_TOWN | IN_THE_FIELDS
