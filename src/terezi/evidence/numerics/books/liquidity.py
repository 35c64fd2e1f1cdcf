"""Hourly means of a book and what its trades cost: spread, depth, slippage, Amihud's illiquidity, Kyle's lambda.

A mean is over the time a two-sided book stood and was fresh: a state counts until the next message, but no longer than the law
calls a feed fresh. Illiquidity after Amihud (2002), the impact of net purchases after Kyle (1985), both by minute and per
unit of the base, so that they compare whatever the currency.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from terezi.evidence.numerics.books.capture import UNIT_E8, Floats, Integers, Messages, Trades
from terezi.evidence.numerics.books.replay import PPM, States

SECOND_US, MINUTE_US, HOUR_US = 1_000_000, 60_000_000, 3_600_000_000
PER_BASE = 10**12
LEAST_MINUTES = 10  # fewer points than this say nothing of a slope
SIZES = ("small", "middle", "large")
BANDS = ("near", "far")


@dataclass(frozen=True)
class Counts:
    """How many orders or levels were set and taken away, by time in microseconds."""

    set_at_us: Integers
    cancelled_at_us: Integers


def hourly(
    *, hours_us: Integers, messages: Messages, states: States, trades: Trades, counts: Counts, fresh_us: int
) -> pl.DataFrame:
    """Return one row per hour that begins at `hours_us` (microseconds) with the measured columns of `venue_liquidity`.

    `states` hold two bands and up to three sizes, as SIZES and BANDS name them.
    """
    columns = {
        "starts_at": hours_us,
        **_means(hours_us, messages, states, fresh_us),
        "orders": _per_hour(hours_us, counts.set_at_us),
        "cancels": _per_hour(hours_us, counts.cancelled_at_us),
        **_traded(hours_us, trades),
        **_impact(hours_us, trades, _middle_closes(hours_us, messages, states)),
    }
    rows = pl.DataFrame(columns)
    return rows.with_columns(pl.col("starts_at").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))


def _means(hours: Integers, messages: Messages, states: States, fresh_us: int) -> dict[str, pl.Series]:
    clock = Clock.of(messages.at_us, fresh_us)
    whole = states.is_two_sided
    stood = clock.integral(whole, hours)
    twice = np.where(whole, states.bid_e8 + states.ask_e8, 2)
    spread = (states.ask_e8 - states.bid_e8) / twice * 2 * PPM

    def mean(values: NDArray[np.generic]) -> pl.Series:
        total = clock.integral(np.where(whole, values, 0), hours)
        return _whole(np.divide(total, stood, out=np.full(len(hours), np.nan), where=stood > 0))

    told = {
        "book_seconds": _whole(stood / SECOND_US),
        "crossed_seconds": _whole(
            clock.integral(whole & (states.bid_e8 >= states.ask_e8), hours) / SECOND_US
        ),
        "middle_e8": mean(twice / 2),
        "spread_ppm": mean(spread),
    }
    for band, name in enumerate(BANDS):
        for side, word in enumerate(("bid", "ask")):
            told[f"depth_{word}_{name}_e8"] = mean(states.depth_e8[band, side])
    for size, name in enumerate(SIZES):
        for way, word in enumerate(("buy", "sell")):
            cost = (
                states.slippage_ppm[size, way]
                if size < len(states.slippage_ppm)
                else np.full(len(states), np.nan)
            )
            lacking = clock.integral(whole & np.isnan(cost), hours)
            told[f"slippage_{word}_{name}_ppm"] = pl.select(
                pl.when(pl.Series(lacking == 0)).then(mean(np.nan_to_num(cost)))
            ).to_series()
    return told


@dataclass(frozen=True)
class Clock:
    """When each state began and ceased to count, in microseconds; time that runs backwards stands still."""

    begins: Integers
    ends: Integers

    @classmethod
    def of(cls, at_us: Integers, fresh_us: int) -> "Clock":
        begins = np.maximum.accumulate(at_us) if len(at_us) else at_us
        following = np.append(begins[1:], np.iinfo(np.int64).max)
        return cls(begins, np.minimum(following, begins + fresh_us))

    def integral(self, values: NDArray[np.generic], hours: Integers) -> Floats:
        """Return the sum of value times microseconds within each hour."""
        if not len(self.begins):
            return np.zeros(len(hours))
        knots = np.stack([self.begins, self.ends], axis=1).ravel() - self.begins[0]
        gained = np.stack(
            [np.zeros(len(values)), values * (self.ends - self.begins).astype(float)], axis=1
        ).ravel()
        running = np.cumsum(gained)
        from_first = np.concatenate([hours, hours + HOUR_US]) - self.begins[0]
        starts, ends = np.split(np.interp(from_first, knots, running, left=0.0), 2)
        gain: Floats = ends - starts
        return gain


def _per_hour(hours: Integers, at_us: Integers) -> Integers:
    ordered = np.sort(at_us)
    return np.searchsorted(ordered, hours + HOUR_US) - np.searchsorted(ordered, hours)


def _traded(hours: Integers, trades: Trades) -> dict[str, pl.Series]:
    hour = np.searchsorted(hours, trades.at_us, side="right") - 1
    inside = (hour >= 0) & (trades.at_us < hours[np.maximum(hour, 0)] + HOUR_US) if len(hours) else hour < 0
    rows = pl.DataFrame(
        {"hour": hour[inside], "price": trades.price_e8[inside], "quantity": trades.quantity_e8[inside]}
    )
    worth = (pl.col("price").cast(pl.Float64) * pl.col("quantity").cast(pl.Float64)).sum()
    sums = rows.group_by("hour").agg(
        trades=pl.len().cast(pl.Int64),
        volume_e8=pl.col("quantity").sum(),
        average_price_e8=(worth / pl.col("quantity").sum()),
    )
    every = pl.DataFrame({"hour": np.arange(len(hours))}).join(sums, on="hour", how="left").sort("hour")
    return {
        "trades": every["trades"].fill_null(0),
        "volume_e8": every["volume_e8"].fill_null(0),
        "average_price_e8": _whole(every["average_price_e8"].cast(pl.Float64).fill_null(np.nan).to_numpy()),
    }


def _middle_closes(hours: Integers, messages: Messages, states: States) -> Floats:
    """Return the middle at the end of every minute of all hours, and at the beginning of each; NaN where there is no book."""
    ends = hours[:, np.newaxis] + np.arange(61) * MINUTE_US
    whole = states.is_two_sided
    place = (
        np.searchsorted(
            np.maximum.accumulate(messages.at_us[whole]) if whole.any() else messages.at_us[:0], ends
        )
        - 1
    )
    middle = np.append((states.bid_e8[whole] + states.ask_e8[whole]) / 2, np.nan)
    return middle[place]


def _impact(hours: Integers, trades: Trades, middle: Floats) -> dict[str, pl.Series]:
    """Measure by minutes with trades how the price moved per unit traded, and the middle per unit bought net of sold."""
    told: dict[str, list[float]] = {"amihud_e12": [], "lambda_e12": [], "lambda_error_e12": []}
    for hour, closes_of_book in zip(hours, middle, strict=True):
        first, last = np.searchsorted(trades.at_us, [hour, hour + HOUR_US])
        part = slice(int(first), int(last))
        minute = (trades.at_us[part] - hour) // MINUTE_US
        quantity = trades.quantity_e8[part] / UNIT_E8
        volume: Floats = np.bincount(minute, quantity, minlength=60).astype(np.float64)
        net: Floats = np.bincount(minute, quantity * trades.sign[part], minlength=60).astype(np.float64)
        before = trades.price_e8[first - 1] if first else np.nan
        moves = _moves(_closes(minute, trades.price_e8[part], before))
        told["amihud_e12"].append(_amihud(moves, volume))
        of_book = _moves(closes_of_book)
        better = of_book if np.isfinite(of_book).sum() >= LEAST_MINUTES else moves
        slope = kyle_lambda(net, np.where(volume > 0, better, np.nan))
        told["lambda_e12"].append(slope[0])
        told["lambda_error_e12"].append(slope[1])
    return {name: _whole(np.array(values, float)) for name, values in told.items()}


def _closes(minute: Integers, price: Integers, before: float) -> Floats:
    """Return the last price of each of sixty minutes, carried on where there was no trade, after the one before."""
    last = np.full(61, np.nan)
    last[0] = before
    last[minute + 1] = price  # of several prices of a minute numpy keeps the last
    known = np.where(np.isnan(last), 0, np.arange(61))
    return last[np.maximum.accumulate(known)]


def _moves(closes: Floats) -> Floats:
    return np.diff(closes) / closes[:-1]


def _amihud(moves: Floats, volume: Floats) -> float:
    known = np.isfinite(moves) & (volume > 0)
    return float(np.mean(np.abs(moves[known]) / volume[known]) * PER_BASE) if known.any() else np.nan


def kyle_lambda(net: Floats, moves: Floats) -> tuple[float, float]:
    """Return the least-squares slope of moves on net purchases and its standard error, in 1e-12 per base; NaN where unknown."""
    known = np.isfinite(moves)
    x, y = net[known], moves[known]
    spread = float(np.sum((x - x.mean()) ** 2)) if known.sum() >= LEAST_MINUTES else 0.0
    if spread <= 0:
        return np.nan, np.nan
    slope = float(np.sum((x - x.mean()) * (y - y.mean())) / spread)
    left = y - y.mean() - slope * (x - x.mean())
    error = float(np.sqrt(np.sum(left**2) / (len(x) - 2) / spread))
    return slope * PER_BASE, error * PER_BASE


def _whole(values: Sequence[float] | Floats) -> pl.Series:
    """Return rounded integers; what is not known is empty."""
    told = pl.Series(np.rint(np.asarray(values, float)), nan_to_null=True)
    return told.cast(pl.Int64)
