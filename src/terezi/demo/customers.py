"""Everybody else on a feeder: flats, houses, shops, and a few whose load looks like mining and is not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from terezi.demo import names
from terezi.demo.span import PER_DAY, Flags, Ints, Reals, Span

HOURS_PER_INTERVAL = 0.25
DAYS_PER_MONTH = 30
COMFORTABLE_DEGREES = 18.0


@dataclass(frozen=True)
class Customer:
    """A metered customer; `size` is its kind's own measure, `mining_w` a flat load from `from_day` on."""

    customer_id: str
    meter_id: str
    feeder_id: str
    kind: str
    size: float
    mining_w: float = 0.0
    from_day: int = 0

    @property
    def customer_class(self) -> str:
        return KINDS[self.kind].customer_class


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


@dataclass(frozen=True)
class Kind:
    """How often a kind is met on a feeder, the range of its size, and its mean watts by interval."""

    customer_class: str
    sizes: tuple[float, float]
    watts: Callable[[float, Hour], Reals] = field(repr=False)
    per_feeder: float = 0.0


def _home(monthly_kwh: float, hour: Hour) -> Reals:
    shape = 0.55 + 0.7 * hour.bell(7.5, 1.2) + 1.6 * hour.bell(20, 2.4)
    return _scaled(shape * hour.noise(0.45), monthly_kwh)


def _heated(monthly_kwh: float, hour: Hour) -> Reals:
    shape = np.clip(COMFORTABLE_DEGREES - hour.degrees, 0, None) / 14 * hour.noise(0.2) + 0.15 * hour.noise(
        0.4
    )
    return _scaled(shape, monthly_kwh)


def _charging(monthly_kwh: float, hour: Hour) -> Reals:
    nights = np.repeat(hour.rng.random(hour.span.days) < 0.6, PER_DAY)
    car = 7200.0 * nights * ((hour.of_day >= 1.0) & (hour.of_day < 3.5))
    return _home(monthly_kwh, hour) + car


def _shop(kilowatts: float, hour: Hour) -> Reals:
    opened = (hour.of_day >= 8.5) & (hour.of_day < 20.5)
    return 1000 * kilowatts * (0.18 + 0.82 * opened) * hour.noise(0.12)


def _flat(kilowatts: float, hour: Hour) -> Reals:
    return 1000 * kilowatts * hour.noise(0.025)


def _cold_store(kilowatts: float, hour: Hour) -> Reals:
    cycle = 1 + 0.1 * np.sin(np.arange(len(hour.of_day)) * 2 * np.pi / 7)
    return 1000 * kilowatts * cycle * (1 + 0.006 * (hour.degrees - 5)) * hour.noise(0.04)


KINDS = {
    "home": Kind("household", (130, 380), _home, per_feeder=5),
    "house": Kind("household", (250, 650), _home, per_feeder=1.5),
    "heated_home": Kind("household", (1200, 3300), _heated, per_feeder=1),
    "car_home": Kind("household", (200, 500), _charging, per_feeder=0.6),
    "shop": Kind("commercial", (3, 25), _shop, per_feeder=1.5),
    "flat": Kind("household", (110, 300), _home),
    "hot_house": Kind("household", (4000, 4700), _heated),
    "bakery": Kind("commercial", (12, 30), _flat),
    "cold_store": Kind("commercial", (40, 90), _cold_store),
    "server_room": Kind("commercial", (6, 12), _flat),
    "mast": Kind("commercial", (2.5, 4), _flat),
}


def _scaled(shape: Reals, monthly_kwh: float) -> Reals:
    """Scale a shape so that its highest 30 days hold `monthly_kwh`."""
    days = shape.reshape(-1, PER_DAY).mean(axis=1)
    month = min(DAYS_PER_MONTH, len(days))
    highest = np.convolve(days, np.full(month, 1 / month), mode="valid").max()
    watts: Reals = shape / highest * monthly_kwh * 1000 / (DAYS_PER_MONTH * 24)
    return watts


def draw_customers(
    feeders: Sequence[str], *, extra: dict[str, int], flats: dict[str, int], rng: Generator
) -> list[Customer]:
    """Draw the usual customers of every feeder, `extra` ones by kind anywhere, and blocks of `flats`."""
    places = [
        (kind, feeder)
        for feeder in feeders
        for kind, made in KINDS.items()
        for _ in range(int(made.per_feeder + rng.random()))
    ]
    places += [(kind, str(rng.choice(feeders))) for kind, count in extra.items() for _ in range(count)]
    places += [("flat", feeder) for feeder, count in flats.items() for _ in range(count)]
    ids, meters = names.numbers(len(places), digits=7, rng=rng), names.numbers(len(places), digits=9, rng=rng)
    drawn = [
        Customer(f"C{ids[i]}", f"K{meters[i]}", feeder, kind, float(rng.uniform(*KINDS[kind].sizes)))
        for i, (kind, feeder) in enumerate(places)
    ]
    return sorted(drawn, key=lambda customer: customer.customer_id)


def run_customer(
    customer: Customer, *, span: Span, temperature: Reals, outage: Flags, rng: Generator
) -> Ints:
    """Return a customer's energy by interval, Wh."""
    watts = KINDS[customer.kind].watts(customer.size, Hour(span.hour_of_day, temperature, rng, span))
    rigs = customer.mining_w * (1 + rng.normal(0, 0.01, span.intervals))
    watts = watts + rigs * (np.arange(span.intervals) >= customer.from_day * PER_DAY)
    energy: Ints = np.rint(watts * ~outage * HOURS_PER_INTERVAL).astype(np.int64)
    return energy
