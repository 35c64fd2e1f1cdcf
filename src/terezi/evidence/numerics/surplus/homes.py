"""Homes first: the least shortage of homes and contracts there can be without any mining, and where it falls.

Where a shortage cannot be avoided it is shared: the largest share of need left unserved in any region is as small as
the lines allow. Power crosses from one zone of trading to another only in an hour in which homes would go short without.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from terezi.base.errors import Unavailable
from terezi.evidence.numerics.surplus.case import Case
from terezi.evidence.numerics.surplus.hour_model import Answer, HourModel, hour_matrix, layout
from terezi.evidence.numerics.witnesses import Floats, Ints

SHORT_MW = 1e-7


@dataclass(frozen=True)
class Homes:
    """Shortage (hours, regions), flow on the lines between zones (hours, lines), and the duals that prove the least."""

    shortage_mw: Floats
    crossing_mw: Floats
    price: Floats  # (hours, regions), MWh of shortage one more MW there would end
    loop_price: Floats  # (hours, lines)


def serve_homes(case: Case, loops: Floats, hours: Ints) -> Homes:
    """Find the least shortage of the hours (positions); every other hour is left at nothing short.

    :raises Unavailable: when the solver fails.
    """
    shape = (len(case.balance.starts_at), len(case.network.regions))
    lines = (shape[0], len(case.network.lines))
    homes = Homes(np.zeros(shape), np.zeros(lines), np.zeros(shape), np.zeros(lines))
    if not len(hours):
        return homes
    search = _Search(case, loops)
    for hour in hours:
        search.fill(homes, int(hour))
    return homes


class _Search:
    """The programme of homes alone: mines are held at nothing."""

    def __init__(self, case: Case, loops: Floats) -> None:
        self._case, self._loops = case, loops
        self._layout = layout(case, loops)
        self._model = HourModel(case, loops)
        self._cost = np.zeros(self._layout.columns)
        self._cost[self._layout.shortage] = 1.0

    def fill(self, homes: Homes, hour: int) -> None:
        found = self._least(hour, crossing=False)
        if self._short(found) > SHORT_MW and self._case.crosses.any():
            found = self._least(hour, crossing=True)
        if self._short(found) <= SHORT_MW:
            return
        rows = self._layout.regions
        homes.price[hour] = -found.dual[:rows]
        homes.loop_price[hour] = -found.dual[rows : rows + self._layout.loops] @ self._loops
        shared = self._shared(hour, self._short(found))
        homes.shortage_mw[hour] = np.clip(shared[self._layout.shortage], 0, self._case.balance.needed_mw[hour])
        crossing = self._case.crosses
        homes.crossing_mw[hour, crossing] = shared[self._layout.flow][crossing]

    def _short(self, found: Answer) -> float:
        return float(found.column[self._layout.shortage].sum())

    def _bounds(self, hour: int, *, crossing: bool) -> tuple[Floats, Floats]:
        balance, here = self._case.balance, self._layout
        limit = self._case.limit_mw[hour].copy()
        if not crossing:
            limit[self._case.crosses] = 0
        lower, upper = np.zeros(here.columns), np.zeros(here.columns)
        lower[here.flow], upper[here.flow] = -limit, limit
        upper[here.shortage] = balance.needed_mw[hour]
        upper[here.idle], upper[here.spilled] = balance.idle_mw[hour], balance.glut_mw[hour]
        return lower, upper

    def _least(self, hour: int, *, crossing: bool) -> Answer:
        lower, upper = self._bounds(hour, crossing=crossing)
        low, high = self._rows(hour)
        return self._model.solve(cost=self._cost, lower=lower, upper=upper, row_lower=low, row_upper=high)

    def _rows(self, hour: int) -> tuple[Floats, Floats]:
        """Balance and loops hold exactly; a joint cap binds nobody here."""
        low = np.zeros(self._layout.rows)
        low[: self._layout.regions] = -self._case.balance.left_mw[hour]
        high = low.copy()
        high[self._layout.regions + self._layout.loops :] = np.inf
        return low, high

    def _shared(self, hour: int, short_mw: float) -> Floats:
        """Keep the least shortage and make the largest share of need it takes anywhere as small as can be.

        Of what crosses between zones nothing more is taken than that needs: its size is the second thing kept small.
        """
        here = self._layout
        lower, upper = self._bounds(hour, crossing=True)
        low, _ = self._rows(hour)
        kept = here.columns - here.mines
        crossing = np.flatnonzero(self._case.crosses)
        matrix = hour_matrix(self._case, self._loops)[: here.regions + here.loops, :kept].toarray()
        extra = 1 + len(crossing)  # the largest share, and the size of each crossing flow
        same = np.zeros((len(matrix) + 1, kept + extra))
        same[:-1, :kept], same[-1, here.shortage] = matrix, 1
        within = _largest_share(self._case.balance.needed_mw[hour], here.shortage, kept + extra)
        sizes = _sizes(crossing, kept, extra)
        bounds = np.column_stack([np.append(lower[:kept], np.zeros(extra)), np.append(upper[:kept], [np.inf] * extra)])
        total = np.append(low[: here.regions + here.loops], short_mw)
        cost = np.zeros(kept + extra)
        for column in (slice(kept, kept + 1), slice(kept + 1, None)):
            cost[:] = 0
            cost[column] = 1
            found = linprog(
                cost,
                A_eq=same,
                b_eq=total,
                A_ub=np.vstack([within, sizes]),
                b_ub=np.zeros(len(within) + len(sizes)),
                bounds=bounds,
            )
            if found.x is None:
                raise Unavailable(f"The shortage could not be shared ({found.message}): nothing is published.")
            bounds[column, 1] = found.x[column] + SHORT_MW
        return np.asarray(found.x[:kept])


def _largest_share(needed: Floats, shortage: slice, columns: int) -> Floats:
    rows = np.zeros((len(needed), columns))
    rows[:, shortage] = np.eye(len(needed))
    rows[:, shortage.stop + 2 * len(needed)] = -needed
    return rows


def _sizes(crossing: Ints, kept: int, extra: int) -> Floats:
    rows = np.zeros((2 * len(crossing), kept + extra))
    for number, line in enumerate(crossing):
        rows[2 * number : 2 * number + 2, line] = (1, -1)
        rows[2 * number : 2 * number + 2, kept + 1 + number] = -1
    return rows
