"""Honest and dishonest mines, simulated machine by machine cause by cause, apart from the weighing.

Nothing here is taken from the budget in numerics/sigma.py: errors are made as they come about (a class
of meter, a sample of machines, a model list, a pool's blocks), with shapes other than the Gaussian.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from terezi.evidence.numerics.expected_coins import NetworkDays
from terezi.evidence.numerics.witnesses import SiteDays, Sites

Floats = NDArray[np.float64]
GRADES = ("nameplate", "sampled", "submetered", "calibrated", "share_log")
SUBSIDY_SATOSHI = 312_500_000.0


@dataclass(frozen=True)
class Truth:
    """Standard deviations per grade of what nobody in the register knows, fixed and from day to day."""

    meter: tuple[float, ...] = (0.007, 0.007, 0.004, 0.0015, 0.0015)
    power_sensor: tuple[float, ...] = (0.0, 0.0, 0.008, 0.004, 0.004)
    model_list: tuple[float, ...] = (0.03, 0.0, 0.0, 0.0, 0.0)
    machines_sampled: tuple[int, ...] = (0, 11, 0, 0, 0)
    unit_spread: float = 0.05
    overhead: tuple[float, ...] = (0.035, 0.012, 0.005, 0.004, 0.004)
    idle_draw: tuple[float, ...] = (0.04, 0.01, 0.003, 0.002, 0.002)
    counter: tuple[float, ...] = (0.05, 0.015, 0.005, 0.003, 0.0006)
    charge: tuple[float, ...] = (0.005, 0.004, 0.003, 0.002, 0.0012)
    daily_heat: tuple[float, ...] = (0.005, 0.007, 0.005, 0.005, 0.005)
    daily_overhead: tuple[float, ...] = (0.010, 0.014, 0.006, 0.006, 0.006)
    daily_idle: tuple[float, ...] = (0.010, 0.0125, 0.004, 0.004, 0.004)
    daily_counter: tuple[float, ...] = (0.020, 0.010, 0.004, 0.003, 0.0005)
    daily_charge: tuple[float, ...] = (0.002,) * 5
    standing: tuple[float, ...] = (0.03, 0.015, 0.004, 0.003, 0.003)  # largest share of full load
    fee_share: float = 0.03  # transaction fees beside the subsidy
    memory: float = 0.0  # correlation of one day's disturbance with the next


@dataclass(frozen=True)
class Plan:
    """What is to be simulated; shares are per site or the same for all."""

    grades: tuple[str, ...]
    schemes: tuple[str, ...]
    days: int = 30
    hidden: Floats | float = 0.0  # of the metered energy: neither in telemetry nor in coins
    unpaid: Floats | float = 0.0  # of the coins: paid elsewhere
    telemetry: Floats | float = 1.0  # factor on what the machines report
    bypass: Floats | float = 0.0  # of the energy: not through the meter
    misregistered: float = 1.0  # factor of the registered efficiency on the true one
    reference: bool = False  # the 10 MW site of physics.md without gaps or idle days
    shared_pool: bool = False
    truth: Truth = field(default_factory=Truth)


def _triangular(rng: Generator, sd: Floats) -> Floats:
    error: Floats = np.asarray(rng.triangular(-1, 0, 1, sd.shape)) * sd * 6**0.5
    return error


def _uniform(rng: Generator, sd: Floats) -> Floats:
    error: Floats = np.asarray(rng.uniform(-1, 1, sd.shape)) * sd * 3**0.5
    return error


def _daily(rng: Generator, sd: Floats, days: int, memory: float) -> Floats:
    noise = rng.standard_normal((len(sd), days))
    for day in range(1, days if memory else 0):
        noise[:, day] = memory * noise[:, day - 1] + (1 - memory**2) ** 0.5 * noise[:, day]
    factor: Floats = 1 + noise * sd[:, None]
    return factor


def network(rng: Generator, plan: Plan) -> NetworkDays:
    """Difficulty that moves every two weeks, counts that drift, fees that jump."""
    days = plan.days
    steps = (
        np.zeros(days) if plan.reference else rng.normal(0.01, 0.04, days // 14 + 1)[np.arange(days) // 14]
    )
    difficulty = 121.5e12 * np.exp(np.where(np.arange(days) % 14 == 0, steps, 0).cumsum())
    fees = (
        np.full(days, plan.truth.fee_share)
        if plan.reference
        else rng.gamma(4, plan.truth.fee_share / 4, days)
    )
    drift = np.ones(days) if plan.reference else np.exp(rng.normal(0, 0.04, days))
    return NetworkDays.from_spans(
        days=days,
        day_index=np.arange(days),
        seconds=np.full(days, 86_400.0),
        difficulty=difficulty,
        subsidy_satoshi=np.full(days, SUBSIDY_SATOSHI),
        fees_satoshi=fees * SUBSIDY_SATOSHI,
        blocks=np.full(days, 144.0) if plan.reference else rng.poisson(144 * drift).astype(np.float64),
    )


def simulate(rng: Generator, plan: Plan) -> tuple[Sites, SiteDays, NetworkDays]:
    """Run the mines of a plan day by day and tell it as a register, meters, machines and pools would."""
    truth, days, n = plan.truth, plan.days, len(plan.grades)
    grade = np.array([GRADES.index(name) for name in plan.grades])
    net = network(rng, plan)

    def of(name: str) -> Floats:
        here: Floats = np.asarray(getattr(truth, name), dtype=np.float64)[grade]
        return here

    def daily(name: str) -> Floats:
        return _daily(rng, of(name), days, truth.memory)

    power_w = np.full(n, 10e6 / 1.05) if plan.reference else rng.lognormal(np.log(8e6), 0.8, n)
    listed = np.full(n, 20.0) if plan.reference else rng.choice([15.0, 17.5, 20.0, 25.0, 30.0, 34.0], n)
    pue = np.full(n, 1.05) if plan.reference else rng.uniform(1.02, 1.25, n)
    share = np.full(n, 0.1) if plan.reference else rng.uniform(0.02, 0.3, n)
    share = np.full(n, share[0]) if plan.shared_pool else share

    running = _running(rng, plan, n)
    machine_wh = power_w[:, None] * 24 * running
    fleet = (
        listed
        * (1 + rng.standard_normal(n) * of("model_list"))
        * (1 + rng.standard_normal(n) * of("power_sensor"))
    )
    fleet *= 1 + rng.standard_normal(n) * truth.unit_spread / np.sqrt(power_w / 3_300)
    registered = _registered(rng, truth, grade, listed, fleet) * plan.misregistered
    joules_per_terahash = fleet[:, None] * daily("daily_heat")
    hashes = machine_wh * 3_600 / joules_per_terahash * 1e12
    overhead = pue * (1 + _triangular(rng, of("overhead")))
    idle = 1 + rng.standard_normal(n) * of("idle_draw")
    site_wh = machine_wh * (overhead * idle)[:, None] * daily("daily_overhead") * daily("daily_idle")
    standing = rng.uniform(0, 1, n) * of("standing") * power_w * 24
    site_wh = np.where(running > 0, site_wh, standing[:, None])

    shown = 1 - _column(plan.hidden)
    metered = site_wh * (1 + _uniform(rng, of("meter")))[:, None] * (1 - _column(plan.bypass))
    counted = hashes * shown * (1 + rng.standard_normal(n) * of("counter"))[:, None] * daily("daily_counter")
    rejected = np.full((n, days), 0.004)
    fee = np.full((n, days), 0.02)
    charged = (1 + rng.standard_normal(n) * of("charge"))[:, None] * daily("daily_charge")
    accepted = hashes * shown * (1 - rejected)
    earned = (
        _earned(rng, plan, net, share=share, accepted=accepted)
        * (1 - fee)
        * charged
        * (1 - _column(plan.unpaid))
    )
    covered = [_coverage(rng, plan, n) for _ in range(2)]
    sampling = (grade <= GRADES.index("sampled"))[:, None]
    heard = [np.where(sampling, 0.2, share_told) for share_told in covered[1]]
    sites = Sites(plan.grades, plan.schemes, pue, share)
    return (
        sites,
        SiteDays(
            metered_wh=np.rint(metered * covered[0][1]),
            metered_coverage=covered[0][0],
            machine_gigahashes=np.rint(counted * _column(plan.telemetry) * heard[1] / 1e9),
            machine_coverage=heard[0],
            earned_satoshi=np.rint(earned),
            pool_coverage=np.ones((n, days)),
            fee=fee,
            rejected=rejected,
            registered_ghs=np.repeat((power_w / registered * 1_000)[:, None], days, axis=1),
            registered_w=np.repeat(power_w[:, None], days, axis=1),
        ),
        net,
    )


def _column(share: Floats | float) -> Floats:
    return np.atleast_1d(np.asarray(share, dtype=np.float64))[:, None]


def _running(rng: Generator, plan: Plan, n: int) -> Floats:
    """Share of full load; some days the whole site stands still on the operator's order."""
    if plan.reference:
        return np.ones((n, plan.days))
    load = rng.uniform(0.8, 1.0, (n, 1)) * rng.uniform(0.9, 1.0, (n, plan.days))
    return np.where(rng.uniform(size=(n, plan.days)) < 0.02, 0.0, load)


def _registered(
    rng: Generator, truth: Truth, grade: NDArray[np.int64], listed: Floats, fleet: Floats
) -> Floats:
    """Register the list's efficiency, or that of some machines taken at random."""
    tried = np.asarray(truth.machines_sampled)[grade]
    units = 1 + truth.unit_spread * rng.standard_normal((len(listed), max(tried.max(), 1)))
    measured = fleet * units.mean(axis=1)
    return np.where(tried > 0, measured, listed)


def _earned(rng: Generator, plan: Plan, net: NetworkDays, *, share: Floats, accepted: Floats) -> Floats:
    """Credit the accepted work as each scheme does, before the pool's fee."""
    n, days = accepted.shape
    scheme = np.array(plan.schemes)
    blocks_due = accepted / net.hashes_per_block
    fees = net.reward_satoshi_per_block - SUBSIDY_SATOSHI
    averaging = 1 + 0.07 * rng.standard_normal((n, 1)) + 0.10 * rng.standard_normal((n, days))
    pool_due = share[:, None] * net.blocks
    found = rng.poisson(pool_due[:1] if plan.shared_pool else pool_due)
    pool_due = pool_due[:1] if plan.shared_pool else pool_due
    own = rng.poisson(blocks_due)
    own_fees = rng.gamma(4 * np.maximum(own, 1), 0.25) * (own > 0) * fees
    full = blocks_due * (SUBSIDY_SATOSHI + fees * averaging)
    return np.select(
        [scheme[:, None] == "PPS", scheme[:, None] == "FPPS", scheme[:, None] == "PPLNS"],
        [blocks_due * SUBSIDY_SATOSHI, full, full * found / pool_due],
        own * SUBSIDY_SATOSHI + own_fees,
    )


def _coverage(rng: Generator, plan: Plan, n: int) -> tuple[Floats, Floats]:
    """Coverage told, and the share of the day's value inside it; a day in fifty is missing altogether."""
    told = np.ones((n, plan.days))
    if plan.reference:
        return told, told
    told = np.where(rng.uniform(size=told.shape) < 0.05, rng.uniform(0.8, 1, told.shape), told)
    value = told * np.exp(0.3 * (1 - told) * rng.standard_normal(told.shape))
    absent = rng.uniform(size=told.shape) < 0.02
    return told, np.where(absent, np.nan, value)
