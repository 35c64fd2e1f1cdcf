"""Judge the detection of added machines on folders of real load, homes left out, beside its peers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from terezi.base.errors import BadData
from terezi.evidence.facts.engines import engine
from terezi.evidence.numerics.meters.evaluation import (
    INNOCENT,
    Floats,
    Judged,
    Method,
    Scorer,
    held_out,
    judged,
    leave_homes_out,
)
from terezi.evidence.numerics.meters.injection import Recipe
from terezi.evidence.numerics.meters.load_windows import Window, cut, features_of, made, with_pattern
from terezi.evidence.numerics.meters.peer_methods import PEERS
from terezi.evidence.numerics.meters.ranking import learned, physical, scored
from terezi.evidence.numerics.meters.twins import twin_load_w, twins
from terezi.jobs.load_folders import meter_days_of

Told = Callable[[str, int, int], None]
FOLDS = 11
TRAINING_EVERY_DAYS = 14
TWINS_OF_A_KIND = 40
MADE_ON = date(2024, 1, 1)
TWIN = "twin"


@dataclass(frozen=True)
class Evaluation:
    """Everything that was judged: by split and seed, a list of methods."""

    windows: int
    homes: int
    sources: tuple[str, ...]
    share: float
    judged: dict[str, tuple[Judged, ...]]
    at_least: dict[str, float]


def ours(train: pl.DataFrame, seed: int) -> Scorer:
    """Learn the way `terezi train` does: bounded correction of the physical rule."""
    mines = train["pattern"].to_numpy() != INNOCENT
    booster = learned(train, mines, train["home"].to_list(), seed=seed)
    return lambda rows: scored(rows, booster)


def rule_alone(train: pl.DataFrame, seed: int) -> Scorer:
    """Score by the physical rule, which learns nothing."""
    return physical


def evaluate_detection(
    *, paths: Sequence[Path], recipe: Recipe, seeds: int, share: float, peers: bool, progress: Told
) -> Evaluation:
    """Cut, add, learn and judge; every method sees the same windows through the same features.

    :raises BadData: when there are fewer than two homes, or no window is long enough.
    """
    days = meter_days_of(paths, engine())
    test = _windows(days, recipe.window_days, recipe.window_days)
    homes = {window.home for window in test}
    if len(homes) < 2:
        raise BadData(
            f"{len(homes)} homes with {recipe.window_days} days in a row: homes must be left out, give at least two"
        )
    train = _windows(days, recipe.window_days, TRAINING_EVERY_DAYS)
    methods: dict[str, Method] = {
        "Terezi": ours,
        "physical rule alone": rule_alone,
        **(PEERS if peers else {}),
    }
    answer: dict[str, tuple[Judged, ...]] = {}
    for seed in range(seeds):
        progress("Seeds", seed, seeds)
        rows = _rows(test, recipe, seed)
        learn_from = _rows(train, Recipe.read(kept="training"), seed, with_twins=True)
        for split, folds in _splits(rows, seed):
            named = f"{split}, seed {seed}"
            answer[named] = tuple(
                _judge(name, how, learn_from, rows, folds, share, seed) for name, how in methods.items()
            )
    progress("Seeds", seeds, seeds)
    promised = {one.name: one.at_least for one in recipe.patterns if one.at_least is not None}
    return Evaluation(len(test), len(homes), tuple(sorted(days)), share, answer, promised)


def _windows(days: dict[str, pl.DataFrame], window_days: int, every_days: int) -> list[Window]:
    return [
        window
        for source in sorted(days)
        for window in cut(days[source], source=source, window_days=window_days, every_days=every_days)
    ]


def _rows(windows: list[Window], recipe: Recipe, seed: int, *, with_twins: bool = True) -> pl.DataFrame:
    added = [window for pattern in recipe.patterns for window in with_pattern(windows, pattern, seed=seed)]
    return features_of(
        [*windows, *added, *(innocent_twins(recipe.window_days, seed) if with_twins else ())], engine()
    )


def innocent_twins(window_days: int, seed: int) -> Iterator[Window]:
    """Make the innocent twins; the home is the kind and number, so that none is learned from and judged."""
    for twin in twins():
        for number in range(TWINS_OF_A_KIND):
            rng = np.random.default_rng([seed, number, *twin.name.encode()])
            load = twin_load_w(twin, days=window_days, rng=rng)
            yield made(f"{twin.name}/{number}", load, first_day=MADE_ON, source=TWIN)


def _splits(rows: pl.DataFrame, seed: int) -> Iterator[tuple[str, list[str]]]:
    yield "home left out", leave_homes_out(rows, folds=FOLDS, seed=seed)
    if rows.filter(pl.col("source") != TWIN)["source"].n_unique() > 1:
        yield "source left out", rows["source"].to_list()


def _judge(
    name: str,
    method: Method,
    train: pl.DataFrame,
    rows: pl.DataFrame,
    folds: Sequence[str],
    share: float,
    seed: int,
) -> Judged:
    scores = held_out(method, _teaching(train), rows, folds, seed=seed)
    real = rows["source"].to_numpy() != TWIN
    kinds = rows["home"].str.split("/").list.first().to_numpy()
    by_kind = {twin.name: scores[~real & (kinds == twin.name)] for twin in twins()}
    kept = [fold for fold, is_real in zip(folds, real, strict=True) if is_real]
    return judged(name, rows.filter(real), scores[real], kept, share=share, seed=seed, twins=by_kind)


def _teaching(train: pl.DataFrame) -> pl.DataFrame:
    """Leave out twins that load alone cannot tell from machines: to learn from them is to learn nothing."""
    alike = [twin.name for twin in twins() if twin.like_machines or twin.told != "household"]
    return train.filter(~pl.col("home").str.split("/").list.first().is_in(alike))


__all__ = ["Evaluation", "Floats", "evaluate_detection"]
