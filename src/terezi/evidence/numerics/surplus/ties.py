"""Equal bids are told apart by the rule of the law, never by the solver.

Among all allocations of the same, highest value: by `time_stamp` the earlier bid goes first wherever one MW can be
given to one or the other; by `pro_rata` equal bids get the same share of what they ask, as far as the lines allow, and
the smallest share is as large as can be, then the next (max-min).
"""

import numpy as np
from scipy.sparse import csc_array

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
ROUNDING_MW = 1e-8


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
        level = _Level(case, here, loops)
        each = range(len(movable))
        return np.array([level.columns(answers.column[hour], face[hour], movable[hour]) for hour in each])
    place = np.argsort(np.argsort(case.offers.rank, kind="stable"), kind="stable")
    face.cost[:, here.mining] = np.where(movable, -(1 - place / (len(place) + 1.0)), 0)
    return model.solve(face).column


def _optimal_face(answers: Answers, asked: Programmes) -> Programmes:
    """Hold whatever has a price where it is, to a rounding; everything else may move without changing the value."""
    held, column = np.abs(answers.reduced) > SAME, answers.column
    binding = (np.abs(answers.dual) > SAME) & np.isinf(asked.row_lower)
    return Programmes(
        cost=np.zeros(asked.cost.shape),
        lower=np.where(held, np.maximum(column - ROUNDING_MW, asked.lower), asked.lower),
        upper=np.where(held, np.minimum(column + ROUNDING_MW, asked.upper), asked.upper),
        row_lower=np.where(binding, asked.row_upper, asked.row_lower),
        row_upper=asked.row_upper,
    )


class _Level:
    """Raise the shares of all kinds of movable mines together; who can go no further stays, the others go on.

    Columns: those of the hour without mines, what each kind draws, the common share. Rows: those of the hour, then one
    for each kind: it draws at least the common share of what it may.
    """

    def __init__(self, case: Case, here: Layout, loops: Floats) -> None:
        self._here = here
        self._kind, kinds = kinds_of(case)
        self._hour = hour_matrix(case, loops).toarray()
        count, first = len(kinds), here.mining.start
        member = np.zeros((here.mines, count))
        member[np.arange(here.mines), self._kind] = 1
        drawn = self._hour[:, here.mining] @ (member / np.maximum(member.sum(axis=0), 1))
        rows = np.zeros((here.rows + count, first + count + 1))
        rows[: here.rows, :first], rows[: here.rows, first:-1] = self._hour[:, :first], drawn
        rows[here.rows :, first:-1], rows[here.rows :, -1] = np.eye(count), -1
        self._model = HourModel(csc_array(rows))
        self._count, self._first = count, first

    def columns(self, column: Floats, face: Programmes, movable: Truths) -> Floats:
        """Return the columns of one hour with the shares levelled."""
        most = np.where(movable, face.upper[self._here.mining], 0.0)
        able: Floats = np.bincount(self._kind, most, minlength=self._count).astype(np.float64)
        fixed = np.where(movable, 0.0, column[self._here.mining])
        if (able > 0).sum() == 1:
            drawn = column[self._here.mining][movable].sum()
            return np.concatenate([column[: self._first], fixed + most * drawn / able.sum()])
        found = self._levelled(face, able, self._hour[:, self._here.mining] @ fixed)
        share = found[self._first : -1] / np.where(able > 0, able, 1)
        return np.concatenate([found[: self._first], fixed + most * share[self._kind]])

    def _levelled(self, face: Programmes, able: Floats, fixed: Floats) -> Floats:
        for kind in range(self._count):
            self._model.change(self._here.rows + kind, self._first + self._count, -able[kind])
        least, most, rising = np.zeros(self._count), able.copy(), able > 0
        found = np.zeros(self._first + self._count + 1)
        while rising.any():
            answer = self._model.solve(self._asked(face, fixed, least, most, rising))
            found = answer.column[0]
            stuck = rising & (np.abs(answer.dual[0, self._here.rows :] * able) > SAME)
            done = stuck if stuck.any() else rising
            least[done] = most[done] = found[self._first : -1][done]
            rising &= ~done
        return found

    def _asked(
        self, face: Programmes, fixed: Floats, least: Floats, most: Floats, rising: Truths
    ) -> Programmes:
        cost = np.zeros(self._first + self._count + 1)
        cost[-1] = -1
        above = np.where(rising, 0.0, -np.inf)
        rounding = ROUNDING_MW * ~rising  # of what was held before
        return Programmes(
            cost=cost[None, :],
            lower=np.concatenate([face.lower[: self._first], np.maximum(least - rounding, 0), [0]])[None, :],
            upper=np.concatenate([face.upper[: self._first], most, [1]])[None, :],
            row_lower=np.append(face.row_lower - fixed, above)[None, :],
            row_upper=np.append(face.row_upper - fixed, np.full(self._count, np.inf))[None, :],
        )


def kinds_of(case: Case) -> tuple[Ints, Ints]:
    """Number the mines that are alike to the grid (same region, same joint caps).

    Return each mine's kind, (mines,), and of each kind its region and caps, (kinds, 1 + caps).
    """
    alike = np.column_stack([case.offers.region, *(cap.members for cap in case.caps)]).astype(np.int64)
    kinds, number = np.unique(alike, axis=0, return_inverse=True)
    return number.reshape(-1).astype(np.int64), kinds.reshape(-1, 1 + len(case.caps))
