"""Why an explanation is, or is not, likely: sentences with named numbers, for every hypothesis.

Sentences are English message identifiers; a name in braces ending in `_ppm` is a share in parts per
million for the reader's language to format.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from terezi.base.units import PPM
from terezi.evidence.numerics.witnesses import MACHINES_COINS, METER_COINS, METER_MACHINES, Floats

STANDS_OUT = 2.0
# A gap this small (ln) is within what register data are commonly wrong by.
SMALL_GAP = 0.10


@dataclass(frozen=True)
class Message:
    """A sentence with named numbers, to be translated and formatted by the screen."""

    says: str
    values: dict[str, int]

    def as_json(self) -> dict[str, object]:
        return {"says": self.says, "values": self.values}


@dataclass(frozen=True)
class Seen:
    """z of the three pairs; a pair not weighed neither stands out nor agrees."""

    z: Floats
    gap: Floats

    def above(self, pair: int) -> bool:
        return bool(self.z[pair] >= STANDS_OUT)

    def below(self, pair: int) -> bool:
        return bool(self.z[pair] <= -STANDS_OUT)

    def agree(self, pair: int) -> bool:
        return bool(abs(self.z[pair]) < STANDS_OUT)

    def apart(self, pair: int) -> bool:
        return self.above(pair) or self.below(pair)

    @property
    def largest_gap(self) -> float:
        return float(np.nanmax(np.abs(self.gap)))


@dataclass(frozen=True)
class Reason:
    """A sentence and when it is true."""

    says: str
    holds: Callable[[Seen], bool]


METER_OVER_MACHINES = "The meter shows {meter_over_machines_ppm} more energy than the machines explain"
METER_OVER_COINS = "The meter shows {meter_over_coins_ppm} more energy than the coins explain"
METER_UNDER_MACHINES = "The meter shows {meter_short_of_machines_ppm} less energy than the machines need"
METER_UNDER_COINS = "The meter shows {meter_short_of_coins_ppm} less energy than the coins need"
COINS_UNDER_MACHINES = "The coins explain {coins_short_of_machines_ppm} less work than the machines report"
COINS_OVER_MACHINES = "The coins need {coins_over_machines_ppm} more work than the machines report"
MACHINES_FIT_COINS = "Machines and coins agree within measuring error"
MACHINES_FIT_METER = "Machines and meter agree within measuring error"
COINS_FIT_METER = "Coins and meter agree within measuring error"
SMALL = "The gap of {largest_gap_ppm} is no larger than register data are commonly wrong by"
LARGE = "Register data are seldom wrong by as much as {largest_gap_ppm}"
NOT_MACHINES = "No machine witness was weighed"
NOT_COINS = "No coins were weighed"

METER_HIGH = (
    Reason(METER_OVER_MACHINES, lambda seen: seen.above(METER_MACHINES)),
    Reason(METER_OVER_COINS, lambda seen: seen.above(METER_COINS)),
)
METER_LOW = (
    Reason(METER_UNDER_MACHINES, lambda seen: seen.below(METER_MACHINES)),
    Reason(METER_UNDER_COINS, lambda seen: seen.below(METER_COINS)),
)
FITS = (
    Reason(MACHINES_FIT_METER, lambda seen: seen.agree(METER_MACHINES)),
    Reason(COINS_FIT_METER, lambda seen: seen.agree(METER_COINS)),
    Reason(MACHINES_FIT_COINS, lambda seen: seen.agree(MACHINES_COINS)),
)
METER_APART = Reason(
    "Machines and coins agree with each other and not with the meter",
    lambda seen: seen.agree(MACHINES_COINS) and (seen.apart(METER_MACHINES) or seen.apart(METER_COINS)),
)
MACHINES_APART = Reason(
    "Meter and coins agree with each other and not with the machines",
    lambda seen: seen.agree(METER_COINS) and (seen.apart(METER_MACHINES) or seen.apart(MACHINES_COINS)),
)
COINS_APART = Reason(
    "Meter and machines agree with each other and not with the coins",
    lambda seen: seen.agree(METER_MACHINES) and (seen.apart(METER_COINS) or seen.apart(MACHINES_COINS)),
)
LOOKS_ALIKE = Reason(
    "Register data that are wrong by {largest_gap_ppm} would look the same in these numbers",
    METER_APART.holds,
)
WITHIN_REGISTER_ERROR = Reason(SMALL, lambda seen: seen.largest_gap < SMALL_GAP)
BEYOND_REGISTER_ERROR = Reason(LARGE, lambda seen: seen.largest_gap >= SMALL_GAP)
ABSENT = (
    Reason(NOT_MACHINES, lambda seen: bool(np.isnan(seen.z[[METER_MACHINES, MACHINES_COINS]]).all())),
    Reason(NOT_COINS, lambda seen: bool(np.isnan(seen.z[[METER_COINS, MACHINES_COINS]]).all())),
)

REASONS_FOR: dict[str, tuple[Reason, ...]] = {
    "undeclared_load": (*METER_HIGH, METER_APART, MACHINES_APART),
    "unmetered_energy": (*METER_LOW, METER_APART),
    "payouts_elsewhere": (
        Reason(COINS_UNDER_MACHINES, lambda seen: seen.above(MACHINES_COINS)),
        METER_HIGH[1],
        COINS_APART,
    ),
    "register_wrong": (METER_APART, WITHIN_REGISTER_ERROR),
    "false_telemetry": (
        METER_HIGH[0],
        METER_LOW[0],
        Reason(COINS_OVER_MACHINES, lambda seen: seen.below(MACHINES_COINS)),
        Reason(COINS_UNDER_MACHINES, lambda seen: seen.above(MACHINES_COINS)),
        MACHINES_APART,
    ),
    "luck": FITS,
}
REASONS_AGAINST: dict[str, tuple[Reason, ...]] = {
    "undeclared_load": (*METER_LOW, *FITS[:2], COINS_APART, WITHIN_REGISTER_ERROR, LOOKS_ALIKE),
    "unmetered_energy": (*METER_HIGH, *FITS[:2], WITHIN_REGISTER_ERROR, LOOKS_ALIKE),
    "payouts_elsewhere": (
        Reason(COINS_OVER_MACHINES, lambda seen: seen.below(MACHINES_COINS)),
        *FITS[1:],
    ),
    "register_wrong": (BEYOND_REGISTER_ERROR, MACHINES_APART, COINS_APART),
    "false_telemetry": (FITS[0], FITS[2], METER_APART, COINS_APART),
    "luck": (
        *METER_HIGH,
        *METER_LOW,
        Reason(COINS_OVER_MACHINES, lambda seen: seen.below(MACHINES_COINS)),
        Reason(COINS_UNDER_MACHINES, lambda seen: seen.above(MACHINES_COINS)),
    ),
}


# A sentence that already says two witnesses agree, and the plain one it makes superfluous: side by side,
# the same agreement would speak for an explanation and against it.
SAYS_IT_FULLY = {
    COINS_FIT_METER: MACHINES_APART.says,
    MACHINES_FIT_METER: COINS_APART.says,
    MACHINES_FIT_COINS: METER_APART.says,
}


def reasons(code: str, z: Floats, gap: Floats) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Say what speaks for and against a hypothesis, given z and ln(observed/expected) of the three pairs."""
    seen, values = Seen(z, gap), _shares(gap)
    speaks_for = _true(REASONS_FOR[code], seen, values)
    speaks_against = _true((*REASONS_AGAINST[code], *ABSENT), seen, values)
    said = {message.says for message in (*speaks_for, *speaks_against)}
    return _once(speaks_for, said), _once(speaks_against, said)


def _once(messages: tuple[Message, ...], said: set[str]) -> tuple[Message, ...]:
    """Leave out the plain word of an agreement where the fuller one is said."""
    return tuple(message for message in messages if SAYS_IT_FULLY.get(message.says) not in said)


def _true(candidates: tuple[Reason, ...], seen: Seen, values: dict[str, int]) -> tuple[Message, ...]:
    return tuple(
        Message(reason.says, {name: n for name, n in values.items() if "{" + name + "}" in reason.says})
        for reason in candidates
        if reason.holds(seen)
    )


def _shares(gap: Floats) -> dict[str, int]:
    """How much more one of two witnesses shows than the other (x / y - 1), or how much less (1 - x / y).

    What is short is a share of the larger one, so it never exceeds the whole; so is the largest gap.
    """
    names = ("meter", "machines"), ("meter", "coins"), ("machines", "coins")
    told = {"largest_gap_ppm": _short(float(np.nanmax(np.abs(gap))))}
    for (first, second), g in zip(names, gap.tolist(), strict=True):
        if not np.isnan(g):
            told[f"{first}_over_{second}_ppm"] = _over(g)
            told[f"{second}_over_{first}_ppm"] = _over(-g)
            told[f"{first}_short_of_{second}_ppm"] = _short(-g)
            told[f"{second}_short_of_{first}_ppm"] = _short(g)
    return told


def _over(log_ratio: float) -> int:
    return round(float(np.expm1(log_ratio)) * PPM)


def _short(log_ratio: float) -> int:
    return round(float(-np.expm1(-log_ratio)) * PPM)
