"""The known defects of the real files: each mended by name, none by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.asic_list import ASIC_LIST
from terezi.evidence.sources.bitaxe_polls import BITAXE_POLLS
from terezi.evidence.sources.bitcoin_difficulty import BITCOIN_DIFFICULTY
from terezi.evidence.sources.bitcoin_subsidy import HALVED_AT, subsidy_satoshi
from terezi.evidence.sources.coinmetrics_bitcoin import COINMETRICS_BITCOIN
from terezi.evidence.sources.national_load_turkey import NATIONAL_LOAD_TURKEY
from terezi.evidence.sources.national_load_utc import NATIONAL_LOAD_UTC
from terezi.evidence.sources.s19_farm_machines import S19_FARM_MACHINES
from terezi.evidence.sources.s19_farm_polls import S19_FARM_POLLS
from terezi.evidence.sources.s19_farm_power_bills import S19_FARM_POWER_BILLS
from terezi.evidence.sources.steel_works import STEEL_WORKS
from terezi.evidence.sources.victoria_demand import VICTORIA_DEMAND


def poll(seconds: float, *, power="3301.7", ths="94.3", uptime="700", temperature="61.0", ip="10.0.0.7"):
    at = datetime(2025, 10, 1, 12, tzinfo=UTC) + timedelta(seconds=seconds)
    return {
        "timestamp": at.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "miner_ip": ip,
        "power_w": power,
        "hashrate_ths": ths,
        "elapsed_s": uptime,
        "avg_temp_c": temperature,
        "avg_fan_rpm": "4100",
    }


def test_a_poll_speaks_until_the_next_one_and_a_gap_stays_absent(read):
    frame = read(S19_FARM_POLLS, [poll(0), poll(20), poll(50.02), poll(650), poll(5, ip="10.0.0.8")])

    mine = frame.filter(pl.col("machine_id") == "10.0.0.7").sort("read_at")
    assert mine["interval_seconds"].to_list() == [20, 30, 30, 30]
    assert [bool(flags & Flag.AFTER_GAP) for flags in mine["flags"]] == [False, False, False, True]


def test_polls_need_not_come_in_order_of_time(read):
    frame = read(S19_FARM_POLLS, [poll(50), poll(0), poll(20)])

    assert frame.sort("read_at")["interval_seconds"].to_list() == [20, 30, 30]


def test_of_two_answers_to_one_moment_the_one_with_work_counts(read, broken):
    frame = read(
        S19_FARM_POLLS, [poll(0), poll(0.05, power="0", ths="0"), poll(30), poll(30.05, power="0", ths="0")]
    )

    assert frame.sort("read_at")["interval_seconds"].to_list() == [30, 0, 30, 0]
    assert broken(S19_FARM_POLLS.repairs, frame)["S19P-R3"] == 2


def test_zero_power_of_a_hashing_machine_is_unknown_not_zero(read, broken):
    frame = read(S19_FARM_POLLS, [poll(0, power="0.0")])

    assert frame["power_w"].to_list() == [None]
    assert frame["flags"].to_list() == [int(Flag.REPAIRED_VALUE)]
    assert broken(S19_FARM_POLLS.repairs, frame) == {"S19P-R2": 1}


def test_power_that_is_hash_rate_times_a_nominal_is_called_estimated(read, broken):
    frame = read(S19_FARM_POLLS, [poll(0, power="2781.85", ths="94.3"), poll(30, power="0", ths="0")])

    assert frame["flags"].to_list() == [int(Flag.ESTIMATED)] * 2
    assert broken(S19_FARM_POLLS.repairs, frame) == {"S19P-R1": 2}


def test_an_uptime_that_is_a_date_and_an_absurd_temperature_are_flagged(read, broken):
    frame = read(S19_FARM_POLLS, [poll(0, uptime="1754003951"), poll(30, temperature="191.625")])

    assert frame["flags"].to_list() == [int(Flag.REPAIRED_VALUE)] * 2
    assert broken(S19_FARM_POLLS.repairs, frame) == {"S19P-R4": 1, "S19P-R5": 1}


def test_overlapping_hours_of_one_machine_are_not_counted_twice(read, broken):
    def bill(start: str, end: str):
        return {"miner_ip": "10.0.0.7", "period_start": start, "period_end": end, "total_kwh": "3.6"}

    frame = read(
        S19_FARM_POWER_BILLS,
        [
            bill("2025-10-01 12:00:00.0", "2025-10-01 13:00:00.0"),
            bill("2025-10-01 12:00:10.0", "2025-10-01 13:00:10.0"),
        ],
    )

    assert frame["energy_wh"].to_list() == [3600, 10]
    assert frame["interval_seconds"].to_list() == [3600, 10]
    assert frame["read_at"][1] == datetime(2025, 10, 1, 13, tzinfo=UTC)
    assert broken(S19_FARM_POWER_BILLS.repairs, frame) == {"S19E-R1": 1}


def test_energy_made_from_polls_ranks_as_machine_and_estimated(read):
    frame = read(
        S19_FARM_POWER_BILLS,
        [
            {
                "miner_ip": "a",
                "period_start": "2025-10-01 12:00:00.0",
                "period_end": "2025-10-01 13:00:00.0",
                "total_kwh": "3",
            }
        ],
    )

    assert frame.select("meter_id", "source_rank", "quality").row(0) == ("farm/a", 4, "estimated")


def machine(ip: str, model: str | None, ths: str | None, j_per_th: str | None = "34.5"):
    return {
        "miner_ip": ip,
        "model": model,
        "nominal_ths": ths,
        "nominal_efficiency_j_per_th": j_per_th if ths else None,
    }


def test_a_machine_without_nominal_values_takes_those_of_its_model(read, broken):
    rows = [
        machine("a", "Antminer S19 (Vnish 1.2.6)", "95.0"),
        machine("b", "s19", None),
        machine("c", "s19", "95.0"),
    ]

    frame = read(S19_FARM_MACHINES, rows)

    assert frame.select("model", "hash_rate_ghs", "power_w").unique().rows() == [
        ("Antminer S19", 95_000, 3278)
    ]
    assert broken(S19_FARM_MACHINES.repairs, frame) == {"S19M-R1": 1}


def test_machines_without_a_model_are_refused_unless_left_out_on_request(read, broken):
    rows = [machine("a", "s19 xp", "140.0", "21.0"), machine("b", None, None)]

    refused = read(S19_FARM_MACHINES, rows)
    accepted = read(S19_FARM_MACHINES, rows, unidentified="leave_out")

    assert broken(S19_FARM_MACHINES.checks, refused) == {"S19M-02": 1}
    assert accepted["model"].to_list() == ["Antminer S19 XP"]
    assert broken(S19_FARM_MACHINES.checks, accepted) == {}


def test_an_offline_machine_does_no_work_and_its_power_is_unknown(read):
    row = {
        "timestamp": "2025-05-29T19:34:55.5",
        "miner_name": "x",
        "miner_ip": "a",
        "hashrate_gh": "0",
        "power_w": "0",
        "status": "OFFLINE",
    }

    frame = read(BITAXE_POLLS, [row], time_zone="Europe/Prague")

    assert frame.select("hash_rate_ghs", "power_w", "interval_seconds").row(0) == (0, None, 60)
    assert frame["read_at"][0] == datetime(2025, 5, 29, 17, 34, 55, 500_000, tzinfo=UTC)


@pytest.mark.parametrize("number", range(len(HALVED_AT)))
def test_the_subsidy_halves_at_the_halving_and_is_mixed_by_time_on_its_day(number):
    day = HALVED_AT[number].replace(hour=0, minute=0, second=0)
    days = pl.DataFrame({"day": [day - timedelta(days=1), day, day + timedelta(days=1)]})

    before, on, after = days.select(subsidy_satoshi(pl.col("day"))).to_series()

    assert (before, after) == (5_000_000_000 >> number, 5_000_000_000 >> (number + 1))
    share_after = 1 - (HALVED_AT[number] - day).total_seconds() / 86_400
    assert on == pytest.approx(before - (before - after) * share_after, abs=1)


def test_a_difficulty_file_says_nothing_of_fees_and_price(read):
    frame = read(BITCOIN_DIFFICULTY, [{"Date": "2025-04-08", "difficulty": "121507793131897.94"}])

    row = frame.row(0, named=True)
    assert (row["difficulty"], row["subsidy_satoshi"]) == (121_507_793_131_898, 312_500_000)
    assert (row["fees_satoshi"], row["price_usd_cents"], row["blocks"]) == (None, None, None)


def test_a_day_without_blocks_keeps_the_difficulty_of_the_next(read, broken):
    columns = ("time", "BlkCnt", "DiffMean", "FeeTotNtv", "IssTotNtv", "PriceUSD")
    days = [
        ("2009-01-08", "0.0", None, "0.0", None, None),
        ("2009-01-09", "14.0", "1.0", "0.0", "700.0", None),
    ]

    frame = read(COINMETRICS_BITCOIN, [dict(zip(columns, day, strict=True)) for day in days])

    assert frame["difficulty"].to_list() == [1, 1]
    assert frame["subsidy_satoshi"].to_list() == [5_000_000_000] * 2
    assert frame["fees_satoshi"].to_list() == [None, 0]
    assert broken(COINMETRICS_BITCOIN.repairs, frame) == {"CMB-R1": 1}


def test_a_hash_rate_rounded_in_the_list_gives_way_to_power_over_efficiency(read, broken):
    row = {
        "model": "Old",
        "manufacturer": "M",
        "th_s_listed": "12.0",
        "watts": "1127.0",
        "j_per_th": "98.0",
        "release_date": None,
        "licence": "x",
        "source": "y",
    }

    frame = read(ASIC_LIST, [row])

    assert frame.select("hash_rate_ghs", "efficiency_mj_per_th", "released_on").row(0) == (
        11_500,
        98_000,
        None,
    )
    assert broken(ASIC_LIST.repairs, frame) == {"ASC-R1": 1}


def test_the_last_quarter_hour_of_a_steel_works_day_ends_on_the_next_day(read, broken):
    quarters = [("1/1/2018 23:45", "85500"), ("1/1/2018 0:00", "0"), ("13/01/2018 00:15", "900")]

    frame = read(
        STEEL_WORKS, [{"date": at, "NSM": nsm, "Usage_kWh": "1.0", "Load_Type": "x"} for at, nsm in quarters]
    )

    korean = frame["read_at"].dt.convert_time_zone("Asia/Seoul").dt.strftime("%Y-%m-%d %H:%M").to_list()
    assert korean == ["2018-01-01 23:30", "2018-01-01 23:45", "2018-01-13 00:00"]
    assert broken(STEEL_WORKS.repairs, frame) == {"STL-R1": 1}


def test_hourly_and_quarter_hourly_spans_follow_each_other_and_a_gap_stays(read):
    minutes = [0, 60, 75, 90, 300, 300]
    rows = [{"Load (MW)": "1000", "Time (UTC)": datetime(2024, 1, 1) + timedelta(minutes=m)} for m in minutes]  # noqa: DTZ001

    frame = read(NATIONAL_LOAD_UTC, rows)

    assert frame["interval_seconds"].to_list() == [3600, 900, 900, 3600, 3600, 3600]
    assert frame["energy_wh"].to_list()[:2] == [1_000_000_000, 250_000_000]
    assert [bool(flags & Flag.AFTER_GAP) for flags in frame["flags"]] == [False] * 4 + [True, False]


def test_a_country_that_draws_nothing_told_nothing_and_a_part_of_an_hour_is_estimated(read, broken):
    loads = [30_000.0, 0.0, 29_000.0, 11_000.0]
    rows = [{"ts": datetime(2020, 1, 1, hour), "load_mwh": load} for hour, load in enumerate(loads)]  # noqa: DTZ001

    frame = read(NATIONAL_LOAD_TURKEY, rows)

    assert frame["interval_seconds"].to_list() == [3600, 0, 3600, 3600]
    assert frame["quality"].to_list() == ["measured", "estimated", "measured", "estimated"]
    assert broken(NATIONAL_LOAD_TURKEY.repairs, frame) == {"NLT-R1": 1, "NLT-R2": 1}


def test_turkish_local_time_before_and_after_the_clocks_went_forward(read):
    rows = [{"ts": datetime(2016, 3, 27, hour), "load_mwh": 25_000.0} for hour in (2, 4)]  # noqa: DTZ001

    frame = read(NATIONAL_LOAD_TURKEY, rows)

    assert frame["read_at"].dt.hour().to_list() == [0, 1]


def test_demand_of_victoria_is_mean_power(read):
    row = {"Time": datetime(2012, 1, 31, 13), "Demand": 4000.0, "Date": datetime(2012, 2, 1).date()}  # noqa: DTZ001

    assert read(VICTORIA_DEMAND, [row])["energy_wh"].to_list() == [2_000_000_000]
