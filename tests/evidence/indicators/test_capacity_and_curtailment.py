"""Power above the licence, and orders obeyed on paper only."""

from datetime import date, timedelta

import pytest

from terezi.evidence.indicators.curtailment_only_on_paper import curtailment_only_on_paper
from terezi.evidence.indicators.power_over_capacity import power_over_capacity

from .conftest import DAY, MIDNIGHT

LICENSED_W = 10_000_000


def load(lake, mw, hours, *, day=DAY, meter_id="M1", first=0, minutes=15):
    for quarter in range(hours * 60 // minutes):
        at = MIDNIGHT + (day - DAY) + timedelta(hours=first, minutes=minutes * quarter)
        lake.tell(
            "meter_readings", day=day, meter_id=meter_id, read_at=at,
            interval_seconds=minutes * 60, energy_wh=round(mw * 1e6 * minutes / 60),
        )  # fmt: skip


def test_three_hours_above_the_licence_and_its_tolerance_are_a_lead(lake, found):
    load(lake, 10.3, hours=3)

    assert found(power_over_capacity, lake) == [("S1", 10_300_000, LICENSED_W)]


def test_two_hours_above_are_not(lake, found):
    load(lake, 15, hours=2)

    assert found(power_over_capacity, lake) == []


def test_an_excess_within_metering_tolerance_is_not(lake, found):
    load(lake, 10.2, hours=24)

    assert found(power_over_capacity, lake) == []


def test_the_tolerance_is_that_of_the_law_of_the_day(lake, found):
    after = date(2026, 3, 2)
    load(lake, 10.15, hours=24, day=after)

    assert found(power_over_capacity, lake, day=after) == [("S1", 10_150_000, LICENSED_W)]


def test_two_meters_of_one_site_add_up(lake, found):
    lake.tell("ref_meters", meter_id="M2")
    load(lake, 6, hours=3)
    load(lake, 6, hours=3, meter_id="M2")

    assert found(power_over_capacity, lake) == [("S1", 12_000_000, LICENSED_W)]


def order(lake, limit_mw=1.0):
    lake.tell("curtailment_orders", limit_w=round(limit_mw * 1e6))


def report(lake, mw, hours):
    for hour in range(hours):
        lake.tell("machine_telemetry", read_at=MIDNIGHT + timedelta(hours=hour), power_w=round(mw * 1e6))


@pytest.mark.parametrize(
    ("metered_mw", "reported_mw", "leads"),
    [(5.0, 0.9, 1), (0.9, 0.9, 0), (5.0, 5.0, 0), (1.04, 0.9, 0)],
    ids=["feigned", "obeyed", "openly disobeyed", "within tolerance"],
)
def test_only_an_order_obeyed_in_telemetry_and_not_at_the_meter_is_a_lead(
    lake, found, metered_mw, reported_mw, leads
):
    order(lake)
    load(lake, metered_mw, hours=4)
    report(lake, reported_mw, hours=4)

    assert len(found(curtailment_only_on_paper, lake)) == leads


def test_the_minutes_the_law_gives_to_obey_do_not_count(lake, found):
    order(lake)
    load(lake, 9, hours=1, minutes=15)
    lake.rows["meter_readings"] = lake.rows["meter_readings"][:1]
    load(lake, 0.5, hours=3, first=1)
    report(lake, 0.9, hours=4)

    assert found(curtailment_only_on_paper, lake) == []


def test_hours_without_readings_are_not_taken_for_obedience_or_excess(lake, found):
    order(lake)
    load(lake, 5, hours=1, first=2)
    report(lake, 0.9, hours=4)

    assert found(curtailment_only_on_paper, lake) == [("S1", 5_000_000, 1_000_000)]
