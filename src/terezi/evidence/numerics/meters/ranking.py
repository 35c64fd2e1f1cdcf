"""The order of the list: a physical rule, and what a monotone learner adds to it within bounds.

The rule measures three kinds of steady load, each in a unit of its own: a floor that hardly drifts from day to day, the same on a
third of the days only, and a run of hours that stands above the floor by the clock. The score is the logarithm of the larger; the learner (LightGBM, monotone where physics
says) may move it by a few tenths. So a load twice as steady always ranks higher, also far beyond what was learned from.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.linear_model import LogisticRegression

from terezi.base.errors import BadData
from terezi.evidence.numerics.meters.conformal import Calibration

Floats = npt.NDArray[np.float64]

ALWAYS_W, SOME_DAYS_W, CLOCK_W = 300.0, 600.0, 700.0
"""Units of the rule: so much floor every day counts as much as so much on some days, or so much by the clock."""
DRIFTING_SHARE = 0.6
"""A floor never left (lowest 5 % of the days) counts by this share however much lies on top of it."""
LEAST_UNITS = 0.02
LEARNED_WEIGHTS, LEARNED_BOUND = (0.05, 0.1, 0.2, 0.4), 3.0
"""How much say the learner may get; training takes the least that held-out homes do not do better without."""
SEEN = (
    "firm_floor_w", "some_days_floor_w", "floor_5_w", "floor_20_w", "floor_drift_w", "contrast_6h_w", "contrast_8h_w", "steady_6h_w", "night_ratio",
)  # fmt: skip
RISES_WITH = {
    "firm_floor_w": 1,
    "floor_20_w": 1,
    "floor_drift_w": -1,
    "contrast_6h_w": 1,
    "contrast_8h_w": 1,
    "steady_6h_w": 1,
}
PRIOR_SHARE = 0.01
SCALE_W = 300.0
TREES, LEAVES, RATE = 60, 5, 0.05


def physical(features: pl.DataFrame) -> Floats:
    """Return the logarithm of the steady load of each row in units of the rule; above 0 the rule names it."""
    units = features.select(pl.max_horizontal(*kinds().values()).clip(LEAST_UNITS).log())
    return np.asarray(units.to_series().to_numpy())


def kinds() -> dict[str, pl.Expr]:
    """Return the three kinds of steady load, in units of the rule."""
    always = pl.max_horizontal(pl.col("firm_floor_w"), DRIFTING_SHARE * pl.col("floor_5_w"))
    return {
        "always": always / ALWAYS_W,
        "some_days": pl.col("some_days_floor_w") / SOME_DAYS_W,
        "clock": pl.col("contrast_6h_w") / CLOCK_W,
    }


@dataclass(frozen=True)
class Model:
    """What was learned, how its scores are read, and where it came from. `told` goes onto the model card."""

    booster: str
    weight: float
    slope: float
    intercept: float
    calibration: Calibration
    usual_floor_w: dict[str, float]
    deciles: dict[str, list[float]]
    told: dict[str, Any] = field(default_factory=dict)

    def scores(self, features: pl.DataFrame) -> Floats:
        """Return the score of each row: higher is less explained."""
        return scored(features, lightgbm.Booster(model_str=self.booster), weight=self.weight)

    def probabilities(self, scores: Floats) -> Floats:
        """Return the probability of machines behind each score, at the prior share the model was calibrated for."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * scores + self.intercept))))

    def text(self) -> str:
        """Write the model down: the same learning writes the same bytes."""
        told = asdict(self)
        told["calibration"] = {
            group: [round(v, 6) for v in kept] for group, kept in self.calibration.scores.items()
        }
        return json.dumps(told, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text().encode()).hexdigest()

    @classmethod
    def read(cls, text: str) -> "Model":
        """Read what `text` wrote.

        :raises BadData: when it is no model.
        """
        try:
            told = json.loads(text)
            calibration = Calibration({group: np.array(v) for group, v in told.pop("calibration").items()})
            return cls(calibration=calibration, **told)
        except (ValueError, KeyError, TypeError) as broken:
            raise BadData(f"This is no detection model: {broken}. Train one with `terezi train`") from broken


def scored(
    features: pl.DataFrame, booster: lightgbm.Booster, *, weight: float = LEARNED_WEIGHTS[0]
) -> Floats:
    """Return physical score and bounded correction together."""
    return np.asarray(physical(features) + weight * corrections(features, booster))


def corrections(features: pl.DataFrame, booster: lightgbm.Booster) -> Floats:
    """Return what the learner says of each row, within its bound."""
    said = np.asarray(booster.predict(seen(features), raw_score=True, num_threads=1))
    return np.asarray(np.clip(said, -LEARNED_BOUND, LEARNED_BOUND))


def seen(features: pl.DataFrame) -> Floats:
    """Return what the learner sees: watts on a scale that is even near zero and logarithmic far from it."""
    watts = [name for name in SEEN if name.endswith("_w")]
    columns = features.select(
        [(pl.col(n) / SCALE_W).arcsinh() if n in watts else pl.col(n).clip(0.01).log() for n in SEEN]
    )
    return columns.to_numpy().astype(float)


def learned(
    features: pl.DataFrame, mines: npt.NDArray[np.bool_], homes: Sequence[str], *, seed: int
) -> lightgbm.Booster:
    """Fit the learner; every home weighs the same, with machines and without, however many windows it has."""
    settings = {
        "objective": "binary", "learning_rate": RATE, "num_leaves": LEAVES, "min_child_samples": 40, "reg_lambda": 5.0,
        "colsample_bytree": 0.6, "subsample": 0.7, "subsample_freq": 1, "seed": seed, "deterministic": True,
        "force_row_wise": True, "num_threads": 1, "verbose": -1,
        "monotone_constraints": [RISES_WITH.get(name, 0) for name in SEEN],
    }  # fmt: skip
    rows = lightgbm.Dataset(seen(features), label=mines.astype(float), weight=even_weights(homes, mines))
    return lightgbm.train(settings, rows, num_boost_round=TREES)


def even_weights(homes: Sequence[str], mines: npt.NDArray[np.bool_]) -> Floats:
    """Return weights under which each home counts once among those with machines and once among those without."""
    keys = np.array([f"{int(mine)}/{home}" for home, mine in zip(homes, mines, strict=True)])
    _, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(len(keys) / len(counts) / counts[which])


def read_as_probability(
    scores: Floats, mines: npt.NDArray[np.bool_], weights: Floats, *, prior: float
) -> tuple[float, float]:
    """Fit slope and intercept of a logistic curve through held-out scores, moved to a prior share of meters with machines."""
    fitted = LogisticRegression(C=1.0).fit(scores[:, None], mines, sample_weight=weights)
    share = float(weights[mines].sum() / weights.sum())
    moved = np.log(prior / (1 - prior)) - np.log(share / (1 - share))
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0] + moved)
