"""How whole a venue's events are: numbers nobody told, and clocks."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.numerics.venues.wholeness import Wholeness

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


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
