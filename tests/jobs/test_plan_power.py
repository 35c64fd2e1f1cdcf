"""The power plan: homes first, then the best bids, firm a day ahead, and the same facts give the same plan."""

import json
import shutil
from datetime import timedelta

import polars as pl
import pytest

from terezi.base.errors import BadData
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.plans import kept_plan
from terezi.evidence.numerics.power_plans.bids import asked_of
from terezi.evidence.numerics.power_plans.plan import rows_sha256
from terezi.jobs.plan_power import plan_if_told, plan_power
from terezi.law.book import law_on
from tests.evidence.powered import BID_AT, TODAY, TOMORROW, bid, supply_home


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    home = supply_home(tmp_path_factory.mktemp("plan"))
    return home, plan_power(home=home, on=TODAY)


def rows(home, table, day=TOMORROW):
    lake = Lake.open(home)
    return lake.collect(lake.on(table, day))


def test_seven_days_are_planned_and_only_the_next_is_firm(planned):
    home, told = planned
    days = [TODAY + timedelta(days=ahead) for ahead in range(1, 8)]

    assert (list(told.planned), told.could_not, told.stood) == (days, {}, [])
    assert [rows(home, "allocations", day)["firm"].unique().to_list() for day in days] == [[True]] + [
        [False]
    ] * 6


def test_no_hour_gives_more_than_surplus_after_the_reserve(planned):
    home, told = planned
    for day in told.planned:
        hours = (
            rows(home, "surplus_hours", day)
            .group_by("starts_at")
            .agg(pl.col("surplus_w", "allocated_w", "shortage_w").sum())
        )
        most = hours["surplus_w"].clip(lower_bound=0) + hours["shortage_w"]
        assert len(hours) == 24
        assert (hours["allocated_w"] <= most + 2).all()


def test_every_hour_of_a_region_adds_up(planned):
    home, _ = planned
    told = rows(home, "surplus_hours")
    left = (told["available_w"] - told["reserve_w"]).clip(lower_bound=0) - told["demand_w"] - told["export_w"]
    over = (
        told["surplus_w"] + told["net_import_w"] + told["shortage_w"] - told["allocated_w"] - told["unused_w"]
    )

    assert ((left - told["surplus_w"]).abs() <= 2).all()
    assert (over.abs() <= 4).all()
    assert told["net_import_w"].sum() == pytest.approx(0, abs=48)


def test_a_bid_below_the_reserve_price_gets_nothing_and_the_best_bid_goes_first(planned):
    home, _ = planned
    told = (
        rows(home, "allocations")
        .group_by("site_id")
        .agg(pl.col("allocated_w").sum(), pl.col("why").unique())
        .sort("site_id")
    )
    energy = dict(zip(told["site_id"], told["allocated_w"], strict=True))

    assert told.filter(site_id="S4")["why"].to_list() == [["below_reserve_price"]]
    assert energy["S4"] == 0
    assert energy["S1"] >= energy["S2"] > 0
    hourly = rows(home, "allocations").pivot("site_id", index="starts_at", values="allocated_w")
    assert ((hourly["S2"] == 0) | (hourly["S1"] == 40_000_000)).all()


def test_the_price_is_one_for_all_and_no_winner_pays_more_than_it_bid(planned):
    home, _ = planned
    told = rows(home, "allocations").filter(pl.col("allocated_w") > 0)

    assert (told["price_minor_per_mwh"] >= 9_000).all()
    assert set(told.filter(site_id="S1")["price_minor_per_mwh"]) <= {9_000, 11_000, 12_000, 15_000}


def test_the_certificate_proves_the_plan_and_names_the_rows(planned):
    home, told = planned
    kept = kept_plan(home, TOMORROW)

    assert kept.sha256 == told.planned[TOMORROW]
    assert kept.told["certificate"]["is_feasible"]
    assert kept.told["certificate"]["is_best"]
    assert kept.told["certificate"]["worst_hour_shortage_added_mwh"] <= 1e-6
    given = rows(home, "allocations").sort("starts_at", "site_id")
    assert kept.told["rows_sha256"]["allocations"] == rows_sha256(given.drop("planned_on"))


def test_the_same_facts_once_more_change_nothing(planned):
    home, told = planned
    before = (Lake.open(home).snapshot(), {p.name: p.stat().st_mtime_ns for p in home.plans_dir.iterdir()})
    again = plan_power(home=home, on=TODAY)

    assert again.stood == [TOMORROW]
    assert {day: told.planned[day] for day in again.planned} == again.planned
    assert before == (
        Lake.open(home).snapshot(),
        {p.name: p.stat().st_mtime_ns for p in home.plans_dir.iterdir()},
    )


def test_a_firm_day_is_never_rewritten_and_an_expected_one_is(planned, tmp_path):
    there, told = planned
    home = Home(shutil.copytree(there.path, tmp_path / "home"))
    firm, expected = rows(home, "allocations"), rows(home, "allocations", TOMORROW + timedelta(days=1))
    bid(home, tmp_path, TOMORROW, {"S4": (40, 20_000)}, at=BID_AT + timedelta(minutes=50))
    again = plan_power(home=home, on=TODAY)

    assert rows(home, "allocations").equals(firm)
    assert kept_plan(home, TOMORROW).sha256 == told.planned[TOMORROW]
    assert not rows(home, "allocations", TOMORROW + timedelta(days=1)).equals(expected)
    assert again.planned[TOMORROW + timedelta(days=1)] != told.planned[TOMORROW + timedelta(days=1)]


def test_a_bid_after_the_time_of_the_law_counts_for_nothing_on_the_firm_day(planned, tmp_path):
    there, _ = planned
    home = Home(shutil.copytree(there.path, tmp_path / "home"))
    bid(
        home,
        tmp_path,
        TOMORROW + timedelta(days=1),
        {"S1": (40, 20_000)},
        at=BID_AT + timedelta(days=1, hours=3),
    )
    day = TOMORROW + timedelta(days=1)
    asked = asked_of(Lake.open(home), law_on("GG", day), [day], firm_until=day, regions=["North", "South"])

    assert asked.left_out == {"S1": "its bid came after the time of the law"}
    assert asked.rows.is_empty()


def test_a_certificate_that_was_changed_is_found_out(planned, tmp_path):
    home = Home(shutil.copytree(planned[0].path, tmp_path / "home"))
    path = home.plans_dir / f"{TOMORROW}.json"
    held = json.loads(path.read_text())
    held["told"]["firm"] = False
    path.write_text(json.dumps(held))

    with pytest.raises(BadData, match="does not agree with its own SHA-256"):
        kept_plan(home, TOMORROW)


def test_a_night_without_the_facts_plans_nothing(tmp_path):
    home = Home.create(tmp_path / "home", country="GG")
    assert plan_if_told(home=home, on=TODAY) is None
