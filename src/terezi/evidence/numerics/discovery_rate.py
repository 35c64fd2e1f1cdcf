"""Many sites at once: q-values, so that of the sites listed at q no more than q are there by chance.

A *family* is what one list shows: all sites of the country for one pair and one window of one day.
Benjamini-Hochberg is applied inside a family. There, sites share at most the luck of a common pool,
which pushes all of them the same way (positive dependence), for which BH holds. Pairs and windows of one
site overlap and are related in both signs, so they are never put into one BH family; where one list
joins them, `per_site` first makes one p-value per site by Bonferroni, which holds under any dependence.
Benjamini-Yekutieli over everything would hold too but costs a factor of about ten at 10,000 sites.
"""

import numpy as np

from terezi.evidence.numerics.witnesses import Floats


def q_values(p_value: Floats) -> Floats:
    """Smallest false discovery rate at which each p-value stands out of its family; NaN stays NaN."""
    known = np.flatnonzero(~np.isnan(p_value))
    order = known[np.argsort(p_value[known], kind="stable")]
    scaled = p_value[order] * len(order) / np.arange(1, len(order) + 1)
    result = np.full(p_value.shape, np.nan)
    result[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    capped: Floats = np.minimum(result, 1)
    return capped


def q_values_by_family(p_value: Floats) -> Floats:
    """Apply `q_values` to each (window, pair) of an array (sites, windows, pairs)."""
    result = np.empty(p_value.shape)
    for family in np.ndindex(p_value.shape[1:]):
        column = (slice(None), *family)
        result[column] = q_values(p_value[column])
    return result


def per_site(p_value: Floats) -> Floats:
    """One p-value per site from all its windows and pairs (Bonferroni over those weighed)."""
    flat = p_value.reshape(len(p_value), int(np.prod(p_value.shape[1:])))
    weighed = (~np.isnan(flat)).sum(axis=1)
    least = np.where(np.isnan(flat), 1, flat).min(axis=1)
    return np.where(weighed > 0, np.minimum(least * weighed, 1), np.nan)
