"""What an exchange owes its clients and what it holds, every ten minutes."""

from typing import Any

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.base.units import DAY_S, E8
from terezi.demo.exchanges.plants import BELOW_SECONDS, READING_SECONDS
from terezi.demo.exchanges.terms import MONEY, Exchange, moments
from terezi.demo.span import Reals, Span
from terezi.demo.weather import wander

COLD_SHARE = 0.87  # of what is owed, the rest lies in hot wallets
USUAL_CUSHION, LEAST_CUSHION = 0.015, 0.008


def balances(
    venue: Exchange,
    moved: pl.DataFrame,
    span: Span,
    random: Generator,
    *,
    low: tuple[int, float] | None,
) -> pl.DataFrame:
    """Return what is owed and held every ten minutes; what is owed follows the transfers.

    `low` is the second from which bitcoins held are so small a share of those owed, for forty minutes.
    """
    seconds = np.arange(0, span.days * DAY_S, READING_SECONDS)
    parts = [
        _of_asset(venue, asset, first, moved, seconds, span, random, low if asset == "BTC" else None)
        for asset, first in venue.owed.items()
    ]
    return pl.concat(parts)


def _of_asset(
    venue: Exchange,
    asset: str,
    first: float,
    moved: pl.DataFrame,
    seconds: Any,
    span: Span,
    random: Generator,
    low: tuple[int, float] | None,
) -> pl.DataFrame:
    mine = moved.filter(pl.col("asset") == asset).sort("second")
    amounts = mine["amount_e8"].to_numpy() * np.where(mine["direction"].to_numpy() == "in", 1, -1)
    so_far = np.concatenate([[0], np.cumsum(amounts)])
    owed = round(first * E8) + so_far[np.searchsorted(mine["second"].to_numpy(), seconds, side="right")]
    held = np.ceil(owed * (1 + _cushion(len(seconds), random))).astype(np.int64)
    if low is not None:
        during = (seconds >= low[0]) & (seconds < low[0] + BELOW_SECONDS)
        held = np.where(during, np.floor(owed * low[1]).astype(np.int64), held)
    cold = np.floor(owed * COLD_SHARE).astype(np.int64)
    return pl.DataFrame(
        {
            "venue_id": venue.venue_id,
            "asset": asset,
            "as_at": moments(span, seconds),
            "liabilities_e8": owed.astype(np.int64),
            "reserves_e8": held,
            "cold_e8": [None] * len(seconds) if asset == MONEY else cold,
            "segregated_e8": held,
            "own_e8": round(first * E8 * 0.06),
        },
        schema_overrides={"cold_e8": pl.Int64, "own_e8": pl.Int64},
    )


def _cushion(readings: int, random: Generator) -> Reals:
    """Let what is held beyond what is owed wander slowly."""
    cushion: Reals = np.clip(
        USUAL_CUSHION + wander(readings, memory=0.999, sd=0.0002, rng=random), LEAST_CUSHION, None
    )
    return cushion
