"""Fair shares without an auction: what a region would leave unused, filled up like water, no mine above its cap."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csc_array, eye_array

from terezi.evidence.numerics.surplus.case import Allocation, Case
from terezi.evidence.numerics.surplus.homes import Homes
from terezi.evidence.numerics.surplus.hour_model import HourModel, Programmes, hour_matrix, joined, layout
from terezi.evidence.numerics.surplus.hourly import allocate, programmes
from terezi.evidence.numerics.surplus.merit_order import pooled
from terezi.evidence.numerics.witnesses import Floats, Ints


def water_fill(supply_mw: Floats, most_mw: Floats, weight: Floats) -> Floats:
    """Share `supply_mw` (hours,) so that everybody has min(most, level x weight); exact, (hours, mines).

    `most_mw` is (hours, mines), `weight` (mines,) above 0. Nobody can be given more without taking from one who has
    less by weight.
    """
    if not most_mw.shape[1]:
        return np.zeros(most_mw.shape)
    full_at = most_mw / weight
    order = np.argsort(full_at, axis=1, kind="stable")
    most, heavy = np.take_along_axis(most_mw, order, axis=1), weight[order]
    level = np.take_along_axis(full_at, order, axis=1)
    before = np.cumsum(most, axis=1) - most
    unfilled = np.cumsum(heavy[:, ::-1], axis=1)[:, ::-1]
    used_at = before + level * unfilled  # when the water stands where this mine is full
    at = np.argmax(used_at >= supply_mw[:, None], axis=1)
    each = np.arange(len(supply_mw))
    rest = np.maximum(supply_mw - before[each, at], 0)
    height = np.where(used_at[:, -1] <= supply_mw, np.inf, rest / unfilled[each, at])
    filled: Floats = np.minimum(most_mw, height[:, None] * weight)
    return filled


def allocate_fair_share(case: Case, weight: Floats) -> Allocation:
    """Give each region's mines what the region would leave unused with no mining at all, by `weight` (mines,).

    Power flows as it would without mining, so mining can neither cause a shortage nor load a line. Bids count for
    nothing and there is no price (NaN); joint caps hold by the same rule, and what they leave goes to the mines they
    do not bind. `certificate.unfairness_mw` checks the shares.

    :raises Unavailable: when the solver fails.
    """
    without = _without_mining(case)
    unused = without.idle_mw + without.spilled_mw
    mining = _filled(case, unused, weight)
    drawn = _by_region(case, mining)
    from_spilled = np.minimum(drawn, without.spilled_mw)
    none = np.zeros((len(drawn), len(case.caps)))
    return replace(
        without,
        price_per_mwh=np.full(drawn.shape, np.nan),
        duals=replace(without.duals, regions=np.zeros(drawn.shape), loops=0 * without.flow_mw, caps=none),
        mining_mw=mining,
        spilled_mw=without.spilled_mw - from_spilled,
        idle_mw=without.idle_mw - (drawn - from_spilled),
    )


def _filled(case: Case, unused: Floats, weight: Floats) -> Floats:
    mining = _fill_regions(case, unused, case.offers.most_mw, weight)
    for cap in case.caps:
        bound = cap.members
        mining[:, bound] = water_fill(cap.most_mw, mining[:, bound], weight[bound])
        held = np.where(bound, mining, 0.0)
        rest = np.where(bound, 0.0, case.offers.most_mw)
        for other in case.caps:
            rest[:, other.members] = np.minimum(rest, mining)[:, other.members]
        left = np.maximum(unused - _by_region(case, held), 0)
        mining = held + _fill_regions(case, left, rest, weight)
    return mining


def _fill_regions(case: Case, unused: Floats, most: Floats, weight: Floats) -> Floats:
    mining = np.zeros(most.shape)
    for region in range(unused.shape[1]):
        here = case.offers.region == region
        mining[:, here] = water_fill(unused[:, region], most[:, here], weight[here])
    return mining


def _by_region(case: Case, mining: Floats) -> Floats:
    drawn = np.zeros(case.balance.left_mw.shape)
    np.add.at(drawn.T, case.offers.region, mining.T)
    return drawn


def _without_mining(case: Case) -> Allocation:
    """Dispatch homes alone: surpluses meet deficits in proportion, or where lines are too weak so that least is moved."""
    nothing = np.zeros(case.offers.most_mw.shape)
    idle_case = replace(case, offers=replace(case.offers, most_mw=nothing), caps=())
    easy = pooled(idle_case)
    hours = np.flatnonzero(~easy.holds)
    result = allocate(idle_case)
    if len(hours):
        _move_least(idle_case, result, hours)
    return result


def _move_least(case: Case, result: Allocation, hours: Ints) -> None:
    """Write into the hours the dispatch with the same shortage that moves the least power over all lines together."""
    loops = case.network.loops()
    here = layout(case, loops)
    held = _as_served(result)
    asked = programmes(case, here, held, hours)
    size = csc_array(np.vstack([np.eye(here.lines, here.columns), -np.eye(here.lines, here.columns)]))
    length = -eye_array(here.lines)
    matrix = joined([[hour_matrix(case, loops), None], [size, joined([[length], [length]])]])
    many = (len(hours), here.lines)
    cost = np.hstack([asked.cost, np.ones(many)])
    found = HourModel(matrix).solve(
        Programmes(
            cost=cost,
            lower=np.hstack([asked.lower, np.zeros(many)]),
            upper=np.hstack([asked.upper, np.full(many, np.inf)]),
            row_lower=np.hstack([asked.row_lower, np.full((len(hours), 2 * here.lines), -np.inf)]),
            row_upper=np.hstack([asked.row_upper, np.zeros((len(hours), 2 * here.lines))]),
        )
    )
    result.flow_mw[hours] = found.column[:, here.flow]
    result.idle_mw[hours] = found.column[:, here.idle]
    result.spilled_mw[hours] = found.column[:, here.spilled]


def _as_served(result: Allocation) -> Homes:
    """Return the shortage and the flows between zones of an allocation as what homes were served with."""
    duals = result.duals
    return Homes(
        shortage_mw=result.shortage_mw,
        crossing_mw=result.flow_mw,
        price=duals.homes,
        loop_price=duals.homes_loops,
        crossing_price=duals.crossing,
        crossing_loop_price=duals.crossing_loops,
    )
