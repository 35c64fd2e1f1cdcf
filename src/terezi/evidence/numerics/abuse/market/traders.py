"""Who trades on a simulated exchange without meaning any harm, and some of whom look odd.

A trader is woken at its times and acts on the market as it then stands.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from terezi.base.units import DAY_S, PPM
from terezi.evidence.numerics.abuse.market.limit_book import BUY, OTHER, SELL, LimitBook

TICK_E8 = 1_000_000
MINUTES = 1_440
ACTS_IN_SESSION = 6
Floats = npt.NDArray[np.float64]


@dataclass
class Market:
    """One instrument on one day: its book, what the coin is worth each second elsewhere, and chance."""

    book: LimitBook
    worth_e8: Floats
    random: np.random.Generator
    size_e8: int
    pending: list[tuple[float, int, Callable[[], object]]] = field(default_factory=list)

    def later(self, at: float, what: Callable[[], object]) -> None:
        """Let something happen at a later time of the day."""
        heapq.heappush(self.pending, (at, len(self.pending) + self.book.tape.sequence, what))

    def run_until(self, at: float) -> None:
        """Let everything happen that was left for a time up to `at`."""
        while self.pending and self.pending[0][0] <= at:
            heapq.heappop(self.pending)[2]()

    def worth(self, at: float) -> int:
        return int(self.worth_e8[min(int(at), len(self.worth_e8) - 1)])

    def touch(self, side: str, at: float) -> int:
        """Return the best price of a side; where it is empty, what the coin is worth."""
        best = self.book.best(side)
        return self.worth(at) if best is None else best

    def size(self, scale: float = 1.0, *, spread: float = 1.0) -> int:
        """Draw a quantity in 1e-8; people like round numbers, so most draws are rounded to two digits."""
        drawn = self.size_e8 * scale * self.random.lognormal(0.0, spread)
        return rounded(drawn, 2 if self.random.random() < 0.7 else 6)

    def take(self, at: float, account: str, side: str, quantity_e8: int, *, reach_ppm: int = 30_000) -> str:
        """Buy or sell at once, at most `reach_ppm` worse than the best price."""
        touch = self.touch(OTHER[side], at)
        worst = touch * (PPM + (reach_ppm if side == BUY else -reach_ppm)) // PPM
        return self.book.place(at, account, side, ticked(worst), quantity_e8, rests=False)

    def rest(self, at: float, account: str, side: str, price_e8: int, quantity_e8: int) -> str:
        return self.book.place(at, account, side, ticked(price_e8), quantity_e8)


def rounded(quantity: float, digits: int) -> int:
    """Round to so many significant digits, at least 10**-6 of a coin."""
    step: int = 10 ** max(2, int(np.floor(np.log10(max(quantity, 1)))) - digits + 1)
    return max(100, int(step * round(quantity / step)))


def ticked(price_e8: int) -> int:
    return max(TICK_E8, round(price_e8 / TICK_E8) * TICK_E8)


class Trader(Protocol):
    """Somebody who wakes at `times` (seconds of the day, rising) and acts."""

    def times(self, random: np.random.Generator) -> Iterable[float]: ...
    def act(self, at: float, market: Market) -> None: ...


def busy_times(random: np.random.Generator, per_day: float) -> Floats:
    """Draw times of a Poisson process with a quiet night and a busy afternoon."""
    count = random.poisson(per_day)
    hours = np.clip(random.normal(14.5, 4.5, count), 0, 23.999)
    anywhen = random.random(count) * 24
    return np.sort(np.where(random.random(count) < 0.7, hours, anywhen) * 3600)


def session_times(random: np.random.Generator, per_day: float, minutes: float) -> Floats:
    """Draw as many times, gathered in sessions of about so many minutes with some six acts each."""
    count = random.poisson(per_day)
    begins = busy_times(random, per_day / ACTS_IN_SESSION) if count else np.zeros(0)
    begins = begins if len(begins) else random.random(1) * DAY_S
    lengths = random.exponential(minutes * 60, len(begins))
    which = random.integers(0, len(begins), count)
    times = begins[which] + random.random(count) * lengths[which]
    return np.sort(times[times < DAY_S])


@dataclass
class Maker:
    """Quotes both sides around what the coin is worth, leaning against what it holds, and renews its quotes."""

    account: str
    half_spread_ppm: int = 800
    levels: int = 4
    scale: float = 2.0
    every_seconds: float = 45.0
    quotes: list[str] = field(default_factory=list)

    def times(self, random: np.random.Generator) -> Iterable[float]:
        steps = random.exponential(self.every_seconds, int(2 * DAY_S / self.every_seconds))
        times = np.cumsum(steps)
        return [float(t) for t in times[times < DAY_S]]

    def act(self, at: float, market: Market) -> None:
        for quote in self.quotes:
            market.book.cancel(at, quote)
        worth = market.worth(at) * (1 + market.random.normal(0, self.half_spread_ppm / PPM / 3))
        self.quotes = [
            market.rest(
                at, self.account, side, self._price(worth, side, level), market.size(self.scale, spread=0.3)
            )
            for level in range(self.levels)
            for side in (BUY, SELL)
        ]

    def _price(self, worth: float, side: str, level: int) -> int:
        away = self.half_spread_ppm * (1 + 0.7 * level) / PPM
        return int(worth * (1 - away if side == BUY else 1 + away))


@dataclass
class Person:
    """A member of the crowd: takes, or leaves an order and often takes it back later; some lean one way all day.

    Where `session_minutes` is told it trades in sessions about so long, and not at all between them.
    """

    account: str
    per_day: float
    scale: float = 1.0
    patience: float = 0.4
    lean: float = 0.5
    flat: bool = False
    session_minutes: float = 0.0
    orders: list[str] = field(default_factory=list)
    last: str = BUY

    def times(self, random: np.random.Generator) -> Iterable[float]:
        if self.session_minutes:
            return session_times(random, self.per_day, self.session_minutes)
        return busy_times(random, self.per_day)

    def act(self, at: float, market: Market) -> None:
        if self.orders and market.random.random() < 0.6:
            market.book.cancel(at, self.orders.pop(0))
        side = OTHER[self.last] if self.flat else (BUY if market.random.random() < self.lean else SELL)
        self.last = side
        if market.random.random() > self.patience:
            market.take(at, self.account, side, market.size(self.scale))
            return
        away = int(market.touch(side, at) * abs(market.random.normal(0, 0.003)))
        price = market.touch(side, at) + (-away if side == BUY else away)
        self.orders.append(market.rest(at, self.account, side, price, market.size(self.scale)))


@dataclass
class Arbitrageur:
    """Takes what stands beyond the price elsewhere: many trades with the makers, flat over the day."""

    account: str
    edge_ppm: int = 500
    every_seconds: float = 30.0
    scale: float = 2.0

    def times(self, random: np.random.Generator) -> Iterable[float]:
        return np.sort(random.random(int(DAY_S / self.every_seconds)) * DAY_S)

    def act(self, at: float, market: Market) -> None:
        worth, edge = market.worth(at), self.edge_ppm / PPM
        ask, bid = market.book.best(SELL), market.book.best(BUY)
        if ask is not None and ask < worth * (1 - edge):
            market.take(at, self.account, BUY, market.size(self.scale), reach_ppm=100)
        elif bid is not None and bid > worth * (1 + edge):
            market.take(at, self.account, SELL, market.size(self.scale), reach_ppm=100)


@dataclass
class Desk:
    """A firm's desk that works large orders of clients, one way for hours; its sister desk makes the market."""

    account: str
    per_day: float = 150.0
    scale: float = 2.0
    side: str = BUY

    def times(self, random: np.random.Generator) -> Iterable[float]:
        return busy_times(random, self.per_day)

    def act(self, at: float, market: Market) -> None:
        if market.random.random() < 0.03:
            self.side = OTHER[self.side]
        market.take(at, self.account, self.side, market.size(self.scale, spread=0.4))


@dataclass
class Institution:
    """Leaves large orders on either side, moves them after the price, and trades both ways: much taken back, nothing hidden in it."""

    account: str
    per_day: float = 120.0
    scale: float = 12.0
    orders: list[str] = field(default_factory=list)

    def times(self, random: np.random.Generator) -> Iterable[float]:
        return busy_times(random, self.per_day)

    def act(self, at: float, market: Market) -> None:
        side = BUY if market.random.random() < 0.5 else SELL
        if market.random.random() < 0.4:
            market.take(at, self.account, side, market.size(2.0))
            return
        while self.orders and market.random.random() < 0.8:
            market.book.cancel(at, self.orders.pop(0))
        away = int(market.worth(at) * market.random.uniform(0.001, 0.006))
        price = market.touch(side, at) + (-away if side == BUY else away)
        self.orders.append(market.rest(at, self.account, side, price, market.size(self.scale, spread=0.3)))


@dataclass
class Flicker:
    """A fast quoter of large size on both sides that renews every few seconds in some hours: nearly all is taken back."""

    account: str
    hours: tuple[int, ...] = (10, 15)
    every_seconds: float = 3.0
    scale: float = 8.0
    half_spread_ppm: int = 1_000
    quotes: list[str] = field(default_factory=list)

    def times(self, random: np.random.Generator) -> Iterable[float]:
        count = int(3600 / self.every_seconds)
        return np.sort(np.concatenate([hour * 3600 + random.random(count) * 3600 for hour in self.hours]))

    def act(self, at: float, market: Market) -> None:
        for quote in self.quotes:
            market.book.cancel(at, quote)
        sides = (
            (BUY, SELL)
            if market.random.random() < 0.7
            else ((BUY,) if market.random.random() < 0.5 else (SELL,))
        )
        away = self.half_spread_ppm * market.random.uniform(0.8, 1.5) / PPM
        worth = market.worth(at)
        self.quotes = [
            market.rest(at, self.account, side, int(worth * (1 - away if side == BUY else 1 + away)), market.size(self.scale, spread=0.2))
            for side in sides
        ]  # fmt: skip
        if market.random.random() < 0.02:
            market.take(at, self.account, BUY if market.random.random() < 0.5 else SELL, market.size())


@dataclass
class Impatient:
    """Leaves a large order, loses patience within seconds and takes the same side in small parts."""

    account: str
    per_day: float = 40.0
    wait_seconds: float = 3.0

    def times(self, random: np.random.Generator) -> Iterable[float]:
        return busy_times(random, self.per_day)

    def act(self, at: float, market: Market) -> None:
        side = BUY if market.random.random() < 0.5 else SELL
        left = market.rest(at, self.account, side, market.touch(side, at), market.size(10.0, spread=0.2))
        until = at + self.wait_seconds * float(market.random.uniform(0.3, 1.0))
        quantity = market.size(1.0)
        market.later(until, lambda: market.book.cancel(until, left))
        market.later(until + 0.3, lambda: market.take(until + 0.3, self.account, side, quantity))
