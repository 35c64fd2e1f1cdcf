"""Real files, and samples in their shape, go through the door into the lake without edits."""

from datetime import UTC, datetime
from types import SimpleNamespace

import polars as pl
import pytest

from terezi.evidence.facts.home import Home
from terezi.evidence.sources.door import receive

AT = datetime(2026, 3, 1, tzinfo=UTC)
LAW = SimpleNamespace(settlement=SimpleNamespace(time_zone=SimpleNamespace(value="Asia/Ashgabat")))
POLLS = (
    "timestamp,miner_ip,power_w,hashrate_ths,elapsed_s,avg_temp_c,avg_fan_rpm\n"
    "2025-10-01 12:00:00.500000,10.0.0.7,{power},94.3,700,61.0,4100\n"
    "2025-10-01 12:00:30.500000,10.0.0.7,3301.7,94.3,730,61.0,4100\n"
)
REAL = [
    ("mining/s19_farm/metrics.csv.gz", {"site_id": "farm"}, 4_579),
    ("mining/s19_farm/electricity_costs.csv", {"site_id": "farm"}, 12),
    ("mining/bitaxe/multi_bitaxe_kpis_20250529_193455.csv.gz", {"site_id": "desk"}, 1_485),
    ("load/Steel_industry_data.csv.gz", {"meter_id": "steel"}, 35_040),
    ("load/us_homes_8_hourly.parquet", {"starts_on": "2018-01-01"}, 70_080),
]


@pytest.fixture
def deliver(tmp_path):
    home = Home.create(tmp_path / "home", country="GG")

    def _deliver(path, **options):
        (receipt,) = receive([path], home=home, law=LAW, at=AT, options=options)
        return receipt

    return _deliver


def test_polls_enter_and_their_repairs_are_told_to_the_sender(deliver, tmp_path):
    file = tmp_path / "metrics.csv"
    file.write_text(POLLS.format(power="0"))

    receipt = deliver(file, site_id="farm")

    assert (receipt.outcome, receipt.table, receipt.rows_new) == ("accepted", "machine_telemetry", 2)
    assert ("S19P-R2", 1) in {(note.code, note.count) for note in receipt.notes}


def test_one_bad_poll_keeps_the_whole_file_out(deliver, tmp_path):
    file = tmp_path / "metrics.csv"
    file.write_text(POLLS.format(power="-1"))

    receipt = deliver(file, site_id="farm")

    assert receipt.outcome == "quarantined"
    assert {"S19P-04"} <= {problem.check for problem in receipt.problems}


@pytest.mark.real
@pytest.mark.parametrize(("file", "options", "rows"), REAL, ids=[file for file, _, _ in REAL])
def test_a_real_file_enters_once(file, options, rows, deliver, data):
    first = deliver(data / file, **options)
    second = deliver(data / file, **options)

    assert (first.outcome, first.rows_new, first.problems) == ("accepted", rows, ())
    assert (second.outcome, second.rows_new) == ("unchanged", 0)


def test_the_file_that_knows_more_corrects_the_one_that_knows_less(deliver, tmp_path):
    less, more = tmp_path / "rm_difficulty.csv", tmp_path / "btc.csv"
    less.write_text("Date,difficulty\n2019-06-01,7400000000000.0\n2019-06-02,7400000000000.0\n")
    more.write_text(
        "time,BlkCnt,DiffMean,FeeTotNtv,IssTotNtv,PriceUSD\n2019-06-02,150.0,7400000000000.0,75.0,1875.0,8550.25\n"
    )

    deliver(less)
    receipt = deliver(more)

    assert (receipt.rows_new, receipt.rows_corrected) == (0, 1)


def test_a_row_told_twice_word_for_word_counts_once(deliver, tmp_path):
    hours = [datetime(2024, 1, 1, hour) for hour in (0, 0, 1)]  # noqa: DTZ001 - the column says UTC, not the type
    pl.DataFrame({"Load (MW)": ["40000"] * 3, "Time (UTC)": hours}).write_parquet(tmp_path / "load.parquet")

    receipt = deliver(tmp_path / "load.parquet", meter_id="texas")

    assert (receipt.outcome, receipt.rows_new) == ("accepted", 2)
