"""An order book whose orders can be changed where they stand, as quoting machines do."""

from terezi.evidence.numerics.abuse.market.limit_book import BUY, OTHER, SELL, LimitBook, Resting

_SIGN = {BUY: 1, SELL: -1}


class Book(LimitBook):
    """A LimitBook in which orders can be changed and nobody trades with himself: his order that waits is taken back first.

    Times count from the first morning told of, over all days.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[tuple[str, str], dict[str, None]] = {}

    def change(self, at: float, order_id: str, price_e8: int, quantity_e8: int) -> bool:
        """Give a waiting order another price and quantity, at the end of its queue; False where it is no longer there.

        The new price must not meet the other side: who quotes does not take.
        """
        order = self.orders.get(order_id)
        if order is None:
            return False
        del self._levels[order.side][order.price_e8][order_id]
        order.price_e8, order.left_e8 = price_e8, quantity_e8
        self.tape.order(at, "modify", order)
        self._rest(order)
        return True

    def _match(self, at: float, taker: Resting) -> None:
        for waiting in self._own(taker):
            self.cancel(at, waiting)
        super()._match(at, taker)

    def _own(self, taker: Resting) -> list[str]:
        """List the orders of the same account that the new one could meet."""
        mine = self._waiting.get((taker.account, OTHER[taker.side]), {})
        reach = [
            order_id
            for order_id in mine
            if (order := self.orders.get(order_id))
            and (order.price_e8 - taker.price_e8) * _SIGN[taker.side] <= 0
        ]
        for order_id in [one for one in mine if one in reach or one not in self.orders]:
            del mine[order_id]
        return reach

    def _rest(self, order: Resting) -> None:
        super()._rest(order)
        self._waiting.setdefault((order.account, order.side), {})[order.order_id] = None
