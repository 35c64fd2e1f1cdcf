"""Readings of one meter with different starts that cover the same time would count its energy twice."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.sources.overlaps import FORGIVEN, overlaps
from terezi.evidence.sources.tellers import tellers
from tests.evidence.senders import checks, current, give_one, meter_file, reading

HOUR_S = 3_600
HOURS = [reading("M1", f"2026-03-01T0{hour}:00:00Z", 4, seconds=HOUR_S) for hour in range(3)]
START = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_quarter_inside_an_hour_of_the_same_meter_is_refused_and_both_rows_are_named(home, tmp_path):
    receipt = give_one(
        home, meter_file(tmp_path / "a.csv", [*HOURS, reading("M1", "2026-03-01T01:15:00Z", 1)])
    )

    (problem,) = receipt.problems
    assert (problem.check, problem.rows, problem.count) == ("DOOR-23", (2, 4), 1)
    assert "2 & 4" in problem.says


@pytest.mark.parametrize(
    "more",
    [reading("M2", "2026-03-01T01:15:00Z", 1), reading("M1", "2026-03-01T03:00:00Z", 1)],
    ids=["another meter", "after the last hour"],
)
def test_another_meter_or_another_time_does_not_overlap(home, tmp_path, more):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*HOURS, more]))

    assert (checks(receipt), len(current(home))) == ([], 4)


def test_the_short_day_on_which_clocks_go_forward_is_no_overlap(home, tmp_path):
    days = [
        reading("M1", "2025-03-30T00:00:00Z", 1, seconds=86_400),
        reading("M1", "2025-03-30T23:00:00Z", 1, seconds=86_400),
    ]

    receipt = give_one(home, meter_file(tmp_path / "a.csv", days), zone="Europe/London")

    assert (checks(receipt), len(current(home))) == ([], 2)


@given(
    told=st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 40), st.sampled_from((900, 1_800, 3_600))),
        min_size=1,
        max_size=25,
        unique_by=lambda one: one[:2],
    )
)
def test_exactly_the_readings_that_reach_into_another_are_found(told):
    rows = [
        {"_who": meter, "read_at": START + timedelta(seconds=900 * start), "interval_seconds": seconds, "row_number": number}
        for number, (meter, start, seconds) in enumerate(told)
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema_overrides={"interval_seconds": pl.Int32}).lazy()

    found = overlaps(frame, tellers(frame), shown=100)

    assert (found.count > 0) == any(
        one is not other
        and one["_who"] == other["_who"]
        and one["read_at"] <= other["read_at"]
        and (one["read_at"] + timedelta(seconds=one["interval_seconds"]) - other["read_at"]).total_seconds()
        * FORGIVEN
        > min(one["interval_seconds"], other["interval_seconds"])
        for one in rows
        for other in rows
    )
