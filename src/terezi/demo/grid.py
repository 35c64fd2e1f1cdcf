"""The grid between feeders and customers: what a feeder is built for, transformers, phases, and what the utility wrote down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from numpy.random import Generator

from terezi.demo import names
from terezi.demo.customers import Customer
from terezi.demo.hidden import HiddenLoad
from terezi.demo.site import Site

TRANSFORMERS_PER_FEEDER = 3
METERED_SHARE, BY_PHASE_SHARE = 0.25, 0.3
METER_INTERVAL_SECONDS = 3600
PHASES = ("A", "B", "C")
ALL_PHASES = "ABC"
STANDARD_W = (100_000, 160_000, 250_000, 400_000, 630_000, 1_000_000)
AT_ONCE = 0.45  # of all connections behind a transformer, at the worst hour
FEEDER_STEP_W, FEEDER_MARGIN, SPARE_ODDS, SPARE_W = 1_000_000, 1.15, 0.3, (8e6, 20e6)
MOST_ON_ONE_PHASE_W = 11_000
TOLD_SHARE = 0.5  # of the trades, whose activity the utility knows
CENTRES = {  # invented places of six regions in the desert, millionths of a degree north and east
    "Mary": (37_600_000, 61_900_000),
    "Akgum": (38_300_000, 58_400_000),
    "Gündogar": (39_300_000, 63_600_000),
    "Köpetýaka": (38_900_000, 55_900_000),
    "Lebapsu": (40_700_000, 61_200_000),
    "Sazakly": (40_300_000, 57_300_000),
}
SPREAD_UDEG = 260_000


@dataclass(frozen=True)
class Transformer:
    """A transformer of the low-voltage grid; with no meter, one for all phases, or one for each."""

    transformer_id: str
    feeder_id: str
    rated_w: int
    meters: Mapping[str, str]  # by the phases a meter counts


@dataclass(frozen=True)
class Connection:
    """How a customer hangs on the grid and what the utility knows of it."""

    transformer_id: str
    phase: str
    activity: str | None
    registration_number: str | None


@dataclass(frozen=True)
class Grid:
    """What the utility lists."""

    rated_w: Mapping[str, int]  # by feeder
    places: Mapping[str, str]  # town, village or quarter by feeder
    positions_udeg: Mapping[str, tuple[int, int]]  # north and east by feeder
    transformers: Sequence[Transformer]
    connections: Mapping[str, Connection]  # by customer


def draw_grid(
    feeders: Mapping[str, str],
    *,
    sites: Sequence[Site],
    customers: Sequence[Customer],
    hidden: Sequence[HiddenLoad],
    rng: Generator,
) -> Grid:
    """Hang everybody on transformers and phases, and write the utility's lists."""
    told = _told(customers, {load.feeder_id for load in hidden}, rng)
    connections = _connect(feeders, customers, told, rng)
    return Grid(
        rated_w={f: _rated_w(f, sites, customers, hidden, rng) for f in feeders},
        places=dict(zip(feeders, names.places(feeders, rng), strict=True)),
        positions_udeg={feeder: _position(region, rng) for feeder, region in feeders.items()},
        transformers=_transformers(feeders, customers, connections, rng),
        connections=connections,
    )


def subject_of(transformer: Transformer, phases: str) -> str:
    """Return what a transformer's meter measures: all of it, or one phase."""
    return transformer.transformer_id if phases == ALL_PHASES else f"{transformer.transformer_id}/{phases}"


def _told(customers: Sequence[Customer], hiding: set[str], rng: Generator) -> set[str]:
    """Choose half of each trade to have told the utility what it does; next to a hidden load nobody did."""
    by_activity: dict[str, list[str]] = {}
    for customer in customers:
        if customer.of_kind.activity:
            mute = by_activity.setdefault(customer.of_kind.activity, [])
            if customer.feeder_id not in hiding:
                mute.append(customer.customer_id)
    return {
        str(told)
        for trade in by_activity.values()
        for told in rng.choice(trade, ceil(TOLD_SHARE * len(trade)), replace=False)
    }


def _connect(
    feeders: Mapping[str, str], customers: Sequence[Customer], told: set[str], rng: Generator
) -> dict[str, Connection]:
    """Hang customers anywhere on their feeder, the flats of one house together."""
    houses = {feeder: int(rng.integers(TRANSFORMERS_PER_FEEDER)) for feeder in feeders}
    firms = names.numbers(len(customers), digits=8, rng=rng)
    connections = {}
    for customer, firm in zip(customers, firms, strict=True):
        anywhere = int(rng.integers(TRANSFORMERS_PER_FEEDER))
        place = houses[customer.feeder_id] if customer.kind == "flat" else anywhere
        household = customer.customer_class == "household"
        connections[customer.customer_id] = Connection(
            transformer_id=_transformer_id(customer.feeder_id, place),
            phase=_phase(customer, rng),
            activity=customer.of_kind.activity if customer.customer_id in told else None,
            registration_number=None if household else firm,
        )
    return connections


def _phase(customer: Customer, rng: Generator) -> str:
    """Draw the phase of a thin line; a thick one has all three."""
    drawn = str(rng.choice(PHASES))
    return drawn if customer.connection_w <= MOST_ON_ONE_PHASE_W else ALL_PHASES


def _transformer_id(feeder: str, place: int) -> str:
    return f"{feeder}-T{place + 1}"


def _transformers(
    feeders: Mapping[str, str],
    customers: Sequence[Customer],
    connections: Mapping[str, Connection],
    rng: Generator,
) -> list[Transformer]:
    behind: dict[str, int] = {}
    for customer in customers:
        place = connections[customer.customer_id].transformer_id
        behind[place] = behind.get(place, 0) + customer.connection_w
    places = [
        (feeder, _transformer_id(feeder, n)) for feeder in feeders for n in range(TRANSFORMERS_PER_FEEDER)
    ]
    numbers = iter(names.numbers(len(PHASES) * len(places), digits=7, rng=rng))
    transformers = []
    for feeder, place in places:
        metered, by_phase = rng.random() < METERED_SHARE, rng.random() < BY_PHASE_SHARE
        counted = (PHASES if by_phase else (ALL_PHASES,)) if metered and place in behind else ()
        meters = {phases: f"T{next(numbers)}" for phases in counted}
        transformers.append(Transformer(place, feeder, _standard_w(behind.get(place, 0)), meters))
    return transformers


def _standard_w(connected_w: int) -> int:
    return next((w for w in STANDARD_W if w >= AT_ONCE * connected_w), STANDARD_W[-1])


def _rated_w(
    feeder: str,
    sites: Sequence[Site],
    customers: Sequence[Customer],
    hidden: Sequence[HiddenLoad],
    rng: Generator,
) -> int:
    """Build a feeder for those on it, and some for a factory that never came: there is room to hide."""
    licensed = sum(site.licensed_w for site in sites if site.feeder_id == feeder)
    small = sum(c.connection_w for c in customers if c.feeder_id == feeder)
    spare = float(rng.uniform(*SPARE_W)) * (rng.random() < SPARE_ODDS)
    room = max([spare, *(load.watts for load in hidden if load.feeder_id == feeder)])
    return ceil(FEEDER_MARGIN * (licensed + AT_ONCE * small + room) / FEEDER_STEP_W) * FEEDER_STEP_W


def _position(region: str, rng: Generator) -> tuple[int, int]:
    """Scatter feeders about their region, quarters of a region about the whole of it."""
    north, east = CENTRES[next(name for name in CENTRES if region.startswith(name))]
    away = rng.uniform(-SPREAD_UDEG, SPREAD_UDEG, 2)
    return round(north + away[0]), round(east + away[1])
