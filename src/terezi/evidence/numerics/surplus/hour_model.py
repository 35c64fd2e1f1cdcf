"""One hour as a linear programme that stays in the solver and is only moved from hour to hour (HiGHS, hot start).

Columns: flows, shortage, idle and spilled generation by region, draws by mine. Rows: the balance of each region
(what comes in, less what is used, equals minus what is left), each loop of lines, each joint cap.
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import block_array, coo_array, csc_array

from terezi.base.errors import Unavailable
from terezi.evidence.numerics.surplus.case import Case
from terezi.evidence.numerics.witnesses import Floats, Ints

FEASIBILITY = 1e-9


@dataclass(frozen=True)
class Layout:
    """Where the columns and rows of each kind stand."""

    lines: int
    regions: int
    mines: int
    loops: int
    caps: int

    @property
    def columns(self) -> int:
        return self.lines + 3 * self.regions + self.mines

    @property
    def rows(self) -> int:
        return self.regions + self.loops + self.caps

    @property
    def flow(self) -> slice:
        return slice(0, self.lines)

    @property
    def shortage(self) -> slice:
        return slice(self.lines, self.lines + self.regions)

    @property
    def idle(self) -> slice:
        return slice(self.lines + self.regions, self.lines + 2 * self.regions)

    @property
    def spilled(self) -> slice:
        return slice(self.lines + 2 * self.regions, self.lines + 3 * self.regions)

    @property
    def mining(self) -> slice:
        return slice(self.lines + 3 * self.regions, self.columns)


@dataclass(frozen=True)
class Answer:
    """Columns and row duals of an optimum; `reduced` are the reduced costs of the columns."""

    column: Floats
    dual: Floats
    reduced: Floats


def layout(case: Case, loops: Floats) -> Layout:
    return Layout(
        lines=len(case.network.lines),
        regions=len(case.network.regions),
        mines=len(case.offers.mines),
        loops=len(loops),
        caps=len(case.caps),
    )


def hour_matrix(case: Case, loops: Floats) -> csc_array:
    """Return the rows and columns of one hour; they are the same in every hour."""
    shape = layout(case, loops)
    one = np.eye(shape.regions)
    mines = np.arange(shape.mines)
    drawn = coo_array((-np.ones(shape.mines), (case.offers.region, mines)), (shape.regions, shape.mines))
    members = np.array([cap.members for cap in case.caps], dtype=float).reshape(shape.caps, shape.mines)
    regions = np.hstack([case.network.imports(), one, -one, -one])
    blocks = [
        [coo_array(regions), drawn],
        [coo_array(np.hstack([loops, np.zeros((shape.loops, 3 * shape.regions))])), None],
        [None, coo_array(members)],
    ]
    kept = [row for row, size in zip(blocks, (shape.regions, shape.loops, shape.caps), strict=True) if size]
    return csc_array(block_array(kept, format="csc")) if shape.mines else csc_array(_without_mines(kept))


def _without_mines(blocks: list[list[Any]]) -> Any:
    return block_array([[row[0]] for row in blocks if row[0] is not None], format="csc")


def quiet_solver() -> Any:
    """Return a solver that is exact to 1e-9 MW, runs on one thread and says nothing."""
    solver = highspy.Highs()
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "primal_feasibility_tolerance": FEASIBILITY,
        "dual_feasibility_tolerance": FEASIBILITY,
    }.items():
        solver.setOptionValue(option, value)
    return solver


def passed(
    matrix: csc_array, *, cost: Floats, lower: Floats, upper: Floats, row_lower: Floats, row_upper: Floats
) -> Any:
    """Return a quiet solver that holds the programme: the least cost within bounds of columns and rows."""
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = row_lower, row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver = quiet_solver()
    solver.passModel(model)
    return solver


class HourModel:
    """A programme in the solver; `solve` moves bounds and costs to an hour and starts from the last optimum."""

    def __init__(self, case: Case, loops: Floats) -> None:
        self.layout = layout(case, loops)
        columns, rows = self.layout.columns, self.layout.rows
        self._every_column = np.arange(columns, dtype=np.int32)
        self._every_row = np.arange(rows, dtype=np.int32)
        self._cost: Floats = np.zeros(columns)
        self._lower: Floats = np.zeros(columns)
        self._upper: Floats = np.zeros(columns)
        self._solver = passed(
            hour_matrix(case, loops),
            cost=self._cost,
            lower=self._lower,
            upper=self._upper,
            row_lower=np.zeros(rows),
            row_upper=np.zeros(rows),
        )
        self._solver.setOptionValue("presolve", "off")

    def solve(
        self, *, cost: Floats, lower: Floats, upper: Floats, row_lower: Floats, row_upper: Floats
    ) -> Answer:
        """Return the cheapest values of the columns.

        :raises Unavailable: when the solver does not answer with an optimum.
        """
        self._move(cost, lower, upper)
        self._solver.changeRowsBounds(len(row_lower), self._every_row, row_lower, row_upper)
        return optimum(self._solver)

    def _move(self, cost: Floats, lower: Floats, upper: Floats) -> None:
        changed = np.flatnonzero((lower != self._lower) | (upper != self._upper)).astype(np.int32)
        if len(changed):
            self._solver.changeColsBounds(len(changed), changed, lower[changed], upper[changed])
        dearer: Ints = np.flatnonzero(cost != self._cost)
        if len(dearer):
            self._solver.changeColsCost(len(dearer), dearer.astype(np.int32), cost[dearer])
        self._cost, self._lower, self._upper = cost, lower, upper


def optimum(solver: Any) -> Answer:
    """Run the solver; a start that went astray numerically is tried once more from nothing.

    :raises Unavailable: when there is no optimum.
    """
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        solver.clearSolver()
        solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        said = solver.modelStatusToString(solver.getModelStatus())
        raise Unavailable(f"The solver gave no allocation ({said}): nothing is published; try again.")
    found = solver.getSolution()
    return Answer(np.array(found.col_value), np.array(found.row_dual), np.array(found.col_dual))
