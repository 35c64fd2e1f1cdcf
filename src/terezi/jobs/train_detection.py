"""Train the detection of unexplained load on the country's own meters, and journal what was trained from what.

Half of the meters teach, half calibrate; which half follows from the seed. Machines are added to a copy of each teaching meter,
because nobody knows which meters have some; what visits found overrides that. The same snapshot and seed give the same bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from terezi.base.errors import BadData
from terezi.base.periods import days_up_to
from terezi.desk.journal.actions import write
from terezi.evidence.facts.durable import write_atomically
from terezi.evidence.facts.engines import engine
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.conformal import Calibration
from terezi.evidence.numerics.meters.drift import deciles
from terezi.evidence.numerics.meters.evaluation import INNOCENT, Floats, leave_homes_out, line_of
from terezi.evidence.numerics.meters.injection import Recipe
from terezi.evidence.numerics.meters.load_windows import Window, cut, features_of, with_pattern
from terezi.evidence.numerics.meters.ranking import (
    LEARNED_WEIGHTS,
    PRIOR_SHARE,
    Model,
    corrections,
    even_weights,
    learned,
    physical,
    read_as_probability,
)
from terezi.evidence.numerics.meters.screens import UNKNOWN, customers, usual_floor_w
from terezi.jobs.model_card import card
from terezi.law.book import law_on

Told = Callable[[str, int, int], None]
TRAINED = "detection.trained"
MODEL, CARD, CARD_DATA = "model.json", "card.md", "card.json"
METERS_AT_MOST = 6_000
LEAST_METERS = 100
FOLDS = 5


@dataclass(frozen=True)
class Trained:
    """Where a model lies and what it is."""

    folder: Path
    model: Model


@dataclass(frozen=True)
class _Learning:
    booster: Any
    weight: float
    slope: float
    intercept: float
    recall: float


def train_detection(
    *, home: Home, day: date, seed: int, by: str, at: datetime, labels: Mapping[str, bool], progress: Told
) -> Trained:
    """Train on the window of the law that ends with `day`; `labels` say of customers visited whether machines were found.

    :raises BadData: when fewer than a hundred meters have a whole window.
    """
    lake = Lake.open(home)
    law = law_on(home.country, day)
    days = int(law.detection.screening_window_days.value)
    progress("Training", 0, 4)
    windows, told = _meters(lake, day, days, seed)
    progress("Training", 1, 4)
    teaching, calibrating = halves(windows, told, seed, labels)
    recipe = Recipe.read(kept="training")
    rows = _rows(teaching, recipe, seed, told, labels)
    share = float(law.detection.false_alarm_share.value)
    progress("Training", 2, 4)
    learning = _learn(rows, seed, share)
    progress("Training", 3, 4)
    innocent = features_of(calibrating, engine()).join(told, left_on="home", right_on="meter_id", how="left")
    scores = physical(innocent) + learning.weight * corrections(innocent, learning.booster)
    model = Model(
        booster=learning.booster.model_to_string(),
        weight=learning.weight,
        slope=learning.slope,
        intercept=learning.intercept,
        calibration=Calibration.of(scores, innocent["tariff_class"].to_list(), innocent["region"].to_list()),
        usual_floor_w=usual_floor_w(innocent),
        deciles=deciles(innocent),
        told={
            "country": home.country, "day": str(day), "window_days": days, "seed": seed, "meters": len(windows),
            "teaching": len(teaching), "calibrating": len(calibrating), "labels": len(labels),
            "prior_share": PRIOR_SHARE, "false_alarm_share": share, "held_out_recall": round(learning.recall, 4),
            "patterns": [pattern.name for pattern in recipe.patterns],
            "snapshot": {"meter_days": lake.snapshot().versions.get("meter_days", 0)},
        },
    )  # fmt: skip
    folder = _keep(home, model)
    write(act=TRAINED, subject=model.sha256, by=by, at=at, values=_plain(model.told))
    progress("Training", 4, 4)
    return Trained(folder, model)


def latest(home: Home) -> Model | None:
    """Return the model trained last, None where none was; its file must still be what its folder is named after.

    :raises BadData: when the file was changed.
    """
    pointer = models_dir(home) / "latest"
    if not pointer.is_file():
        return None
    sha = pointer.read_text(encoding="utf-8").strip()
    model = Model.read((models_dir(home) / sha / MODEL).read_text(encoding="utf-8"))
    if model.sha256 != sha:
        raise BadData(f"{models_dir(home) / sha / MODEL} is not what was trained: run `terezi train` again")
    return model


def last_day(home: Home) -> date:
    """Return the last day whose meters were summarised.

    :raises BadData: when none was.
    """
    days = Lake.open(home).days("meter_days")
    if not days:
        raise BadData("No meter's day was summarised: run `terezi run` after loading readings")
    return days[-1]


def models_dir(home: Home) -> Path:
    """Return the folder of trained models."""
    return home.path / "models"


def _meters(lake: Lake, day: date, days: int, seed: int) -> tuple[list[Window], pl.DataFrame]:
    told = lake.collect(customers(lake, day)).unique("meter_id").sort("meter_id")
    told = told.with_columns(pl.col("tariff_class", "region").fill_null(UNKNOWN))
    chosen = told.sample(min(len(told), METERS_AT_MOST), seed=seed, shuffle=True)["meter_id"].to_list()
    table = lake.within("meter_days", days_up_to(day, days=days))
    rows = lake.collect(table.filter(table.meter_id.isin(chosen))) if chosen else pl.DataFrame()
    windows = cut(rows, source="country", window_days=days) if len(rows) else []
    if len(windows) < LEAST_METERS:
        raise BadData(
            f"{len(windows)} meters have {days} whole days up to {day}: {LEAST_METERS} are the least to learn from. "
            "Load hourly readings of customers' meters, or screen by the physical rule alone"
        )
    return windows, told


def halves(
    windows: list[Window], told: pl.DataFrame, seed: int, labels: Mapping[str, bool]
) -> tuple[list[Window], list[Window]]:
    """Return the windows that teach and those that calibrate; machines that were found must not stand among the innocents."""
    customer = dict(told.select("meter_id", "customer_id").iter_rows())
    found = {meter for meter, whose in customer.items() if labels.get(whose or "")}
    order = np.random.default_rng(seed).permutation(len(windows))
    first, second = ([windows[place] for place in order[half::2]] for half in (0, 1))
    return first, [window for window in second if window.home not in found]


def _rows(
    windows: list[Window], recipe: Recipe, seed: int, told: pl.DataFrame, labels: Mapping[str, bool]
) -> pl.DataFrame:
    added = [window for pattern in recipe.patterns for window in with_pattern(windows, pattern, seed=seed)]
    rows = features_of([*windows, *added], engine())
    customer = dict(told.select("meter_id", "customer_id").iter_rows())
    found = [labels.get(customer.get(home) or "", False) for home in rows["home"]]
    known = pl.Series("found", found, dtype=pl.Boolean)
    return rows.with_columns(mines=(pl.col("pattern") != INNOCENT) | known)


def _learn(rows: pl.DataFrame, seed: int, share: float) -> _Learning:
    mines, homes = rows["mines"].to_numpy(), rows["home"].to_list()
    folds = np.array(leave_homes_out(rows, folds=FOLDS, seed=seed))
    said = np.empty(len(rows))
    for fold in sorted(set(folds)):
        inside = folds == fold
        booster = learned(
            rows.filter(~inside), mines[~inside], rows.filter(~inside)["home"].to_list(), seed=seed
        )
        said[inside] = corrections(rows.filter(inside), booster)
    base = physical(rows)
    recalls = {weight: _recall(base + weight * said, mines, share) for weight in LEARNED_WEIGHTS}
    weight = max(recalls, key=lambda one: (recalls[one], -one))
    weights = even_weights(homes, mines)
    slope, intercept = read_as_probability(base + weight * said, mines, weights, prior=PRIOR_SHARE)
    return _Learning(learned(rows, mines, homes, seed=seed), weight, slope, intercept, recalls[weight])


def _recall(scores: Floats, mines: npt.NDArray[np.bool_], share: float) -> float:
    return round(float((scores[mines] > line_of(scores[~mines], share)).mean()), 3)


def _keep(home: Home, model: Model) -> Path:
    folder = models_dir(home) / model.sha256
    folder.mkdir(parents=True, exist_ok=True)
    text, data = card(model)
    for name, what in ((MODEL, model.text()), (CARD, text), (CARD_DATA, data)):
        write_atomically(folder / name, what)
    write_atomically(models_dir(home) / "latest", model.sha256)
    return folder


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    """Write what the journal takes: no fractions."""
    return {name: str(value) if isinstance(value, float) else value for name, value in told.items()}
