"""The methods ours is held against: the 5 % rule, a plain boosted model and two outlier detectors of PyOD, on the same windows."""

from importlib.util import find_spec

import lightgbm
import numpy as np
import polars as pl

from terezi.evidence.numerics.meters.evaluation import INNOCENT, Floats, Method, Scorer
from terezi.evidence.numerics.meters.window_features import FEATURES


def low_quantile(train: pl.DataFrame, seed: int) -> Scorer:
    """Score by the 5 % quantile of the window's hours."""
    return lambda rows: rows["low_hour_w"].to_numpy().astype(float)


def plain_boosting(train: pl.DataFrame, seed: int) -> Scorer:
    """LightGBM as it comes, on every feature."""
    mines = train["pattern"].to_numpy() != INNOCENT
    model = lightgbm.LGBMClassifier(n_estimators=200, random_state=seed, n_jobs=1, verbose=-1)
    model.fit(_all(train), mines)
    return lambda rows: np.asarray(model.predict(_all(rows), raw_score=True, num_threads=1))


def isolation_forest(train: pl.DataFrame, seed: int) -> Scorer:
    """Isolation Forest of PyOD, fitted on innocent windows."""
    from pyod.models.iforest import IForest  # noqa: PLC0415 - only for the comparison

    model = IForest(random_state=seed, n_jobs=1).fit(_all(_innocent(train)))
    return lambda rows: np.asarray(model.decision_function(_all(rows)))


def ecod(train: pl.DataFrame, seed: int) -> Scorer:
    """ECOD of PyOD, fitted on innocent windows."""
    from pyod.models.ecod import ECOD  # noqa: PLC0415 - only for the comparison

    model = ECOD(n_jobs=1).fit(_all(_innocent(train)))
    return lambda rows: np.asarray(model.decision_function(_all(rows)))


def _innocent(train: pl.DataFrame) -> pl.DataFrame:
    return train.filter(pl.col("pattern") == INNOCENT)


def _all(rows: pl.DataFrame) -> Floats:
    return rows.select(FEATURES).to_numpy().astype(float)


PEERS: dict[str, Method] = {"5 % rule": low_quantile, "plain LightGBM": plain_boosting}
if find_spec("pyod"):
    PEERS |= {"Isolation Forest (PyOD)": isolation_forest, "ECOD (PyOD)": ecod}
