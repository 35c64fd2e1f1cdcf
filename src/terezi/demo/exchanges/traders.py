"""Who trades at the country's exchanges besides the crowd: makers, a busy quoter, miners who sell, and a pair that hands coins round."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from terezi.base.units import DAY_S, PPM
from terezi.demo.exchanges.book import Book
from terezi.demo.exchanges.terms import in_steps
from terezi.demo.span import Reals
from terezi.evidence.numerics.abuse.market.limit_book import BUY, OTHER, SELL
from terezi.evidence.numerics.abuse.market.traders import TICK_E8, Market, ticked

JITTER_SECONDS = 4.0
REACH_PPM = 20_000
WAIT_SECONDS = 60.0


@dataclass
class Quoter:
    """Keeps two prices on each side and changes one of the four at every beat, day and night: the pulse of a feed."""

    account: str
    beat_seconds: float
    size_e8: tuple[int, int]
    half_spread_ppm: int = 1_200
    turn: int = 0
    quotes: dict[int, str] = field(default_factory=dict)

    def times(self, random: Generator) -> Iterable[float]:
        beats = np.arange(self.beat_seconds / 2, DAY_S, self.beat_seconds)
        told: list[float] = (beats + random.uniform(-JITTER_SECONDS, JITTER_SECONDS, len(beats))).tolist()
        return told

    def act(self, at: float, market: Market) -> None:
        place, self.turn = self.turn % 4, self.turn + 1
        side, level = (BUY, SELL)[place % 2], place // 2
        price = behind(market, side, at, self.half_spread_ppm * (1 + 1.2 * level))
        quantity = in_steps(self.size_e8[level] * market.random.uniform(0.85, 1.15))
        book = market.book
        if not (isinstance(book, Book) and book.change(at, self.quotes.get(place, ""), price, quantity)):
            self.quotes[place] = market.rest(at, self.account, side, price, quantity)


def behind(market: Market, side: str, at: float, away_ppm: float) -> int:
    """Return a price so far from what the coin is worth, and never one that the other side would take."""
    sign = -1 if side == BUY else 1
    price = ticked(int(market.worth(at) * (1 + sign * away_ppm / PPM)))
    best = market.book.best(OTHER[side])
    if best is None:
        return price
    return min(price, best - TICK_E8) if side == BUY else max(price, best + TICK_E8)


@dataclass
class BusyQuoter:
    """For some minutes a day shows large amounts on both sides at once and takes both back within seconds, without any agreement."""

    account: str
    size_e8: int
    from_hour: float = 15.0
    minutes: float = 20.0
    every_seconds: float = 12.0
    hold_seconds: float = 4.0

    def times(self, random: Generator) -> Iterable[float]:
        begins = self.from_hour * 3600
        shows = np.arange(begins, begins + self.minutes * 60, self.every_seconds)
        told: list[float] = (shows + random.uniform(0, 2, len(shows))).tolist()
        return told

    def act(self, at: float, market: Market) -> None:
        shown = [
            market.rest(
                at, self.account, side, behind(market, side, at, market.random.uniform(1_300, 2_500)),
                in_steps(self.size_e8 * market.random.uniform(0.8, 1.2)),
            )
            for side in (BUY, SELL)
        ]  # fmt: skip
        until = at + self.hold_seconds * float(market.random.uniform(0.5, 1.0))
        market.later(until, lambda: [market.book.cancel(until, order) for order in shown])
        if market.random.random() < 0.05:
            market.take(at, self.account, BUY if market.random.random() < 0.5 else SELL, market.size())


@dataclass(frozen=True)
class Sale:
    """Coins a miner sells: account, second since the first morning, and 1e-8 coins."""

    account: str
    second: float
    quantity_e8: int

    def times(self, random: Generator) -> Iterable[float]:
        return [self.second % DAY_S]

    def act(self, at: float, market: Market) -> None:
        market.take(at, self.account, SELL, self.quantity_e8, reach_ppm=REACH_PPM)


@dataclass
class Pair:
    """Two accounts that hand the same coins to and fro inside the spread; where it is too narrow they wait."""

    accounts: tuple[str, str]
    seconds: Reals  # by day of the span; those of one day at a time wake it
    day: int = 0
    done: int = 0
    quantity_e8: int = 0

    def times(self, random: Generator) -> Iterable[float]:
        begins = self.day * DAY_S
        today = self.seconds[(self.seconds >= begins) & (self.seconds < begins + DAY_S)] - begins
        self.day += 1
        told: list[float] = today.tolist()
        return told

    def act(self, at: float, market: Market) -> None:
        bid, ask = market.book.best(BUY), market.book.best(SELL)
        if bid is None or ask is None or ask - bid <= 2 * TICK_E8:
            market.later(at + WAIT_SECONDS, lambda: self.act(at + WAIT_SECONDS, market))
            return
        forth = self.done % 2 == 0
        if forth:
            self.quantity_e8 = market.size(1.5, spread=0.4)
        seller, buyer = self.accounts if forth else self.accounts[::-1]
        price = min(max(ticked((bid + ask) // 2), bid + TICK_E8), ask - TICK_E8)
        orders = [(seller, SELL), (buyer, BUY)]
        for account, side in orders if market.random.random() < 0.5 else orders[::-1]:
            market.rest(at, account, side, price, self.quantity_e8)
        self.done += 1
