"""One hour as a linear programme that stays in the solver and is only moved from hour to hour (HiGHS, hot start).

Columns: flows, shortage, idle and spilled generation by region, draws by mine. Rows: the balance of each region
(what comes in, less what is used, equals minus what is left), each loop of lines, each joint cap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import block_array, csc_array

from terezi.base.errors import Unavailable
from terezi.evidence.numerics.surplus.case import Case
from terezi.evidence.numerics.witnesses import Floats, Truths

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
class Programmes:
    """Bounds of columns and rows for some hours, (hours, columns) and (hours, rows), and what the columns cost."""

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats

    def __getitem__(self, hours: object) -> "Programmes":
        return Programmes(**{name: values[hours] for name, values in vars(self).items()})


@dataclass(frozen=True)
class Answers:
    """Optimal columns, row duals, and reduced costs of the columns, hour by hour."""

    column: Floats
    dual: Floats
    reduced: Floats

    def __getitem__(self, hours: object) -> "Answers":
        return Answers(**{name: values[hours] for name, values in vars(self).items()})


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
    here = layout(case, loops)
    rows = np.zeros((here.rows, here.columns))
    region = np.arange(here.regions)
    rows[: here.regions, here.flow] = case.network.imports()
    rows[region, here.shortage.start + region] = 1
    rows[region, here.idle.start + region] = -1
    rows[region, here.spilled.start + region] = -1
    rows[case.offers.region, here.mining.start + np.arange(here.mines)] = -1
    rows[here.regions : here.regions + here.loops, here.flow] = loops
    for number, cap in enumerate(case.caps):
        rows[here.regions + here.loops + number, here.mining] = cap.members
    return csc_array(rows)


def joined(blocks: Sequence[Sequence[Any]]) -> csc_array:
    """Return one matrix of blocks; None is a block of nothing."""
    return csc_array(block_array(blocks, format="csc"))


def quiet_solver() -> Any:
    """Return a solver that is exact to 1e-9 MW, runs on one thread and says nothing."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
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
    """A programme in the solver that is moved from hour to hour and starts from the last optimum."""

    def __init__(self, matrix: csc_array) -> None:
        rows, columns = matrix.shape
        self.matrix = matrix
        self._solver = passed(
            matrix,
            cost=np.zeros(columns),
            lower=np.zeros(columns),
            upper=np.zeros(columns),
            row_lower=np.zeros(rows),
            row_upper=np.zeros(rows),
        )
        self._solver.setOptionValue("presolve", "off")
        self._now = np.zeros((3, columns))  # cost, lower and upper bound of the last hour asked

    def solve(self, asked: Programmes) -> Answers:
        """Return the cheapest values of the columns in every hour, bounds respected to the last bit.

        :raises Unavailable: when the solver does not answer with an optimum.
        """
        hours, rows = asked.row_lower.shape
        column, dual = np.empty(asked.lower.shape), np.empty((hours, rows))
        every_row = np.arange(rows, dtype=np.int32)
        moved = self._moved(asked)
        for hour in range(hours):
            bounds, costs = (each[hour].nonzero()[0].astype(np.int32) for each in moved)
            if len(bounds):
                lower, upper = asked.lower[hour, bounds], asked.upper[hour, bounds]
                self._solver.changeColsBounds(len(bounds), bounds, lower, upper)
            if len(costs):
                self._solver.changeColsCost(len(costs), costs, asked.cost[hour, costs])
            self._solver.changeRowsBounds(rows, every_row, asked.row_lower[hour], asked.row_upper[hour])
            found = optimum(self._solver)
            column[hour], dual[hour] = found.col_value, found.row_dual
        reduced = asked.cost - (self.matrix.T @ dual.T).T
        return Answers(np.clip(column, asked.lower, asked.upper), dual, reduced)

    def change(self, row: int, column: int, entry: float) -> None:
        """Set one entry of the matrix; reduced costs are those of the matrix it was built with."""
        self._solver.changeCoeff(row, column, entry)

    def _moved(self, asked: Programmes) -> tuple[Truths, Truths]:
        """Say of each hour which columns' bounds, and which costs, are not those of the hour before it."""
        cost, lower, upper = (
            np.vstack([was, now])
            for was, now in zip(self._now, (asked.cost, asked.lower, asked.upper), strict=True)
        )
        self._now = np.stack([cost[-1], lower[-1], upper[-1]])
        return (lower[1:] != lower[:-1]) | (upper[1:] != upper[:-1]), cost[1:] != cost[:-1]


def optimum(solver: Any) -> Any:
    """Run the solver and return its solution; a start that went astray numerically is tried once more from nothing.

    :raises Unavailable: when there is no optimum.
    """
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        solver.clearSolver()
        solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        said = solver.modelStatusToString(solver.getModelStatus())
        raise Unavailable(f"The solver gave no allocation ({said}): nothing is published; try again.")
    return solver.getSolution()
