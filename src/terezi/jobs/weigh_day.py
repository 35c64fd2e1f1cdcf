"""Weigh every site's witnesses for one day and keep the result in the lake as `weighings`."""

import numpy as np
import polars as pl

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import WEIGHINGS
from terezi.evidence.numerics.cusum import persistence
from terezi.evidence.numerics.discovery_rate import per_site, q_values, q_values_by_family
from terezi.evidence.numerics.weighing import Weighings, weigh, weigh_periods
from terezi.evidence.numerics.witnesses import PAIRS, Floats
from terezi.jobs.witness_arrays import Weighable, weighable
from terezi.law.terms import Law

HISTORY_DAYS = 360
LONGEST_WINDOW_DAYS = 30


def weigh_day(*, lake: Lake, law: Law) -> int:
    """Replace the day's weighings; answers the rows written."""
    told = weighable(lake, period=days_up_to(law.day, days=HISTORY_DAYS))
    weighed = weigh(told.sites, told.days, told.network)
    rows = _rows(told, weighed, _cusum(told, law))
    lake.replace_day("weighings", law.day, rows.with_columns(day=pl.lit(law.day)))
    return rows.height


def _cusum(told: Weighable, law: Law) -> Floats:
    """Return the last signed sum of each site and pair over months that do not overlap."""
    months = weigh_periods(told.sites, told.days, told.network, period_days=LONGEST_WINDOW_DAYS)
    sums = persistence(months, reference=float(law.supervision.cusum_reference.value))
    return sums.signed[:, -1]


def _q_values(p_value: Floats) -> Floats:
    """Return the rate of a pair and window, never below that of its site: Today joins them in one list."""
    of_site = q_values(per_site(p_value))
    return np.maximum(q_values_by_family(p_value), of_site[:, None, None])


def _rows(told: Weighable, weighed: Weighings, cusum: Floats) -> pl.DataFrame:
    site, window, pair = np.nonzero(weighed.weighed)
    at = (site, window, pair)
    least = weighed.least_share_ppm[at]
    return pl.DataFrame(
        {
            "site_id": np.array(told.site_ids, dtype=object)[site],
            "window_days": np.array(weighed.windows)[window],
            "pair": np.array(PAIRS, dtype=object)[pair],
            "observed_wh": weighed.observed_wh[at],
            "expected_wh": weighed.expected_wh[at],
            "days_covered": weighed.days_covered[at],
            "sigma": weighed.sigma[at],
            "z": weighed.z[at],
            "p_value": weighed.p_value[at],
            "q_value": _q_values(weighed.p_value)[at],
            "cusum": np.nan_to_num(cusum[site, pair]),
            "least_share_ppm": pl.Series(least).set(pl.Series(least < 0), None),
        },
        schema_overrides={
            c.name: t
            for c, t in zip(WEIGHINGS.columns, WEIGHINGS.polars_schema().dtypes(), strict=True)
            if c.name != "day"
        },
    )
