"""Homes first: the least shortage of homes and contracts there can be without any mining, and where it falls.

Where a shortage cannot be avoided it is shared: the largest shortage of any region, as a share of its mean need, is as
small as the lines allow. Power crosses from one zone of trading to another only in an hour in which homes would go
short without, and no more of it than that needs.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from terezi.evidence.numerics.surplus.case import Case
from terezi.evidence.numerics.surplus.hour_model import (
    Answers,
    HourModel,
    Layout,
    Programmes,
    hour_matrix,
    layout,
)
from terezi.evidence.numerics.witnesses import Floats, Ints

SHORT_MW = 2e-8
# Cost of a MW of the largest shortage beside 1 for each MW of all shortage: it decides only among equal sums, since one
# region can be spared at another's cost at no rate near this.
SHARING = 1e-6


@dataclass(frozen=True)
class Homes:
    """Shortage (hours, regions), flow on the lines between zones (hours, lines), and the duals that prove both the least."""

    shortage_mw: Floats
    crossing_mw: Floats
    price: Floats  # (hours, regions), MWh of shortage that one more MWh there would end
    loop_price: Floats  # (hours, lines)
    crossing_price: Floats  # (hours, regions), MWh between zones that one more MWh there would save
    crossing_loop_price: Floats  # (hours, lines)

    def __getitem__(self, hours: object) -> "Homes":
        return Homes(**{name: values[hours] for name, values in vars(self).items()})


def serve_homes(case: Case, loops: Floats, hours: Ints) -> Homes:
    """Find the least shortage of the hours (positions); every other hour is left with nothing short.

    :raises Unavailable: when the solver fails.
    """
    shape = (len(case.balance.starts_at), len(case.network.regions))
    lines = (shape[0], len(case.network.lines))
    homes = Homes(*(np.zeros(each) for each in (shape, lines, shape, lines, shape, lines)))
    if len(hours):
        search = _Search(case, loops)
        crossing = bool(case.crosses.any())
        short = search.fill(homes, hours, crossing=False)
        if crossing and len(short):
            search.fill(homes, short, crossing=True)
    return homes


class _Search:
    """Columns: those of an hour without mines, the largest shortage, the size of each flow between zones."""

    def __init__(self, case: Case, loops: Floats) -> None:
        self._case, self._loops = case, loops
        self._here = layout(case, loops)
        self._crossing = np.flatnonzero(case.crosses)
        self._model = HourModel(_matrix(case, loops, self._here, self._crossing))

    def fill(self, homes: Homes, hours: Ints, *, crossing: bool) -> Ints:
        """Write the hours into `homes` and return those in which homes go short."""
        here = self._here
        asked = self._programmes(hours, crossing=crossing)
        least = self._model.solve(asked)
        is_short = least.column[:, here.shortage].sum(axis=1) > SHORT_MW
        short: Ints = hours[is_short]
        homes.price[short], homes.loop_price[short] = self._prices(least.dual[is_short])
        asked.cost[:, here.mining.start] = SHARING
        homes.shortage_mw[hours] = 0
        homes.shortage_mw[short] = self._model.solve(asked[is_short]).column[:, here.shortage]
        if crossing:
            found = self._least_crossing(asked, homes.shortage_mw[hours])
            homes.crossing_mw[hours] = np.where(self._case.crosses, found.column[:, here.flow], 0.0)
            homes.crossing_price[hours], homes.crossing_loop_price[hours] = self._prices(found.dual)
        return short

    def _prices(self, dual: Floats) -> tuple[Floats, Floats]:
        """Return the duals of hours as prices of the regions and of the lines around loops."""
        regions, loops = self._here.regions, self._here.loops
        return dual[:, :regions], dual[:, regions : regions + loops] @ self._loops

    def _least_crossing(self, asked: Programmes, shortage_mw: Floats) -> Answers:
        """Return the smallest flows between zones that serve homes as well."""
        cost, lower, upper = np.zeros(asked.cost.shape), asked.lower.copy(), asked.upper.copy()
        cost[:, -len(self._crossing) :] = 1
        lower[:, self._here.shortage] = shortage_mw
        upper[:, self._here.shortage] = shortage_mw + SHORT_MW
        return self._model.solve(Programmes(cost, lower, upper, asked.row_lower, asked.row_upper))

    def _programmes(self, hours: Ints, *, crossing: bool) -> Programmes:
        here, case, balance = self._here, self._case, self._case.balance
        kept, extra, bounds = here.mining.start, 1 + len(self._crossing), 2 * len(self._crossing)
        limit = np.where(case.crosses & (not crossing), 0.0, case.limit_mw[hours])
        lower, upper = np.zeros((len(hours), kept + extra)), np.zeros((len(hours), kept + extra))
        lower[:, here.flow], upper[:, here.flow] = -limit, limit
        upper[:, here.shortage] = balance.needed_mw[hours]
        upper[:, here.idle], upper[:, here.spilled] = balance.idle_mw[hours], balance.glut_mw[hours]
        upper[:, kept:] = np.inf
        cost = np.zeros(upper.shape)
        cost[:, here.shortage] = 1
        low = np.zeros((len(hours), here.regions + here.loops + here.regions + bounds))
        low[:, : here.regions] = -balance.left_mw[hours]
        high = low.copy()
        low[:, here.regions + here.loops :] = -np.inf
        return Programmes(cost, lower, upper, low, high)


def _matrix(case: Case, loops: Floats, here: Layout, crossing: Ints) -> csc_array:
    kept, extra = here.mining.start, 1 + len(crossing)
    usual = case.balance.needed_mw.mean(axis=0)
    rows = np.zeros((here.regions + here.loops + here.regions + 2 * len(crossing), kept + extra))
    rows[: here.regions + here.loops, :kept] = hour_matrix(case, loops)[
        : here.regions + here.loops, :kept
    ].toarray()
    share = rows[here.regions + here.loops : here.regions + here.loops + here.regions]
    share[:, here.shortage] = np.eye(here.regions)
    share[:, kept] = -usual / max(float(usual.max(initial=0)), 1e-9)
    for number, line in enumerate(crossing):
        size = rows[len(rows) - 2 * len(crossing) + 2 * number :][:2]
        size[:, line], size[:, kept + 1 + number] = (1, -1), -1
    return csc_array(rows)
