"""The competing explanations: which witness each would move, how much, and what would tell them apart.

They are leads; none is a verdict. Texts are message identifiers in English.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr


@dataclass(frozen=True)
class Size:
    """How large a shift in ln is likely to be: falling off exponentially (`mean`) or normally (`sd`)."""

    largest: float
    mean: float = np.inf
    sd: float = np.inf

    @property
    def normaliser(self) -> float:
        """Integral of exp(-s/mean - s^2/(2 sd^2)) from zero to `largest`; one of the two is infinite."""
        if np.isinf(self.mean):
            return float(self.sd * (2 * np.pi) ** 0.5 * (ndtr(self.largest / self.sd) - 0.5))
        return float(-self.mean * np.expm1(-self.largest / self.mean))


@dataclass(frozen=True)
class Pattern:
    """Which witnesses move and in which direction: meter, machines, coins."""

    signs: tuple[int, int, int]
    prior: float  # inside its hypothesis
    size: Size


@dataclass(frozen=True)
class Hypothesis:
    """One explanation with its weight before looking."""

    code: str
    title: str
    prior: float
    patterns: tuple[Pattern, ...]
    tells_apart: tuple[str, ...]


# Sizes: a hidden part of 20 % is usual and of 70 % or more is out of all experience; declared coins or
# telemetry may vanish altogether. Register data are off by some 8 % (one: the overhead or a wrong batch).
HIDDEN = Size(largest=1.5, mean=0.25)
VANISHED = Size(largest=5.0, mean=0.4)
NOTHING = Size(largest=0.0)
MISREGISTERED = Size(largest=0.35, sd=0.08)

HYPOTHESES = (
    Hypothesis(
        "undeclared_load",
        "Undeclared machines or other load",
        0.20,
        (
            Pattern((+1, 0, 0), 0.7, HIDDEN),
            Pattern((+1, 0, +1), 0.3, HIDDEN),  # paid into the declared account
        ),
        (
            "Count the machines on site against the register, by serial number",
            "Ask for a list of other load on the meter and put it behind a meter of its own",
        ),
    ),
    Hypothesis(
        "unmetered_energy",
        "Energy that passes the meter by, or a meter that reads low",
        0.15,
        (
            Pattern((-1, 0, 0), 0.7, HIDDEN),
            Pattern((-1, -1, 0), 0.3, HIDDEN),  # the machines on it are in no telemetry either
        ),
        (
            "Test the ratio of the meter's current transformers and its seals",
            "Run a sealed check meter in series for a week",
            "Compare with the balance of the feeder",
            "Ask the pool which workers earned the coins, and where they stand",
        ),
    ),
    Hypothesis(
        "payouts_elsewhere",
        "Coins paid out elsewhere",
        0.15,
        (Pattern((0, 0, -1), 1.0, VANISHED),),
        (
            "Ask for a read-only link to the pool's record of the site's workers",
            "Look up on the chain what the pool pays and to which addresses",
        ),
    ),
    Hypothesis(
        "register_wrong",
        "Register data that are not true: efficiency, overhead or count",
        0.20,
        (
            Pattern((0, +1, +1), 0.5, MISREGISTERED),
            Pattern((0, -1, -1), 0.5, MISREGISTERED),
        ),
        (
            "Measure the efficiency of ten machines chosen at random",
            "Measure the overhead between site meter and machines for a day",
        ),
    ),
    Hypothesis(
        "false_telemetry",
        "Machine telemetry that is false or leaves machines out",
        0.10,
        (
            Pattern((0, -1, 0), 0.5, VANISHED),
            Pattern((0, +1, 0), 0.5, VANISHED),
        ),
        (
            "Read ten machines on site and compare with what was sent for the same hour",
            "Ask the pool for the hash rate of each worker",
        ),
    ),
    Hypothesis(
        "luck",
        "Luck and measuring error",
        0.20,
        (Pattern((0, 0, 0), 1.0, NOTHING),),
        (
            "Wait: luck evens out over longer windows, a real gap does not",
            "Raise the grade of evidence: per-machine telemetry or a sub-meter",
        ),
    ),
)
