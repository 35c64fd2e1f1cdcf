"""What coins cost elsewhere: markets in dollars abroad, invented like the country, whose trades a public feed tells."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.base.units import E8
from terezi.demo.exchanges.market import MINUTES_PER_DAY
from terezi.demo.exchanges.terms import USD_PER_MONEY, moments
from terezi.demo.span import Reals, Span

ABROAD = ("WORLD-EAST", "WORLD-NORTH", "WORLD-WEST")
EVERY_MINUTES = 10
APART, STEADINESS = (
    0.003,
    0.97,
)  # usual distance of prices here from those abroad, and of it what lasts ten minutes
SPREAD_ABROAD = 0.0004  # between the markets there
LEAST_COINS, MOST_COINS = 0.02, 1.5


def world_ticks(worth: Mapping[str, Reals], span: Span, random: Generator) -> pl.DataFrame:
    """Return `ticks` of every market abroad: one trade in ten minutes, around what the coin is worth here in dollars.

    Markets here reckon a dollar a little cheaper than the official rate does, so that at that rate prices here lie below the world's.
    """
    markets = [(venue, coin) for coin in worth for venue in ABROAD]
    drift = {coin: _apart(span.days, random) for coin in worth}
    parts = [_market(venue, coin, worth[coin], drift[coin], span, random) for venue, coin in markets]
    return pl.concat(parts).sort("traded_at", "venue_id", "instrument")


def _apart(days: int, random: Generator) -> Reals:
    """Return how far prices abroad lie from those here (log), every ten minutes: it wanders and comes back."""
    steps = days * MINUTES_PER_DAY // EVERY_MINUTES
    pushed = random.normal(0, APART * np.sqrt(1 - STEADINESS**2), steps)
    found = np.empty(steps)
    last = random.normal(0, APART)
    for place, push in enumerate(pushed):
        last = STEADINESS * last + push
        found[place] = last
    return found


def _market(venue: str, coin: str, worth: Reals, drift: Reals, span: Span, random: Generator) -> pl.DataFrame:
    count = len(drift)
    seconds = (np.arange(count) + random.uniform(0, 1, count)) * EVERY_MINUTES * 60
    here = worth[np.minimum(seconds.astype(np.int64), len(worth) - 1)]
    price = here * USD_PER_MONEY * np.exp(drift + random.normal(0, SPREAD_ABROAD, count))
    return pl.DataFrame(
        {
            "venue_id": venue,
            "instrument": f"{coin}-USD",
            "trade_id": [str(number) for number in range(1, count + 1)],
            "traded_at": moments(span, seconds),
            "price_e8": np.rint(price).astype(np.int64),
            "quantity_e8": np.rint(random.uniform(LEAST_COINS, MOST_COINS, count) * E8).astype(np.int64),
        }
    )
