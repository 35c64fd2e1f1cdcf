"""How whole a venue's events are: numbers, clocks, orders behind trades, and better orders passed by."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import NamedTuple

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.numerics.venues import trade_throughs as passed_by
from terezi.evidence.numerics.venues.market_days import NOTHING_STOOD
from terezi.evidence.numerics.venues.wholeness import Wholeness

BUY, SELL = 1, -1
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


class Event(NamedTuple):
    """An order as it stands after an event, 0 when it is gone, or a trade of a buyer's and a seller's order."""

    is_trade: bool
    side: int
    price_e8: int
    quantity_e8: int
    order: object
    other: object = None


def trade_throughs(events, cuts=()):
    """Replay the events in parts that end before each of `cuts`."""
    trades = furthest = 0
    standing = NOTHING_STOOD
    for begins, ends in pairwise([0, *sorted(cuts), len(events)]):
        numbered = list(enumerate(events))[begins:ends]
        found, standing = passed_by.trade_throughs(_orders(numbered), _trades(numbered), standing)
        trades, furthest = trades + found.trades, max(furthest, found.furthest_ppm)
    return passed_by.Throughs(trades, furthest)


def _orders(numbered):
    rows = [
        (n, NOON, "modify" if each.quantity_e8 else "cancel", str(each.order), SIDE[each.side], *each[2:4])
        for n, each in numbered if not each.is_trade
    ]  # fmt: skip
    schema = ["sequence", "at", "event", "order_id", "side", "price_e8", "quantity_e8"]
    return pl.DataFrame(rows, dict(zip(schema, _KINDS, strict=True)), orient="row")


def _trades(numbered):
    rows = [
        (n, NOON, *each[2:4], SIDE[each.side], str(each.order), str(each.other))
        for n, each in numbered if each.is_trade
    ]  # fmt: skip
    schema = [
        "sequence",
        "traded_at",
        "price_e8",
        "quantity_e8",
        "aggressor",
        "buy_order_id",
        "sell_order_id",
    ]
    kinds = [_KINDS[0], _KINDS[1], *_KINDS[-2:], *[pl.String] * 3]
    return pl.DataFrame(rows, dict(zip(schema, kinds, strict=True)), orient="row")


SIDE = {BUY: "buy", SELL: "sell"}
_KINDS = [pl.Int64, pl.Datetime("us", "UTC"), *[pl.String] * 3, pl.Int64, pl.Int64]


def order(name, side, price, quantity):
    return Event(False, side, price, quantity, name)


def trade(side, price, quantity, buyer, seller):
    return Event(True, side, price, quantity, buyer, seller)


def test_a_trade_beyond_a_better_order_is_one_and_its_distance_is_of_the_better_price():
    found = trade_throughs(
        [
            order("a", SELL, 100, 5),
            order("b", SELL, 102, 5),
            order("t", BUY, 103, 5),
            trade(BUY, 102, 5, "t", "b"),
        ]
    )

    assert (found.trades, found.furthest_ppm) == (1, 20_000)


def test_an_order_that_was_cancelled_or_taken_or_changed_for_the_worse_is_passed_by_by_nobody():
    begun = [order("a", SELL, 100, 5), order("b", SELL, 102, 5), order("t", BUY, 103, 9)]

    cancelled = [*begun, order("a", SELL, 100, 0), trade(BUY, 102, 5, "t", "b")]
    taken = [*begun, trade(BUY, 100, 5, "t", "a"), trade(BUY, 102, 4, "t", "b")]
    changed = [*begun, order("a", SELL, 105, 5), trade(BUY, 102, 5, "t", "b")]

    assert [trade_throughs(each).trades for each in (cancelled, taken, changed)] == [0, 0, 0]


def test_a_sale_below_the_best_bid_is_seen_as_well():
    found = trade_throughs([order("a", BUY, 200, 1), order("b", BUY, 190, 1), trade(SELL, 190, 1, "b", "s")])

    assert (found.trades, found.furthest_ppm) == (1, 50_000)


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
        count, furthest = count + (worse > 0), max(furthest, worse * 1_000_000 // best)
        for key in ((event.order, BUY), (event.other, SELL)):
            if key in book:
                price, left = book.pop(key)
                if left > event.quantity_e8:
                    book[key] = (price, left - event.quantity_e8)
    return count, furthest


@given(EVENTS, st.lists(st.integers(0, 40), max_size=2))
def test_the_replay_in_any_parts_answers_what_a_search_of_the_whole_book_does(events, cuts):
    found = trade_throughs(events, [min(cut, len(events)) for cut in cuts])

    assert (found.trades, found.furthest_ppm) == searched(events)


def counted(*told, parts=1):
    """Weigh events told as (sequence, at in seconds, known in seconds, is trade) of one instrument."""
    whole = Wholeness()
    for part in range(parts):
        some = told[len(told) * part // parts : len(told) * (part + 1) // parts]
        orders, trades = ([row[:3] for row in some if row[3] == which] for which in (0, 1))
        whole.add(_timed(orders, "at"), _timed(trades, "traded_at"))
    return whole.as_row()


def _timed(rows, at):
    moments = [(n, *(NOON + timedelta(seconds=second) for second in seconds)) for n, *seconds in rows]
    instant = pl.Datetime("us", "UTC")
    return pl.DataFrame(moments, {"sequence": pl.Int64, at: instant, "known_at": instant}, orient="row")


def test_numbers_nobody_told_are_counted_with_the_stretches_they_lie_in():
    found = counted((1, 0, 100, 0), (2, 1, 100, 1), (5, 2, 100, 0), (6, 3, 100, 0), (10, 4, 100, 1))

    assert (found["missing"], found["gaps"], found["overlaps"]) == (5, 2, 0)
    assert (found["orders"], found["trades"], found["first_sequence"], found["last_sequence"]) == (
        3,
        2,
        1,
        10,
    )


def test_one_number_for_an_order_event_and_a_trade_is_an_overlap():
    assert counted((1, 0, 9, 0), (1, 0, 9, 1), (2, 1, 9, 0))["overlaps"] == 1


def test_a_clock_that_goes_back_between_two_numbers_is_seen_with_how_far():
    found = counted((1, 10, 99, 0), (2, 7, 99, 0), (3, 8, 99, 0), (4, 6, 99, 0))

    assert (found["backward"], found["backward_us"]) == (2, 3_000_000)


def test_an_event_after_its_arrival_tells_of_a_clock_ahead():
    assert counted((1, 10, 12, 0), (2, 20, 12, 0))["least_lag_us"] == -8_000_000


def test_one_event_alone_lacks_nothing():
    found = counted((7, 0, 1, 1))

    assert (found["missing"], found["gaps"], found["backward_us"]) == (0, 0, 0)


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(0, 9), st.integers(0, 1)), min_size=1
    )
)
def test_a_day_weighed_in_parts_is_the_day_weighed_whole(steps):
    numbers = accumulate(step for step, *_ in steps)
    told = [(number, *rest) for number, (_, *rest) in zip(numbers, steps, strict=True)]

    assert counted(*told, parts=3) == counted(*told)
