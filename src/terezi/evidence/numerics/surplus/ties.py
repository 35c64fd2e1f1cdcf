"""Equal bids are told apart by the rule of the law, never by the solver.

Among all allocations of the same, highest value: by `time_stamp` the earlier bid goes first wherever one MW can be
given to one or the other; by `pro_rata` equal bids get the same share of what they ask, as far as the lines allow, and
the smallest share is as large as can be, then the next (max-min).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog

from terezi.evidence.numerics.surplus.case import Case
from terezi.evidence.numerics.surplus.hour_model import (
    Answers,
    HourModel,
    Layout,
    Programmes,
    hour_matrix,
)
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths

SAME = 1e-7


def open_hours(answers: Answers, asked: Programmes, here: Layout) -> Truths:
    """Say of each hour whether other draws could have the same value: a draw at its bound could move without cost."""
    movable = _movable_mines(answers, asked, here)
    draw, most = answers.column[:, here.mining], asked.upper[:, here.mining]
    at_bound = (draw <= SAME) | (draw >= most - SAME)
    is_open: Truths = (movable.sum(axis=1) > 1) & (movable & at_bound).any(axis=1)
    return is_open


def _movable_mines(answers: Answers, asked: Programmes, here: Layout) -> Truths:
    free: Truths = (asked.upper > asked.lower) & (np.abs(answers.reduced) <= SAME)
    movable: Truths = free[:, here.mining]
    return movable


def settled(
    case: Case, model: HourModel, answers: Answers, asked: Programmes, *, here: Layout, loops: Floats
) -> Floats:
    """Return the columns of the one allocation of the same value that the law's tie rule names, hour by hour."""
    face = _optimal_face(answers, asked)
    movable = _movable_mines(answers, asked, here)
    if case.tie_rule == "pro_rata":
        each = range(len(movable))
        return np.array([_levelled(case, answers.column[h], face[h], movable[h], here, loops) for h in each])
    place = np.argsort(np.argsort(case.offers.rank, kind="stable"), kind="stable")
    face.cost[:, here.mining] = np.where(movable, -(1 - place / (len(place) + 1.0)), 0)
    return model.solve(face).column


def _optimal_face(answers: Answers, asked: Programmes) -> Programmes:
    """Hold whatever has a price where it is; everything else may move without changing the value."""
    held = np.abs(answers.reduced) > SAME
    binding = (np.abs(answers.dual) > SAME) & np.isinf(asked.row_lower)
    return Programmes(
        cost=np.zeros(asked.cost.shape),
        lower=np.where(held, answers.column, asked.lower),
        upper=np.where(held, answers.column, asked.upper),
        row_lower=np.where(binding, asked.row_upper, asked.row_lower),
        row_upper=asked.row_upper,
    )


def _levelled(
    case: Case, column: Floats, face: Programmes, movable: Truths, here: Layout, loops: Floats
) -> Floats:
    """Raise the shares of all groups of equal bids together; who can go no further stays, the others go on."""
    mines = np.flatnonzero(movable)
    group = _groups(case, mines)
    most = face.upper[here.mining][mines]
    joined = np.zeros((here.mines, int(group.max()) + 1))
    joined[mines, group] = most
    matrix = hour_matrix(case, loops).toarray()
    rest = slice(0, here.mining.start)
    fixed = np.where(movable, 0.0, column[here.mining])
    programme = _Shares(
        matrix=np.hstack([matrix[:, rest], matrix[:, here.mining] @ joined]),
        low=face.row_lower - matrix[:, here.mining] @ fixed,
        high=face.row_upper - matrix[:, here.mining] @ fixed,
        lower=face.lower[rest],
        upper=face.upper[rest],
        groups=joined.shape[1],
    )
    found = programme.level()
    return np.concatenate([found[rest], fixed + joined @ found[here.mining.start :]])


def _groups(case: Case, mines: Ints) -> Ints:
    """Number the mines that are alike to the grid: same region, same joint caps."""
    alike = np.column_stack([case.offers.region[mines], *(cap.members[mines] for cap in case.caps)])
    number: Ints = np.unique(alike, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return number


@dataclass(frozen=True)
class _Shares:
    """Columns: what else may move, then a share of each group; rows as in the hour."""

    matrix: Floats
    low: Floats
    high: Floats
    lower: Floats
    upper: Floats
    groups: int

    def level(self) -> Floats:
        """Return the columns of the max-min shares."""
        first = len(self.lower)
        least, most = np.zeros(self.groups), np.ones(self.groups)
        rising = np.ones(self.groups, dtype=bool)
        columns = np.zeros(first + self.groups)
        while rising.any():
            found = self._raise(least, most, rising)
            columns, stuck = found[0], found[1]
            done = rising & (stuck if (stuck & rising).any() else rising)
            least[done] = most[done] = np.clip(columns[first:][done], 0, 1)
            rising &= ~done
        return columns

    def _raise(self, least: Floats, most: Floats, rising: Truths) -> tuple[Floats, Truths]:
        """Return the columns with the highest common share of the rising groups, and which of them hold it down."""
        count, first = len(self.lower) + self.groups, len(self.lower)
        equal = self.low == self.high
        common = np.zeros((int(rising.sum()), count + 1))
        common[np.arange(len(common)), first + np.flatnonzero(rising)] = -1
        common[:, -1] = 1
        upper = np.hstack([self.matrix[~equal], np.zeros((int((~equal).sum()), 1))])
        cost = np.zeros(count + 1)
        cost[-1] = -1
        slack = 1e-9  # of rounding in what was fixed before
        found: Any = linprog(
            cost,
            A_eq=np.hstack([self.matrix[equal], np.zeros((int(equal.sum()), 1))]),
            b_eq=self.low[equal],
            A_ub=np.vstack([upper, common]),
            b_ub=np.append(self.high[~equal], np.zeros(len(common))),
            bounds=[
                *zip(self.lower, self.upper, strict=True),
                *zip(
                    np.maximum(least - slack * ~rising, 0), np.minimum(most + slack * ~rising, 1), strict=True
                ),
                (0, 1),
            ],
        )
        stuck = np.zeros(self.groups, dtype=bool)
        stuck[np.flatnonzero(rising)] = found.ineqlin.marginals[len(upper) :] < -SAME
        return found.x[:count], stuck
