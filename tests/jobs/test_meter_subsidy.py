"""The subsidy meter over a day of readings."""

from datetime import timedelta

import polars as pl
import pytest

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.power_plans.sales import totals
from terezi.jobs.meter_subsidy import meter_subsidy
from terezi.law.book import law_on
from tests.evidence.powered import MW, SITES, TODAY, hours, load, supply_home

YESTERDAY = TODAY - timedelta(days=1)
LAW = law_on("GG", YESTERDAY)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """S1 draws 40 MW all day at its tariff of 90; the last megawatt-hour is water, coal (70) or gas (95)."""
    folder = tmp_path_factory.mktemp("subsidy")
    home = supply_home(folder)
    meters = [
        {"meter_id": f"M{site}", "kind": "site", "subject_id": site, "feeder_id": "F", "source_rank": 1, "interval_seconds": 900,
         "customer_class": "mining", "valid_from": YESTERDAY - timedelta(days=400), "valid_until": None}
        for site in SITES
    ]  # fmt: skip
    known = TABLES["ref_meters"].polars_schema()
    Lake.open(home).publish(
        "ref_meters", pl.DataFrame(meters, schema={name: known[name] for name in known}, orient="row")
    )
    quarters = [at + timedelta(minutes=minute) for at in hours(49, 1) for minute in (0, 15, 30, 45)]
    load(home, folder, "readings", [
        {"meter_id": "MS1", "read_at": at, "interval_seconds": 900, "energy_wh": 10 * MW, "quality": "measured", "source_rank": 1}
        for at in quarters
    ])  # fmt: skip
    load(home, folder, "given", [
        {"plant_id": plant, "starts_at": at, "available_w": watts, "output_w": None}
        for plant, watts in (("HYDRO", 200 * MW), ("GAS", 150 * MW), ("COAL", 120 * MW))
        for at in hours(49, 1)
    ])  # fmt: skip
    lake = Lake.open(home)
    assert meter_subsidy(lake=lake, law=LAW) == 24
    return lake


def test_every_hour_is_weighed_at_the_cost_of_that_hour(lake):
    told = lake.collect(lake.on("subsidy_hours", YESTERDAY)).sort("starts_at")

    assert set(told["cost_basis"]) == {"measured"}
    assert told["sold_wh"].to_list() == [40 * MW] * 24
    assert set(told["marginal_cost_minor_per_mwh"]) <= {500, 7_000, 9_500}
    over = 9_000 - told["marginal_cost_minor_per_mwh"]
    assert (told["margin_minor"] - told["subsidy_minor"]).to_list() == (40 * over).to_list()


def test_the_two_pans_are_added_up_over_days(lake):
    told = totals(lake, days_up_to(YESTERDAY, days=7))
    rows = lake.collect(lake.on("subsidy_hours", YESTERDAY))

    assert 0 < told.hours < 24
    assert told.hours == rows.filter(pl.col("marginal_cost_minor_per_mwh") == 9_500).height
    assert told.subsidy_minor == told.hours * 40 * 500
    assert told.paid_minor == 24 * 40 * 9_000


def test_again_it_changes_nothing(lake):
    before = Lake.open(lake.home).snapshot()
    meter_subsidy(lake=Lake.open(lake.home), law=LAW)

    assert Lake.open(lake.home).snapshot() == before


def test_a_day_without_readings_has_nothing_to_weigh(lake):
    assert meter_subsidy(lake=lake, law=law_on("GG", YESTERDAY - timedelta(days=3))) == 0
