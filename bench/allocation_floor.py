"""The floors the allocation is held against: the same programmes, kept in the solver and hot-started, and nothing else.

One pass with a high cost of shortage instead of two in order, no ties, no least prices, no certificate.
"""

import highspy
import numpy as np
from scipy.sparse import block_diag, coo_array, csc_array, eye_array, kron, vstack

from terezi.evidence.numerics.surplus.case import Case

SHORTAGE_COST = 1e4  # money per MWh, far above any bid


def hourly(case: Case) -> float:
    """Solve one model of one hour for every hour in turn; return value less the cost of shortage."""
    matrix, lower, upper, cost, rows = _hours(case)
    lines, regions = len(case.network.lines), len(case.network.regions)
    solver = _solver(matrix, cost, lower[0], upper[0], rows[0], rows[0])
    balance = np.arange(regions, dtype=np.int32)
    moving = np.arange(lines, lines + 3 * regions, dtype=np.int32)
    zero, total = np.zeros(len(moving)), 0.0
    for hour in range(len(rows)):
        solver.changeRowsBounds(regions, balance, rows[hour, :regions], rows[hour, :regions])
        solver.changeColsBounds(len(moving), moving, zero, upper[hour, moving])
        solver.run()
        total -= cost @ np.array(solver.getSolution().col_value)
    return float(total)


def weekly(case: Case, *, hours: int = 168) -> float:
    """Solve one model of one week with ramps for every week in turn, each from the last; return as `hourly`."""
    matrix, lower, upper, cost, rows = _hours(case)
    mines, columns = len(case.offers.mines), matrix.shape[1]
    lines = len(case.network.lines)
    short = slice(lines, lines + len(case.network.regions))
    picked = coo_array(
        (np.ones(mines), (np.arange(mines), columns - mines + np.arange(mines))), (mines, columns)
    )
    steps = kron(eye_array(hours) - eye_array(hours, k=-1), picked)
    week = csc_array(vstack([block_diag([matrix] * hours), steps]))
    ramp, before, solver, total = np.tile(case.offers.ramp_mw, hours), case.offers.drawn_before_mw, None, 0.0
    for first in range(0, len(rows) - hours + 1, hours):
        at = slice(first, first + hours)
        seam = np.append(before, np.zeros(mines * (hours - 1)))
        low = np.append(rows[at].ravel(), seam - ramp)
        high = np.append(rows[at].ravel(), seam + ramp)
        if solver is None:
            costs = np.tile(cost, hours)
            solver = _solver(week, costs, lower[at].ravel(), upper[at].ravel(), low, high)
        else:
            every = np.arange(week.shape[1], dtype=np.int32)
            solver.changeColsBounds(len(every), every, lower[at].ravel(), upper[at].ravel())
            solver.changeRowsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)
        solver.run()
        found = np.array(solver.getSolution().col_value).reshape(hours, columns)
        if found[:, short].sum() > 1e-6:
            # The plain programme let homes go short to keep a ramp into the first hour: cut the mines instead.
            low[rows[at].size :][:mines] = -np.inf
            solver.changeRowsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)
            solver.run()
            found = np.array(solver.getSolution().col_value).reshape(hours, columns)
        before = found[-1, -mines:]
        total -= float((found @ cost).sum())
    return total


def _hours(case: Case) -> tuple[csc_array, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    network, balance, offers = case.network, case.balance, case.offers
    regions, one, loops = len(network.regions), np.eye(len(network.regions)), network.loops()
    drawn = np.zeros((regions, len(offers.mines)))
    drawn[offers.region, np.arange(len(offers.mines))] = -1
    nothing = np.zeros((len(loops), 3 * regions + len(offers.mines)))
    matrix = np.vstack([np.hstack([network.imports(), one, -one, -one, drawn]), np.hstack([loops, nothing])])
    upper = np.hstack([case.limit_mw, balance.needed_mw, balance.idle_mw, balance.glut_mw, offers.most_mw])
    lower = np.zeros(upper.shape)
    lower[:, : len(network.lines)] = -case.limit_mw
    cost = np.concatenate(
        [
            np.zeros(len(network.lines)),
            np.full(regions, SHORTAGE_COST),
            np.zeros(2 * regions),
            -offers.bid_per_mwh[0],
        ]
    )
    rows = np.hstack([-balance.left_mw, np.zeros((len(upper), len(loops)))])
    return csc_array(matrix), lower, upper, cost, rows


def _solver(
    matrix: csc_array,
    cost: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> highspy.Highs:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = (
        matrix.indptr,
        matrix.indices,
        matrix.data,
    )
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    return solver
