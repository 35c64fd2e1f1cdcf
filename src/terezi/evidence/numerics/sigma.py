"""The sigma budget: how far apart honest witnesses may be, by grade of evidence.

All values are standard deviations of ln(energy). A *systematic* part is the same every day (a meter's
gain, a wrong efficiency) and does not shrink with the window; a *per-day* part is drawn anew each day
and shrinks with the square root of the days. Luck is added by `luck_variance`.
"""

from dataclasses import dataclass

import numpy as np

from terezi.evidence.facts.grades import Grade, Scheme
from terezi.evidence.numerics.expected_coins import TARGET_BLOCKS_PER_DAY, pays_transaction_fees
from terezi.evidence.numerics.witnesses import (
    MACHINES_COINS,
    METER_COINS,
    METER_MACHINES,
    Floats,
    Ints,
    Sites,
)


@dataclass(frozen=True)
class Component:
    """One cause of honest disagreement."""

    name: str
    systematic: float
    per_day: float
    source: str


CLASS_METER = (
    "Site meter class 0.5S with class 0.5 transformers, fitted tolerances added (IEC 62053-22); assumed"
)
SUB_METER = "IT sub-meter class 0.2S with class 0.2 transformers (IEC 62053-22); assumed"
DRIFT = "Drift since the calibration on the site's own history; assumed"
BUDGET: dict[Grade, tuple[Component, ...]] = {
    Grade.NAMEPLATE: (
        Component("meter", 0.007, 0.0, CLASS_METER),
        Component(
            "efficiency", 0.030, 0.005, "Two public nameplate lists over 61 models: 3.0 % sd; measured"
        ),
        Component("overhead", 0.035, 0.010, "Declared overhead never measured, season and weather; assumed"),
        Component("uptime", 0.040, 0.010, "Energy drawn without hashing, not recorded; assumed"),
        Component("hash_rate", 0.050, 0.020, "Declared work: uptime and tuning not recorded; assumed"),
        Component("fee", 0.005, 0.002, "Fee and rejects as agreed, not as charged; assumed"),
    ),
    Grade.SAMPLED: (
        Component("meter", 0.007, 0.0, CLASS_METER),
        Component(
            "efficiency", 0.015, 0.007, "Efficiency of some ten sampled machines, 5 % unit spread; derived"
        ),
        Component("overhead", 0.012, 0.014, "Overhead measured once, then weather; assumed"),
        Component("uptime", 0.010, 0.0125, "Restarts seen on a sample only; assumed"),
        Component("hash_rate", 0.015, 0.010, "Hash rate of a sample scaled to the fleet; derived"),
        Component("fee", 0.004, 0.002, "Fee and rejects as the pool reports; assumed"),
    ),
    Grade.SUBMETERED: (
        Component("meter", 0.004, 0.0, SUB_METER),
        Component("efficiency", 0.008, 0.005, "Power sensors of the machines' supplies; assumed"),
        Component("overhead", 0.005, 0.006, "Overhead measured between meter and sub-meter; assumed"),
        Component("uptime", 0.003, 0.004, "Restarts seen on every machine; assumed"),
        Component("hash_rate", 0.005, 0.004, "Hash counters of every machine; assumed"),
        Component("fee", 0.003, 0.002, "Fee and rejects as the pool reports; assumed"),
    ),
    Grade.CALIBRATED: (
        Component("meter", 0.0015, 0.0, DRIFT),
        Component("efficiency", 0.004, 0.005, DRIFT),
        Component("overhead", 0.004, 0.006, DRIFT),
        Component("uptime", 0.002, 0.004, DRIFT),
        Component("hash_rate", 0.003, 0.003, DRIFT),
        Component("fee", 0.002, 0.002, DRIFT),
    ),
    Grade.SHARE_LOG: (
        Component("meter", 0.0015, 0.0, DRIFT),
        Component("efficiency", 0.004, 0.005, DRIFT),
        Component("overhead", 0.004, 0.006, DRIFT),
        Component("uptime", 0.002, 0.004, DRIFT),
        Component("hash_rate", 0.0006, 0.0005, "Shares counted: new_shares_sum x 2**32 is the work; derived"),
        Component("fee", 0.0012, 0.002, "Fee as charged per share, rejects counted; assumed"),
    ),
}
# Of the transaction fees' own share of the reward, which is some 3 % and at times far more.
TRANSACTION_FEES = Component(
    "transaction_fees", 0.07, 0.10, "Mean block fees of the day, as each pool averages them; assumed"
)
USUAL_FEE_SHARE = 0.03

# Which witness a component moves. `shared` moves machines and coins alike, both being turned into
# energy through the same efficiency and overhead, and so cancels between them.
METER, SHARED, MACHINES, COINS = range(4)
GROUP_OF = {
    "meter": METER,
    "efficiency": SHARED,
    "overhead": SHARED,
    "uptime": SHARED,
    "hash_rate": MACHINES,
    "fee": COINS,
    "transaction_fees": COINS,
}
GROUPS_OF_PAIR = {
    METER_MACHINES: (METER, SHARED, MACHINES),
    METER_COINS: (METER, SHARED, COINS),
    MACHINES_COINS: (MACHINES, COINS),
}

# Energy nobody explains when the machines stand still (lights, fans, transformers), as a share of the
# registered energy; and the coins of a few minutes around midnight. At full load they are part of the
# budget above; they are added where less than `LOW_LOAD` of the registered energy was running.
STANDING_SHARE = {
    Grade.NAMEPLATE: 0.02,
    Grade.SAMPLED: 0.01,
    Grade.SUBMETERED: 0.003,
    Grade.CALIBRATED: 0.002,
    Grade.SHARE_LOG: 0.002,
}
BOUNDARY_SHARE = 0.001
LOW_LOAD = 0.5
# The load inside a gap is unlike the load around it by this much (ln), drawn anew each day.
GAP_NOISE = 0.3

GRADES = tuple(Grade)
SCHEMES = tuple(Scheme)


@dataclass(frozen=True)
class Allowance:
    """Variance of ln(energy) each site is allowed, (sites, groups); `standing` is a share, (sites,)."""

    systematic: Floats
    per_day: Floats
    standing: Floats

    @classmethod
    def of(cls, sites: Sites) -> "Allowance":
        grade = indices(sites.grade, GRADES)
        standing = np.array([STANDING_SHARE[each] for each in GRADES])
        return cls(SYSTEMATIC_VARIANCE[grade], PER_DAY_VARIANCE[grade], standing[grade])


@dataclass(frozen=True)
class Line:
    """One line of a budget over a window, as a screen shows it (standard deviations of ln)."""

    name: str
    systematic: float
    random: float
    source: str


def transaction_fees(fee_share: float) -> Component:
    """The component for a reward of which `fee_share` are transaction fees."""
    own = TRANSACTION_FEES
    return Component(own.name, own.systematic * fee_share, own.per_day * fee_share, own.source)


def components(grade: Grade, scheme: Scheme, pair: int, *, fee_share: float) -> tuple[Component, ...]:
    """List what can honestly set the two witnesses of `pair` apart, luck left out."""
    known = BUDGET[grade] + ((transaction_fees(fee_share),) if pays_transaction_fees(scheme) else ())
    return tuple(part for part in known if GROUP_OF[part.name] in GROUPS_OF_PAIR[pair])


def _variances(part: str) -> Floats:
    """Tabulate variance by (grade, group), transaction fees left out."""
    table = np.zeros((len(GRADES), 4))
    for g, grade in enumerate(GRADES):
        for component in BUDGET[grade]:
            table[g, GROUP_OF[component.name]] += getattr(component, part) ** 2
    return table


SYSTEMATIC_VARIANCE = _variances("systematic")
PER_DAY_VARIANCE = _variances("per_day")


def indices(names: tuple[str, ...], known: tuple[Grade, ...] | tuple[Scheme, ...]) -> Ints:
    """Turn names of grades or schemes into positions in the tables.

    :raises ValueError: naming the first unknown one.
    """
    position = {str(name): at for at, name in enumerate(known)}
    unknown = sorted(set(map(str, names)) - set(position))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of {', '.join(position)}")
    return np.array([position[str(name)] for name in names], dtype=np.int64)


def luck_variance(scheme: Scheme, *, days: float, pool_share: float, expected_blocks: float) -> float:
    """Relative variance of the blocks the coins hang on: 1/N for PPLNS (pool) and solo (site)."""
    if scheme == Scheme.PPLNS:
        return 1 / (pool_share * TARGET_BLOCKS_PER_DAY * days)
    return 1 / expected_blocks if scheme == Scheme.SOLO else 0.0


def budget(
    grade: Grade,
    scheme: Scheme,
    pair: int,
    *,
    days: float,
    pool_share: float = np.nan,
    expected_blocks: float = np.nan,
    fee_share: float = USUAL_FEE_SHARE,
) -> tuple[Line, ...]:
    """Write the budget of one pair over `days` (effective) days, luck as its last line."""
    lines = [
        Line(part.name, part.systematic, part.per_day / days**0.5, part.source)
        for part in components(grade, scheme, pair, fee_share=fee_share)
    ]
    luck = luck_variance(scheme, days=days, pool_share=pool_share, expected_blocks=expected_blocks)
    if luck and COINS in GROUPS_OF_PAIR[pair]:
        lines.append(
            Line("luck", 0.0, luck**0.5, "Blocks are found at random (Poisson), 1/sqrt(N); measured")
        )
    return tuple(lines)


def total(lines: tuple[Line, ...]) -> float:
    """Add a budget up: standard deviation of ln(observed/expected)."""
    return float(sum(line.systematic**2 + line.random**2 for line in lines) ** 0.5)
