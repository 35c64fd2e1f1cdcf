"""An emergency: who is cut, in which order, to what."""

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.curtailment import Draw, curtail, is_in_order
from terezi.law.book import law_on

MW = 1_000_000
ORDER = law_on("GG", date(2026, 3, 10)).surplus.curtailment_order.value


def draw(mine, mw, price=50, least=0, region="Mary", licensed=date(2025, 6, 1)):
    return Draw(mine, region, mw * MW, least * MW, price * 100, licensed)


draws = st.lists(
    st.builds(
        Draw,
        mine=st.uuids().map(str),
        region=st.sampled_from(["Mary", "Akgum"]),
        draws_w=st.integers(0, 20 * MW),
        least_w=st.integers(0, 5 * MW),
        price_minor_per_mwh=st.integers(0, 5),
        licensed_on=st.dates(date(2025, 1, 1), date(2025, 1, 5)),
    ),
    max_size=12,
    unique_by=lambda each: each.mine,
)


def test_the_lowest_price_goes_first_and_the_last_one_only_as_far_as_needed():
    cut = curtail([draw("a", 10, 70), draw("b", 10, 50)], needed_w={"Mary": 14 * MW}, order=ORDER)

    assert [(each.mine, each.limit_w, each.cut_before_w) for each in cut.orders] == [
        ("b", 0, 0),
        ("a", 6 * MW, 10 * MW),
    ]


def test_at_the_same_price_the_latest_licence_goes_first():
    old, new = draw("a", 10), draw("b", 10, licensed=date(2025, 7, 1))

    assert [each.mine for each in curtail([old, new], needed_w={"Mary": 1}, order=ORDER).orders] == ["b"]


def test_a_mine_that_cannot_run_so_low_is_cut_to_nothing():
    (order,) = curtail([draw("a", 10, least=6)], needed_w={"Mary": 5 * MW}, order=ORDER).orders

    assert (order.limit_w, order.cut_w) == (0, 10 * MW)


def test_what_mines_cannot_give_is_told_as_missing():
    cut = curtail([draw("a", 10)], needed_w={"Mary": 12 * MW, "Akgum": 3}, order=ORDER)

    assert cut.missing_w == {"Mary": 2 * MW, "Akgum": 3}


def test_a_region_that_needs_nothing_is_left_alone():
    assert curtail([draw("a", 10)], needed_w={"Akgum": 5}, order=ORDER).orders == ()


def test_a_mine_told_twice_stops_the_orders():
    with pytest.raises(BadData, match="Mine a in Mary stands twice"):
        curtail([draw("a", 1), draw("a", 2)], needed_w={"Mary": 1}, order=ORDER)


@settings(max_examples=200, deadline=None)
@given(told=draws, needed=st.integers(0, 100 * MW))
def test_orders_are_in_order_whatever_order_the_mines_stand_in(told, needed):
    asked = {"Mary": needed, "Akgum": needed // 2}
    cut = curtail(told, needed_w=asked, order=ORDER)

    assert cut == curtail(told[::-1], needed_w=asked, order=ORDER)
    assert is_in_order(cut, told, ORDER)
    for region, needs in asked.items():
        got = sum(each.cut_w for each in cut.orders if each.region == region)
        assert got >= min(needs, sum(each.draws_w for each in told if each.region == region))


def test_a_favour_is_found():
    told = [draw("a", 10, 40), draw("b", 10, 50)]
    cut = curtail(told, needed_w={"Mary": 5 * MW}, order=ORDER)
    (order,) = cut.orders
    favoured = replace(cut, orders=(replace(order, mine="b"),))
    too_much = replace(cut, orders=(replace(order, limit_w=MW),))

    assert not is_in_order(favoured, told, ORDER)
    assert not is_in_order(too_much, told, ORDER)


def test_ten_thousand_mines_are_sorted_in_less_than_a_second():
    told = [draw(str(number), number % 20, number % 70, region=f"r{number % 6}") for number in range(10_000)]
    began = time.process_time()
    cut = curtail(told, needed_w={f"r{number}": 5_000 * MW for number in range(6)}, order=ORDER)

    assert time.process_time() - began < 1
    assert is_in_order(cut, told, ORDER)
