"""Everything of a country that is settled before a single day is run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from terezi.base.units import HOUR_S
from terezi.demo import names
from terezi.demo.customers import Customer, anywhere, settle_customers, usual_places
from terezi.demo.feeder_run import draw_outages
from terezi.demo.grid import Grid, draw_grid
from terezi.demo.hidden import HiddenLoad, draw_hidden
from terezi.demo.network import Network, draw_network
from terezi.demo.orders import Order, desk_order, draw_orders
from terezi.demo.plants import FEIGNED_OBEDIENCE, PLANTS
from terezi.demo.pools import POOLS, Luck, draw_luck
from terezi.demo.power.hours import DAYS_NEEDED
from terezi.demo.roles import Role, cast, copies
from terezi.demo.settlers import feeders_of, settle
from terezi.demo.site import Site
from terezi.demo.span import Flags, Reals, Span
from terezi.demo.twins import TWINS
from terezi.demo.weather import temperatures
from terezi.evidence.facts.grades import Scheme

LOOKALIKES = {"hot_house": 1, "bakery": 1, "cold_store": 1, "server_room": 1, "mast": 2}
MORE_LOOKALIKES = {"hot_house": 1, "cold_store": 1, "server_room": 1, "pump": 2, "greenhouse": 2}
MORE_HOMES = {"home": 12, "house": 3, "shop": 2}  # on every feeder, their meters read by the hour
BLOCKS_PER_FEEDER = 1 / 5
FEWEST_FLATS, MOST_FLATS = 8, 16
LEAST_RIG_W, MOST_RIG_W = 7_600, 9_500
CLUSTER_DAYS = 30  # the law looks at a month
CLUSTER_LASTING = 35


@dataclass(frozen=True)
class World:
    """A country on its first morning."""

    span: Span
    feeders: dict[str, str]  # with their regions
    feeder_meters: dict[str, str]
    sites: list[Site]
    roles: Mapping[str, Role]  # by site id
    customers: list[Customer]
    neighbours: list[Customer]  # customers, too; drawn apart, so that they change nobody else
    clusters: list[list[Customer]]
    hidden: list[HiddenLoad]
    grid: Grid
    network: Network
    luck: Luck
    orders: list[Order]  # of the grid operator
    ordered_by_desk: Order | None
    temperature: dict[str, Reals]  # by region
    outages: dict[str, Flags]  # by feeder

    @property
    def supplies(self) -> list[Customer]:
        """Return every customer of the country."""
        return [*self.customers, *self.neighbours]

    @property
    def all_orders(self) -> list[Order]:
        return [*self.orders, self.ordered_by_desk] if self.ordered_by_desk else self.orders


def found(*, sites: int, span: Span, rng: Generator) -> World:
    """Draw a country."""
    feeders = feeders_of(sites)
    regions = sorted(set(feeders.values()))
    honest = settle(sites=sites, span=span, feeders=feeders, rng=rng)
    settled, roles = cast(honest, (*PLANTS, *TWINS), times=copies(sites), span=span, rng=rng)
    settled = _silent_at_the_meter(settled)
    customers, clusters = _people(list(feeders), copies(sites), span, rng)
    apart = rng.spawn(1)[0]
    hidden = draw_hidden(list(feeders), copies(sites), span, apart)
    neighbours = _neighbours(list(feeders), hidden, copies(sites), customers, apart)
    grid = draw_grid(feeders, sites=settled, customers=[*customers, *neighbours], hidden=hidden, rng=apart)
    network = draw_network(span, rng)
    by_luck = next(p for p in POOLS.values() if p.scheme == Scheme.PPLNS)
    meters = names.numbers(len(feeders), digits=7, rng=rng)
    return World(
        span=span,
        feeders=feeders,
        feeder_meters=dict(zip(feeders, (f"F{number}" for number in meters), strict=True)),
        sites=settled,
        roles=roles,
        customers=customers,
        neighbours=neighbours,
        clusters=clusters,
        hidden=hidden,
        grid=grid,
        network=network,
        luck=draw_luck(by_luck, network, rng),
        orders=draw_orders(span, regions, rng),
        ordered_by_desk=_desk_order(settled, roles, span),
        temperature={region: temperatures(span, rng) for region in regions},
        outages={feeder: draw_outages(span, rng) for feeder in feeders},
    )


def _silent_at_the_meter(sites: Sequence[Site]) -> list[Site]:
    """Let the first feed that falls silent be a meter's: whoever shares out power is to see that nobody measures it."""
    first = next((site.site_id for site in sites if site.story.silent_feed), None)
    return [
        site.with_story(replace(site.story, silent_feed="meter")) if site.site_id == first else site
        for site in sites
    ]


def _desk_order(sites: Sequence[Site], roles: Mapping[str, Role], span: Span) -> Order | None:
    """Order down whoever only feigns to obey, if the span is long enough for the desk to have planned it."""
    feigns = [site for site in sites if getattr(roles.get(site.site_id), "number", None) == FEIGNED_OBEDIENCE]
    return desk_order(feigns[0], sites, span) if feigns and span.days >= DAYS_NEEDED else None


def _people(
    feeders: Sequence[str], times: int, span: Span, rng: Generator
) -> tuple[list[Customer], list[list[Customer]]]:
    """Draw the customers, and let some blocks of flats mine, if the span is long enough to tell."""
    built = rng.choice(feeders, max(3 * times, round(len(feeders) * BLOCKS_PER_FEEDER)), replace=False)
    flats = {str(feeder): int(rng.integers(FEWEST_FLATS, MOST_FLATS + 1)) for feeder in built}
    extra = {kind: count * times for kind, count in LOOKALIKES.items()}
    blocks = [("flat", feeder) for feeder, count in flats.items() for _ in range(count)]
    places = [*usual_places(feeders, rng), *anywhere(extra, feeders, rng), *blocks]
    customers = settle_customers(places, rng)
    mining = [str(feeder) for feeder in built[:times]] if span.days >= CLUSTER_DAYS else []
    clusters = [
        _rigged([c for c in customers if c.feeder_id == feeder and c.kind == "flat"], span, rng)
        for feeder in mining
    ]
    rigged = {c.customer_id: c for cluster in clusters for c in cluster}
    return [rigged.get(c.customer_id, c) for c in customers], clusters


def _neighbours(
    feeders: Sequence[str],
    hidden: Sequence[HiddenLoad],
    times: int,
    taken: Sequence[Customer],
    rng: Generator,
) -> list[Customer]:
    """Draw more trades, a bakery beside every hidden load, and homes whose meters are read by the hour."""
    extra = {kind: count * times for kind, count in MORE_LOOKALIKES.items()}
    trades = [*anywhere(extra, feeders, rng), *(("bakery", load.feeder_id) for load in hidden)]
    homes = [(kind, feeder) for feeder in feeders for kind, n in MORE_HOMES.items() for _ in range(n)]
    quick = settle_customers(trades, rng, taken=taken)
    return quick + settle_customers(homes, rng, interval_seconds=HOUR_S, taken=[*taken, *quick])


def _rigged(flats: Sequence[Customer], span: Span, rng: Generator) -> list[Customer]:
    first = int(rng.integers(0, max(1, span.days - CLUSTER_LASTING + 1)))
    watts = rng.uniform(LEAST_RIG_W, MOST_RIG_W) * np.exp(rng.normal(0, 0.01, len(flats)))
    return [replace(flat, mining_w=float(w), from_day=first) for flat, w in zip(flats, watts, strict=True)]
