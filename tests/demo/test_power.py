"""The country's power adds up, its river fails for 120 hours, and in no other region is a megawatt-hour sold below its cost."""

import json
from datetime import time, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from terezi.demo.country import LAST_DAY, build, drawn
from terezi.demo.power.build import draw_power
from terezi.demo.power.files import listed_lines, listed_stations
from terezi.demo.power.hours import DRY_HOURS
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.surplus.marginal_cost import Supply, marginal_costs
from terezi.evidence.numerics.surplus.network import Network, secure_limits
from tests.demo.built import Country, local

LEAST_TARIFF = 9_000  # the reserve price of the auction; no tariff is lower
HOURS_AHEAD = 7 * 24


def power(country: Country, kind: str) -> pl.DataFrame:
    """Read one kind of file of the grid operator, in order of time."""
    told = country.csv(f"power/{kind}-*").with_columns(local("starts_at"))
    watts = [name for name in told.columns if name.endswith("_w")]
    return told.with_columns(pl.col(watts).cast(pl.Int64)).sort("starts_at")


def mined(country: Country) -> pl.DataFrame:
    """Mean W that sites drew by region and hour, as their meters tell it."""
    meters = country.register("meters").select("meter_id", site_id="subject_id")
    sites = country.register("sites").select("site_id", "region")
    of_sites = country.readings.join(meters, on="meter_id").join(sites, on="site_id")
    return of_sites.group_by("region", starts_at=pl.col("read_at").dt.truncate("1h")).agg(
        mined_w=pl.col("energy_wh").sum()
    )


def laid(rows: pl.DataFrame, key: str, names: list[str], value: str, hours: int) -> np.ndarray:
    wide = rows.pivot(key, index="starts_at", values=value).sort("starts_at").head(hours)
    return np.column_stack(
        [wide[name].fill_null(0).to_numpy() if name in wide.columns else np.zeros(hours) for name in names]
    ).astype(float)


def dispatched(
    stations: pl.DataFrame, lines: pl.DataFrame, regions: list[str], most: np.ndarray, needed: np.ndarray
) -> np.ndarray:
    """Return the cost of a megawatt-hour more, (hours, regions), by the product's own dispatch; MW in."""
    place = {name: at for at, name in enumerate(regions)}
    limits = lines["limit_w"].to_numpy() / 1e6
    network = Network(
        regions=tuple(regions),
        lines=tuple(lines["line_id"]),
        sends=np.array([place[name] for name in lines["from_region"]]),
        receives=np.array([place[name] for name in lines["to_region"]]),
        reactance=np.ones(len(lines)),
        rating_mw=limits,
        emergency_mw=limits,
    )
    supply = Supply(
        region=np.array([place[name] for name in stations["region"]]),
        cost=stations["marginal_cost_minor_per_mwh"].to_numpy().astype(float),
        most_mw=most,
        least_mw=np.minimum(most, stations["must_run_w"].to_numpy() / 1e6),
    )
    return marginal_costs(network, secure_limits(network), supply, needed)


@pytest.fixture(scope="module")
def costs(country: Country) -> pl.DataFrame:
    """What a megawatt-hour more cost by region and hour: the product's own dispatch over what the files tell."""
    stations, lines = country.register("stations"), country.register("lines")
    regions = sorted(set(stations["region"]))
    demand = power(country, "demand")
    hours = demand["starts_at"].n_unique()
    needed = laid(demand, "region", regions, "demand_w", hours)
    needed += laid(mined(country), "region", regions, "mined_w", hours)
    needed += laid(power(country, "exports"), "region", regions, "contracted_w", hours)
    ids = stations["plant_id"].to_list()
    most = laid(power(country, "generation"), "plant_id", ids, "available_w", hours) / 1e6
    found = dispatched(stations, lines, regions, most, needed / 1e6)
    starts_at = demand["starts_at"].unique().sort()
    return pl.concat(
        pl.DataFrame({"region": [name] * hours, "starts_at": starts_at, "cost": found[:, at]})
        for at, name in enumerate(regions)
    )


def test_the_files_of_the_grid_operator_hold_the_columns_of_their_tables(country: Country):
    made_by_the_door = {"day", "delivery", "row_number", "known_at", "revision", "flags"}
    tables = {
        "generation": "generation_hours",
        "demand": "demand_hours",
        "exports": "export_hours",
        "bids": "power_bids",
    }
    for kind, table in tables.items():
        file = next((country.folder / "deliveries" / "power").glob(f"{kind}-*"))
        wanted = [name for name in TABLES[table].names if name not in made_by_the_door]
        assert pl.read_csv(file).columns == wanted, table
    assert country.register("stations").columns == TABLES["ref_plants"].names
    assert country.register("lines").columns == TABLES["ref_lines"].names


def test_power_given_is_power_used_in_every_hour(country: Country):
    given = power(country, "generation").drop_nulls("output_w")
    used = [
        power(country, "demand").select("starts_at", w="demand_w"),
        power(country, "exports").select("starts_at", w="contracted_w"),
        mined(country).select("starts_at", w=pl.col("mined_w").cast(pl.Int64)),
    ]
    told = given["starts_at"].n_unique()
    both = (
        given.group_by("starts_at")
        .agg(given=pl.col("output_w").sum())
        .join(pl.concat(used).group_by("starts_at").agg(used=pl.col("w").sum()), on="starts_at")
        .with_columns(over=pl.col("given") - pl.col("used"))
    )
    assert told == len(both) == 90 * 24
    # the meter of the feed that fell silent, and gaps in others, hide what was drawn and is given all the same
    assert both["over"].min() > -20_000
    assert both["over"].median() < 0.01 * both["given"].median()
    assert (given["output_w"] <= given["available_w"]).all()
    assert (given["output_w"] >= 0).all()


def test_seven_days_ahead_are_told_what_stations_can_give(country: Country):
    ahead = power(country, "generation").filter(pl.col("output_w").is_null())
    last = country.answers.last_day

    assert ahead["starts_at"].dt.date().min() == last + timedelta(days=1)
    assert ahead.group_by("plant_id").len()["len"].unique().to_list() == [HOURS_AHEAD]
    assert power(country, "demand")["starts_at"].dt.date().max() == last
    assert power(country, "exports")["starts_at"].dt.date().max() == last + timedelta(days=7)


def test_120_hours_cost_more_than_any_mine_pays_and_all_lie_where_the_river_failed(
    country: Country, costs: pl.DataFrame
):
    truth = country.truth("sold below cost")
    tariffs = country.register("sites")["tariff_minor_per_mwh"]
    dear = costs.filter(pl.col("cost") > LEAST_TARIFF)

    assert dear["region"].unique().to_list() == list(truth.subjects)
    assert len(dear) == DRY_HOURS == 120
    assert dear["cost"].min() > tariffs.max()
    assert dear["starts_at"].dt.date().min() == truth.since
    assert dear["starts_at"].dt.date().max() == country.answers.last_day
    assert dear["starts_at"].dt.date().n_unique() == 14


def test_the_money_of_the_truth_is_what_the_oil_cost_above_what_mines_paid(
    country: Country, costs: pl.DataFrame
):
    truth = country.truth("sold below cost")
    dear = costs.filter(pl.col("cost") > LEAST_TARIFF).join(mined(country), on=["region", "starts_at"])
    mwh = dear["mined_w"].sum() / 1e6
    dearest = dear["cost"].max()

    assert truth.money_minor <= round(mwh * (dearest - LEAST_TARIFF)) * 1.02
    assert truth.money_minor > 0.9 * mwh * (dearest - LEAST_TARIFF)


def test_the_twin_runs_a_station_dearer_than_its_price_and_spills_water(
    country: Country, costs: pl.DataFrame
):
    twin = country.innocent("run over the dam")
    stations = country.register("stations").filter(pl.col("region") == twin)
    given = power(country, "generation").drop_nulls("output_w").join(stations, on="plant_id")
    average = given.group_by("starts_at").agg(
        cost=(pl.col("output_w") * pl.col("marginal_cost_minor_per_mwh")).sum() / pl.col("output_w").sum()
    )
    water = given.filter(pl.col("fuel") == "hydro")

    assert average["cost"].mean() > LEAST_TARIFF
    assert (water["output_w"] < water["available_w"]).all()
    assert costs.filter(pl.col("region") == twin)["cost"].max() <= 500


def test_bids_come_the_morning_before_and_pay_for_the_day(country: Country):
    bids = country.csv("power/bids-*").with_columns(local("bid_at"), pl.col("bid_day").str.to_date())
    licensed = country.register("sites").select("site_id", "licensed_w", "actor_class")
    told = bids.join(licensed, on="site_id")
    last = country.answers.last_day
    past = told.filter(pl.col("bid_day") <= last)

    assert (told["bid_at"].dt.date() == told["bid_day"].dt.offset_by("-1d")).all()
    assert told["bid_at"].dt.time().is_between(time(9, 30), time(10, 0)).all()
    assert set(told["actor_class"]) == {"industrial"}
    assert (told["limit_w"] <= told["licensed_w"]).all()
    assert past["price_minor_per_mwh"].min() >= LEAST_TARIFF
    assert (past["prepaid_minor"] >= past["limit_w"] * 24 * past["price_minor_per_mwh"] / 1e6 - 1).all()
    tomorrow = told.filter(pl.col("bid_day") == last + timedelta(days=1))
    assert tomorrow.filter(pl.col("price_minor_per_mwh") < LEAST_TARIFF).height == 1


def test_sites_that_the_desk_orders_down_draw_nothing_but_the_one_that_feigns(country: Country):
    feigns = country.truth("feigned obedience").subjects[0]
    region = country.register("sites").filter(pl.col("site_id") == feigns)["region"].item()
    here = country.register("sites").filter(pl.col("region") == region, pl.col("actor_class") == "industrial")
    in_turn = here.sort(["valid_from", "site_id"], descending=[True, False])["site_id"].to_list()
    cut = in_turn[: in_turn.index(feigns) + 1]
    dark = {site: _dark_mornings(country, site) for site in cut}
    days = (
        set.intersection(*(days for site, days in dark.items() if site != feigns)) if len(cut) > 1 else set()
    )

    assert dark[feigns] == set()
    assert len(cut) == 1 or len(days) >= 1
    told = country.reported(feigns).with_columns(
        hour=pl.col("read_at").dt.hour(), day=pl.col("read_at").dt.date()
    )
    silent = told.filter(pl.col("hour").is_in([10, 11])).group_by("day").agg(pl.col("power_w").max())
    assert silent.filter(pl.col("power_w") == 0)["day"].max() >= country.answers.last_day - timedelta(days=9)


def _dark_mornings(country: Country, site: str) -> set:
    hours = country.metered(site).with_columns(
        day=pl.col("read_at").dt.date(), hour=pl.col("read_at").dt.hour()
    )
    mornings = hours.filter(pl.col("hour").is_in([10, 11])).group_by("day").agg(pl.col("energy_wh").max())
    return set(mornings.filter(pl.col("energy_wh") == 0)["day"])


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize(("seed", "sites"), [(1, 30), (2**63, 43), (3, 130)])
def test_for_any_country_and_draw_of_its_mines_120_hours_are_dear_and_only_in_one_region(
    seed: int, sites: int, share: float
):
    world, _ = drawn(seed=seed, sites=sites, days=60, last_day=LAST_DAY)
    power = draw_power(world, np.random.default_rng(seed))
    system, hours = power.system, power.hours
    stations, lines = listed_stations(system), listed_lines(system)
    fortnight = slice(-24 * 16, hours.known)
    needed = [
        hours.demand_w[region]
        + hours.owed_w.get(region, np.zeros(hours.known))[: hours.known]
        + share * system.mining_w[region]
        for region in system.regions
    ]
    most = [hours.available_w[station.station_id][: hours.known] for station in system.stations]
    found = dispatched(
        stations, lines, list(system.regions),
        np.column_stack(most)[fortnight] / 1e6, np.column_stack(needed)[fortnight] / 1e6,
    )  # fmt: skip
    dear = found > LEAST_TARIFF

    assert dear[:, system.regions.index(system.dry)].sum() == dear.sum() == DRY_HOURS
    assert found[:, system.regions.index(system.spill)].max() <= 500
    assert np.array_equal(np.flatnonzero(dear.any(axis=1)), np.flatnonzero(hours.dry[fortnight]))


def test_a_span_too_short_to_plan_has_power_and_nothing_sold_below_cost(tmp_path: Path):
    build(out=tmp_path, seed=3, sites=30, days=5)
    told = json.loads((tmp_path / "answers.json").read_text())

    assert [truth for truth in told["truths"] if truth["plant"] == 13] == []
    assert list((tmp_path / "deliveries" / "power").glob("generation-*"))
