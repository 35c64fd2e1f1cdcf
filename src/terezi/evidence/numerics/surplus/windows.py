"""Hours tied by ramps and energy quotas: window after window (a week), each as one programme, the next from the last.

A window knows nothing of the one after it. Its energy quota is the part of what is left that its hours are of the hours
left. Where homes leave no room even for a slow ramp down into the first hour, mines are cut at once: homes come first.
"""

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from scipy.sparse import block_diag, coo_array, csc_array, eye_array, kron

from terezi.base.errors import Refused, Unavailable
from terezi.evidence.numerics.surplus.case import Allocation, Case, Duals
from terezi.evidence.numerics.surplus.homes import Homes, serve_homes
from terezi.evidence.numerics.surplus.hour_model import (
    Layout,
    Programmes,
    hour_matrix,
    joined,
    layout,
    passed,
)
from terezi.evidence.numerics.surplus.hourly import programmes
from terezi.evidence.numerics.surplus.merit_order import pooled
from terezi.evidence.numerics.surplus.ties import SAME
from terezi.evidence.numerics.witnesses import Floats, Ints

WEEK_HOURS = 168


@dataclass(frozen=True)
class Window:
    """The hours from `first` on as the case they were, and what was allocated."""

    first: int
    case: Case
    allocation: Allocation


def allocate_windows(case: Case, *, window_hours: int = WEEK_HOURS) -> tuple[Window, ...]:
    """Allocate window after window under ramps and quotas; hours left over at the end make a shorter window.

    :raises Refused: when equal bids would have to share pro rata, which ramps and quotas do not let them.
    :raises Unavailable: when the solver fails.
    """
    _refuse_sharing(case)
    loops = case.network.loops()
    homes = serve_homes(case, loops, np.flatnonzero(~pooled(case).homes_hold))
    hours = len(case.balance.starts_at)
    windows: list[Window] = []
    roller: _Roller | None = None
    before, quota = case.offers.drawn_before_mw, case.offers.quota_mwh
    for first in range(0, hours, window_hours):
        last = min(first + window_hours, hours)
        part = quota * (last - first) / (hours - first)
        offers = replace(case.hours(first, last).offers, drawn_before_mw=before, quota_mwh=part)
        here = replace(case.hours(first, last), offers=offers)
        if roller is None or roller.hours != last - first:
            roller = _Roller(here, loops)
        allocation = roller.allocate(here, homes, first)
        windows.append(Window(first, here, allocation))
        before, quota = allocation.mining_mw[-1], quota - allocation.mining_mw.sum(axis=0)
    return tuple(windows)


def _refuse_sharing(case: Case) -> None:
    if case.tie_rule == "pro_rata" and _has_equal_bids(case):
        raise Refused(
            "Equal bids share pro rata by law, and ramps or quotas tie the hours, so that equal shares cannot be kept. "
            "What to do: allocate hour by hour, or have the law name the time stamp as the rule for equal bids."
        )


def _has_equal_bids(case: Case) -> bool:
    bids = np.sort(case.offers.bid_per_mwh, axis=1)
    return bool((bids[:, 1:] == bids[:, :-1]).any())


class _Roller:
    """The programme of a window in the solver. Rows: those of each hour, the steps by hour and mine, the quotas."""

    def __init__(self, case: Case, loops: Floats) -> None:
        self.hours = len(case.balance.starts_at)
        self._loops, self._here = loops, layout(case, loops)
        self._stepping = len(stepping_mines(case))
        self._matrix = window_matrix(case, loops, self.hours)
        self._solver: Any = None

    def allocate(self, case: Case, homes: Homes, first: int) -> Allocation:
        """Allocate one window; the solver starts from the optimum of the one before."""
        at = np.arange(first, first + self.hours)
        part = homes[at]
        asked = programmes(case, self._here, part, np.arange(self.hours))
        row_low, row_high = window_bounds(case, asked)
        cut = not self._run(asked, row_low, row_high)
        if cut:
            row_low[self._seam] = -np.inf
            if not self._run(asked, row_low, row_high):
                raise Unavailable(
                    f"The solver gave no allocation from hour {first} on: nothing is published; try again."
                )
        dual = np.array(self._solver.getSolution().row_dual)
        column = self._told_apart(case, asked, row_low, row_high, dual)
        column = np.clip(column, asked.lower, asked.upper)
        return replace(answered(case, self._here, part, column, dual, self._loops), cut_at_seam=cut)

    @property
    def _seam(self) -> slice:
        """The rows of the steps into the first hour."""
        start = self.hours * self._here.rows
        return slice(start, start + self._stepping)

    def _run(self, asked: Programmes, row_low: Floats, row_high: Floats) -> bool:
        """Move the programme to the window and solve it; say whether there is an optimum."""
        cost, lower, upper = asked.cost.ravel(), asked.lower.ravel(), asked.upper.ravel()
        if self._solver is None:
            self._solver = passed(
                self._matrix, cost=cost, lower=lower, upper=upper, row_lower=row_low, row_upper=row_high
            )
            self._solver.setOptionValue("presolve", "off")
        else:
            every_column = np.arange(len(cost), dtype=np.int32)
            self._solver.changeColsBounds(len(cost), every_column, lower, upper)
            self._solver.changeColsCost(len(cost), every_column, cost)
            self._solver.changeRowsBounds(
                len(row_low), np.arange(len(row_low), dtype=np.int32), row_low, row_high
            )
        self._solver.run()
        return bool(self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _told_apart(
        self, case: Case, asked: Programmes, row_low: Floats, row_high: Floats, dual: Floats
    ) -> Floats:
        """Return the columns; where bids are equal, those in which the earlier one goes first at the same value."""
        column = np.array(self._solver.getSolution().col_value)
        if not _has_equal_bids(case):
            return column.reshape(asked.cost.shape)
        reduced = asked.cost.ravel() - self._matrix.T @ dual
        held = np.abs(reduced) > SAME
        place = np.argsort(np.argsort(case.offers.rank, kind="stable"), kind="stable")
        wish = np.zeros(asked.cost.shape)
        wish[:, self._here.mining] = -(1 - place / (len(place) + 1.0))
        value = self._matrix @ column
        binds = np.abs(dual) > SAME
        low, high = (
            np.where(binds, np.minimum(value, row_high), row_low),
            np.where(binds, np.maximum(value, row_low), row_high),
        )
        face = Programmes(
            cost=np.where(held, 0.0, wish.ravel()),
            lower=np.where(held, column, asked.lower.ravel()),
            upper=np.where(held, column, asked.upper.ravel()),
            row_lower=low,
            row_upper=high,
        )
        if not self._run(face, low, high):
            raise Unavailable("Equal bids could not be told apart: nothing is published; try again.")
        return np.array(self._solver.getSolution().col_value).reshape(asked.cost.shape)


def stepping_mines(case: Case) -> Ints:
    """Return the mines whose draw may change only so fast, by position."""
    return np.flatnonzero(np.isfinite(case.offers.ramp_mw))


def rationed_mines(case: Case) -> Ints:
    """Return the mines with a quota of energy, by position."""
    return np.flatnonzero(np.isfinite(case.offers.quota_mwh))


def window_bounds(case: Case, asked: Programmes) -> tuple[Floats, Floats]:
    """Return the bounds of the rows of `window_matrix`."""
    stepping, rationed = stepping_mines(case), rationed_mines(case)
    hours = len(asked.cost)
    step, before = np.tile(case.offers.ramp_mw[stepping], hours), case.offers.drawn_before_mw[stepping]
    low = np.concatenate([asked.row_lower.ravel(), -step, np.full(len(rationed), -np.inf)])
    high = np.concatenate([asked.row_upper.ravel(), step, case.offers.quota_mwh[rationed]])
    seam = slice(asked.row_lower.size, asked.row_lower.size + len(stepping))
    low[seam] += before
    high[seam] += before
    return low, high


def answered(
    case: Case, here: Layout, homes: Homes, column: Floats, dual: Floats, loops: Floats
) -> Allocation:
    """Return columns (hours, columns) and the duals of the window's rows as an allocation."""
    hours, stepping, rationed = len(column), stepping_mines(case), rationed_mines(case)
    hourly = dual[: hours * here.rows].reshape(hours, here.rows)
    steps = dual[hours * here.rows : hours * (here.rows + len(stepping))]
    ramps, quotas = np.zeros((hours, here.mines)), np.zeros(here.mines)
    ramps[:, stepping] = -steps.reshape(hours, len(stepping))
    quotas[rationed] = -dual[len(dual) - len(rationed) :]
    duals = Duals(
        homes=homes.price,
        homes_loops=homes.loop_price,
        crossing=homes.crossing_price,
        crossing_loops=homes.crossing_loop_price,
        regions=hourly[:, : here.regions],
        loops=hourly[:, here.regions : here.regions + here.loops] @ loops,
        caps=-hourly[:, here.regions + here.loops :],
        ramps=ramps,
        quotas=quotas,
    )
    return Allocation(
        mining_mw=column[:, here.mining],
        flow_mw=column[:, here.flow],
        shortage_mw=column[:, here.shortage],
        idle_mw=column[:, here.idle],
        spilled_mw=column[:, here.spilled],
        price_per_mwh=duals.regions,
        duals=duals,
        solved_hours=hours,
    )


def window_matrix(case: Case, loops: Floats, hours: int) -> csc_array:
    """Return rows and columns of `hours` hours in a row: each hour's, then the steps by hour and mine, then the quotas."""
    here, stepping, rationed = layout(case, loops), stepping_mines(case), rationed_mines(case)
    blocks: list[list[Any]] = [[block_diag([hour_matrix(case, loops)] * hours)]]
    if len(stepping):
        step = eye_array(hours) - eye_array(hours, k=-1)
        blocks.append([kron(step, _picked(stepping, here))])
    if len(rationed):
        blocks.append([kron(np.ones((1, hours)), _picked(rationed, here))])
    return joined(blocks)


def _picked(mines: Ints, here: Layout) -> coo_array:
    at = (np.arange(len(mines)), here.mining.start + mines)
    return coo_array((np.ones(len(mines)), at), shape=(len(mines), here.columns))
