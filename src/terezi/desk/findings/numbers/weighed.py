"""The weighing a finding speaks of, and the intervals that follow from it."""

from math import exp, log

import polars as pl
from django.utils.translation import gettext as _

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers.terms import Input

INTERVAL_SIGMAS = 1.96
PAIRS = {
    "REC-01": "meter/machines", "REC-02": "meter/machines", "REC-03": "meter/coins", "REC-04": "meter/coins",
    "REC-05": "machines/coins", "REC-06": "machines/coins", "REC-07": "meter/machines",
}  # fmt: skip
NO_INTERVAL = {"REC-07"}  # speaks of many months: the spread of one window says nothing of it
HOURS_A_DAY = 24


def weighing_of(basis: Basis, finding: Finding) -> dict[str, float] | None:
    """Find the weighing a reconciliation finding speaks of: the stated window, else the clearest one."""
    pair = finding.values.get("pair") or PAIRS.get(finding.indicator, "")
    rows = basis.weighings.filter(pl.col("site_id") == finding.subject, pl.col("pair") == pair)
    if "window_days" in finding.values:
        rows = rows.filter(pl.col("window_days") == finding.values["window_days"])
    if rows.is_empty():
        return None
    return rows.sort(pl.col("z").abs(), descending=True).row(0, named=True)


def gap_interval(observed: float, expected: float, sigma: float) -> tuple[float, float]:
    """Return the ends of the 95 % interval of observed - expected, sigma being that of ln(observed / expected)."""
    ratio = log(observed / expected)
    lower, upper = (expected * (exp(ratio + side * INTERVAL_SIGMAS * sigma) - 1) for side in (-1, 1))
    return lower, upper


def scaled_interval(basis: Basis, finding: Finding, value: int) -> tuple[int, int] | None:
    """Stretch the interval of the gap to `value`, which is proportional to the gap."""
    weighing = None if finding.indicator in NO_INTERVAL else weighing_of(basis, finding)
    if weighing is None or weighing["observed_wh"] <= 0 or weighing["expected_wh"] <= 0 or not value:
        return None
    gap = weighing["observed_wh"] - weighing["expected_wh"]
    if not gap:
        return None
    ends = gap_interval(weighing["observed_wh"], weighing["expected_wh"], weighing["sigma"])
    scaled = sorted(max(0.0, value * end / gap) for end in ends)
    return round(scaled[0]), round(scaled[1])


def told_interval(finding: Finding) -> tuple[int, int] | None:
    """The energy of a day at the ends of an interval of power which the finding itself names."""
    ends = (finding.values.get("low_w"), finding.values.get("high_w"))
    low, high = (end * HOURS_A_DAY if isinstance(end, int) else None for end in ends)
    return None if low is None or high is None else (low, high)


def weighing_inputs(basis: Basis, finding: Finding) -> tuple[Input, ...]:
    """Return z, spread and window of the weighing a finding speaks of, as far as they are stored."""
    weighing = weighing_of(basis, finding)
    if weighing is None:
        return ()
    ppm = 10**6
    return (
        Input("window", _("Days of the window"), int(weighing["window_days"]), "count"),
        Input("covered", _("Days with both witnesses"), int(weighing["days_covered"]), "count"),
        Input("sigma", _("Spread of the comparison if all is true"), round(weighing["sigma"] * ppm), "ppm"),
        Input(
            "z", _("How many times that spread the gap is (z)"), round(weighing["z"] * 1000), "thousandths"
        ),
        Input("p", _("Chance of such a gap when all is true"), round(weighing["p_value"] * ppm), "ppm"),
        Input(
            "q",
            _("Share of false leads among leads as clear as this one"),
            round(weighing["q_value"] * ppm),
            "ppm",
        ),
    )
