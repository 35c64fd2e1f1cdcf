"""Orders to draw less: of the grid operator at the evening peak of some days, and one of the authority's own desk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.demo.site import Site
from terezi.demo.span import INTERVAL_SECONDS, PER_DAY, PER_HOUR, Reals, Span

DAYS_BETWEEN = 9
NATIONWIDE_EVERY = 3
LEAST_W = 1_000_000
OBEYED_TO = 0.94  # of the limit, so that an honest site stays clear of it
DESK_FROM_HOUR, DESK_HOURS, DESK_DAYS_BEFORE_LAST = 9, 3, 2


@dataclass(frozen=True)
class Order:
    """A limit for every big site of some regions, or for those it names, as a share of licensed power over some intervals."""

    order_id: str
    regions: frozenset[str]
    intervals: range
    share: float
    named: frozenset[str] | None = None

    def binds(self, site: Site) -> bool:
        here = site.region in self.regions and site.industrial and site.licensed_w >= LEAST_W
        bound = here if self.named is None else site.site_id in self.named
        return bound and any(
            batch.from_day * PER_DAY <= self.intervals.start < batch.until_day * PER_DAY
            for batch in site.batches
        )

    def limit_w(self, site: Site) -> int:
        return round(site.licensed_w * self.share / 1000) * 1000


def order_days(span: Span) -> range:
    """Return the days of orders, the last day first."""
    return range(span.days - 1, -1, -DAYS_BETWEEN)


def draw_orders(span: Span, regions: Sequence[str], rng: Generator) -> list[Order]:
    """Draw an order about every nine days, the last on the last day; every third is for the whole country."""
    drawn = []
    for number, day in enumerate(order_days(span)):
        half = rng.choice(regions, (len(regions) + 1) // 2, replace=False)
        start = day * PER_DAY + int(rng.integers(17 * PER_HOUR, 19 * PER_HOUR))
        length = int(rng.integers(3 * PER_HOUR, 5 * PER_HOUR))
        drawn.append(
            Order(
                order_id=f"GO-{span.day(day):%Y}-{rng.integers(1000, 9999)}",
                regions=frozenset(regions if number % NATIONWIDE_EVERY == 0 else half.tolist()),
                intervals=range(start, start + length),
                share=float(rng.choice([0.2, 0.3, 0.4])),
            )
        )
    return drawn[::-1]


def desk_order(last: Site, sites: Sequence[Site], span: Span) -> Order | None:
    """Cut miners of a region to nothing for some hours, the latest licensed first, up to and with `last`.

    All who bid pay one price, so the law's order by price leaves them equal. The order lies on a morning on which no
    meter of theirs was read by estimate; there is none in a span too short for one.
    """
    here = [site for site in sites if site.region == last.region and site.industrial]
    in_turn = sorted(here, key=lambda site: (-site.registered_on.toordinal(), site.site_id))
    cut = in_turn[: in_turn.index(last) + 1]
    day = _free_day(cut, span)
    if day is None:
        return None
    start = day * PER_DAY + DESK_FROM_HOUR * PER_HOUR
    return Order(
        order_id="",  # the desk numbers it
        regions=frozenset({last.region}),
        intervals=range(start, start + DESK_HOURS * PER_HOUR),
        share=0.0,
        named=frozenset(site.site_id for site in cut),
    )


def _free_day(cut: Collection[Site], span: Span) -> int | None:
    estimated = {site.story.from_day for site in cut if site.story.estimated}
    taken = estimated | set(order_days(span))
    days = range(span.days - 1 - DESK_DAYS_BEFORE_LAST, span.days - DAYS_BETWEEN, -1)
    return next((day for day in days if day > 0 and day not in taken), None)


def obedience(site: Site, orders: Sequence[Order], span: Span) -> Reals:
    """Return the share of full running at which the site keeps every order; it goes down within 15 minutes."""
    running = np.ones(span.intervals)
    for order in orders:
        if order.binds(site):
            allowed = min(1.0, OBEYED_TO * order.limit_w(site) / site.full_power_w())
            running[order.intervals.start : order.intervals.stop] = allowed
            running[order.intervals.start] = (1 + allowed) / 2
    return running


def order_frame(orders: Sequence[Order], sites: Sequence[Site], span: Span) -> pl.DataFrame:
    """Return one row for each order of the grid operator and site it binds."""
    rows = [(order, site) for order in orders for site in sites if order.binds(site)]
    return pl.DataFrame(
        {
            "order_id": [order.order_id for order, _ in rows],
            "site_id": [site.site_id for _, site in rows],
            "starts_at": span.instants([o.intervals.start * INTERVAL_SECONDS for o, _ in rows]),
            "ends_at": span.instants([o.intervals.stop * INTERVAL_SECONDS for o, _ in rows]),
            "limit_w": [order.limit_w(site) for order, site in rows],
        },
    )
