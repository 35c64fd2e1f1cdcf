"""`terezi train`: from the lake's meters to a journalled model that can be made again."""

from datetime import UTC, date, datetime

import numpy as np
import polars as pl
import pytest

from terezi.base.errors import BadData
from terezi.base.periods import days_up_to
from terezi.desk.journal.models import Entry
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import METER_DAYS, REF_CUSTOMERS, REF_METERS
from terezi.evidence.numerics.meters.day_shape import HOURS, with_shape
from terezi.evidence.numerics.meters.load_windows import made
from terezi.evidence.numerics.meters.screens import screen
from terezi.jobs.train_detection import TRAINED, halves, last_day, latest, train_detection
from terezi.law.book import law_on

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 11, 3, tzinfo=UTC)
MACHINE = "m007"


def quiet(what, done, of):
    """Hear progress and say nothing."""


def a_country(folder, meters=160, days=28):
    """Homes that sleep at night, one of which keeps up 1.5 kW."""
    home = Home.create(folder / "home", country="GG")
    lake, rng = Lake.open(home), np.random.default_rng(1)
    evening = 1500 * np.exp(-(((np.arange(24) - 19) / 2.5) ** 2))
    load = rng.uniform(30, 250, (meters, 1, 1)) + evening * rng.uniform(0.3, 1.6, (meters, days, 1))
    load = load + rng.exponential(60, (meters, days, 24))
    load[7] += 1500
    names = [f"m{n:03d}" for n in range(meters)]
    period = days_up_to(LAST_DAY, days=days)
    hours = pl.DataFrame(load.round().astype(int).reshape(-1, 24), schema=list(HOURS))
    rows = hours.with_columns(
        meter_id=pl.Series(np.repeat(names, days)),
        day=pl.Series(list(period) * meters),
        covered_seconds=pl.lit(86_400, pl.Int64),
        total_wh=pl.sum_horizontal(HOURS),
    )
    shaped = (
        lake.collect(with_shape(lake.memory(rows))).select(METER_DAYS.names).cast(METER_DAYS.polars_schema())
    )
    for day in period:
        lake.replace_day("meter_days", day, shaped.filter(pl.col("day") == day))
    lake.publish("ref_meters", _meters(names))
    lake.publish("ref_customers", _customers(names))
    return home


def _meters(names):
    rows = pl.DataFrame({"meter_id": names, "subject_id": [f"c{name}" for name in names]}).with_columns(
        kind=pl.lit("customer"), feeder_id=pl.lit("f"), source_rank=1, interval_seconds=3600,
        customer_class=pl.lit("household"), valid_from=pl.lit(date(2025, 1, 1)), valid_until=None,
    )  # fmt: skip
    return rows.select(REF_METERS.names).cast(REF_METERS.polars_schema())


def _customers(names):
    rows = pl.DataFrame({"customer_id": [f"c{name}" for name in names]}).with_columns(
        region=pl.lit("Mary"), place=pl.lit("Mary"), feeder_id=pl.lit("f"), transformer_id=None, phase=None,
        tariff_class=pl.lit("household"), activity=None, connection_w=None, registration_number=None,
    )  # fmt: skip
    return rows.select(REF_CUSTOMERS.names).cast(REF_CUSTOMERS.polars_schema())


def train(home, seed=1, labels=None):
    return train_detection(
        home=home, day=LAST_DAY, seed=seed, by="test", at=AT, labels=labels or {}, progress=quiet
    )


def test_a_model_is_journalled_made_again_from_the_same_seed_and_finds_the_machine(tmp_path):
    home = a_country(tmp_path)

    first = train(home)

    entry = Entry.objects.get(act=TRAINED)
    assert entry.subject == first.model.sha256
    assert entry.values["seed"] == 1
    assert {file.name for file in first.folder.iterdir()} == {"model.json", "card.md", "card.json"}
    assert "no finding of fact" in (first.folder / "card.md").read_text()
    kept = latest(home)
    assert kept is not None
    assert kept.sha256 == first.model.sha256

    lake = Lake.open(home)
    rows = screen(lake, law_on("GG", LAST_DAY), kept, day=last_day(home)).sort("score_ppm", descending=True)
    assert rows.height == 160
    assert rows["meter_id"][0] == MACHINE
    assert rows["model"][0] == kept.sha256
    assert rows["p_value_ppm"][0] == rows["p_value_ppm"].min()
    assert (rows.filter(pl.col("meter_id") != MACHINE)["p_value_ppm"] <= 10_000).mean() <= 0.03

    assert train(home).model.sha256 == first.model.sha256


def test_where_a_visit_found_machines_teaches_and_never_stands_among_the_innocents(tmp_path):
    windows = [made(f"m{n}", np.ones((28, 24)), first_day=LAST_DAY, source="made") for n in range(40)]
    told = pl.DataFrame(
        {"meter_id": [f"m{n}" for n in range(40)], "customer_id": [f"c{n}" for n in range(40)]}
    )
    found = {f"c{n}": True for n in range(40)} | {"c3": False}

    teaching, calibrating = halves(windows, told, 1, found)

    assert len(teaching) == 20
    assert {window.home for window in calibrating} <= {"m3"}


def test_a_model_file_that_was_changed_is_not_used(tmp_path):
    home = Home.create(tmp_path / "home", country="GG")
    assert latest(home) is None
    folder = home.path / "models" / "abc"
    folder.mkdir(parents=True)
    (home.path / "models" / "latest").write_text("abc")
    (folder / "model.json").write_text("{}")

    with pytest.raises(BadData, match="terezi train"):
        latest(home)


def test_a_country_without_meters_cannot_be_learned_from(tmp_path):
    home = Home.create(tmp_path / "home", country="GG")

    with pytest.raises(BadData, match="100 are the least"):
        train(home)
    with pytest.raises(BadData, match="summarised"):
        last_day(home)
