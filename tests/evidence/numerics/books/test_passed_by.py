"""Better orders passed by: worked by hand, and equal to a search of the whole book at every trade, whole or in parts."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.numerics.books.liquidity import HOUR_US, SECOND_US
from terezi.evidence.numerics.books.orders import ORDER_EVENTS, TRADE_EVENTS, from_orders
from terezi.evidence.numerics.books.passed_by import PassedBy
from terezi.evidence.numerics.books.replay import replay

from .test_orders import standing

BUY, SELL = 1, -1
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
NOON_US = round(NOON.timestamp()) * SECOND_US


class Event(NamedTuple):
    """An order as it stands after an event, 0 when it is gone, or a trade of a buyer's and a seller's order."""

    is_trade: bool
    side: int
    price_e8: int
    quantity_e8: int
    order: object
    other: object = None


def passed_by(events, cuts=(), *, stood=()):
    """Replay the events in parts that end before each of `cuts`; answers how many, and the furthest (ppm)."""
    told, left = PassedBy(np.array([NOON_US, NOON_US + HOUR_US])), standing(*stood)
    for begins, ends in pairwise([0, *sorted(cuts), len(events)]):
        numbered = list(enumerate(events))[begins:ends]
        part = from_orders(_orders(numbered), _trades(numbered), left)
        told.add(replay(part.messages, part.changes), part.trades, part.met)
        left = part.standing
    rows = told.columns()
    assert (rows["passed_by"][1], rows["passed_by_ppm"][1]) == (0, 0)
    return rows["passed_by"][0], rows["passed_by_ppm"][0]


def _orders(numbered):
    rows = [
        (n, NOON, "modify" if each.quantity_e8 else "cancel", str(each.order), SIDE[each.side], *each[2:4])
        for n, each in numbered if not each.is_trade
    ]  # fmt: skip
    return pl.DataFrame(rows, dict(zip(ORDER_EVENTS, _KINDS, strict=True)), orient="row")


def _trades(numbered):
    rows = [
        (n, NOON, *each[2:4], SIDE[each.side], str(each.order), str(each.other))
        for n, each in numbered if each.is_trade
    ]  # fmt: skip
    kinds = [_KINDS[0], _KINDS[1], *_KINDS[-2:], *[pl.String] * 3]
    return pl.DataFrame(rows, dict(zip(TRADE_EVENTS, kinds, strict=True)), orient="row")


SIDE = {BUY: "buy", SELL: "sell", 0: None}
_KINDS = [pl.Int64, pl.Datetime("us", "UTC"), *[pl.String] * 3, pl.Int64, pl.Int64]


def order(name, side, price, quantity):
    return Event(False, side, price, quantity, name)


def trade(side, price, quantity, buyer, seller):
    return Event(True, side, price, quantity, buyer, seller)


def test_a_trade_beyond_a_better_order_is_one_and_its_distance_is_of_the_better_price():
    found = passed_by(
        [
            order("a", SELL, 100, 5),
            order("b", SELL, 102, 5),
            order("t", BUY, 103, 5),
            trade(BUY, 102, 5, "t", "b"),
        ]
    )

    assert found == (1, 20_000)


def test_an_order_that_was_cancelled_or_taken_or_changed_for_the_worse_is_passed_by_by_nobody():
    begun = [order("a", SELL, 100, 5), order("b", SELL, 102, 5), order("t", BUY, 103, 9)]

    cancelled = [*begun, order("a", SELL, 100, 0), trade(BUY, 102, 5, "t", "b")]
    taken = [*begun, trade(BUY, 100, 5, "t", "a"), trade(BUY, 102, 4, "t", "b")]
    changed = [*begun, order("a", SELL, 105, 5), trade(BUY, 102, 5, "t", "b")]

    assert [passed_by(each)[0] for each in (cancelled, taken, changed)] == [0, 0, 0]


def test_a_sale_below_the_best_bid_is_seen_as_well():
    found = passed_by([order("a", BUY, 200, 1), order("b", BUY, 190, 1), trade(SELL, 190, 1, "b", "s")])

    assert found == (1, 50_000)


def test_an_order_that_waited_over_night_is_passed_by_as_well():
    stood = [("a", "sell", 100, 5)]

    assert passed_by([order("b", SELL, 102, 5), trade(BUY, 102, 5, "t", "b")], stood=stood) == (1, 20_000)


def test_a_trade_of_which_nobody_says_who_took_passes_by_nobody():
    events = [order("a", SELL, 100, 5), trade(0, 102, 5, "t", "b")]

    assert passed_by(events) == (0, 0)


def test_a_price_of_any_size_is_told_within_a_whole_number():
    far = [order("a", SELL, 1, 5), trade(BUY, 2**62, 5, "t", "b")]

    assert passed_by(far) == (1, 2**62)


EVENTS = st.lists(
    st.one_of(
        st.builds(
            order, st.integers(0, 5), st.sampled_from([BUY, SELL]), st.integers(90, 110), st.integers(0, 3)
        ),
        st.builds(
            trade,
            st.sampled_from([BUY, SELL]),
            st.integers(90, 110),
            st.integers(1, 3),
            st.integers(0, 5),
            st.integers(0, 5),
        ),
    ),
    max_size=40,
)


def searched(events):
    """The same by searching the whole book at every trade."""
    book, count, furthest = {}, 0, 0
    for event in events:
        if not event.is_trade:
            book.pop((event.order, event.side), None)
            if event.quantity_e8 > 0:
                book[event.order, event.side] = (event.price_e8, event.quantity_e8)
            continue
        prices = [price for (_, side), (price, _) in book.items() if side == -event.side]
        best = (min if event.side == BUY else max)(prices, default=event.price_e8)
        worse = event.side * (event.price_e8 - best)
        count, furthest = count + (worse > 0), max(furthest, -(-worse * 1_000_000 // best))
        for key in ((event.order, BUY), (event.other, SELL)):
            if key in book:
                price, left = book.pop(key)
                if left > event.quantity_e8:
                    book[key] = (price, left - event.quantity_e8)
    return count, furthest


@given(EVENTS, st.lists(st.integers(0, 40), max_size=2))
def test_the_replay_in_any_parts_answers_what_a_search_of_the_whole_book_does(events, cuts):
    assert passed_by(events, [min(cut, len(events)) for cut in cuts]) == searched(events)
