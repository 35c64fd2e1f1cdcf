"""Everybody else on a feeder: who they are, and what their meters count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from terezi.demo import names
from terezi.demo.loads import IN_TOWN, KINDS, Hour, Kind
from terezi.demo.span import INTERVAL_SECONDS, PER_DAY, Flags, Ints, Reals, Span

HOURS_PER_INTERVAL = 0.25
Place = tuple[str, str]  # a kind and the feeder it hangs on


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
    interval_seconds: int = INTERVAL_SECONDS  # of its meter

    @property
    def of_kind(self) -> Kind:
        return KINDS[self.kind]

    @property
    def customer_class(self) -> str:
        return self.of_kind.customer_class

    @property
    def connection_w(self) -> int:
        """Return what its line is built for, W: by its size for a firm, by its kind for a household."""
        kind = self.of_kind
        by_size = kind.customer_class != "household"
        watts = kind.connection * 1000 * self.size if by_size else kind.connection
        return max(1, round(watts / 1000)) * 1000


def usual_places(feeders: Sequence[str], rng: Generator) -> list[Place]:
    """Draw who is met on every feeder."""
    return [
        (kind, feeder)
        for feeder in feeders
        for kind, made in IN_TOWN.items()
        for _ in range(int(made.per_feeder + rng.random()))
    ]


def anywhere(extra: dict[str, int], feeders: Sequence[str], rng: Generator) -> list[Place]:
    """Draw feeders for so many customers of each kind."""
    return [(kind, str(rng.choice(feeders))) for kind, count in extra.items() for _ in range(count)]


def settle_customers(
    places: Sequence[Place],
    rng: Generator,
    *,
    interval_seconds: int = INTERVAL_SECONDS,
    taken: Collection[Customer] = (),
) -> list[Customer]:
    """Give every place a customer and a meter whose numbers tell nothing, and that nobody in `taken` has."""
    ids = _numbers(len(places), 7, {c.customer_id[1:] for c in taken}, rng)
    meters = _numbers(len(places), 9, {c.meter_id[1:] for c in taken}, rng)
    drawn = [
        Customer(
            customer_id=f"C{ids[i]}",
            meter_id=f"K{meters[i]}",
            feeder_id=feeder,
            kind=kind,
            size=float(rng.uniform(*KINDS[kind].sizes)),
            interval_seconds=interval_seconds,
        )
        for i, (kind, feeder) in enumerate(places)
    ]
    return sorted(drawn, key=lambda customer: customer.customer_id)


def _numbers(count: int, digits: int, taken: Collection[str], rng: Generator) -> list[str]:
    free = (n for n in names.numbers(count + len(taken), digits=digits, rng=rng) if n not in taken)
    return [number for number, _ in zip(free, range(count), strict=False)]


def run_customer(
    customer: Customer, *, span: Span, temperature: Reals, outage: Flags, rng: Generator
) -> Ints:
    """Return a customer's energy by interval of the country, Wh."""
    watts = customer.of_kind.watts(customer.size, Hour(span.hour_of_day, temperature, rng, span))
    rigs = customer.mining_w * (1 + rng.normal(0, 0.01, span.intervals))
    watts = watts + rigs * (np.arange(span.intervals) >= customer.from_day * PER_DAY)
    energy: Ints = np.rint(watts * ~outage * HOURS_PER_INTERVAL).astype(np.int64)
    return energy
