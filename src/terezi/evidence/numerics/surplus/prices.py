"""Where several prices would clear an hour, the one of one MW more is told: the least that supports the allocation.

At a kink (a bid met to its end, nothing left over) the solver's dual is any of an interval. By complementary slackness
the duals of an optimum are those of a small programme: what is neither empty nor full has no reduced cost.
"""

from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array

from terezi.evidence.numerics.surplus.case import Case
from terezi.evidence.numerics.surplus.hour_model import Layout, Programmes, passed
from terezi.evidence.numerics.surplus.ties import kinds_of
from terezi.evidence.numerics.witnesses import Floats, Truths

EMPTY_MW = 1e-7


def kinked_hours(column: Floats, asked: Programmes, here: Layout) -> Truths:
    """Say of each hour whether fewer columns than rows lie between their bounds: the duals need not be the only ones."""
    inside = (column > asked.lower + EMPTY_MW) & (column < asked.upper - EMPTY_MW)
    kinked: Truths = inside.sum(axis=1) < here.rows
    return kinked


class LeastPrices:
    """The programme of prices, moved from hour to hour. Columns: regions, loops, caps; rows: lines, kinds of mines."""

    def __init__(self, case: Case, loops: Floats, here: Layout) -> None:
        self._case, self._here = case, here
        self._kind, kinds = kinds_of(case)
        lines = np.hstack([case.network.imports().T, loops.T, np.zeros((here.lines, here.caps))])
        mines = np.hstack(
            [np.eye(here.regions)[kinds[:, 0]], np.zeros((len(kinds), here.loops)), kinds[:, 1:]]
        )
        columns, rows = here.rows, here.lines + len(kinds)
        cost = np.zeros(columns)
        cost[: here.regions] = 1
        self._every_column = np.arange(columns, dtype=np.int32)
        self._every_row = np.arange(rows, dtype=np.int32)
        self._solver: Any = passed(
            csc_array(np.vstack([lines, mines])),
            cost=cost,
            lower=np.full(columns, -np.inf),
            upper=np.full(columns, np.inf),
            row_lower=np.full(rows, -np.inf),
            row_upper=np.full(rows, np.inf),
        )
        self._solver.setOptionValue("presolve", "off")

    def support(self, column: Floats, asked: Programmes) -> Floats | None:
        """Return the row duals of the least prices that support the columns of an hour; none where rounding hides them."""
        low, high = self._column_bounds(column, asked)
        row_low, row_high = self._row_bounds(column, asked)
        self._solver.changeColsBounds(len(low), self._every_column, low, high)
        self._solver.changeRowsBounds(len(row_low), self._every_row, row_low, row_high)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._solver.clearSolver()
            return None
        dual = np.array(self._solver.getSolution().col_value)
        dual[self._here.regions + self._here.loops :] *= -1
        return dual

    def _column_bounds(self, column: Floats, asked: Programmes) -> tuple[Floats, Floats]:
        here, glut = self._here, self._case.glut_cost_per_mwh
        low, high = np.full(here.rows, -np.inf), np.full(here.rows, np.inf)
        idle, spilled = _state(column, asked, here.idle), _state(column, asked, here.spilled)
        low[: here.regions] = np.maximum(np.where(idle[0], 0, -glut), -glut)
        high[: here.regions] = np.minimum(np.where(idle[1], 0, np.inf), np.where(spilled[1], -glut, np.inf))
        drawn = np.array([column[here.mining][cap.members].sum() for cap in self._case.caps])
        low[here.regions + here.loops :] = 0
        loose = drawn < asked.row_upper[here.regions + here.loops :] - EMPTY_MW
        high[here.regions + here.loops :] = np.where(loose, 0, np.inf)
        return low, high

    def _row_bounds(self, column: Floats, asked: Programmes) -> tuple[Floats, Floats]:
        here = self._here
        can_rise, can_fall = _state(column, asked, here.flow)
        fixed = asked.lower[here.flow] == asked.upper[here.flow]
        low, high = np.full(len(self._every_row), -np.inf), np.full(len(self._every_row), np.inf)
        low[: here.lines][can_fall & ~fixed] = 0
        high[: here.lines][can_rise & ~fixed] = 0
        rises, falls = _state(column, asked, here.mining)
        bid = -asked.cost[here.mining]
        np.maximum.at(low[here.lines :], self._kind[rises], bid[rises])
        np.minimum.at(high[here.lines :], self._kind[falls], bid[falls])
        return low, high


def _state(column: Floats, asked: Programmes, part: slice) -> tuple[Any, Any]:
    """Say which columns can rise and which can fall."""
    return column[part] < asked.upper[part] - EMPTY_MW, column[part] > asked.lower[part] + EMPTY_MW
