"""An independent check of an allocation: arithmetic on the inputs and the answer, no solver and none of its code.

Feasibility is looked at constraint by constraint, flows against voltage angles solved anew, outages one by one. That
the shortage is the least, and the value the highest, follows from weak duality: for any prices whatsoever, what the
constraints allow at those prices bounds the optimum. Prices that are wrong can only make the bound worse, never a false
proof. So nobody needs to trust whoever worked the allocation out.
"""

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from terezi.evidence.numerics.surplus.case import Allocation, Case
from terezi.evidence.numerics.witnesses import Floats, Truths

TOLERANCE_MW = 1e-6
TOLERANCE_SHARE = 1e-6
ROUNDING = 1e-9


@dataclass(frozen=True)
class Certificate:
    """What was found: `broken_by_mw` is the worst breach of each rule, the rest is for all hours together.

    `shortage_mwh` less `least_shortage_mwh` is what mining can at most have added; `value_bound` is a value that no
    allocation exceeds, `worth_of_tolerance` what a rounding of the balance in every hour may be worth. `after_outage_mw` is the worst overload of a line after one outage.
    """

    inputs_sha256: str
    broken_by_mw: dict[str, float]
    shortage_mwh: float
    least_shortage_mwh: float
    worst_hour_shortage_added_mwh: float
    value: float
    value_bound: float
    worth_of_tolerance: float
    after_outage_mw: float

    @property
    def is_feasible(self) -> bool:
        """Say whether every rule is kept and homes suffer no more than without mining, in any hour."""
        return (
            max(self.broken_by_mw.values()) <= TOLERANCE_MW
            and self.worst_hour_shortage_added_mwh <= TOLERANCE_MW
        )

    @property
    def is_best(self) -> bool:
        """Say whether the value is proved to be the highest there is."""
        rounding = TOLERANCE_SHARE * abs(self.value_bound) + self.worth_of_tolerance
        return self.value_bound - self.value <= rounding

    @property
    def is_secure(self) -> bool:
        """Say whether no single line outage overloads another line."""
        return self.after_outage_mw <= TOLERANCE_MW


def certify(case: Case, allocation: Allocation) -> Certificate:
    """Check the allocation against the case from first principles; shapes as in case.py."""
    left, needed, idle, glut = _balance(case)
    added = allocation.shortage_mw.sum(axis=1) - _least_shortage(case, allocation, left, needed, idle, glut)
    bound = float(_value_bound(case, allocation, left, idle, glut))
    return Certificate(
        inputs_sha256=digest(case),
        broken_by_mw=_breaches(case, allocation, left, needed, idle, glut),
        shortage_mwh=float(allocation.shortage_mw.sum()),
        least_shortage_mwh=float(allocation.shortage_mw.sum() - added.sum()),
        worst_hour_shortage_added_mwh=float(added.max(initial=0)),
        value=_value(case, allocation),
        value_bound=bound,
        worth_of_tolerance=TOLERANCE_MW * _dearest(case) * len(left),
        after_outage_mw=_worst_after_outage(case, allocation.flow_mw),
    )


def unfairness_mw(case: Case, allocation: Allocation, weight: Floats) -> float:
    """Return how many MW the worst of fair shares is away from fair; `weight` is (mines,), 0.0 where all are.

    In a region, whoever is not served in full stands as high, by weight, as anybody else (under a joint cap that binds:
    as any other of its members there); and nothing is left unused while a mine free of such a cap could take it.
    """
    drawn, worst = allocation.mining_mw, 0.0
    unmet = drawn < case.offers.most_mw - TOLERANCE_MW
    unused = allocation.idle_mw + allocation.spilled_mw
    bound = np.zeros(drawn.shape, dtype=bool)
    for region in range(unused.shape[1]):
        here = case.offers.region == region
        for cap in case.caps:
            full = drawn[:, cap.members].sum(axis=1) >= cap.most_mw - TOLERANCE_MW
            mine = full[:, None] & (here & cap.members)
            worst = max(worst, _below(drawn, weight, unmet & mine, mine))
            bound |= mine
        free = unmet & here & ~bound
        worst = max(worst, _below(drawn, weight, free, np.broadcast_to(here, drawn.shape)))
        worst = max(worst, _worst(np.where(free.any(axis=1), unused[:, region], 0.0)))
    return worst


def _below(drawn: Floats, weight: Floats, low: Truths, among: Truths) -> float:
    """Return by how many MW a mine of `low` stands below the highest of `among`."""
    level = np.where(among, drawn / weight, -np.inf)
    highest = level.max(axis=1, initial=-np.inf)[:, None]
    return _worst(np.where(low, (highest - drawn / weight) * weight, 0.0))


def digest(value: Any) -> str:
    """Return the SHA-256 of everything the case holds, arrays by their shape and bytes."""
    sha = hashlib.sha256()
    _feed(sha, value)
    return sha.hexdigest()


def _feed(sha: Any, value: Any) -> None:
    if is_dataclass(value):
        for each in fields(value):
            sha.update(each.name.encode() + b"\0")
            _feed(sha, getattr(value, each.name))
    elif isinstance(value, np.ndarray):
        sha.update(f"{value.dtype.str}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif isinstance(value, tuple):
        for item in value:
            _feed(sha, item)
    else:
        sha.update(repr(value).encode() + b"\0")


def _balance(case: Case) -> tuple[Floats, Floats, Floats, Floats]:
    """Work out again what is left, what is needed, what can be turned down and what must run."""
    told = case.balance
    supply = np.where(told.available_mw > told.reserve_mw, told.available_mw - told.reserve_mw, 0.0)
    needed = told.demand_mw + told.exports_mw
    glut = np.where(told.must_run_mw < supply, told.must_run_mw, supply)
    return supply - needed, needed, supply - glut, glut


def _incoming(case: Case) -> Floats:
    """What each line brings to each region, (lines, regions)."""
    brought = np.zeros((len(case.network.lines), len(case.network.regions)))
    for line, (start, end) in enumerate(zip(case.network.sends, case.network.receives, strict=True)):
        brought[line, start] -= 1
        brought[line, end] += 1
    return brought


def _breaches(
    case: Case, allocation: Allocation, left: Floats, needed: Floats, idle: Floats, glut: Floats
) -> dict[str, float]:
    offers, flow, drawn = case.offers, allocation.flow_mw, allocation.mining_mw
    used = np.zeros(left.shape)
    np.add.at(used.T, offers.region, drawn.T)
    unbalanced = (
        left
        + flow @ _incoming(case)
        + allocation.shortage_mw
        - allocation.idle_mw
        - allocation.spilled_mw
        - used
    )
    joint = [drawn[:, cap.members].sum(axis=1) - cap.most_mw for cap in case.caps]
    step = np.diff(drawn, axis=0, prepend=offers.drawn_before_mw[None, :])
    seam = (
        step
        if not allocation.cut_at_seam
        else np.maximum(step, -offers.ramp_mw * (np.arange(len(step)) > 0)[:, None])
    )
    return {
        "balance of a region": _worst(np.abs(unbalanced)),
        "limit of a line": _worst(np.abs(flow) - case.limit_mw),
        "voltage angles": _worst(np.abs(flow - _flow_of_angles(case, flow))),
        "offer of a mine": _worst(drawn - offers.most_mw, -drawn),
        "joint cap": _worst(*joint),
        "sale between zones": _sold_between_zones(case, allocation, left, idle + glut),
        "ramp": _worst(np.abs(seam) - offers.ramp_mw),
        "quota": _worst(drawn.sum(axis=0) - offers.quota_mwh),
        "shortage": _worst(allocation.shortage_mw - needed, -allocation.shortage_mw),
        "generation": _worst(
            allocation.idle_mw - idle,
            allocation.spilled_mw - glut,
            -allocation.idle_mw,
            -allocation.spilled_mw,
        ),
    }


def _sold_between_zones(case: Case, allocation: Allocation, left: Floats, turned_down: Floats) -> float:
    """Return how much more flows between zones of trading than homes, as short as they are, need: that would be for mines."""
    crossing = _crossing(case)
    price, around = allocation.duals.crossing, allocation.duals.crossing_loops
    needed = _least(case, price, around, left + allocation.shortage_mw, turned_down, counted=crossing)
    return _worst(np.abs(allocation.flow_mw[:, crossing]).sum(axis=1) - np.maximum(needed, 0.0))


def _crossing(case: Case) -> Truths:
    """Say of each line whether it joins two zones of trading."""
    joins: Truths = case.zone[case.network.sends] != case.zone[case.network.receives]
    return joins


def _least(
    case: Case, price: Floats, around: Floats, left: Floats, turned_down: Floats, *, counted: Truths
) -> Floats:
    """Return by hour a bound: what is short at these prices, and flows over the `counted` lines, can be no less."""
    over_line = price @ _incoming(case).T + _loop_prices(case, around)
    worth = np.maximum(np.abs(over_line) - counted, 0.0)
    bound: Floats = -(price * left).sum(axis=1) - (case.limit_mw * worth).sum(axis=1)
    bound += (turned_down * np.minimum(price, 0)).sum(axis=1)
    return bound


def _worst(*breaches: Floats) -> float:
    worst = [float(breach.max(initial=0)) for breach in breaches]
    return max([0.0, *worst]) if not any(np.isnan(worst)) else float("inf")


def _uncontrolled(case: Case) -> Truths:
    return np.isfinite(case.network.reactance)


def _flow_of_angles(case: Case, flow: Floats) -> Floats:
    """Return the flows that the voltage angles give for the same injections; chosen flows as they are."""
    physical = _uncontrolled(case)
    if not physical.any():
        return flow
    expected = flow.copy()
    expected[:, physical] = flow[:, physical] @ _redistribution(case, physical, physical)
    return expected


def _redistribution(case: Case, carried: Truths, lines: Truths) -> Floats:
    """Return (carried lines, lines): what flows on `lines` alone for the injections behind flows on `carried`."""
    brought = _incoming(case)
    weight = 1 / case.network.reactance[lines]
    stiffness = brought[lines].T @ (brought[lines] * weight[:, None])
    angle = -brought[carried] @ np.linalg.pinv(stiffness, rcond=ROUNDING, hermitian=True)
    onward: Floats = -(angle @ brought[lines].T) * weight
    return onward


def _worst_after_outage(case: Case, flow: Floats) -> float:
    """Take each uncontrollable line out in turn; one whose end would be cut off moves nothing to the others."""
    physical, worst = _uncontrolled(case), 0.0
    for failed in np.flatnonzero(physical):
        others = physical.copy()
        others[failed] = False
        if not others.any() or _cuts_off(case, int(failed), others):
            continue
        after = flow[:, physical] @ _redistribution(case, physical, others)
        worst = max(worst, _worst(np.abs(after) - case.network.emergency_mw[others]))
    return worst


def _cuts_off(case: Case, failed: int, others: Truths) -> bool:
    """Say whether the ends of a line are joined by no other line."""
    reached = {int(case.network.sends[failed])}
    ends = list(zip(case.network.sends[others], case.network.receives[others], strict=True))
    for _ in case.network.regions:
        reached |= {int(b) for a, b in ends if a in reached} | {int(a) for a, b in ends if b in reached}
    return int(case.network.receives[failed]) not in reached


def _loop_prices(case: Case, told: Floats) -> Floats:
    """Keep of the told prices only what circulates around loops: anything else would bound nothing."""
    physical = _uncontrolled(case)
    kept = np.zeros(told.shape)
    if physical.any():
        reactance = case.network.reactance[physical]
        brought = _incoming(case)[physical]
        around = told[:, physical] / reactance
        kept[:, physical] = (around - around @ brought @ np.linalg.pinv(brought)) * reactance
    return kept


def _least_shortage(
    case: Case, allocation: Allocation, left: Floats, needed: Floats, idle: Floats, glut: Floats
) -> Floats:
    """Return a shortage of each hour (hours,) below which no dispatch without mining can come."""
    price, none = allocation.duals.homes, np.zeros(len(case.network.lines), dtype=bool)
    bound = _least(case, price, allocation.duals.homes_loops, left, idle + glut, counted=none)
    bound += (needed * np.minimum(1 - price, 0)).sum(axis=1)
    least: Floats = np.maximum(bound, 0.0)
    return least


def _dearest(case: Case) -> float:
    """Return the most that a MWh more or less can be worth."""
    return max(case.glut_cost_per_mwh, float(np.abs(case.offers.bid_per_mwh).max(initial=0)))


def _value(case: Case, allocation: Allocation) -> float:
    bids = (allocation.mining_mw * case.offers.bid_per_mwh).sum()
    return float(bids - case.glut_cost_per_mwh * allocation.spilled_mw.sum())


def _value_bound(case: Case, allocation: Allocation, left: Floats, idle: Floats, glut: Floats) -> float:
    """Return what the constraints are worth at the told prices: no allocation with this shortage is worth more."""
    price, caps = allocation.duals.regions, np.maximum(allocation.duals.caps, 0.0)
    over_line = price @ _incoming(case).T + _loop_prices(case, allocation.duals.loops)
    worth = price * (left + allocation.shortage_mw)
    lines = np.where(_crossing(case), over_line * allocation.flow_mw, np.abs(over_line) * case.limit_mw)
    turned = idle * np.maximum(-price, 0) + glut * np.maximum(-price - case.glut_cost_per_mwh, 0)
    bound = worth.sum() + lines.sum() + turned.sum()
    gain = case.offers.bid_per_mwh - price[:, case.offers.region]
    for number, cap in enumerate(case.caps):
        bound += (caps[:, number] * cap.most_mw).sum()
        gain -= caps[:, [number]] * cap.members
    bound += _of_ramps_and_quotas(case, allocation, gain)
    return float(bound + (case.offers.most_mw * np.maximum(gain, 0)).sum())


def _of_ramps_and_quotas(case: Case, allocation: Allocation, gain: Floats) -> float:
    """Return what ramps and quotas add to the bound, and take their prices off the gain of each draw (in place)."""
    offers, ramps = case.offers, allocation.duals.ramps
    bound = 0.0
    if ramps.size:
        # A row of `ramps` is worth money per MW by which the step into its hour may be larger.
        gain += np.append(ramps[1:], np.zeros((1, ramps.shape[1])), axis=0) - ramps
        bound += float((np.abs(ramps) * np.where(ramps != 0, offers.ramp_mw, 0)).sum())
        bound += float((ramps[0] * offers.drawn_before_mw).sum()) if len(ramps) else 0.0
    if allocation.duals.quotas.size:
        quotas = np.maximum(allocation.duals.quotas, 0)
        gain -= quotas
        bound += float((quotas * np.where(quotas > 0, offers.quota_mwh, 0)).sum())
    return bound
