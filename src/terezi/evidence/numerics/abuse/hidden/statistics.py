"""Each statistic of a market's trade sizes and turnover with its error and what simulated clean venues as large show."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from terezi.evidence.numerics.abuse.hidden.breaks import LEAST_DAYS, Break, Floats, breaks
from terezi.evidence.numerics.abuse.hidden.comparison import TOLD, Ints, clean_venues, p_value
from terezi.evidence.numerics.abuse.hidden.sizes import ROUND_DIGITS, digits
from terezi.evidence.numerics.abuse.hidden.tails import HONEST, tail

SIZES = ("first_digits", "lognormal", "round_sizes")
DRAWN = (200, 500, 1_000, 2_000, 5_000)
"""How many sizes are drawn: the most there are enough of, so that clean venues are simulated for a few counts only."""
LEAST_UNEVEN = 100
"""First digits are of sizes not chosen round; of fewer they say nothing."""
PARTS = 10
BEYOND = 0.05


@dataclass(frozen=True)
class Statistic:
    """One statistic from so many sizes (days, of a step): value and standard error, and the clean venues' median and bound.

    None where too few were told. `false_alarms` is the share of clean venues the rule of the tail calls odd.
    """

    name: str
    drawn: int
    value: float | None = None
    error: float | None = None
    usual: float | None = None
    bound: float | None = None
    p_value: float | None = None
    false_alarms: float | None = None
    step: Break | None = None


def size_statistics(sizes: Ints, *, seed: int) -> list[Statistic]:
    """Return the statistics of quantities (whole 1e-8, above 0), the tail last; what is drawn does not depend on their order."""
    count = max((each for each in DRAWN if each <= len(sizes)), default=0)
    if not count:
        return [Statistic(name, len(sizes)) for name in (*SIZES, "tail")]
    drawn = np.random.default_rng(seed).permutation(np.sort(sizes))[:count]
    return [*(_compared(name, drawn) for name in SIZES), _tail(drawn)]


def _compared(name: str, drawn: Ints) -> Statistic:
    if name == "first_digits" and (digits(drawn) > ROUND_DIGITS).sum() < LEAST_UNEVEN:
        return Statistic(name, len(drawn))
    value, usual = TOLD[name](drawn), clean_venues(len(drawn))[name]
    bound = np.quantile(usual, BEYOND if name == "round_sizes" else 1 - BEYOND)
    return Statistic(
        name, len(drawn), value, _error(TOLD[name], drawn), float(np.median(usual)), float(bound), p_value(name, value, len(drawn))
    )  # fmt: skip


def _error(statistic: Callable[[Ints], float], drawn: Ints) -> float:
    """Return the standard error by leaving out a tenth at a time (grouped jackknife: Efron and Tibshirani 1993, chapter 11)."""
    part = np.arange(len(drawn)) % PARTS
    values = np.array([statistic(drawn[part != left]) for left in range(PARTS)])
    return float(np.sqrt((PARTS - 1) * values.var()))


def _tail(drawn: Ints) -> Statistic:
    found, usual = tail(drawn), clean_venues(len(drawn))["tail"]
    if not np.isfinite(found.exponent):
        return Statistic("tail", len(drawn))
    odd = (usual < HONEST[0]) | (usual > HONEST[1])
    return Statistic(
        "tail", len(drawn), found.exponent, found.error, float(np.median(usual)), false_alarms=float(odd.mean())
    )  # fmt: skip


def last_step(turnover: Floats) -> Statistic:
    """Return the last step of daily turnover: its new level over the old, 1 where there is none; nothing from fewer than four weeks."""
    if len(turnover) < 2 * LEAST_DAYS:
        return Statistic("turnover_step", len(turnover))
    found = breaks(turnover)
    if not found:
        return Statistic("turnover_step", len(turnover), value=1.0, usual=1.0)
    return Statistic(
        "turnover_step", len(turnover), found[-1].ratio, found[-1].error, usual=1.0, step=found[-1]
    )
