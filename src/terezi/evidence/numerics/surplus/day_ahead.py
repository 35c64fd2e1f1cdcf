"""A firm day ahead for mines that must run for some hours, cannot run low, or cost something to start.

A mixed-integer programme decides who runs when; with that held, the linear one gives the prices.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array, diags_array, eye_array, kron

from terezi.base.errors import Unavailable
from terezi.evidence.numerics.surplus.case import Allocation, Case
from terezi.evidence.numerics.surplus.homes import serve_homes
from terezi.evidence.numerics.surplus.hour_model import Layout, Programmes, joined, layout, passed
from terezi.evidence.numerics.surplus.hourly import programmes
from terezi.evidence.numerics.surplus.merit_order import pooled
from terezi.evidence.numerics.surplus.windows import (
    answered,
    rationed_mines,
    stepping_mines,
    window_bounds,
    window_matrix,
)
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths

# What the earliest of equal bids is ahead of the last, as a share of the highest bid: seen only where values are equal.
AHEAD = 1e-7
WHOLE = 1e-6
FEASIBLE = 2  # the solver's word for a solution that keeps all bounds


@dataclass(frozen=True)
class Starts:
    """What running takes, (mines,): the least draw in MW, the least hours in a row, the cost of a start in money."""

    least_mw: Floats
    run_hours: Ints
    cost: Floats

    @property
    def deciding(self) -> Ints:
        """Return the mines that are on or off and nothing between, by position."""
        return np.flatnonzero((self.least_mw > 0) | (self.run_hours > 1) | (self.cost > 0))


@dataclass(frozen=True)
class DayAhead:
    """The allocation, who runs (hours, mines), the value less the cost of starts, and a value no plan exceeds, in money."""

    allocation: Allocation
    runs: Truths
    value: float
    value_bound: float


def allocate_day(case: Case, starts: Starts, *, gap: float = 5e-4, seconds: float = 30.0) -> DayAhead:
    """Allocate a day or two; a run that began before is free to end, and one may go on past the last hour.

    `gap` is how far, as a share, the plan may stay below the best one; `seconds` how long the search may take. Among
    equal bids the earlier is preferred as far as the gap lets the search see.

    :raises Unavailable: when no plan is found in time.
    """
    loops = case.network.loops()
    homes = serve_homes(case, loops, np.flatnonzero(~pooled(case).homes_hold))
    here, hours = layout(case, loops), len(case.balance.starts_at)
    asked = programmes(case, here, homes, np.arange(hours))
    plan = _Plan(case, starts, hours, here)
    solver = _solver(plan, asked, window_matrix(case, loops, hours))
    bound, running = _search(solver, plan, gap=gap, seconds=seconds)
    _hold(solver, plan, running)
    found = solver.getSolution()
    column, dual = np.array(found.col_value), np.array(found.row_dual)
    draws = np.clip(column[: plan.first].reshape(hours, -1), asked.lower, asked.upper)
    allocation = answered(case, here, homes, draws, dual[: plan.base_rows], loops)
    runs = draws[:, here.mining] > 0
    runs[:, plan.mines] = running.reshape(hours, -1)
    started = column[plan.first + plan.decisions :].reshape(hours, -1) @ starts.cost[plan.mines]
    return DayAhead(allocation, runs, allocation.value(case) - float(started.sum()), bound)


@dataclass(frozen=True)
class _Plan:
    """Further columns: who runs, then who starts, each by hour and deciding mine; and the rows that tie them to draws."""

    case: Case
    starts: Starts
    hours: int
    here: Layout

    @property
    def first(self) -> int:
        """The first column of those who run."""
        return self.hours * self.here.columns

    @property
    def mines(self) -> Ints:
        return self.starts.deciding

    @property
    def decisions(self) -> int:
        return self.hours * len(self.mines)

    @property
    def base_rows(self) -> int:
        stepping = len(stepping_mines(self.case))
        return self.hours * (self.here.rows + stepping) + len(rationed_mines(self.case))

    def matrix(self, window: csc_array) -> csc_array:
        if not self.decisions:
            return window
        count = len(self.mines)
        columns = window.shape[1] // self.hours
        at = (np.arange(count), self.here.mining.start + self.mines)
        draw = kron(eye_array(self.hours), coo_array((np.ones(count), at), shape=(count, columns)))
        most = diags_array(self.case.offers.most_mw[:, self.mines].ravel())
        least = diags_array(self._least().ravel())
        on, since = (
            eye_array(self.decisions),
            kron(eye_array(self.hours) - eye_array(self.hours, k=-1), eye_array(count)),
        )
        blocks: list[list[Any]] = [
            [window, None, None],
            [draw, -most, None],
            [draw, -least, None],
            [None, since, -on],
            [None, -on, self._begun_lately()],
        ]
        return joined(blocks)

    def rows(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Draw at most what is offered while running, at least the least, a start where it was off, and no early end."""
        if not self.decisions:
            return low, high
        none, free = np.zeros(self.decisions), np.full(self.decisions, np.inf)
        began = none.copy()
        began[: len(self.mines)] = self.case.offers.drawn_before_mw[self.mines] > 0
        return np.concatenate([low, -free, none, -free, -free]), np.concatenate(
            [high, none, free, began, none]
        )

    def _least(self) -> Floats:
        """A mine that is offered less than its least draw does not run."""
        most = self.case.offers.most_mw[:, self.mines]
        return np.broadcast_to(self.starts.least_mw[self.mines], most.shape)

    def _begun_lately(self) -> coo_array:
        """Return rows that add the starts of the last `run_hours` hours of each mine."""
        count, hours = len(self.mines), self.hours
        ago = np.arange(hours)[:, None] - np.arange(hours)[None, :]
        lately = (ago[:, :, None] >= 0) & (ago[:, :, None] < self.starts.run_hours[self.mines])
        hour, begun, mine = np.nonzero(lately)
        at = (hour * count + mine, begun * count + mine)
        return coo_array((np.ones(len(hour)), at), shape=(hours * count, hours * count))


def _solver(plan: _Plan, asked: Programmes, window: csc_array) -> Any:
    """Return the solver with the whole programme, all decisions still free to be parts."""
    here, many = plan.here, 2 * plan.decisions
    cost = asked.cost.copy()
    cost[:, here.mining] -= _head_start(plan.case, cost[:, here.mining])
    row_low, row_high = plan.rows(*window_bounds(plan.case, asked))
    starting = np.tile(plan.starts.cost[plan.mines], plan.hours)
    solver = passed(
        plan.matrix(window),
        cost=np.concatenate([cost.ravel(), np.zeros(plan.decisions), starting]),
        lower=np.append(asked.lower.ravel(), np.zeros(many)),
        upper=np.append(asked.upper.ravel(), np.ones(many)),
        row_lower=row_low,
        row_upper=row_high,
    )
    # The shortage no plan can avoid is no part of a plan's value.
    solver.changeObjectiveOffset(-float((cost * asked.lower)[:, here.shortage].sum()))
    return solver


def _head_start(case: Case, cost: Floats) -> Floats:
    """Return what each bid is ahead of the last in time, (mines,)."""
    place = np.argsort(np.argsort(case.offers.rank, kind="stable"), kind="stable")
    ahead: Floats = AHEAD * np.abs(cost).max(initial=0) * (1 - place / max(len(place), 1))
    return ahead


def _search(solver: Any, plan: _Plan, *, gap: float, seconds: float) -> tuple[float, Truths]:
    """Return a value that no plan exceeds, and who runs in the best plan found, (decisions,).

    Without wholeness the programme gives the bound, and shows which mines are not simply on or off all along. Deciding
    those alone is mostly good enough; if not, ever more mines are decided anew, in the end all of them.
    """
    solver.run()
    relaxed = np.array(solver.getSolution().col_value)[plan.first : plan.first + plan.decisions]
    bound, best, running = _optimal_value(solver), -np.inf, np.zeros(plan.decisions, dtype=bool)
    for free in _widening(relaxed.reshape(plan.hours, -1)) if plan.decisions else ():
        enough = bound - gap * abs(bound)
        found = _decide(
            solver, plan.first, np.tile(free, plan.hours), relaxed, enough=enough, gap=gap, seconds=seconds
        )
        if found.value > best:
            best, running = found.value, found.running
        bound = min(bound, found.bound) if free.all() else bound
        if best >= bound - gap * abs(bound):
            break
    if plan.decisions and not np.isfinite(best):
        raise Unavailable(f"No plan of the day was found in {seconds} s: allow more time or a larger gap.")
    return bound, running


def _widening(running: Floats) -> Iterator[Truths]:
    """Yield which mines are decided: those that would run in part, those that would change, all."""
    partly = np.asarray((np.abs(running - np.rint(running)) > WHOLE).any(axis=0))
    yield partly
    changing = np.asarray(running.max(axis=0) - running.min(axis=0) > WHOLE)
    yield np.logical_or(partly, changing)
    yield np.ones(running.shape[1], dtype=bool)


@dataclass(frozen=True)
class _Found:
    value: float
    bound: float  # of this search, the columns that were held included
    running: Truths


def _decide(
    solver: Any, first: int, free: Truths, relaxed: Floats, *, enough: float, gap: float, seconds: float
) -> _Found:
    """Decide the free columns as whole numbers, the others held, until a value is `enough` or proved to be the best."""
    every = np.arange(first, first + len(free), dtype=np.int32)
    whole, any_ = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    kind = np.array([whole if each else any_ for each in free])
    held = np.rint(relaxed)
    solver.changeColsBounds(len(every), every, np.where(free, 0.0, held), np.where(free, 1.0, held))
    solver.changeColsIntegrality(len(every), every, kind)
    for option, value in {
        "mip_rel_gap": gap / 2,
        "objective_target": -enough,
        "time_limit": solver.getRunTime() + seconds,
        "mip_feasibility_tolerance": 1e-9,
    }.items():
        solver.setOptionValue(option, value)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != FEASIBLE:
        return _Found(-np.inf, np.inf, np.zeros(len(free), dtype=bool))
    running = np.array(solver.getSolution().col_value)[first : first + len(free)] > 0.5
    return _Found(-float(info.objective_function_value), -float(info.mip_dual_bound), running)


def _optimal_value(solver: Any) -> float:
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Unavailable("The solver gave no plan of the day: nothing is published; try again.")
    return -float(solver.getInfo().objective_function_value)


def _hold(solver: Any, plan: _Plan, running: Truths) -> None:
    """Hold who runs, and let the linear programme find draws and prices."""
    every = np.arange(plan.first, plan.first + len(running), dtype=np.int32)
    if len(every):
        solver.changeColsIntegrality(len(every), every, np.full(len(every), highspy.HighsVarType.kContinuous))
        solver.changeColsBounds(len(every), every, running.astype(float), running.astype(float))
    solver.setOptionValue("time_limit", np.inf)
    solver.run()
    _optimal_value(solver)
