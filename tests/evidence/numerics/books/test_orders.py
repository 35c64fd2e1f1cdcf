"""The book order by order: worked by hand, and equal to a plain list of orders event by event."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.evidence.numerics.books.orders import from_orders
from terezi.evidence.numerics.books.replay import book_after, replay

NOON = datetime(2026, 2, 10, 12, tzinfo=UTC)
ORDERS = {
    "sequence": pl.Int64, "at": pl.Datetime("us", "UTC"), "event": pl.String, "order_id": pl.String, "side": pl.String,
    "price_e8": pl.Int64, "quantity_e8": pl.Int64,
}  # fmt: skip
TRADES = {
    "sequence": pl.Int64, "traded_at": pl.Datetime("us", "UTC"), "price_e8": pl.Int64, "quantity_e8": pl.Int64,
    "aggressor": pl.String, "buy_order_id": pl.String, "sell_order_id": pl.String,
}  # fmt: skip
STANDING = {"order_id": pl.String, "side": pl.String, "price_e8": pl.Int64, "quantity_e8": pl.Int64}


def orders(*rows):
    return pl.DataFrame([(n, NOON + timedelta(seconds=n), *rest) for n, *rest in rows], ORDERS, orient="row")


def trades(*rows):
    return pl.DataFrame([(n, NOON + timedelta(seconds=n), *rest) for n, *rest in rows], TRADES, orient="row")


def standing(*rows):
    return pl.DataFrame(rows, STANDING, orient="row")


class TestByHand:
    def test_a_trade_takes_from_both_orders_and_the_rest_stays(self):
        book = from_orders(
            orders((1, "add", "S", "sell", 100, 5), (2, "add", "B", "buy", 101, 3)),
            trades((3, 100, 3, "buy", "B", "S")),
            standing(),
        )

        states = replay(book.messages, book.changes)
        assert states.ask_quantity_e8.tolist() == [5, 5, 2]
        assert states.bid_e8.tolist() == [0, 101, 0]
        assert book.standing.rows() == [("S", "sell", 100, 2)]

    def test_a_changed_price_moves_what_is_left(self):
        book = from_orders(
            orders((1, "add", "B", "buy", 90, 5), (2, "modify", "B", "buy", 91, 4)), trades(), standing()
        )

        whole = book_after(book.messages, book.changes, message=1)
        assert (whole.bid_e8.tolist(), whole.bid_quantity_e8.tolist()) == ([91], [4])

    def test_two_orders_at_one_price_stand_together_until_one_is_cancelled(self):
        rows = [
            (1, "add", "A", "buy", 90, 5),
            (2, "add", "B", "buy", 90, 2),
            (3, "cancel", "A", "buy", 90, 0),
        ]

        assert replay(*_parts(from_orders(orders(*rows), trades(), standing()))).bid_quantity_e8.tolist() == [
            5,
            7,
            2,
        ]

    def test_a_day_begins_with_the_orders_the_day_before_left(self):
        book = from_orders(orders((9, "add", "B", "buy", 90, 1)), trades(), standing(("A", "buy", 95, 4)))

        assert replay(*_parts(book)).bid_e8.tolist() == [95, 95]
        assert len(book.messages.gaps()) == 0

    def test_trades_of_orders_never_told_of_are_counted_and_change_nothing(self):
        book = from_orders(
            orders((1, "add", "S", "sell", 100, 5)), trades((2, 100, 1, "buy", "?", "S")), standing()
        )

        assert book.unknown == 1
        assert book.standing.rows() == [("S", "sell", 100, 4)]

    def test_a_number_that_never_came_is_a_gap(self):
        book = from_orders(
            orders((1, "add", "S", "sell", 100, 5), (3, "cancel", "S", "sell", 100, 0)), trades(), standing()
        )

        assert book.messages.gaps().tolist() == [1]


def _parts(book):
    return book.messages, book.changes


@st.composite
def days(draw):
    """Draw events of a handful of orders, with what is left of each kept beside."""
    left, rows, takes, levels = {}, [], [], []
    for n in range(1, draw(st.integers(1, 40)) + 1):
        order = draw(st.sampled_from("ABCDEF"))
        side = "buy" if order in "ABC" else "sell"
        kind = draw(st.sampled_from(["add", "modify", "cancel", "trade"]))
        others = [other for other in left if (other in "ABC") != (side == "buy")]
        if kind == "trade" and order in left and others:
            other = draw(st.sampled_from(sorted(others)))
            most = min(left[order][1], left[other][1])
            quantity = draw(st.integers(1, most))
            buy, sell = (order, other) if side == "buy" else (other, order)
            takes.append((n, 7, quantity, side, buy, sell))
            for one in (order, other):
                left[one] = (left[one][0], left[one][1] - quantity)
        elif kind == "cancel" and order in left:
            rows.append((n, "cancel", order, side, left[order][0], 0))
            left[order] = (left[order][0], 0)
        else:
            price, quantity = draw(st.integers(1, 6)), draw(st.integers(1, 9))
            rows.append((n, "modify" if order in left else "add", order, side, price, quantity))
            left[order] = (price, quantity)
        left = {one: it for one, it in left.items() if it[1]}
        levels.append(_levels(left))
    return rows, takes, levels


def _levels(left):
    sides = ({}, {})
    for order, (price, quantity) in left.items():
        side = sides[order not in "ABC"]
        side[price] = side.get(price, 0) + quantity
    return [sorted(sides[0].items(), reverse=True), sorted(sides[1].items())]


@given(day=days())
@settings(max_examples=100, deadline=None)
def test_the_whole_book_is_that_of_a_list_of_orders_after_every_event(day):
    rows, takes, levels = day

    book = from_orders(orders(*rows), trades(*takes), standing())

    for n, expected in enumerate(levels):
        whole = book_after(book.messages, book.changes, message=n)
        assert list(zip(whole.bid_e8, whole.bid_quantity_e8, strict=True)) == expected[0]
        assert list(zip(whole.ask_e8, whole.ask_quantity_e8, strict=True)) == expected[1]
