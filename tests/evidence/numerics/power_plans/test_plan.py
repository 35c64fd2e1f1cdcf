"""One planned day: what the rule of the law decides, and what keeps a day from being planned."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from terezi.base.errors import BadData, Refused
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.power_plans.bids import asked_of
from terezi.evidence.numerics.power_plans.foreseen import foreseen
from terezi.evidence.numerics.power_plans.grid import Grid, read_grid, units_of, units_of_plant
from terezi.evidence.numerics.power_plans.plan import plan_day
from terezi.evidence.numerics.surplus.network import Network
from terezi.law.book import law_on
from terezi.law.terms import UnknownLaw
from tests.evidence.powered import BID_AT, MW, TODAY, TOMORROW, bid, sites, supply_home

GARAGUM = law_on("GG", TOMORROW)


def saying(**stated):
    """Return Garagum's law with other words on surplus power."""
    terms = {name: replace(getattr(GARAGUM.surplus, name), stated=value) for name, value in stated.items()}
    return replace(GARAGUM, surplus=replace(GARAGUM.surplus, **terms))


@pytest.fixture(scope="module")
def supplied(tmp_path_factory):
    return supply_home(tmp_path_factory.mktemp("one-day"))


@pytest.fixture(scope="module")
def forecast(supplied):
    lake = Lake.open(supplied)
    return foreseen(lake, GARAGUM, ("North", "South"), [TOMORROW], known_before=TODAY)


@pytest.fixture
def planned(supplied, forecast):
    def plan(law):
        lake = Lake.open(supplied)
        return plan_day(
            lake,
            law,
            read_grid(lake),
            planned_on=TODAY,
            firm_until=TOMORROW,
            forecast=forecast,
            hours=slice(0, 24),
        )

    return plan


def test_by_fair_share_every_licence_gets_its_part_whatever_it_bid_and_pays_its_tariff(planned):
    made = planned(saying(allocation_rule="fair_share", fair_share_weight="licensed_power"))
    north = made.allocations.filter(region="North").pivot("site_id", index="starts_at", values="allocated_w")

    assert set(made.allocations["site_id"]) == {"S1", "S2", "S3", "S4"}
    assert ((north["S1"] - north["S2"]).abs() <= 1).all()
    assert set(made.allocations["price_minor_per_mwh"]) == {9_000}
    assert made.told["rule"] == "fair_share"
    assert made.told["certificate"]["unfairness_mw"] <= 1e-6


def test_pay_as_bid_charges_each_its_own_bid(planned):
    made = planned(saying(auction_kind="pay_as_bid"))
    paid = (
        made.allocations.filter(pl.col("allocated_w") > 0)
        .group_by("site_id")
        .agg(pl.col("price_minor_per_mwh").unique())
    )

    assert dict(paid.iter_rows()) == {"S1": [15_000], "S2": [12_000], "S3": [11_000]}


def test_an_unknown_rule_stops_the_plan_and_names_what_to_complete(planned):
    law = law_on("TM", TOMORROW)

    with pytest.raises(UnknownLaw, match="surplus"):
        planned(law)


def test_a_reserve_price_that_hangs_on_cap_prices_is_refused_in_words(planned):
    dear = replace(
        GARAGUM.surplus.reserve_price.value,
        basis="highest_generator_cap_price",
        amount_per_mwh=None,
        currency=None,
    )

    with pytest.raises(Refused, match="can be worked out only where it is fixed"):
        planned(saying(reserve_price=dear))


def test_a_plant_that_tells_nothing_of_a_day_keeps_nothing_hidden(supplied, forecast):
    lake = Lake.open(supplied)
    later = law_on("GG", TOMORROW + timedelta(days=30))

    with pytest.raises(BadData, match="Nobody told what plants can give"):
        plan_day(
            lake,
            later,
            read_grid(lake),
            planned_on=TODAY,
            firm_until=TODAY,
            forecast=forecast,
            hours=slice(0, 24),
        )


def test_who_paid_half_beforehand_gets_at_most_half(tmp_path):
    home = supply_home(tmp_path, bids={})
    path = tmp_path / "half.parquet"
    row = {
        "site_id": "S1",
        "bid_day": TOMORROW,
        "bid_at": BID_AT,
        "limit_w": 10 * MW,
        "price_minor_per_mwh": 20_000,
        "prepaid_minor": 5 * 24 * 20_000,
    }
    pl.DataFrame([row]).write_parquet(path)
    bid(home, tmp_path, TOMORROW, {"S2": (10, 20_000)})
    from tests.evidence.senders import give_one

    assert give_one(home, path).outcome == "accepted"
    lake = Lake.open(home)
    law, grid = GARAGUM, read_grid(lake)
    told = foreseen(lake, law, grid.regions, [TOMORROW], known_before=TODAY)
    made = plan_day(lake, law, grid, planned_on=TODAY, firm_until=TOMORROW, forecast=told, hours=slice(0, 24))
    most = made.allocations.group_by("site_id").agg(
        pl.col("allocated_w").max(), pl.col("why").unique().sort()
    )

    assert dict(most.select("site_id", "allocated_w").iter_rows()) == {"S1": 5 * MW, "S2": 10 * MW}
    assert most.filter(site_id="S1")["why"].to_list()[0] == ["not_prepaid"]


def test_on_days_that_are_not_firm_the_last_bid_is_carried_on_for_a_month(supplied):
    lake = Lake.open(supplied)
    days = [TOMORROW + timedelta(days=ahead) for ahead in (0, 3, 60)]
    told = asked_of(lake, GARAGUM, days, firm_until=TOMORROW, regions=("North", "South"))

    assert told.rows.group_by("day").len().sort("day").rows() == [(days[0], 4), (days[1], 4)]
    assert set(told.rows["bid_day"]) == {TOMORROW}


def test_a_site_that_may_not_mine_or_lies_off_the_grid_is_left_out_and_named(tmp_path):
    home = supply_home(tmp_path)
    lake = Lake.open(home)
    register = sites().with_columns(
        status=pl.when(pl.col("site_id") == "S1").then(pl.lit("suspended")).otherwise("status"),
        region=pl.when(pl.col("site_id") == "S2").then(pl.lit("Moon")).otherwise("region"),
    )
    lake.publish("ref_sites", register)
    told = asked_of(lake, GARAGUM, [TOMORROW], firm_until=TOMORROW, regions=("North", "South"))

    assert set(told.rows["site_id"]) == {"S3", "S4"}
    assert told.left_out == {
        "S1": "no licence lets it mine on the day",
        "S2": "its region is not on the grid",
    }


def test_a_plant_at_half_its_power_may_lose_a_whole_unit():
    none = np.zeros(0)
    network = Network(("A",), (), none.astype(np.int64), none.astype(np.int64), none, none, none)
    grid = Grid(
        network,
        ("P", "Q"),
        np.array([0, 0]),
        np.array([100.0, 50.0]),
        np.array([40.0, 50.0]),
        np.array([60.0, 0.0]),
        np.zeros(2),
    )
    units = units_of(grid, np.array([[50.0, 10.0]]))

    assert units.capacity_mw.tolist() == [40, 40, 20, 50]
    assert (units.available * units.capacity_mw)[0] == pytest.approx([40, 10, 0, 10])
    assert units.must_run_mw.tolist() == [40, 20, 0, 0]
    assert units_of_plant(grid, "Q") == (3,)
    with pytest.raises(BadData, match="no plant 'X'"):
        units_of_plant(grid, "X")
