"""An order book with price and time priority that writes every event on a tape, as a venue's return tells it."""

import heapq
from dataclasses import dataclass, field

BUY, SELL = "buy", "sell"
OTHER = {BUY: SELL, SELL: BUY}


@dataclass
class Resting:
    """An order in the book: account, side, price and what is left, in 1e-8."""

    order_id: str
    account: str
    side: str
    price_e8: int
    left_e8: int


@dataclass
class Tape:
    """Order events and trades in one sequence, as tuples in the order of ORDER_NAMES and TRADE_NAMES."""

    sequence: int = 0
    orders: list[tuple[int, float, str, str, str, str, int, int]] = field(default_factory=list)
    trades: list[tuple[int, float, int, int, str, str, str, str, str]] = field(default_factory=list)

    def order(self, at: float, event: str, order: Resting) -> None:
        self.sequence += 1
        told = (order.order_id, order.account, order.side, order.price_e8, order.left_e8)
        self.orders.append((self.sequence, at, event, *told))

    def trade(self, at: float, taker: Resting, maker: Resting, quantity_e8: int) -> None:
        self.sequence += 1
        buy, sell = (taker, maker) if taker.side == BUY else (maker, taker)
        self.trades.append(
            (self.sequence, at, maker.price_e8, quantity_e8, taker.side, buy.order_id, sell.order_id, buy.account, sell.account)
        )  # fmt: skip


ORDER_NAMES = ("sequence", "at", "event", "order_id", "account_id", "side", "price_e8", "quantity_e8")
TRADE_NAMES = (
    "sequence", "at", "price_e8", "quantity_e8", "aggressor", "buy_order_id", "sell_order_id", "buyer_account_id",
    "seller_account_id",
)  # fmt: skip


class LimitBook:
    """One instrument's book. Times are seconds since the day began, prices and quantities 1e-8."""

    def __init__(self) -> None:
        self.tape = Tape()
        self.orders: dict[str, Resting] = {}
        self._levels: dict[str, dict[int, dict[str, None]]] = {BUY: {}, SELL: {}}
        self._prices: dict[str, list[int]] = {BUY: [], SELL: []}
        self._count = 0

    def best(self, side: str) -> int | None:
        """Return the best price of a side, or None while it is empty."""
        heap, levels = self._prices[side], self._levels[side]
        while heap and not levels.get(_price(side, heap[0])):
            levels.pop(_price(side, heapq.heappop(heap)), None)
        return _price(side, heap[0]) if heap else None

    def place(
        self, at: float, account: str, side: str, price_e8: int, quantity_e8: int, *, rests: bool = True
    ) -> str:
        """Add an order, match it, and let the rest stand in the book or be taken back; return its id."""
        self._count += 1
        order = Resting(f"o{self._count}", account, side, price_e8, quantity_e8)
        self.tape.order(at, "add", order)
        self._match(at, order)
        if order.left_e8 and rests:
            self._rest(order)
        elif order.left_e8:
            order.left_e8 = 0
            self.tape.order(at, "cancel", order)
        return order.order_id

    def cancel(self, at: float, order_id: str) -> bool:
        """Take an order back; False where it is no longer there."""
        order = self.orders.pop(order_id, None)
        if order is None:
            return False
        del self._levels[order.side][order.price_e8][order_id]
        order.left_e8 = 0
        self.tape.order(at, "cancel", order)
        return True

    def _match(self, at: float, taker: Resting) -> None:
        other = OTHER[taker.side]
        while taker.left_e8:
            price = self.best(other)
            if price is None or (price > taker.price_e8 if taker.side == BUY else price < taker.price_e8):
                return
            maker = self.orders[next(iter(self._levels[other][price]))]
            quantity = min(taker.left_e8, maker.left_e8)
            taker.left_e8 -= quantity
            maker.left_e8 -= quantity
            self.tape.trade(at, taker, maker, quantity)
            if not maker.left_e8:
                del self._levels[other][price][maker.order_id], self.orders[maker.order_id]

    def _rest(self, order: Resting) -> None:
        level = self._levels[order.side].get(order.price_e8)
        if level is None:
            level = self._levels[order.side][order.price_e8] = {}
            heapq.heappush(self._prices[order.side], -order.price_e8 if order.side == BUY else order.price_e8)
        level[order.order_id] = None
        self.orders[order.order_id] = order


def _price(side: str, stored: int) -> int:
    return -stored if side == BUY else stored
