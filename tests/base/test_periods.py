"""Days that follow each other are one span of work."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from terezi.base.periods import Period, joined

FIRST = date(2026, 3, 1)
DAYS = st.lists(st.integers(0, 60), unique=True).map(
    lambda some: [FIRST + timedelta(days=n) for n in sorted(some)]
)


def test_days_that_follow_each_other_are_joined_and_a_gap_parts_them():
    days = [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 3)]

    assert joined(days) == [
        Period(date(2026, 2, 27), date(2026, 3, 2)),
        Period(date(2026, 3, 3), date(2026, 3, 4)),
    ]


@given(DAYS, st.integers(1, 10))
def test_every_day_is_in_one_span_and_no_span_is_longer_than_allowed(days, most):
    spans = joined(days, while_=lambda span: span.days <= most)

    assert [day for span in spans for day in span] == days
    assert all(span.days <= most for span in spans)
