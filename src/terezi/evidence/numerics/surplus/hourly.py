"""Allocate hours that do not depend on each other: homes first, then the best bids the lines can bear."""

import numpy as np

from terezi.evidence.numerics.surplus.case import Allocation, Case, Duals
from terezi.evidence.numerics.surplus.homes import Homes, serve_homes
from terezi.evidence.numerics.surplus.hour_model import Answer, HourModel
from terezi.evidence.numerics.surplus.merit_order import Pooled, pooled
from terezi.evidence.numerics.surplus.prices import LeastPrices, is_kinked
from terezi.evidence.numerics.surplus.ties import Programme, is_open, settled
from terezi.evidence.numerics.witnesses import Floats, Ints


def allocate(case: Case) -> Allocation:
    """Return the allocation of highest value among those with the least shortage of homes; ramps and quotas are not looked at.

    :raises Unavailable: when the solver fails.
    """
    loops = case.network.loops()
    easy = pooled(case)
    homes = serve_homes(case, loops, np.flatnonzero(~easy.homes_hold))
    hard = np.flatnonzero(~easy.holds)
    allocation = _easy_hours(case, easy, homes, solved=len(hard))
    if len(hard):
        _Market(case, loops, homes).fill(allocation, hard)
    return allocation


def _easy_hours(case: Case, easy: Pooled, homes: Homes, *, solved: int) -> Allocation:
    hours, lines = easy.flow_mw.shape
    duals = Duals(
        homes=homes.price,
        homes_loops=homes.loop_price,
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


class _Market:
    """The programme of one hour with its mines."""

    def __init__(self, case: Case, loops: Floats, homes: Homes) -> None:
        self._case, self._loops, self._homes = case, loops, homes
        self._model = HourModel(case, loops)
        self._ties = self._model if case.tie_rule == "pro_rata" else HourModel(case, loops)
        self._here = self._model.layout
        self._prices = LeastPrices(case, loops, self._here)

    def fill(self, allocation: Allocation, hours: Ints) -> None:
        """Write the hours into the allocation's arrays."""
        for hour, asked in zip(hours, self._programmes(hours), strict=True):
            answer = self._model.solve(**vars(asked))
            column = answer.column
            if is_open(answer, asked, self._here):
                column = settled(self._case, self._ties, answer, asked, self._loops)
            self._write(allocation, int(hour), np.clip(column, asked.lower, asked.upper))
            self._price(allocation.duals, int(hour), answer, column, asked)

    def _programmes(self, hours: Ints) -> list[Programme]:
        case, here = self._case, self._here
        lower, upper = np.zeros((len(hours), here.columns)), np.zeros((len(hours), here.columns))
        crossing = self._homes.crossing_mw[hours]
        limit = case.limit_mw[hours]
        lower[:, here.flow] = np.where(case.crosses, crossing, -limit)
        upper[:, here.flow] = np.where(case.crosses, crossing, limit)
        lower[:, here.shortage] = upper[:, here.shortage] = self._homes.shortage_mw[hours]
        upper[:, here.idle], upper[:, here.spilled] = case.balance.idle_mw[hours], case.balance.glut_mw[hours]
        upper[:, here.mining] = case.offers.most_mw[hours]
        cost = np.zeros((len(hours), here.columns))
        cost[:, here.spilled] = case.glut_cost_per_mwh
        cost[:, here.mining] = -case.offers.bid_per_mwh[hours]
        low = np.zeros((len(hours), here.rows))
        low[:, : here.regions] = -case.balance.left_mw[hours]
        high = low.copy()
        low[:, here.regions + here.loops :] = -np.inf
        for number, cap in enumerate(case.caps):
            high[:, here.regions + here.loops + number] = cap.most_mw[hours]
        return [Programme(*each) for each in zip(cost, lower, upper, low, high, strict=True)]

    def _write(self, allocation: Allocation, hour: int, column: Floats) -> None:
        here = self._here
        allocation.mining_mw[hour] = column[here.mining]
        allocation.flow_mw[hour] = column[here.flow]
        allocation.idle_mw[hour] = column[here.idle]
        allocation.spilled_mw[hour] = column[here.spilled]

    def _price(self, duals: Duals, hour: int, answer: Answer, column: Floats, asked: Programme) -> None:
        """Write the prices; `duals.regions` is the array the allocation's prices are read from."""
        here = self._here
        found = self._prices.support(column, asked) if is_kinked(column, asked, here) else None
        rows = answer.dual
        duals.regions[hour] = found.regions if found else rows[: here.regions]
        loops = found.loops if found else rows[here.regions : here.regions + here.loops]
        duals.loops[hour] = loops @ self._loops
        duals.caps[hour] = found.caps if found else -rows[here.regions + here.loops :]
