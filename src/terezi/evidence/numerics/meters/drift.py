"""Whether meters still look as they did when the model was trained: the population stability index of each feature.

PSI = sum over deciles of (now - then) ln(now / then); above 0.25 a model is commonly held not to fit any more.
"""

import numpy as np
import polars as pl

from terezi.evidence.numerics.meters.ranking import SEEN, Model

SHARES = np.arange(0.1, 0.95, 0.1)
LEAST_SHARE = 1e-4


def deciles(features: pl.DataFrame) -> dict[str, list[float]]:
    """Return the nine inner deciles of each feature the learner sees."""
    return {name: [float(v) for v in np.quantile(features[name].to_numpy(), SHARES)] for name in SEEN}


def drift(model: Model, features: pl.DataFrame) -> dict[str, float]:
    """Return the index of each feature, the most drifted first; empty where there is nothing to compare."""
    if features.is_empty():
        return {}
    told = {name: _index(edges, features[name].to_numpy()) for name, edges in model.deciles.items()}
    return dict(sorted(told.items(), key=lambda one: -one[1]))


def _index(edges: list[float], now: np.ndarray) -> float:
    # Equal deciles (many meters of floor 0) make one wider bin that then held as many tenths.
    inner, which = np.unique(np.array(edges), return_inverse=True)
    then = np.bincount(np.append(which, len(inner)), minlength=len(inner) + 1) / (len(edges) + 1)
    counted = np.bincount(np.searchsorted(inner, now, side="left"), minlength=len(inner) + 1) / len(now)
    share_then, share_now = np.maximum(then, LEAST_SHARE), np.maximum(counted, LEAST_SHARE)
    return float(((share_now - share_then) * np.log(share_now / share_then)).sum())
