"""The Bitcoin network as the country's central bank records it, on the country's own days."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.base.units import DAY_S, HASHES_PER_DIFFICULTY, HASHES_PER_GIGAHASH, SATOSHI_PER_COIN
from terezi.demo.span import INTERVAL_SECONDS, Ints, Reals, Span
from terezi.demo.weather import wander

ASSET = "BTC"
SUBSIDY_SATOSHI = int(3.125 * SATOSHI_PER_COIN)
BLOCKS_PER_EPOCH, SECONDS_PER_BLOCK = 2016, 600
DIFFICULTY = 1.45e14
LOWEST_USD, HIGHEST_USD = 70_000, 95_000
MINOR_GGM_PER_USD_CENT = 1 / 0.29


@dataclass(frozen=True)
class Network:
    """Stretches of one difficulty, none longer than a day; `day` is the index of the stretch's day."""

    span: Span
    day: Ints
    second: Ints  # from the start of the span
    seconds: Ints
    difficulty: Ints
    blocks: Ints
    fees_satoshi: Ints
    price_usd_cents: Ints  # by day

    def satoshi_per_gigahash(self, *, with_fees: bool) -> Reals:
        """Return the expected reward of one gigahash in each stretch."""
        reward = SUBSIDY_SATOSHI + self.fees_satoshi * with_fees
        per_gigahash: Reals = reward * self.blocks_per_gigahash()
        return per_gigahash

    def blocks_per_gigahash(self) -> Reals:
        odds: Reals = HASHES_PER_GIGAHASH / (HASHES_PER_DIFFICULTY * self.difficulty.astype(float))
        return odds

    def gigahashes(self, work: Reals) -> Reals:
        """Cut work per interval (GH) at the ends of the stretches."""
        done = np.concatenate([[0.0], np.cumsum(work)])
        ends = np.append(self.second, self.span.days * DAY_S) / INTERVAL_SECONDS
        cut: Reals = np.diff(np.interp(ends, np.arange(len(done)), done))
        return cut

    def days(self, stretches: Reals) -> Reals:
        """Sum stretches by day."""
        sums: Reals = np.bincount(self.day, stretches, minlength=self.span.days).astype(np.float64)
        return sums

    def minor_per_satoshi(self) -> Reals:
        """Return what a satoshi is worth on each day, minor units of GGM."""
        worth: Reals = self.price_usd_cents * MINOR_GGM_PER_USD_CENT / SATOSHI_PER_COIN
        return worth

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "asset": ASSET,
                "starts_at": self.span.instants(self.second),
                "seconds": self.seconds,
                "difficulty": self.difficulty,
                "subsidy_satoshi": SUBSIDY_SATOSHI,
                "fees_satoshi": self.fees_satoshi,
                "price_usd_cents": self.price_usd_cents[self.day],
                "blocks": self.blocks,
            }
        )


def draw_network(span: Span, rng: Generator) -> Network:
    """Let the world's hash rate wander and blocks fall; each 2016 blocks set a new difficulty."""
    stretches = np.array(list(_stretches(span, rng)), dtype=np.int64)
    day, second, seconds, difficulty, blocks = stretches.T
    fees = SUBSIDY_SATOSHI * 0.01 * np.exp(rng.normal(0, 0.35, len(day)))
    return Network(span, day, second, seconds, difficulty, blocks, fees.astype(np.int64), _prices(span, rng))


def _stretches(span: Span, rng: Generator) -> list[tuple[int, int, int, int, int]]:
    difficulty = DIFFICULTY * np.exp(rng.normal(0, 0.02))
    hash_rate = difficulty * HASHES_PER_DIFFICULTY / SECONDS_PER_BLOCK
    rates = hash_rate * np.exp(rng.normal(0, 0.02) + wander(span.days, memory=0.97, sd=0.012, rng=rng))
    found = int(rng.integers(0, BLOCKS_PER_EPOCH))
    began = -found * SECONDS_PER_BLOCK
    rows = []
    for day, rate in enumerate(rates):
        start, end = day * DAY_S, (day + 1) * DAY_S
        blocks = int(rng.poisson(rate * DAY_S / (difficulty * HASHES_PER_DIFFICULTY)))
        if found + blocks >= BLOCKS_PER_EPOCH:
            missing = BLOCKS_PER_EPOCH - found
            turn = start + min(max(DAY_S * missing // blocks, 1), DAY_S - 1)
            rows.append((day, start, turn - start, int(difficulty), missing))
            difficulty *= BLOCKS_PER_EPOCH * SECONDS_PER_BLOCK / (turn - began)
            start, began, found, blocks = turn, turn, 0, blocks - missing
        rows.append((day, start, end - start, int(difficulty), blocks))
        found += blocks
    return rows


def _prices(span: Span, rng: Generator) -> Ints:
    """Walk between the lowest and the highest price, turned back at both."""
    lowest, width = np.log(LOWEST_USD), np.log(HIGHEST_USD / LOWEST_USD)
    walk = rng.uniform(0, width) + np.cumsum(rng.normal(0, 0.018, span.days))
    folded = width - np.abs(width - np.mod(walk, 2 * width))
    prices: Ints = np.rint(100 * np.exp(lowest + folded)).astype(np.int64)
    return prices
