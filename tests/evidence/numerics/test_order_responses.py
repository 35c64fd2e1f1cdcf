"""What an order did is what the meter shows in the time it held."""

from datetime import timedelta

import ibis
import polars as pl
import pytest

from terezi.base.periods import days_up_to
from terezi.evidence.numerics.order_responses import metered_w, responses
from tests.evidence.indicators.conftest import DAY, MIDNIGHT, TinyLake

START = int(MIDNIGHT.timestamp())
QUARTER = 900


@pytest.fixture
def lake():
    told = TinyLake()
    told.tell("ref_sites")
    told.tell("ref_meters")
    return told


def order(first_s=QUARTER, until_s=4 * 3_600, limit_w=1_000_000):
    row = {"order_id": "O1", "site_id": "S1", "limit_w": limit_w}
    return ibis.memtable(pl.DataFrame([{**row, "from_s": START + first_s, "until_s": START + until_s}]))


def reads(lake, mw, quarters, **said):
    for quarter in quarters:
        at = MIDNIGHT + timedelta(seconds=QUARTER * quarter)
        wh = round(mw * 1e6 / 4)
        lake.tell("meter_readings", read_at=at, interval_seconds=QUARTER, energy_wh=wh, **said)


def answer(lake, told=None):
    return lake.collect(responses(lake, told if told is not None else order(), days_up_to(DAY, days=1)))


def test_the_mean_is_of_the_time_the_order_could_be_obeyed_in(lake):
    reads(lake, 9, [0])  # the quarter of an hour the law gives
    reads(lake, 1, range(1, 16))
    reads(lake, 9, range(16, 30))  # after the order

    (row,) = answer(lake).iter_rows(named=True)
    assert (row["mean_w"], row["seconds"], row["reported_w"]) == (1_000_000, 15 * QUARTER, None)


def test_what_the_machines_say_stands_beside_it(lake):
    reads(lake, 8, range(1, 16))
    for quarter in range(1, 16):
        at = MIDNIGHT + timedelta(seconds=QUARTER * quarter)
        lake.tell("machine_telemetry", read_at=at, interval_seconds=QUARTER, power_w=900_000)

    (row,) = answer(lake).iter_rows(named=True)
    assert (row["mean_w"], row["reported_w"]) == (8_000_000, 900_000)


def test_no_reading_is_no_answer(lake):
    assert answer(lake).is_empty()


def test_estimates_and_check_meters_prove_nothing(lake):
    lake.tell("ref_meters", meter_id="M2", source_rank=2)
    reads(lake, 8, range(1, 16), quality="estimated")
    reads(lake, 8, range(1, 16), meter_id="M2")

    assert answer(lake).is_empty()


def test_two_meters_of_a_site_add_up_and_a_meter_listed_twice_counts_once(lake):
    lake.tell("ref_meters", meter_id="M2")
    lake.tell("ref_meters", meter_id="M2", valid_from=DAY)
    reads(lake, 2, range(1, 16))
    reads(lake, 3, range(1, 16), meter_id="M2")

    assert lake.collect(metered_w(lake, order(), days_up_to(DAY, days=1)))["mean_w"].to_list() == [5_000_000]


def test_time_of_which_one_of_two_meters_is_silent_is_not_read_whole(lake):
    lake.tell("ref_meters", meter_id="M2")
    reads(lake, 2, range(1, 16))
    reads(lake, 3, range(1, 5), meter_id="M2")

    (row,) = answer(lake).iter_rows(named=True)
    assert (row["seconds"], row["whole_seconds"]) == (15 * QUARTER, 4 * QUARTER)
