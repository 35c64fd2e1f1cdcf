"""Quantile regression by boosted trees (LightGBM): demand as a share of its recent level, over lags, calendar and weather."""

import lightgbm
import numpy as np

from terezi.evidence.numerics.demand.past import DAY_HOURS, WEEK_HOURS, Past, lagged, trailing_mean
from terezi.evidence.numerics.witnesses import Floats, Truths

LEAST_DAYS = 180
LEVEL_HOURS = 4 * WEEK_HOURS
WEEKS_BACK = 4
TREES, LEAVES, RATE, LEAST_ROWS = 250, 31, 0.06, 60
SETTINGS = {
    "objective": "quantile",
    "num_leaves": LEAVES,
    "learning_rate": RATE,
    "min_data_in_leaf": LEAST_ROWS,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def boosted(past: Past, quantile: float, *, held: Truths) -> Floats:
    """Return the quantile of held-back hours and those ahead, (hours, regions) in MW; NaN elsewhere and where no level is known.

    Learned from known hours that are not `held` back, all regions together, each hour from what was known a lead before it.
    """
    level = lagged(trailing_mean(past.demand_mw, LEVEL_HOURS), past.lead_hours)
    seen, share = features(past, level), past.demand_mw / level
    learned = ~np.isnan(share)
    learned[: len(held)] &= ~held[:, None]
    learned[len(held) :] = False
    rows = seen[learned]
    data = lightgbm.Dataset(rows, share[learned], categorical_feature=[rows.shape[1] - 1], free_raw_data=True)
    booster = lightgbm.train({**SETTINGS, "alpha": quantile}, data, num_boost_round=TREES)
    found = np.full(level.shape, np.nan)
    wanted = ~np.isnan(level)
    wanted[: len(held)] &= held[:, None]
    found[wanted] = np.asarray(booster.predict(seen[wanted], num_threads=1)) * level[wanted]
    return found


def features(past: Past, level: Floats) -> Floats:
    """Return what the trees see, (hours, regions, features): lags as shares of the level, calendar, weather, the region."""
    regions = len(past.regions)
    weekly = [lagged(past.demand_mw, past.week_lag + back * WEEK_HOURS) / level for back in range(WEEKS_BACK)]
    daily = [lagged(past.demand_mw, past.lead_hours + back * DAY_HOURS) / level for back in (0, 1)]
    means = [
        lagged(trailing_mean(past.demand_mw, span), past.lead_hours) / level
        for span in (DAY_HOURS, WEEK_HOURS)
    ]
    year_ago = lagged(past.demand_mw, 52 * WEEK_HOURS) / lagged(
        trailing_mean(past.demand_mw, LEVEL_HOURS), 52 * WEEK_HOURS
    )
    calendar = [
        np.repeat(column[:, None], regions, axis=1) for column in past.calendar().T.astype(np.float64)
    ]
    weather = [] if past.degrees is None else [past.degrees, trailing_mean(past.degrees, DAY_HOURS)]
    which = np.tile(np.arange(regions, dtype=np.float64), (len(level), 1))
    return np.stack([*weekly, *daily, *means, year_ago, *calendar, *weather, which], axis=2)
