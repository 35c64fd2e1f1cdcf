"""Patterns planted in a simulated market, whose accounts the detectors have to find."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from terezi.base.units import DAY_S, PPM
from terezi.evidence.numerics.abuse.market.limit_book import BUY, OTHER, SELL
from terezi.evidence.numerics.abuse.market.traders import TICK_E8, Market, busy_times

AT_ONCE_SECONDS = 0.2


@dataclass
class Ring:
    """Accounts that hand coins round: each sells to the next, so that all end flat. One account trades with itself.

    `camouflage` is the share of wakes on which a member trades like anybody; `at_random` lets the pairs change without order.
    """

    accounts: tuple[str, ...]
    per_day: float
    scale: float = 1.0
    camouflage: float = 0.0
    at_random: bool = False
    turn: int = 0
    quantity_e8: int = 0

    def times(self, random: np.random.Generator) -> Iterable[float]:
        return busy_times(random, self.per_day)

    def act(self, at: float, market: Market) -> None:
        if market.random.random() < self.camouflage:
            who = self.accounts[market.random.integers(len(self.accounts))]
            market.take(at, who, BUY if market.random.random() < 0.5 else SELL, market.size())
            return
        seller, buyer = self._pair(market)
        self._hand_over(at, market, seller, buyer)

    def _pair(self, market: Market) -> tuple[str, str]:
        members = len(self.accounts)
        if self.at_random and members > 1:
            first, second = market.random.choice(members, 2, replace=False)
            self.quantity_e8 = market.size(self.scale, spread=0.3)
            return self.accounts[first], self.accounts[second]
        if self.turn % members == 0:
            self.quantity_e8 = market.size(self.scale, spread=0.3)
        seller, buyer = self.accounts[self.turn % members], self.accounts[(self.turn + 1) % members]
        self.turn += 1
        return seller, buyer

    def _hand_over(self, at: float, market: Market, seller: str, buyer: str) -> None:
        """Leave an order inside the spread and take it at once; where the spread is one tick, others get part of it."""
        bid, ask = market.touch(BUY, at), market.touch(SELL, at)
        price = max(bid + TICK_E8, min(ask - TICK_E8, (bid + ask) // 2)) if ask - bid > TICK_E8 else ask
        first, second = (
            ((seller, SELL), (buyer, BUY)) if market.random.random() < 0.5 else ((buyer, BUY), (seller, SELL))
        )
        left = market.rest(at, first[0], first[1], price, self.quantity_e8)
        quantity, then = self.quantity_e8, at + AT_ONCE_SECONDS
        market.later(then, lambda: market.take(then, second[0], second[1], quantity, reach_ppm=500))
        market.later(then + AT_ONCE_SECONDS, lambda: market.book.cancel(then + AT_ONCE_SECONDS, left))


@dataclass
class Spoofer:
    """Shows large orders on one side, trades small on the other, and takes the large ones back; `layers` prices deep."""

    account: str
    per_day: float
    layers: int = 1
    size_times: float = 12.0
    hold_seconds: float = 4.0
    honest: float = 0.2

    def times(self, random: np.random.Generator) -> Iterable[float]:
        return busy_times(random, self.per_day)

    def act(self, at: float, market: Market) -> None:
        side = BUY if market.random.random() < 0.5 else SELL
        if market.random.random() < self.honest:
            market.take(at, self.account, side, market.size(0.7))
            return
        show, touch = OTHER[side], market.touch(OTHER[side], at)
        step = max(TICK_E8, touch * 400 // PPM) * (1 if show == SELL else -1)
        each = self.size_times / self.layers
        shown = [
            market.rest(at, self.account, show, touch + step * (2 + layer), market.size(each, spread=0.2))
            for layer in range(self.layers)
        ]
        held = at + float(market.random.uniform(0.3, 1.0)) * self.hold_seconds
        quantity = market.size(0.7)
        market.later(held, lambda: market.take(held, self.account, side, quantity))
        market.later(held + AT_ONCE_SECONDS, lambda: self._take_back(held + AT_ONCE_SECONDS, market, shown))

    def _take_back(self, at: float, market: Market, shown: list[str]) -> None:
        for order in shown:
            market.book.cancel(at, order)


@dataclass
class CloseMarker:
    """Buys or sells hard in the last `seconds` of the day, to move the price at which the day is settled."""

    account: str
    seconds: float = 120.0
    pushes: int = 12
    scale: float = 8.0
    side: str = BUY

    def times(self, random: np.random.Generator) -> Iterable[float]:
        return np.sort(DAY_S - random.random(self.pushes) * self.seconds)

    def act(self, at: float, market: Market) -> None:
        market.take(at, self.account, self.side, market.size(self.scale, spread=0.3), reach_ppm=50_000)


@dataclass
class Promoters:
    """Accounts that buy quietly before `from_second` and sell into the rise until `until_second`."""

    accounts: tuple[str, ...]
    from_second: float
    until_second: float
    per_account: int = 12
    scale: float = 3.0
    bought: dict[str, int] = field(default_factory=dict)

    def times(self, random: np.random.Generator) -> Iterable[float]:
        count = self.per_account * len(self.accounts)
        before = random.random(count) * self.from_second
        into = self.from_second + random.random(count) * (self.until_second - self.from_second)
        return np.sort(np.concatenate([before, into]))

    def act(self, at: float, market: Market) -> None:
        who = self.accounts[market.random.integers(len(self.accounts))]
        quantity = market.size(self.scale, spread=0.3)
        if at < self.from_second:
            self.bought[who] = self.bought.get(who, 0) + quantity
            market.take(at, who, BUY, quantity)
        elif held := min(quantity * 2, self.bought.get(who, 0)):
            self.bought[who] -= held
            market.take(at, who, SELL, held)
