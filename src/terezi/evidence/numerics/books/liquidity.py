"""Hourly means of a book and what its trades cost: spread, depth, slippage, Amihud's illiquidity, Kyle's lambda.

A mean is over the time a two-sided book stood and was fresh: a state counts until the next message, but no longer than the law
calls a feed fresh. Illiquidity after Amihud (2002), the impact of net purchases after Kyle (1985), both by minute and per
unit of the base, so that they compare whatever the currency.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from terezi.base.units import PPM
from terezi.evidence.numerics.books.capture import (
    NO_TRADES,
    UNIT_E8,
    Floats,
    Integers,
    Messages,
    Trades,
    together,
)
from terezi.evidence.numerics.books.passed_by import PassedBy
from terezi.evidence.numerics.books.replay import States

SECOND_US, MINUTE_US, HOUR_US = 1_000_000, 60_000_000, 3_600_000_000
PER_BASE = 10**12
LEAST_MINUTES = 10  # fewer points than this say nothing of a slope
SIZES = ("small", "middle", "large")
BANDS = ("near", "far")
LACKS = "_lacks"
SLIPPAGES = tuple(f"slippage_{way}_{size}_ppm" for size in SIZES for way in ("buy", "sell"))
LACKING = tuple(f"{name}{LACKS}" for name in SLIPPAGES)
SUMS = (
    *("stood", "crossed", "middle_e8", "spread_ppm"),
    *(f"depth_{side}_{band}_e8" for band in BANDS for side in ("bid", "ask")),
    *SLIPPAGES,
    *LACKING,
)
"""What is added up of an hour: microseconds of the first two and the last, else the value times them."""


@dataclass(frozen=True)
class Counts:
    """How many orders or levels were set and taken away, by time in microseconds."""

    set_at_us: Integers
    cancelled_at_us: Integers


class HourlyBook:
    """A market's day by the hour, part after part of its messages: no more of it is held than sums and the trades."""

    def __init__(self, *, hours_us: Integers, fresh_us: int) -> None:
        """Begin hours that start at `hours_us` (microseconds); a state counts for at most `fresh_us`."""
        self._hours = hours_us
        self._means = Means(hours_us, fresh_us)
        self._closes = Closes(hours_us)
        self._passed_by = PassedBy(hours_us)
        self._set, self._cancelled = np.zeros_like(hours_us), np.zeros_like(hours_us)
        self._trades: list[Trades] = []

    def add(
        self,
        messages: Messages,
        states: States,
        trades: Trades,
        counts: Counts,
        met: Integers | None = None,
    ) -> None:
        """Take the next messages with their states, trades and counts; `states` hold two bands and up to three sizes.

        `met` is the message (by place) of each trade, where the feed numbers them together.
        """
        self._means.add(messages.at_us, states)
        self._closes.add(messages.at_us, states)
        self._passed_by.add(states, trades, met)
        self._set += _per_hour(self._hours, counts.set_at_us)
        self._cancelled += _per_hour(self._hours, counts.cancelled_at_us)
        self._trades.append(trades)

    def rows(self) -> pl.DataFrame:
        """Return one row per hour with the measured columns of `venue_liquidity`."""
        trades = together(self._trades) if self._trades else NO_TRADES
        columns = {
            "starts_at": self._hours,
            **self._means.columns(),
            "orders": self._set,
            "cancels": self._cancelled,
            **_traded(self._hours, trades),
            **_impact(self._hours, trades, self._closes.middle),
            **self._passed_by.columns(),
        }
        return pl.DataFrame(columns).with_columns(
            pl.col("starts_at").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        )


def hourly(
    *, hours_us: Integers, messages: Messages, states: States, trades: Trades, counts: Counts, fresh_us: int
) -> pl.DataFrame:
    """Return the hours of a recording that is held whole, as `HourlyBook` does."""
    book = HourlyBook(hours_us=hours_us, fresh_us=fresh_us)
    book.add(messages, states, trades, counts)
    return book.rows()


class Means:
    """Sums of what stood, times microseconds, by hour; time that runs backwards stands still."""

    def __init__(self, hours_us: Integers, fresh_us: int) -> None:
        self._hours, self._fresh = hours_us, fresh_us
        self._sums = np.zeros((len(hours_us), len(SUMS)))
        self._last: tuple[Integers, States] | None = None
        """When the last state began, and that state: it lasts until the next part tells when."""

    def add(self, at_us: Integers, states: States) -> None:
        """Take states that begin at `at_us`; the last one waits for what follows."""
        if not len(at_us):
            return
        begins = np.maximum.accumulate(at_us)
        if self._last is not None:
            begins = np.maximum(begins, self._last[0][0])
            self._weigh(*self._last, begins[:1])
        self._weigh(begins[:-1], states.where(slice(0, -1)), begins[1:])
        self._last = begins[-1:], states.where(slice(len(begins) - 1, None))

    def columns(self) -> dict[str, pl.Series]:
        """Return the means of every hour; empty where no two-sided book stood, or it could not fill a size for a moment."""
        if self._last is not None:
            self._weigh(*self._last, self._last[0] + self._fresh)
            self._last = None
        sums = dict(zip(SUMS, self._sums.T, strict=True))
        stood = sums.pop("stood")
        told = {
            "book_seconds": _whole(stood / SECOND_US),
            "crossed_seconds": _whole(sums.pop("crossed") / SECOND_US),
        }
        for name, total in sums.items():
            known = stood > 0
            if name in LACKING:
                continue
            if name in SLIPPAGES:
                known &= sums[f"{name}{LACKS}"] == 0
            told[name] = _whole(np.divide(total, stood, out=np.full(len(total), np.nan), where=known))
        return told

    def _weigh(self, begins: Integers, states: States, following: Integers) -> None:
        """Add up states that lasted until the following began, but no longer than they were fresh."""
        ends = np.minimum(following, begins + self._fresh)
        for hour, starts_at in enumerate(self._hours):
            first = np.searchsorted(ends, starts_at, side="right")
            last = np.searchsorted(begins, starts_at + HOUR_US)
            if first < last:
                part = slice(int(first), int(last))
                lasted = np.minimum(ends[part], starts_at + HOUR_US) - np.maximum(begins[part], starts_at)
                self._sums[hour] += _sums(states.where(part), lasted.astype(float))


def _sums(states: States, lasted: Floats) -> Floats:
    """Return SUMS over the states in which both sides of the book stood."""
    whole = states.is_two_sided & (lasted > 0)
    if not whole.all():
        states, lasted = states.where(whole), lasted[whole]
    twice = (states.bid_e8 + states.ask_e8).astype(float)
    costs = [_cost(states, lasted, size, way) for size in range(len(SIZES)) for way in range(2)]
    return np.array([
        lasted.sum(), lasted[states.bid_e8 >= states.ask_e8].sum(), twice @ lasted / 2,
        ((states.ask_e8 - states.bid_e8) / twice * 2 * PPM) @ lasted,
        *(states.depth_e8[band, side].astype(float) @ lasted for band in range(len(BANDS)) for side in range(2)),
        *(total for total, _ in costs), *(lacking for _, lacking in costs),
    ])  # fmt: skip


def _cost(states: States, lasted: Floats, size: int, way: int) -> tuple[float, float]:
    """Return a size's cost times how long it stood, and how long the book could not fill it."""
    if size >= len(states.slippage_ppm):
        return 0.0, float(lasted.sum())
    cost = states.slippage_ppm[size, way]
    lacks = np.isnan(cost)
    if not lacks.any():
        return float(cost @ lasted), 0.0
    return float(cost[~lacks] @ lasted[~lacks]), float(lasted[lacks].sum())


class Closes:
    """The middle at the end of every minute of all hours, and at the beginning of each; NaN where there is no book."""

    def __init__(self, hours_us: Integers) -> None:
        self._ends = hours_us[:, np.newaxis] + np.arange(61) * MINUTE_US
        self.middle: Floats = np.full(self._ends.shape, np.nan)
        self._after = np.iinfo(np.int64).min

    def add(self, at_us: Integers, states: States) -> None:
        """Take states that begin at `at_us`: what stands last before a minute's end is its close so far."""
        whole = states.is_two_sided
        if not whole.any():
            return
        begins = np.maximum(np.maximum.accumulate(at_us[whole]), self._after)
        self._after = int(begins[-1])
        place = np.searchsorted(begins, self._ends) - 1
        middle = (states.bid_e8[whole] + states.ask_e8[whole]) / 2
        self.middle = np.where(place >= 0, middle[place], self.middle)


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
