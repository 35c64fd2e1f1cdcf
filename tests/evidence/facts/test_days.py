"""The settlement day is the local day in which an interval starts."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.facts.days import day_bounds, settlement_day

ZONES = ["Asia/Ashgabat", "Asia/Almaty", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Karachi"]


def test_a_day_of_almaty_had_25_hours_when_the_zone_changed():
    start, end = day_bounds(date(2024, 2, 29), "Asia/Almaty")

    assert (start, end) == (datetime(2024, 2, 28, 18, tzinfo=UTC), datetime(2024, 2, 29, 19, tzinfo=UTC))


def test_the_hour_almaty_lived_twice_belongs_to_the_day_it_was_lived_in():
    instants = [datetime(2024, 2, 29, hour, 30, tzinfo=UTC) for hour in (17, 18, 19)]

    days = [settlement_day(instant, "Asia/Almaty") for instant in instants]

    assert days == [date(2024, 2, 29), date(2024, 2, 29), date(2024, 3, 1)]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2025, 3, 30), 23), (date(2025, 10, 26), 25), (date(2025, 7, 1), 24)]
)
def test_a_day_of_berlin_has_as_many_hours_as_its_clocks_show(day, hours):
    start, end = day_bounds(day, "Europe/Berlin")

    assert end - start == timedelta(hours=hours)


def test_a_day_whose_midnight_was_skipped_begins_when_clocks_were_moved():
    start, _ = day_bounds(date(2018, 11, 4), "America/Sao_Paulo")

    assert start == datetime(2018, 11, 4, 3, tzinfo=UTC)


@given(
    instant=st.integers(1_230_940_800, 2_051_222_400).map(lambda second: datetime.fromtimestamp(second, UTC)),
    zone=st.sampled_from(ZONES),
)
def test_a_column_and_a_single_instant_have_the_same_day_and_lie_within_its_bounds(instant, zone):
    column = pl.DataFrame({"at": [instant]}, schema={"at": pl.Datetime("us", "UTC")})

    day = settlement_day(instant, zone)

    start, end = day_bounds(day, zone)
    assert column.select(settlement_day(pl.col("at"), zone)).item() == day
    assert start <= instant < end
