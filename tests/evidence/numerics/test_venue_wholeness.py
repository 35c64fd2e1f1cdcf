"""How whole a venue's events are: numbers, clocks, orders behind trades, and better orders passed by."""

from datetime import date

import ibis
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.numerics.venues.trade_throughs import BUY, SELL, Event, trade_throughs
from terezi.evidence.numerics.venues.wholeness import wholeness


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


@given(EVENTS)
def test_the_heap_answers_what_a_search_of_the_whole_book_does(events):
    found = trade_throughs(events)

    assert (found.trades, found.furthest_ppm) == searched(events)


DAY = date(2026, 3, 9)


def counted(*told):
    """Weigh events told as (sequence, at in seconds, known in seconds, is trade) of one instrument."""
    rows = [
        ("V", "BTC-GGM", DAY, n, at * 1_000_000, known * 1_000_000, trade) for n, at, known, trade in told
    ]
    names = ["venue_id", "instrument", "day", "sequence", "at_us", "known_us", "is_trade"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    answer = wholeness(ibis.memtable(frame))
    return pl.DataFrame(ibis.duckdb.connect().to_pyarrow(answer)).row(0, named=True)


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
