"""The real files themselves, taken without edits."""

import polars as pl
import pytest

from terezi.evidence.numerics.fleet_check import check_fleet, coins_per_day
from terezi.evidence.numerics.power_origin import MEASURED
from terezi.evidence.sources.asic_list import ASIC_LIST
from terezi.evidence.sources.australian_homes import AUSTRALIAN_HOMES
from terezi.evidence.sources.bitaxe_polls import BITAXE_POLLS
from terezi.evidence.sources.bitcoin_difficulty import BITCOIN_DIFFICULTY
from terezi.evidence.sources.californian_homes import CALIFORNIAN_HOMES
from terezi.evidence.sources.coinmetrics_bitcoin import COINMETRICS_BITCOIN
from terezi.evidence.sources.mining_devices_2020 import MINING_DEVICES_2020
from terezi.evidence.sources.national_load_turkey import NATIONAL_LOAD_TURKEY
from terezi.evidence.sources.national_load_utc import NATIONAL_LOAD_UTC
from terezi.evidence.sources.s19_farm_machines import S19_FARM_MACHINES
from terezi.evidence.sources.s19_farm_polls import S19_FARM_POLLS
from terezi.evidence.sources.s19_farm_power_bills import S19_FARM_POWER_BILLS
from terezi.evidence.sources.steel_works import STEEL_WORKS
from terezi.evidence.sources.victoria_demand import VICTORIA_DEMAND

pytestmark = pytest.mark.real

FARM = "mining/s19_farm/"
FILES = [
    (
        S19_FARM_POLLS,
        FARM + "metrics.csv.gz",
        4_579,
        {"S19P-R1": 2832, "S19P-R2": 67, "S19P-R3": 77, "S19P-R4": 720, "S19P-R5": 6},
    ),
    (S19_FARM_POWER_BILLS, FARM + "electricity_costs.csv", 12, {"S19E-R1": 2}),
    (S19_FARM_MACHINES, FARM + "miners.csv", 33, {"S19M-R1": 4}),
    (BITAXE_POLLS, "mining/bitaxe/multi_bitaxe_kpis_20250529_193455.csv.gz", 1_485, {"BTX-R1": 4}),
    (BITAXE_POLLS, "mining/bitaxe/multi_bitaxe_kpis_20250618_144826.csv", 291, {}),
    (BITCOIN_DIFFICULTY, "mining/network_2009_2025/rm_difficulty.csv", 1_824, {}),
    (COINMETRICS_BITCOIN, "mining/coinmetrics/btc.csv.gz", 4_506, {"CMB-R1": 6}),
    (ASIC_LIST, "mining/asics.csv", 266, {"ASC-R1": 18}),
    (MINING_DEVICES_2020, "mining/asic_specs/mattk8_mining-devices.csv", 86, {}),
    (AUSTRALIAN_HOMES, "load/au_homes_25_halfhourly.parquet", 733_063, {}),
    (CALIFORNIAN_HOMES, "load/us_homes_8_hourly.parquet", 70_080, {}),
    (STEEL_WORKS, "load/Steel_industry_data.csv.gz", 35_040, {"STL-R1": 365}),
    (VICTORIA_DEMAND, "load/vic_elec.parquet", 52_608, {}),
    (NATIONAL_LOAD_UTC, "grid/DE_ENTSO-E_2025-03-10.parquet", 357_264, {}),
    (NATIONAL_LOAD_UTC, "grid/US_TEX_EIA_2025-03-12.parquet", 45_539, {}),
    (NATIONAL_LOAD_TURKEY, "grid/TR_EPIAS_2016_2025.parquet", 82_312, {"NLT-R1": 1, "NLT-R2": 1}),
]


@pytest.mark.parametrize(
    ("source", "file", "rows", "repairs"), FILES, ids=[f"{s.name}: {f}" for s, f, _, _ in FILES]
)
def test_a_real_file_is_taken_whole_with_its_defects_named(source, file, rows, repairs, data, read, broken):
    frame = read(source, data / file, unidentified="leave_out")

    assert frame.height == rows
    assert broken(source.checks, frame) == {}
    assert broken(source.repairs, frame) == repairs


def test_the_machine_list_is_refused_while_83_machines_have_no_model(data, read, broken):
    assert broken(S19_FARM_MACHINES.checks, read(S19_FARM_MACHINES, data / FARM / "miners.csv")) == {
        "S19M-02": 83
    }


def test_a_steel_works_year_has_every_quarter_hour_once(data, read):
    steel = read(STEEL_WORKS, data / "load/Steel_industry_data.csv.gz").sort("read_at")

    assert steel["read_at"].diff().drop_nulls().unique().dt.total_seconds().to_list() == [900]


def test_both_histories_of_difficulty_agree(data, read):
    one = read(BITCOIN_DIFFICULTY, data / "mining/network_2009_2025/rm_difficulty.csv")
    other = read(COINMETRICS_BITCOIN, data / "mining/coinmetrics/btc.csv.gz")

    both = one.join(other, on=["asset", "starts_at"], suffix="_2")

    apart = (both["difficulty"] / both["difficulty_2"] - 1).abs()
    assert both.height == 390
    assert apart.max() < 0.007  # only on days of a new difficulty
    assert (apart > 1e-4).sum() == 26
    halving = pl.col("subsidy_satoshi") != pl.col("subsidy_satoshi_2")
    assert both.filter(halving)["starts_at"].dt.date().cast(pl.String).to_list() == ["2020-05-11"]


def test_the_farm_shows_no_measured_power_and_its_meter_is_a_copy_of_its_polls(data, read):
    check = check_fleet(
        telemetry=read(S19_FARM_POLLS, data / FARM / "metrics.csv.gz"),
        register=read(S19_FARM_MACHINES, data / FARM / "miners.csv", unidentified="leave_out"),
        readings=read(S19_FARM_POWER_BILLS, data / FARM / "electricity_costs.csv"),
        seed=1,
    )

    assert MEASURED not in check.power_origin
    assert sum(check.power_origin.values()) > 3_700
    assert check.meter is not None
    assert (check.meter.readings, check.meter.copies) == (10, 10)
    assert len(check.off_nominal) == 6


def test_the_bitaxe_machines_show_measured_power(data, read):
    files = sorted((data / "mining/bitaxe").glob("*.csv*"))
    telemetry = pl.concat([read(BITAXE_POLLS, file) for file in files])
    register = pl.DataFrame(
        [
            {
                "site_id": "farm",
                "batch_id": f"192.168.1.{n}",
                "model": "BM1370",
                "hash_rate_ghs": 1_200,
                "power_w": 18,
            }
            for n in (45, 46, 47)
        ]
    )
    readings = pl.DataFrame(
        schema={
            "meter_id": pl.String,
            "read_at": telemetry.schema["read_at"],
            "interval_seconds": pl.Int32,
            "energy_wh": pl.Int64,
        }
    )

    check = check_fleet(telemetry=telemetry, register=register, readings=readings, seed=1)

    assert set(check.power_origin) == {MEASURED}


def test_a_machine_of_95_th_earned_about_five_thousand_satoshi_a_day_at_the_end_of_the_history(data, read):
    network = read(BITCOIN_DIFFICULTY, data / "mining/network_2009_2025/rm_difficulty.csv")

    last = coins_per_day(hash_rate_ghs=95_000, network=network).tail(1).row(0, named=True)

    assert last["expected_satoshi"] == pytest.approx(4_915, abs=1)
    assert not last["fees_known"]
