"""Names at the end of the lines of the fees picture: in the order of the lines, and never one on another."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.site.charts.venue_fees import apart

NAME, TOP = 1_000.0, 20_000.0
ENDS = st.lists(st.floats(0, TOP), min_size=1, max_size=12)


@given(ENDS)
def test_names_stand_a_names_height_apart_in_the_order_of_their_lines(ends):
    found = apart(ends, least=NAME, top=TOP)

    told = sorted(zip(ends, found, strict=True))
    places = [place for _end, place in told]
    assert all(
        after - before >= NAME - 1e-6
        for before, after in zip(sorted(places), sorted(places)[1:], strict=False)
    )
    assert all(one[0] == other[0] or one[1] < other[1] for one, other in itertools.pairwise(told))
    assert max(found) <= max(TOP, NAME * (len(ends) - 1))


def test_names_that_have_room_stay_at_the_end_of_their_lines():
    assert apart([14_000.0, 9_000.0, 3_000.0], least=NAME, top=TOP) == [14_000.0, 9_000.0, 3_000.0]


def test_two_that_end_together_are_moved_by_one_height():
    assert apart([14_000.0, 14_000.0], least=NAME, top=TOP) == [14_000.0, 15_000.0]


def test_at_the_top_they_make_room_downwards():
    assert apart([TOP, TOP], least=NAME, top=TOP) == pytest.approx([TOP - NAME, TOP])
