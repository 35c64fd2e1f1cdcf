"""Days the law gives, against calendars worked out by hand and against another implementation."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.base.clocks import WEEK, Clock, days_left, days_used, due_on, is_working_day

FIVE_DAYS = ("mon", "tue", "wed", "thu", "fri")
NEW_YEAR = frozenset({date(2026, 1, 1), date(2026, 1, 2)})

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
counts = st.integers(1, 60)
kinds = st.sampled_from(["working", "calendar"])
weeks = st.sets(st.sampled_from(WEEK), min_size=1)
holidays = st.sets(days, max_size=12)


def due(start, count, kind="working", closed=NEW_YEAR, **rule):
    return due_on(start, Clock(count, kind), working_days=FIVE_DAYS, holidays=closed, **rule)


@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        (date(2026, 3, 10), 1, date(2026, 3, 11)),  # Tuesday: the day of the start does not count
        (date(2026, 3, 13), 1, date(2026, 3, 16)),  # Friday: over the weekend
        (date(2026, 3, 14), 1, date(2026, 3, 16)),  # started on a Saturday
        (date(2025, 12, 31), 1, date(2026, 1, 5)),  # New Year on Thursday and Friday, then a weekend
        (date(2025, 12, 30), 3, date(2026, 1, 6)),  # 31 December, 5 and 6 January
        (date(2025, 12, 24), 10, date(2026, 1, 9)),
        (date(2024, 2, 28), 2, date(2024, 3, 1)),  # a leap day is a working day like others
    ],
)
def test_a_clock_in_working_days_leaps_over_weekends_and_holidays(start, count, ends):
    assert due(start, count) == ends


@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        (date(2026, 3, 10), 3, date(2026, 3, 13)),
        (date(2026, 3, 10), 4, date(2026, 3, 16)),  # Saturday the 14th moves to Monday
        (date(2025, 12, 22), 10, date(2026, 1, 5)),  # New Year's Day moves over the holidays and the weekend
    ],
)
def test_a_clock_in_calendar_days_that_ends_on_a_rest_day_ends_on_the_next_working_day(start, count, ends):
    assert due(start, count, "calendar") == ends


def test_where_the_law_says_so_a_clock_in_calendar_days_ends_on_the_rest_day_itself():
    assert due(date(2026, 3, 10), 4, "calendar", on_rest_day="same_day") == date(2026, 3, 14)


def test_a_week_without_a_working_day_is_no_calendar():
    for week in ((), ("someday",)):
        with pytest.raises(ValueError, match="at least one working day"):
            due_on(date(2026, 3, 10), Clock(1, "working"), working_days=week, holidays=())


@given(start=days, count=counts, week=weeks, closed=holidays)
def test_working_days_agree_with_an_independent_calendar(start, count, week, closed):
    mask = [name in week for name in WEEK]
    # numpy counts from the start itself, so a start on a rest day rolls back to the working day before it
    expected = np.busday_offset(start, count, roll="backward", weekmask=mask, holidays=sorted(closed))

    assert due_on(start, Clock(count, "working"), working_days=week, holidays=closed) == expected.astype(
        object
    )


@given(start=days, length=st.integers(0, 200), week=weeks, closed=holidays)
def test_days_used_agree_with_an_independent_calendar(start, length, week, closed):
    until = start + timedelta(length)
    day = timedelta(1)
    expected = np.busday_count(
        start + day, until + day, weekmask=[name in week for name in WEEK], holidays=sorted(closed)
    )

    assert days_used(start, until, Clock(1, "working"), working_days=week, holidays=closed) == expected


@given(start=days, count=counts, kind=kinds, week=weeks, closed=holidays)
def test_no_clock_ends_on_a_rest_day_or_before_its_start(start, count, kind, week, closed):
    last = due_on(start, Clock(count, kind), working_days=week, holidays=closed)

    assert is_working_day(last, working_days=week, holidays=closed)
    assert last >= start + timedelta(count)


@given(start=days, count=counts, kind=kinds, week=weeks, closed=holidays)
def test_a_later_start_or_a_longer_clock_never_ends_earlier(start, count, kind, week, closed):
    def ends(begin, length):
        return due_on(begin, Clock(length, kind), working_days=week, holidays=closed)

    assert ends(start, count) <= ends(start + timedelta(1), count)
    assert ends(start, count) <= ends(start, count + 1)


@given(start=days, count=counts, gone=st.integers(0, 60), week=weeks, closed=holidays)
def test_days_used_and_days_left_make_up_the_clock(start, count, gone, week, closed):
    clock = Clock(count, "working")
    calendar = {"working_days": week, "holidays": closed}
    last = due_on(start, clock, **calendar)
    today = min(last, start + timedelta(gone))

    assert (
        days_used(start, today, clock, **calendar) + days_left(today, last, clock, **calendar) == clock.count
    )


def test_the_last_day_leaves_nothing_and_the_next_working_day_is_one_late():
    clock = Clock(5, "working")
    calendar = {"working_days": FIVE_DAYS, "holidays": NEW_YEAR}
    friday = date(2026, 3, 13)

    assert [
        days_left(day, friday, clock, **calendar)
        for day in (date(2026, 3, 12), friday, date(2026, 3, 14), date(2026, 3, 16))
    ] == [1, 0, 0, -1]


def test_calendar_days_left_count_every_day():
    clock = Clock(30, "calendar")

    assert (
        days_left(date(2026, 3, 13), date(2026, 3, 16), clock, working_days=FIVE_DAYS, holidays=NEW_YEAR) == 3
    )
