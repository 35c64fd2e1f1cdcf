"""The order of the list: a physical rule, and what a monotone learner adds to it within bounds.

The rule measures two kinds of steady load in its own unit: a floor that hardly drifts from day to day, and a run of hours that
stands above the floor every day. The score is the logarithm of the larger; the learner (LightGBM, monotone where physics
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

ALWAYS_W, CLOCK_W = 300.0, 700.0
"""Units of the rule: so much floor that does not drift counts as much as so much load that comes by the clock."""
LEAST_UNITS = 0.02
LEARNED_WEIGHT, LEARNED_BOUND = 0.1, 3.0
SEEN = (
    "firm_floor_w", "floor_20_w", "floor_drift_w", "contrast_6h_w", "contrast_8h_w", "steady_6h_w", "night_ratio",
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
    always = features["firm_floor_w"].to_numpy() / ALWAYS_W
    clock = features["contrast_6h_w"].to_numpy() / CLOCK_W
    return np.asarray(np.log(np.maximum(np.maximum(always, clock), LEAST_UNITS)))


@dataclass(frozen=True)
class Model:
    """What was learned, how its scores are read, and where it came from. `told` goes onto the model card."""

    booster: str
    slope: float
    intercept: float
    calibration: Calibration
    usual_floor_w: dict[str, float]
    deciles: dict[str, list[float]]
    told: dict[str, Any] = field(default_factory=dict)

    def scores(self, features: pl.DataFrame) -> Floats:
        """Return the score of each row: higher is less explained."""
        return scored(features, lightgbm.Booster(model_str=self.booster))

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


def scored(features: pl.DataFrame, booster: lightgbm.Booster) -> Floats:
    """Return physical score and bounded correction together."""
    learned = np.asarray(booster.predict(seen(features), raw_score=True, num_threads=1))
    return np.asarray(physical(features) + LEARNED_WEIGHT * np.clip(learned, -LEARNED_BOUND, LEARNED_BOUND))


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
