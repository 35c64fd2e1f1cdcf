"""For every real source: a good sample passes whole and fits its table, and every check has a sample that breaks it."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import pytest

from terezi.evidence.facts.tables import REF_MODELS, TABLES
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
from terezi.evidence.sources.source import Heading, Source
from terezi.evidence.sources.steel_works import STEEL_WORKS
from terezi.evidence.sources.victoria_demand import VICTORIA_DEMAND

ADDED_BY_THE_DOOR = {"day", "delivery", "row_number", "known_at", "revision"}


@dataclass(frozen=True)
class Sample:
    """A row that passes, and for every check the values that break it."""

    source: Source
    file: str
    good: dict[str, object]
    breaks: dict[str, dict[str, object]]


SAMPLES = (
    Sample(
        S19_FARM_POLLS,
        "metrics.csv",
        {
            "timestamp": "2025-10-01 12:00:00.500000",
            "miner_ip": "10.0.0.7",
            "power_w": "3301.7",
            "hashrate_ths": "94.3",
            "elapsed_s": "700",
            "avg_temp_c": "61.0",
            "avg_fan_rpm": "4100",
        },
        {
            "S19P-01": {"miner_ip": None},
            "S19P-02": {"timestamp": "01.10.2025 12:00"},
            "S19P-03": {"hashrate_ths": "94300000000000"},
            "S19P-04": {"power_w": "-1"},
            "S19P-05": {"elapsed_s": "-5"},
        },
    ),
    Sample(
        S19_FARM_POWER_BILLS,
        "electricity_costs.csv",
        {
            "miner_ip": "10.0.0.7",
            "period_start": "2025-10-01 12:00:00.000000",
            "period_end": "2025-10-01 13:00:00.000000",
            "total_kwh": "3.25",
            "avg_power_kw": "3.25",
            "rate_id": "2",
        },
        {
            "S19E-01": {"miner_ip": None},
            "S19E-02": {"period_end": "2025-10-01 11:00:00.000000"},
            "S19E-03": {"total_kwh": "-0.1"},
            "S19E-04": {"total_kwh": "3250"},
        },
    ),
    Sample(
        S19_FARM_MACHINES,
        "miners.csv",
        {
            "miner_ip": "10.0.0.7",
            "model": "s19 pro",
            "nominal_ths": "110.0",
            "nominal_efficiency_j_per_th": "29.5",
            "board_count": "3",
        },
        {
            "S19M-01": {"miner_ip": None},
            "S19M-02": {"model": None},
            "S19M-03": {"model": "s21", "nominal_ths": None},
            "S19M-04": {},
        },
    ),
    Sample(
        BITAXE_POLLS,
        "multi_bitaxe_kpis_1.csv",
        {
            "timestamp": "2025-05-29T19:34:55.541710",
            "miner_name": "Desk",
            "miner_ip": "10.0.0.9",
            "hashrate_gh": "1201.4",
            "power_w": "18.2",
            "uptime_s": "300",
            "status": "ONLINE",
        },
        {
            "BTX-01": {"miner_ip": None},
            "BTX-02": {"timestamp": "yesterday"},
            "BTX-03": {"hashrate_gh": "1201400000000"},
            "BTX-04": {"power_w": "eighteen"},
            "BTX-05": {"status": "MAYBE"},
        },
    ),
    Sample(
        BITCOIN_DIFFICULTY,
        "rm_difficulty.csv",
        {"Date": "2023-06-01", "difficulty": "51000000000000.4"},
        {"BTD-01": {"Date": "1 June"}, "BTD-02": {"difficulty": "0"}, "BTD-03": {"Date": "2028-09-01"}},
    ),
    Sample(
        COINMETRICS_BITCOIN,
        "btc.csv",
        {
            "time": "2019-06-01",
            "BlkCnt": "150.0",
            "DiffMean": "7400000000000.5",
            "FeeTotNtv": "75.0",
            "IssTotNtv": "1875.0",
            "PriceUSD": "8550.25",
        },
        {
            "CMB-01": {"time": "June"},
            "CMB-02": {"DiffMean": None},
            "CMB-03": {"IssTotNtv": "7500.0"},
            "CMB-04": {"BlkCnt": None},
            "CMB-05": {"FeeTotNtv": "-1"},
        },
    ),
    Sample(
        ASIC_LIST,
        "asics.csv",
        {
            "model": "Miner A",
            "manufacturer": "Maker",
            "th_s_listed": "100.0",
            "watts": "3000",
            "j_per_th": "30.0",
            "release_date": "2021-06-01",
            "licence": "no licence stated",
            "source": "own sample",
        },
        {
            "ASC-01": {"model": None},
            "ASC-02": {"watts": "0"},
            "ASC-03": {"licence": None},
            "ASC-04": {"release_date": "June 2021"},
        },
    ),
    Sample(
        MINING_DEVICES_2020,
        "mattk8_mining-devices.csv",
        {
            "Company": "Maker",
            "Device": "Miner A ",
            "Hashrate (T)": "50",
            "Power Consumption (W)": "2500",
            "Unit Power (W/T) #": "50",
            "Year Released": "2019",
            "Month Released": "6",
        },
        {
            "MDV-01": {"Device": None},
            "MDV-02": {"Hashrate (T)": "0"},
            "MDV-03": {"Unit Power (W/T) #": "90"},
            "MDV-04": {"Month Released": "13"},
        },
    ),
    Sample(
        AUSTRALIAN_HOMES,
        "au_homes_25_halfhourly.parquet",
        {
            "customer_id": "c1",
            "reading_datetime": datetime(2013, 1, 1, 0, 30),  # noqa: DTZ001 - the file has no zone
            "general_supply_kwh": 0.25,
            "controlled_load_kwh": 0.5,
        },
        {
            "AUH-01": {"customer_id": None},
            "AUH-02": {"reading_datetime": None},
            "AUH-03": {"general_supply_kwh": -0.6},
            "AUH-04": {"reading_datetime": datetime(2013, 1, 1, 0, 40)},  # noqa: DTZ001
        },
    ),
    Sample(
        CALIFORNIAN_HOMES,
        "us_homes_8_hourly.parquet",
        {"home": 3, "hour": 25, "kwh": 1.5},
        {"USH-01": {"home": None}, "USH-02": {"hour": 9000}, "USH-03": {"kwh": float("nan")}},
    ),
    Sample(
        STEEL_WORKS,
        "Steel_industry_data.csv",
        {"date": "2/1/2018 0:15", "Usage_kWh": "3.5", "NSM": "900", "Load_Type": "Light_Load"},
        {"STL-01": {"date": "2018"}, "STL-02": {"Usage_kWh": "-3.5"}, "STL-03": {"NSM": "1800"}},
    ),
    Sample(
        VICTORIA_DEMAND,
        "vic_elec.parquet",
        {
            "Time": datetime(2012, 1, 31, 13, 0),  # noqa: DTZ001
            "Demand": 4000.0,
            "Temperature": 20.0,
            "Date": date(2012, 2, 1),
            "Holiday": False,
        },
        {
            "VIC-01": {"Time": None},
            "VIC-02": {"Demand": 0.0},
            "VIC-03": {"Date": date(2012, 1, 31)},
        },
    ),
    Sample(
        NATIONAL_LOAD_UTC,
        "DE.parquet",
        {"Load (MW)": "50000.0", "Time (UTC)": datetime(2020, 1, 1)},  # noqa: DTZ001
        {"NLU-01": {"Time (UTC)": None}, "NLU-02": {"Load (MW)": "0"}},
    ),
    Sample(
        NATIONAL_LOAD_TURKEY,
        "TR.parquet",
        {"ts": datetime(2020, 1, 1), "load_mwh": 30000.0},  # noqa: DTZ001
        {"NLT-01": {"ts": None}, "NLT-02": {"load_mwh": -1.0}},
    ),
)
BREAKS = [(sample, code) for sample in SAMPLES for code in sample.breaks]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.source.name)
def test_a_good_row_passes_every_check_and_fits_its_table(sample, read, broken):
    table = {**TABLES, "ref_models": REF_MODELS}[sample.source.table]

    frame = read(sample.source, [sample.good])

    assert broken(sample.source.checks, frame) == {}
    assert broken(sample.source.repairs, frame) == {}
    wanted = {n: t for n, t in table.polars_schema().items() if n not in ADDED_BY_THE_DOOR}
    assert {n: frame.schema[n] for n in wanted} == wanted
    required = [c.name for c in table.columns if not c.nullable and c.name not in ADDED_BY_THE_DOOR]
    assert frame.select(required).null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize(
    ("sample", "code"), BREAKS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_row_that_breaks_a_check_is_named_by_it(sample, code, read, broken):
    options = {"valid_from": "some day"} if code == "S19M-04" else {}

    kinds = pl.DataFrame([sample.good]).schema
    row = pl.DataFrame([{**sample.good, **sample.breaks[code]}], schema=kinds)

    frame = read(sample.source, row, **options)

    assert broken(sample.source.checks, frame).get(code) == 1


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.source.name)
def test_every_check_has_a_sample_that_breaks_it(sample):
    assert {check.code for check in sample.source.checks} == set(sample.breaks)


def test_every_sample_is_recognised_by_its_own_source_alone():
    for sample in SAMPLES:
        heading = Heading(sample.file, tuple(sample.good))
        assert [s.source.name for s in SAMPLES if s.source.recognises(heading)] == [sample.source.name]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("ETTh1.csv", ("date", "HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT")),  # units not stated
        ("tr_commercial_theft_dev.csv", ("no", "ort_tuketim_1", "demand_1", "type", "kacak")),
        ("tn_price.csv", ("DateTime", "Price", "SMA (200)")),  # no difficulty
        (
            "tn_bitcoin_mining_data_daily.csv",
            ("date", "hashrate", "timestamp", "price", "block_reward", "fees"),
        ),
        ("rm_bitcoin_price_clean.csv", ("Date", "Open", "High", "Low", "Close", "Volume")),
        (
            "eth.csv",
            ("time", "BlkCnt", "DiffMean", "FeeTotNtv", "IssTotNtv", "PriceUSD"),
        ),  # another difficulty
    ],
)
def test_a_file_that_cannot_honestly_fill_a_row_is_not_recognised(name, columns):
    assert [s.source.name for s in SAMPLES if s.source.recognises(Heading(name, columns))] == []
