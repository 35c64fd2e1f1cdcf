"""What industrial miners bid for the power homes leave over, every morning for the day after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.demo.site import Site
from terezi.demo.span import ZONE, Span

OPENS, OPEN_MINUTES = time(9, 30), 29
RESERVE_PRICE = 9_000  # minor units per MWh, as a miner reads the law
LEAST_PRICE, MOST_PRICE, STEP = 11_000, 24_000, 50
TOO_LOW, PAID_SHARE = 8_600, 0.6
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "site_id": pl.String,
    "bid_day": pl.Date,
    "bid_at": pl.Datetime("us", "UTC"),
    "limit_w": pl.Int64,
    "price_minor_per_mwh": pl.Int64,
    "prepaid_minor": pl.Int64,
}
Row = tuple[str, date, datetime, int, int, int]


@dataclass(frozen=True)
class Bidder:
    """A site that bids: how much for, at what price, and in which minute after trading opens."""

    site: Site
    price: int
    minute: int

    @property
    def limit_w(self) -> int:
        return min(self.site.licensed_w, ceil(self.site.full_power_w() / 10_000) * 10_000)

    def row(self, day: date, *, price: int | None = None, paid: float = 1.0) -> Row:
        """Return the bid for a day; paid for in full beforehand unless told otherwise."""
        asks = price or self.price
        opened = datetime.combine(day - timedelta(days=1), OPENS, ZONE).astimezone(UTC)
        prepaid = ceil(paid * self.limit_w * 24 * asks / 1e6)
        return (self.site.site_id, day, opened + timedelta(minutes=self.minute), self.limit_w, asks, prepaid)


def draw_bidders(sites: Sequence[Site], rng: Generator) -> list[Bidder]:
    """Draw who bids what; private miners pay their tariff and do not bid."""
    industrial = [site for site in sites if site.industrial]
    prices = rng.integers(LEAST_PRICE // STEP, MOST_PRICE // STEP, len(industrial)) * STEP
    minutes = rng.integers(0, OPEN_MINUTES + 1, len(industrial))
    return [Bidder(*each) for each in zip(industrial, prices.tolist(), minutes.tolist(), strict=True)]


def bid_rows(bidders: Sequence[Bidder], days: Sequence[date], span: Span, rng: Generator) -> pl.DataFrame:
    """Return the bids for some days. For the first day beyond the span one asks below the least price, another paid too little."""
    low, short = rng.choice(len(bidders), 2, replace=False)
    rows = [
        row
        for day in days
        for number, bidder in enumerate(bidders)
        for row in _bids(
            bidder, day, is_low=_is(number, low, day, span), is_short=_is(number, short, day, span)
        )
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _is(number: int, drawn: np.int64, day: date, span: Span) -> bool:
    return day > span.last_day and number == drawn


def _bids(bidder: Bidder, day: date, *, is_low: bool, is_short: bool) -> Iterator[Row]:
    if bidder.site.registered_on <= day:
        yield bidder.row(day, price=TOO_LOW if is_low else None, paid=PAID_SHARE if is_short else 1.0)
