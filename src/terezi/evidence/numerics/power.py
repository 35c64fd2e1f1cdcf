"""What the evidence can find: smallest hidden share at a power, and power for a hidden share.

The hidden share is the part of the metered energy whose work and coins are not shown: the other witness
explains `1 - share` of it. False alarm here is one-sided.
"""

import numpy as np
from scipy.special import ndtr, ndtri, pdtri

from terezi.evidence.numerics.luck import solo_tails
from terezi.evidence.numerics.witnesses import Floats

FALSE_ALARM = 0.01
USUAL_POWER = 0.8


def smallest_hidden_share(
    sigma: Floats, *, power: float = USUAL_POWER, false_alarm: float = FALSE_ALARM
) -> Floats:
    """Share found with `power`: 1 - exp(-(z_alarm + z_power) sigma). PPS, FPPS, and PPLNS with luck in sigma."""
    reach = -ndtri(false_alarm) + ndtri(power)
    share: Floats = -np.expm1(-reach * np.asarray(sigma, dtype=np.float64))
    return share


def power_for_hidden_share(sigma: Floats, share: Floats, *, false_alarm: float = FALSE_ALARM) -> Floats:
    """Chance that a hidden share raises the alarm; inverse of `smallest_hidden_share`."""
    shift = -np.log1p(-np.asarray(share, dtype=np.float64))
    return np.asarray(ndtr(shift / sigma + ndtri(false_alarm)), dtype=np.float64)


def solo_alarm_blocks(expected: Floats, sigma: Floats, *, false_alarm: float = FALSE_ALARM) -> Floats:
    """Largest count of blocks that is an alarm when `expected` were due; -1 where none is, not even zero."""
    alarm, calm = np.full(expected.shape, -1.0), np.ceil(expected) + 1
    while (calm - alarm > 1).any():
        middle = np.floor((alarm + calm) / 2)
        below, at, _ = solo_tails(np.maximum(middle, 0), expected, sigma)
        alarmed = (middle < 0) | (below + at <= false_alarm)
        alarm, calm = np.where(alarmed, middle, alarm), np.where(alarmed, calm, middle)
    return alarm


def solo_power_for_hidden_share(
    expected: float, share: float, *, sigma: float = 0.0, false_alarm: float = FALSE_ALARM
) -> float:
    """Chance that a solo site hiding `share` finds few enough blocks to be seen."""
    due, error = np.array([expected]), np.array([sigma])
    alarm = solo_alarm_blocks(due, error, false_alarm=false_alarm)
    if alarm[0] < 0:
        return 0.0
    below, at, _ = solo_tails(alarm, due * (1 - share), error)
    return float((below + at)[0])


def solo_smallest_hidden_share(
    expected: Floats, sigma: Floats, *, power: float = USUAL_POWER, false_alarm: float = FALSE_ALARM
) -> Floats:
    """Share found with `power`; NaN where nothing is, not even everything hidden.

    Measuring error widens the alarm; beside luck it is neglected in the power.
    """
    alarm = solo_alarm_blocks(expected, sigma, false_alarm=false_alarm)
    share = 1 - pdtri(np.maximum(alarm, 0), power) / expected
    return np.where(alarm < 0, np.nan, share)
