"""Trades at a price worse than a better order then waiting in the venue's own book.

An order that waited before the first one told is not known, so that what is counted is a least number.
"""

import numpy as np
import polars as pl

from terezi.base.units import PPM
from terezi.evidence.numerics.books.capture import Integers, Trades
from terezi.evidence.numerics.books.replay import States

FARTHEST_PPM = 2**62


def passed_by_ppm(states: States, trades: Trades, met: Integers) -> Integers:
    """Return how far each trade lies beyond the best order then waiting opposite, in ppm of that order's price, rounded up.

    `met` is the message (by place) of each trade; 0 where no better order waited, or nobody says who took.
    """
    best = np.where(trades.sign > 0, _before(states.ask_e8, met), _before(states.bid_e8, met))
    worse = np.where((best > 0) & (trades.sign != 0), trades.sign * (trades.price_e8 - best), 0)
    told = np.zeros_like(worse)
    through = worse > 0
    told[through] = [
        min(-(-w * PPM // b), FARTHEST_PPM)  # beyond 64 bits on the way
        for w, b in zip(worse[through].tolist(), best[through].tolist(), strict=True)
    ]
    return told


def _before(best_e8: Integers, met: Integers) -> Integers:
    return np.append(0, best_e8)[met]


class PassedBy:
    """By hour: trades that passed by a better order, and the furthest of them; empty of a feed that tells no orders."""

    def __init__(self, hours_us: Integers) -> None:
        self._hours = hours_us
        self._count, self._furthest = np.zeros_like(hours_us), np.zeros_like(hours_us)
        self._is_told = False

    def add(self, states: States, trades: Trades, met: Integers | None) -> None:
        """Take the next trades with the states of their messages; `met` is none where trades have no place among messages."""
        if met is None:
            return
        self._is_told = True
        told = passed_by_ppm(states, trades, met)
        hour = np.searchsorted(self._hours, trades.at_us, side="right") - 1
        through = (told > 0) & (hour >= 0)
        np.add.at(self._count, hour[through], 1)
        np.maximum.at(self._furthest, hour[through], told[through])

    def columns(self) -> dict[str, pl.Series]:
        """Return `passed_by` and `passed_by_ppm` of every hour."""
        both = {"passed_by": self._count, "passed_by_ppm": self._furthest}
        none = pl.repeat(None, len(self._hours), dtype=pl.Int64, eager=True)
        return {name: pl.Series(values) if self._is_told else none for name, values in both.items()}
