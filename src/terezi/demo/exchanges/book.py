"""An order book whose orders can be changed where they stand, as quoting machines do."""

from terezi.evidence.numerics.abuse.market.limit_book import LimitBook


class Book(LimitBook):
    """A LimitBook that knows how to change an order; times count from the first morning told of, over all days."""

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
