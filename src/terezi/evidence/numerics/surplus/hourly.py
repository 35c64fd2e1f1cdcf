"""Allocate hours that do not depend on each other: homes first, then the best bids the lines can bear."""

import numpy as np

from terezi.evidence.numerics.surplus.case import Allocation, Case, Duals
from terezi.evidence.numerics.surplus.homes import Homes, serve_homes
from terezi.evidence.numerics.surplus.hour_model import (
    Answers,
    HourModel,
    Layout,
    Programmes,
    hour_matrix,
    layout,
)
from terezi.evidence.numerics.surplus.merit_order import Pooled, pooled
from terezi.evidence.numerics.surplus.prices import LeastPrices, kinked_hours
from terezi.evidence.numerics.surplus.ties import open_hours, settled
from terezi.evidence.numerics.witnesses import Floats, Ints

# The shortage was found to a rounding, so it may have to be this much more; no bid is worth it.
ROUNDING_MW = 5e-8
DEAREST = 1e3


def allocate(case: Case) -> Allocation:
    """Return the allocation of highest value among those with the least shortage of homes; ramps and quotas are not looked at.

    :raises Unavailable: when the solver fails.
    """
    loops = case.network.loops()
    easy = pooled(case)
    homes = serve_homes(case, loops, np.flatnonzero(~easy.homes_hold))
    # A mine can draw a loop flow aside that homes alone would suffer from; they are not to depend on its drawing
    hard = np.flatnonzero(~easy.holds | (homes.shortage_mw > 0).any(axis=1))
    allocation = _easy_hours(case, easy, homes, solved=len(hard))
    if len(hard):
        _fill(allocation, case, loops, homes, hard)
    return allocation


def _easy_hours(case: Case, easy: Pooled, homes: Homes, *, solved: int) -> Allocation:
    hours, lines = easy.flow_mw.shape
    duals = Duals(
        homes=homes.price,
        homes_loops=homes.loop_price,
        crossing=homes.crossing_price,
        crossing_loops=homes.crossing_loop_price,
        regions=easy.price_per_mwh,
        loops=np.zeros((hours, lines)),
        caps=np.zeros((hours, len(case.caps))),
        ramps=np.zeros((0, 0)),
        quotas=np.zeros(0),
    )
    return Allocation(
        mining_mw=easy.mining_mw,
        flow_mw=easy.flow_mw,
        shortage_mw=homes.shortage_mw,
        idle_mw=easy.idle_mw,
        spilled_mw=easy.spilled_mw,
        price_per_mwh=easy.price_per_mwh,
        duals=duals,
        solved_hours=solved,
    )


def _fill(allocation: Allocation, case: Case, loops: Floats, homes: Homes, hours: Ints) -> None:
    """Write the hours (positions) that need the solver into the allocation's arrays."""
    here = layout(case, loops)
    model = HourModel(hour_matrix(case, loops))
    asked = programmes(case, here, homes, hours)
    answers = model.solve(asked)
    column = answers.column
    ties = open_hours(answers, asked, here)
    if ties.any():
        column[ties] = settled(case, model, answers[ties], asked[ties], here=here, loops=loops)
    allocation.mining_mw[hours] = column[:, here.mining]
    allocation.flow_mw[hours] = column[:, here.flow]
    allocation.shortage_mw[hours] = column[:, here.shortage]
    allocation.idle_mw[hours] = column[:, here.idle]
    allocation.spilled_mw[hours] = column[:, here.spilled]
    _price(allocation.duals, hours, _least_duals(case, loops, here, answers, asked), loops, here)


def programmes(case: Case, here: Layout, homes: Homes, hours: Ints) -> Programmes:
    """Return the hours' bounds and costs: the shortage is held at what homes suffer anyhow, bids count as negative cost."""
    lower, upper = np.zeros((len(hours), here.columns)), np.zeros((len(hours), here.columns))
    limit, crossing = case.limit_mw[hours], homes.crossing_mw[hours]
    lower[:, here.flow] = np.where(case.crosses, crossing, -limit)
    upper[:, here.flow] = np.where(case.crosses, crossing, limit)
    lower[:, here.shortage] = homes.shortage_mw[hours]
    upper[:, here.shortage] = homes.shortage_mw[hours] + ROUNDING_MW
    upper[:, here.idle], upper[:, here.spilled] = case.balance.idle_mw[hours], case.balance.glut_mw[hours]
    upper[:, here.mining] = case.offers.most_mw[hours]
    cost = np.zeros(lower.shape)
    cost[:, here.shortage] = DEAREST * max(float(np.abs(case.offers.bid_per_mwh).max(initial=0)), 1.0)
    cost[:, here.spilled] = case.glut_cost_per_mwh
    cost[:, here.mining] = -case.offers.bid_per_mwh[hours]
    low = np.zeros((len(hours), here.rows))
    low[:, : here.regions] = -case.balance.left_mw[hours]
    high = low.copy()
    low[:, here.regions + here.loops :] = -np.inf
    for number, cap in enumerate(case.caps):
        high[:, here.regions + here.loops + number] = cap.most_mw[hours]
    return Programmes(cost, lower, upper, low, high)


def _least_duals(case: Case, loops: Floats, here: Layout, answers: Answers, asked: Programmes) -> Floats:
    """Return the row duals of the hours, at a kink the least that support the draws."""
    dual = answers.dual.copy()
    kinked = np.flatnonzero(kinked_hours(answers.column, asked, here))
    least = LeastPrices(case, loops, here) if len(kinked) else None
    for hour in kinked:
        found = least.support(answers.column[hour], asked[hour]) if least else None
        if found is not None:
            dual[hour] = found
    return dual


def _price(duals: Duals, hours: Ints, dual: Floats, loops: Floats, here: Layout) -> None:
    """Write the prices; `duals.regions` is the very array the allocation's prices are read from."""
    duals.regions[hours] = dual[:, : here.regions]
    duals.loops[hours] = dual[:, here.regions : here.regions + here.loops] @ loops
    duals.caps[hours] = -dual[:, here.regions + here.loops :]
