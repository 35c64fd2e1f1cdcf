"""The simplest honest forecast: as in the same hour of the last week that is known, with the errors this made before."""

import numpy as np

from terezi.base.errors import BadData
from terezi.evidence.numerics.demand.past import WEEK_HOURS, Past, lagged
from terezi.evidence.numerics.witnesses import Floats

WEEKS_BACK = 4
LEAST_ERRORS = 2 * WEEK_HOURS


def same_hour(past: Past) -> Floats:
    """Return (hours, regions): the demand of the same hour of the week, of the last such week told of up to four."""
    guess = np.full(past.demand_mw.shape, np.nan)
    for back in range(WEEKS_BACK):
        before = lagged(past.demand_mw, past.week_lag + back * WEEK_HOURS)
        guess = np.where(np.isnan(guess), before, guess)
    return guess


def relative_errors(past: Past, guess: Floats) -> Floats:
    """Return what demand was, less the guess, as a share of the guess, (known hours, regions); NaN where either is not known.

    :raises BadData: naming the region whose demand is known for too short a time to say how wrong the guess is.
    """
    known = guess[: len(past.known)]
    errors = past.known / np.where(known > 0, known, np.nan) - 1
    few = (~np.isnan(errors)).sum(axis=0) < LEAST_ERRORS
    if few.any():
        raise BadData(
            f"The demand of {past.regions[int(np.argmax(few))]} is not known for long enough to foresee it: "
            f"load at least {(past.week_lag + LEAST_ERRORS) // 24} days of demand_hours."
        )
    return errors


def refuse_gaps(past: Past, guess: Floats) -> None:
    """:raises BadData: naming region and hour of the first hour to foresee without a guess."""
    unknown = np.isnan(guess[len(past.known) :])
    if unknown.any():
        hour, region = np.unravel_index(int(np.argmax(unknown)), unknown.shape)
        raise BadData(
            f"The demand of {past.regions[region]} in the hour from {past.starts_at[len(past.known) + hour]} cannot be "
            "foreseen: no such hour of four weeks before was told. Load demand_hours."
        )
