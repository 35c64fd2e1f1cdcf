"""`terezi evaluate` on folders, and the bars on real load."""

import csv
import json
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from terezi.base.errors import BadData
from terezi.cli import main
from terezi.evidence.facts.engines import engine
from terezi.evidence.numerics.meters.injection import Recipe
from terezi.jobs.evaluate_detection import evaluate_detection
from terezi.jobs.load_folders import meter_days_of


def quiet(what, done, of):
    """Hear progress and say nothing."""


def write_homes(file, homes=12, days=29, step_minutes=30):
    rng = np.random.default_rng(1)
    slots = days * 24 * 60 // step_minutes
    at = [datetime(2023, 5, 1) + timedelta(minutes=step_minutes * slot) for slot in range(slots)]  # noqa: DTZ001 - local clock
    frames = [
        pl.DataFrame({"meter_id": f"m{n}", "read_at": at, "kwh": rng.gamma(2, 0.05, slots) + 0.02})
        for n in range(homes)
    ]
    pl.concat(frames).write_csv(file)


def test_half_hours_of_a_plain_file_become_hours_of_the_clock_they_were_written_in(tmp_path):
    rows = [(f"2023-05-01 {h:02d}:{m:02d}:00", 0.1 * (h == 22)) for h in range(24) for m in (0, 30)]
    with (tmp_path / "homes.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("meter_id", "read_at", "kwh"), *(("a", at, kwh) for at, kwh in rows)])

    (day,) = meter_days_of([tmp_path], engine())["homes"].iter_rows(named=True)

    assert (day["h22_wh"], day["total_wh"], day["whole"], day["hours_covered"]) == (200, 200, 1, 24)


def test_a_folder_without_load_is_refused_with_what_to_give(tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")

    with pytest.raises(BadData, match="meter_id, read_at and kwh"):
        meter_days_of([tmp_path], engine())


def test_one_home_cannot_be_left_out_of_itself(tmp_path):
    write_homes(tmp_path / "one.csv", homes=1)

    with pytest.raises(BadData, match="at least two"):
        evaluate_detection(
            paths=[tmp_path], recipe=Recipe.read(), seeds=1, share=0.01, peers=False, progress=quiet
        )


def test_the_table_is_printed_for_a_folder_and_a_recipe_of_ones_own(tmp_path):
    write_homes(tmp_path / "homes.csv")
    recipe = tmp_path / "mine.yaml"
    recipe.write_text("patterns: [{name: two kilowatts, power_w: 2000, at_least: 1.0}]")

    answer = CliRunner().invoke(
        main, ["evaluate", "detection", str(tmp_path / "homes.csv"), "--recipe", str(recipe), "--json"]
    )

    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.output[answer.output.index("{") :])
    (split,) = told["judged"].values()
    assert split[0]["found"][0]["recall"] == 1
    assert told["homes"] == 12


def test_a_file_of_known_outcomes_is_ranked_in_the_order_of_its_days(tmp_path):
    rng = np.random.default_rng(2)
    flag = np.arange(200) % 8 == 0
    days = [f"2014/{m}/{d}" for m in range(1, 4) for d in range(1, 29)]
    use = rng.gamma(4, 3, (200, len(days)))
    use[flag, 42:] = 0
    shuffled = rng.permutation(len(days))
    frame = pl.DataFrame({"CONS_NO": [f"c{n}" for n in range(200)], "FLAG": flag.astype(int)})
    frame.hstack(pl.DataFrame(use[:, shuffled], schema=[days[n] for n in shuffled])).write_csv(
        tmp_path / "sgcc.csv"
    )

    answer = CliRunner().invoke(main, ["evaluate", "labelled", str(tmp_path / "sgcc.csv"), "--json"])

    assert json.loads(answer.output)["auc"] > 0.99


@pytest.mark.real
def test_the_bars_hold_on_real_homes_left_out(real_data):
    files = [
        real_data / "load" / name for name in ("au_homes_25_halfhourly.parquet", "us_homes_8_hourly.parquet")
    ]
    promised = tuple(one for one in Recipe.read().patterns if one.at_least is not None)

    told = evaluate_detection(
        paths=files, recipe=Recipe(28, promised), seeds=1, share=0.01, peers=False, progress=quiet
    )

    ours = told.judged["home left out, seed 0"][0]
    assert {one.pattern: one.recall >= told.at_least[one.pattern] for one in ours.found} == {
        one.name: True for one in promised
    }
