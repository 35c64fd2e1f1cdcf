"""A feeder from its readings to what no meter explains, in a lake of its own."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.feeder_load_unexplained import feeder_load_unexplained
from terezi.evidence.numerics.feeders.flow import feeder_flow
from terezi.evidence.sources import door
from terezi.jobs.add_up_feeders import add_up_feeders, add_up_missing
from terezi.jobs.balance_feeders import balance_feeders
from terezi.jobs.look import leads_of
from terezi.law.book import law_on
from tests.evidence.senders import give_one, meter_file

ZONE, LAST_DAY, DAYS, HIDDEN_W, HIDDEN_DAY = "Asia/Ashgabat", date(2026, 3, 1), 46, 30_000, 22
FIRST_HOUR = datetime(2026, 1, 14, 19, tzinfo=UTC)  # midnight in Ashgabat
METERS = (
    "meter_id,kind,subject_id,feeder_id,source_rank,interval_seconds,customer_class,valid_from,valid_until"
)
CUSTOMERS = "customer_id,region,place,feeder_id,transformer_id,phase,tariff_class,activity,connection_w,registration_number"
FEEDERS = "feeder_id,region,name,rated_w,latitude_udeg,longitude_udeg"
LAW = law_on("GG", LAST_DAY)


def readings(meter, watts, *, at=None, seconds=3600):
    hours = np.arange(len(watts)) if at is None else at
    return pl.DataFrame(
        {
            "meter_id": [meter] * len(hours),
            "read_at": [FIRST_HOUR + timedelta(hours=int(hour)) for hour in hours],
            "interval_seconds": [seconds] * len(hours),
            "energy_wh": np.rint(np.asarray(watts)[hours]).astype(int).tolist(),
            "quality": ["measured"] * len(hours),
            "source_rank": [1] * len(hours),
        }
    )


def lists(home, folder):
    lake = Lake.open(home)
    kinds = {
        "MF": ("feeder", "F1"),
        "MT": ("transformer", "T1"),
        "MA": ("transformer", "T1/A"),
        "MS": ("site", "S1"),
    }
    kinds |= {f"M{n}": ("customer", f"C{n}") for n in (1, 2, 3)}
    rows = [
        f"{meter},{kind},{subject},F1,1,3600,commercial,2025-01-01,"
        for meter, (kind, subject) in kinds.items()
    ]
    lake.publish("ref_meters", door.read_register(meter_file(folder / "m.csv", rows, heading=METERS)))
    hung = {"C1": ("T1", "A"), "C2": ("T1", "ABC"), "C3": ("", "")}
    rows = [f"{c},R,P,F1,{t},{phase},commercial,,," for c, (t, phase) in hung.items()]
    lake.publish("ref_customers", door.read_register(meter_file(folder / "c.csv", rows, heading=CUSTOMERS)))
    feeder = meter_file(folder / "f.csv", ["F1,R,First,1500000,,"], heading=FEEDERS)
    lake.publish("ref_feeders", door.read_register(feeder))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """46 days of one feeder; on day 22 a load of 30 kW begins that passes no meter; C3 falls silent for the last two days."""
    folder = tmp_path_factory.mktemp("feeder")
    home = Home.create(folder / "home", country="GG")
    lists(home, folder)
    rng, hours = np.random.default_rng(3), np.arange(DAYS * 24)
    shape = 1 + 0.3 * np.sin((hours % 24 - 9) * np.pi / 12)
    used = {
        meter: w * shape * np.exp(rng.normal(0, 0.05, len(hours)))
        for meter, w in (("MS", 5e5), ("M1", 6e4), ("M2", 9e4), ("M3", 2e4))
    }
    total = sum(used.values())
    hidden = HIDDEN_W * (hours >= HIDDEN_DAY * 24)
    drawn = total + hidden
    fed = drawn + 3_000 + 1.5e-8 * drawn**2 + rng.normal(0, 1_000, len(hours))
    behind = (used["M1"] + used["M2"]) * 1.01
    told = [readings(meter, watts) for meter, watts in used.items() if meter != "M3"]
    told += [readings("M3", used["M3"], at=hours[:-48]), readings("MF", fed), readings("MT", behind)]
    told += [readings("MA", (used["M1"] + used["M2"] / 3) * 1.01)]
    pl.concat(told).write_parquet(folder / "readings.parquet")
    assert give_one(home, folder / "readings.parquet").outcome == "accepted"
    return home


@pytest.fixture(scope="module")
def balanced(home):
    lake = Lake.open(home)
    add_up_missing(
        lake=lake, period=days_up_to(LAST_DAY, days=1), zone=ZONE, progress=lambda what, done, of: None
    )
    assert balance_feeders(lake=lake, law=LAW) == 3
    return lake


def row(lake, table, **chosen):
    (found,) = lake.collect(lake.on(table, LAST_DAY)).filter(**chosen).to_dicts()
    return found


def test_every_hour_is_added_up_by_level(home, balanced):
    hours = balanced.collect(balanced.on("feeder_hours", date(2026, 1, 20)))
    readings = balanced.collect(balanced.on("meter_readings", date(2026, 1, 20)))
    wh = dict(readings.group_by("meter_id").agg(pl.col("energy_wh").sum()).iter_rows())
    thirds = readings.filter(meter_id="M2").select((pl.col("energy_wh") // 3).sum()).item()

    sums = {
        subject: rows.select("delivered_wh", "registered_wh", "other_wh").sum().row(0)
        for (subject,), rows in hours.group_by("subject_id")
    }

    assert hours.group_by("level").len().sort("level").rows() == [
        ("feeder", 24),
        ("phase", 24),
        ("transformer", 24),
    ]
    assert sums["F1"] == (wh["MF"], wh["MS"], wh["M1"] + wh["M2"] + wh["M3"])
    assert sums["T1"] == (wh["MT"], 0, wh["M1"] + wh["M2"])
    assert sums["T1/A"] == (wh["MA"], 0, wh["M1"] + thirds)
    assert (hours["metered_seconds"] == hours["expected_seconds"]).all()


def test_the_square_of_the_power_is_that_of_the_meters_own_intervals(balanced):
    hour = (
        balanced.collect(balanced.on("feeder_hours", date(2026, 1, 20))).filter(subject_id="F1").to_dicts()[0]
    )

    assert hour["delivered_w2h"] == hour["delivered_wh"] ** 2


def test_a_silent_meter_is_made_good_by_its_own_past_and_counted(balanced):
    hours = balanced.collect(balanced.on("feeder_hours", LAST_DAY)).filter(subject_id="F1")

    assert hours["missing_wh"].mean() == pytest.approx(20_000, rel=0.05)
    assert (hours["expected_seconds"] - hours["metered_seconds"]).unique().to_list() == [3600]
    assert hours["unknown_seconds"].sum() == 0
    assert row(balanced, "feeder_days", level="feeder")["coverage_ppm"] == 750_000


def test_the_load_is_located_to_its_feeder_with_kilowatts_interval_and_day(balanced):
    found = row(balanced, "feeder_balances", level="feeder")

    assert found["low_w"] < HIDDEN_W < found["high_w"]
    assert found["low_w"] > 0
    assert abs((found["changed_on"] - date(2026, 2, 6)).days) <= 1
    assert found["can_tell"] == "changes"
    assert found["least_w"] < HIDDEN_W
    for other in ("transformer", "phase"):
        assert row(balanced, "feeder_balances", level=other)["p_ppm"] > 10_000


def test_the_indicator_says_so_once_and_hands_over_what_a_finding_needs(balanced):
    (lead,) = leads_of(feeder_load_unexplained, lake=balanced, law=LAW)

    assert lead.subject == "F1"
    assert lead.measured == pytest.approx(HIDDEN_W, rel=0.2)
    assert lead.gap_wh == lead.measured * 24
    assert lead.values["low_w"] < 30_000 <= lead.values["high_w"] + 1_000
    assert 23 <= lead.values["days"] <= 25


def test_the_parts_of_the_flow_add_up_to_what_was_delivered(balanced):
    (flow,) = feeder_flow(balanced, days_up_to(LAST_DAY, days=30)).to_dicts()

    parts = ("registered_wh", "other_wh", "missing_wh", "technical_loss_wh", "unexplained_wh")
    assert sum(flow[part] for part in parts) == flow["delivered_wh"]
    assert flow["days"] == 30
    assert flow["unexplained_low_wh"] <= flow["unexplained_wh"] <= flow["unexplained_high_wh"]


def test_a_load_on_its_own_line_names_no_customer(balanced):
    assert balanced.collect(balanced.on("feeder_candidates", LAST_DAY)).height == 0


def test_adding_up_and_balancing_again_writes_nothing(home, balanced):
    before = Lake.open(home).snapshot()
    lake = Lake.open(home)
    add_up_feeders(lake=lake, period=days_up_to(LAST_DAY, days=2), zone=ZONE)
    balance_feeders(lake=lake, law=LAW)

    assert Lake.open(home).snapshot() == before


def test_a_day_without_readings_still_says_that_nothing_could_be_told(home):
    lake, later = Lake.open(home), date(2026, 6, 1)
    add_up_feeders(lake=lake, period=Period(later, later + timedelta(days=1)), zone=ZONE)
    balance_feeders(lake=lake, law=law_on("GG", later))

    told = lake.collect(lake.on("feeder_balances", later))
    assert told["can_tell"].unique().to_list() == ["nothing"]
    assert lake.collect(feeder_load_unexplained.find(lake, law_on("GG", later))).height == 0
