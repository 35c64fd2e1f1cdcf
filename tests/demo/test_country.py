import gzip
import re
from datetime import date

import numpy as np
import polars as pl
import pytest

from terezi.base.errors import Refused
from terezi.demo.answers import read
from terezi.demo.country import build
from terezi.demo.plants import PLANTS
from terezi.demo.twins import TWINS
from terezi.evidence.facts.tables import TABLES
from tests.demo.built import Country, folder_bytes

SMALL = {"sites": 30, "days": 4}
OF_EXCHANGES = ("fees under-declared", "reserves below liabilities")
WITHOUT_MONEY = ("silent feed", "wash pair", "silent exchange feed", "venue without licence")


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    build(out=tmp_path / "a", seed=5, **SMALL)
    build(out=tmp_path / "b", seed=5, **SMALL)

    assert folder_bytes(tmp_path / "a") == folder_bytes(tmp_path / "b")


def test_another_seed_gives_another_country(tmp_path):
    build(out=tmp_path / "a", seed=5, **SMALL)
    build(out=tmp_path / "b", seed=6, **SMALL)

    sites = [(tmp_path / name / "register" / "sites.csv").read_text() for name in "ab"]
    assert sites[0] != sites[1]


@pytest.mark.parametrize("seed", [1, 2**63, 987_654_321])
def test_every_plant_and_every_twin_is_there_for_any_seed(tmp_path, seed):
    answers = build(out=tmp_path, seed=seed, sites=30, days=70)

    kinds = [truth.kind for truth in answers.truths]
    assert sorted(kinds) == sorted(
        {
            *(plant.kind for plant in PLANTS),
            "household cluster",
            "load behind a feeder",
            "sold below cost",
            *OF_EXCHANGES,
            *WITHOUT_MONEY,
        }
    )
    assert len({subject for truth in answers.truths for subject in truth.subjects}) > len(kinds)
    assert len(answers.innocent) >= len(TWINS)
    assert all(truth.money_minor > 0 for truth in answers.truths if truth.kind not in WITHOUT_MONEY)
    assert read(tmp_path / "answers.json") == answers


def test_plants_and_twins_grow_with_the_country(tmp_path):
    answers = build(out=tmp_path, seed=3, sites=130, days=7)

    wallets = [truth for truth in answers.truths if truth.kind == "undeclared wallet"]
    assert len(wallets) == 3
    assert sum("Ovens" in each.says for each in answers.innocent) == 3


def test_a_plant_too_slow_for_the_days_built_is_left_out(tmp_path):
    answers = build(out=tmp_path, seed=3, sites=43, days=2)

    kinds = {truth.kind for truth in answers.truths}
    assert "above licence" in kinds
    assert not kinds & {
        "household cluster",
        "load behind a feeder",
        "levy declared short",
        "sold below cost",
        "undeclared machines",
    }


def test_a_country_too_small_is_refused(tmp_path):
    with pytest.raises(Refused, match="at least 30 sites"):
        build(out=tmp_path, seed=1, sites=10)


def test_a_country_half_built_is_built_again_whole(tmp_path):
    build(out=tmp_path / "a", seed=5, **SMALL)
    build(out=tmp_path / "b", seed=6, sites=31, days=5)
    (tmp_path / "b" / "answers.json").unlink()

    build(out=tmp_path / "b", seed=5, **SMALL)

    assert folder_bytes(tmp_path / "a") == folder_bytes(tmp_path / "b")


def test_files_of_somebody_else_are_left_alone(tmp_path):
    theirs = tmp_path / "deliveries" / "theirs.csv"
    theirs.parent.mkdir()
    theirs.write_text("meter_id\n")

    with pytest.raises(Refused, match="not Garagum's"):
        build(out=tmp_path, seed=6, **SMALL)
    assert theirs.exists()


def test_the_register_refers_only_to_itself(country: Country):
    sites, meters = country.register("sites"), country.register("meters")
    known = set(sites["site_id"])

    assert len(known) == 43
    assert sites["actor_class"].value_counts().sort("count")["count"].to_list() == [12, 31]
    assert sites["region"].n_unique() == 6
    assert set(country.register("machines")["site_id"]) == known
    assert set(country.register("wallets")["site_id"]) == known
    assert set(sites["pool_id"]) < set(country.register("pools")["pool_id"])
    feeders = meters.filter(pl.col("kind") == "feeder")["subject_id"]
    assert len(feeders) == 18
    assert set(meters["feeder_id"]) == set(feeders)
    assert meters["meter_id"].is_unique().all()
    assert set(meters.filter(pl.col("kind") == "site")["subject_id"]) == known


def test_deliveries_refer_only_to_the_register(country: Country):
    sites, meters = set(country.register("sites")["site_id"]), set(country.register("meters")["meter_id"])

    assert set(country.readings["meter_id"]) == meters
    assert set(country.telemetry["site_id"]) == sites
    assert set(country.reports["site_id"]) == sites
    assert set(country.csv("levy/*")["site_id"]) <= sites
    assert set(country.csv("orders/*")["site_id"]) <= sites


def test_files_hold_the_columns_of_their_tables(country: Country):
    folder = country.folder / "deliveries"
    made_by_the_door = {"day", "delivery", "row_number", "known_at", "revision", "flags"}
    first = {
        "meter_readings": next(folder.glob("meters/*")),
        "pool_reports": next(folder.glob("pools/*-reports-*")),
        "pool_payouts": next(folder.glob("pools/*-payouts-*")),
        "network_days": next(folder.glob("network/*")),
        "levy_declarations": next(folder.glob("levy/*")),
        "curtailment_orders": next(folder.glob("orders/*")),
        "weather_hours": next(folder.glob("weather/*")),
    }
    for table, file in first.items():
        wanted = [name for name in TABLES[table].names if name not in made_by_the_door]
        assert pl.read_csv(file).columns == wanted, table
    telemetry = pl.read_parquet(next(folder.glob("telemetry/*")))
    assert telemetry.columns == [n for n in TABLES["machine_telemetry"].names if n not in made_by_the_door]
    assert telemetry.schema["read_at"] == pl.Datetime("us", "UTC")


def test_nothing_in_register_or_deliveries_tells_who_hides_what(country: Country):
    words = {name for truth in country.answers.truths for name in (truth.kind, truth.id)}
    words |= {"hidden", "undeclared", "diverted", "feigned", "bypass", "cluster", "plant", "innocent", "twin"}

    files = {name: text for name, text in folder_bytes(country.folder).items() if name != "answers.json"}
    plain = {name: gzip.decompress(text) if name.endswith(".gz") else text for name, text in files.items()}
    told = b"".join(name.encode() + text for name, text in plain.items() if not name.endswith(".parquet"))
    text = told.decode().lower()
    there = [word.lower() for word in words if word.lower() in text]  # far quicker than to search for each
    assert [word for word in there if re.search(rf"\b{word}\b", text)] == []


def test_the_order_of_ids_says_nothing(country: Country):
    ids = country.register("sites")["site_id"].to_list()
    planted = {subject for truth in country.answers.truths for subject in truth.subjects}
    places = [ids.index(subject) for subject in planted if subject in ids]

    assert ids == sorted(ids)
    assert max(places) - min(places) > len(ids) / 3


def test_files_stay_small(country: Country):
    assert sum(len(content) for content in folder_bytes(country.folder).values()) < 80e6


def test_network_days_add_up_and_the_difficulty_turns_every_2016_blocks(country: Country):
    network = country.csv("network/*").with_columns(day=pl.col("starts_at").str.slice(0, 10))

    assert (network.group_by("day").agg(pl.col("seconds").sum())["seconds"] == 86_400).all()
    assert network["day"].n_unique() == 90
    epochs = network.group_by("difficulty", maintain_order=True).agg(pl.col("blocks").sum())["blocks"]
    assert len(epochs) >= 6
    assert set(epochs[1:-1]) == {2016}
    assert np.abs(np.log(network["difficulty"] / 1.45e14)).max() < 0.25
    assert network["price_usd_cents"].is_between(7_000_000, 9_500_000).all()


def test_the_country_ends_on_the_tenth_of_march(country: Country):
    assert country.answers.last_day == date(2026, 3, 10)
    assert country.readings["read_at"].max().isoformat() == "2026-03-10T23:45:00"
    assert country.readings["read_at"].min().isoformat() == "2025-12-11T00:00:00"
