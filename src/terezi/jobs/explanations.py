"""Competing explanations for the sites whose witnesses disagree, from the day's weighings."""

from collections.abc import Collection

import numpy as np
import polars as pl
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.hypotheses import explain
from terezi.evidence.numerics.witnesses import PAIRS
from terezi.law.terms import Law


def explanations(*, lake: Lake, law: Law, sites: Collection[str]) -> dict[str, list[dict[str, object]]]:
    """Answer, by site, the explanations of its clearest window, likeliest first, as findings store them."""
    rows = (
        lake.collect(lake.on("weighings", law.day).filter(_.site_id.isin(sorted(sites)))) if sites else None
    )
    if rows is None or rows.is_empty():
        return {}
    clearest = rows.sort("q_value", "p_value", "window_days", descending=[False, False, True])
    windows = clearest.unique("site_id", keep="first", maintain_order=True).select("site_id", "window_days")
    chosen = rows.join(windows, on=["site_id", "window_days"])
    return {str(site): _explained(group) for (site,), group in chosen.group_by("site_id")}


def _explained(group: pl.DataFrame) -> list[dict[str, object]]:
    by_pair = {row["pair"]: row for row in group.iter_rows(named=True)}
    z = np.array([by_pair[pair]["z"] if pair in by_pair else np.nan for pair in PAIRS])
    sigma = np.array([by_pair[pair]["sigma"] if pair in by_pair else np.nan for pair in PAIRS])
    return [explanation.as_json() for explanation in explain(z, sigma)]
