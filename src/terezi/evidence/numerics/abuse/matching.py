"""How often a group's accounts would meet in the book by chance, and how rarely as often as they did.

A book matches by price and time, not by name: whoever takes meets the group's quotes as often as the other takers of that hour
and side do. That share, from takers outside the group, times the group's own taking is what chance brings; hours with few others
lean on the day. The tail is Poisson's (an upper bound of the sum of unequal chances' tail) with all groups of the size counted in.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import gammaln
from scipy.stats import poisson

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LEAN = 5.0
"""Meetings of others by which an hour's own share weighs as much as the day's."""
LN10 = float(np.log(10))


@dataclass(frozen=True)
class Met:
    """Meetings of some accounts of one venue and instrument, as arrays; `cell` is an hour and side, `totals` the meetings of all."""

    names: tuple[str, ...]
    cell: Ints
    side: Ints
    taker: Ints
    maker: Ints
    meetings: Ints
    volume_e8: Ints
    totals: Floats
    sides: Ints
    accounts: int

    @classmethod
    def of(cls, rows: pl.DataFrame, totals: pl.DataFrame, *, accounts: int) -> "Met":
        """Take rows of `meetings.of_accounts` and `meetings.totals` of one venue and instrument."""
        cells = totals.sort("hour", "aggressor").with_row_index("cell")
        told = rows.join(cells.select("hour", "aggressor", "cell"), on=["hour", "aggressor"])
        names = sorted(set(told["taker"]) | set(told["maker"]))
        number = {name: at for at, name in enumerate(names)}
        return cls(
            tuple(names),
            cell=_ints(told["cell"]),
            side=_ints(told["aggressor"] == "buy"),
            taker=np.array([number[name] for name in told["taker"]], np.int64),
            maker=np.array([number[name] for name in told["maker"]], np.int64),
            meetings=_ints(told["meetings"]),
            volume_e8=_ints(told["volume_e8"]),
            totals=cells["meetings"].to_numpy().astype(float),
            sides=_ints(cells["aggressor"] == "buy"),
            accounts=accounts,
        )

    def inside(self, group: frozenset[int]) -> npt.NDArray[np.bool_]:
        """Mark the rows whose both sides are of the group."""
        member = self._member(group)
        return np.asarray(member[self.taker] & member[self.maker])

    def count(self, group: frozenset[int]) -> "Count":
        """Count how often the group met itself and how often chance alone would have it."""
        member = self._member(group)
        takes, makes = member[self.taker], member[self.maker]
        met, others = self._cells(takes & makes), self.totals - self._cells(takes)
        made = self._cells(makes & ~takes)
        expected = self._cells(takes) * self._shares(made, others)
        return Count(int(met.sum()), float(expected.sum()))

    def _shares(self, made: Floats, others: Floats) -> Floats:
        """Return by cell the share of others' taking that the group's quotes met, leaning on the day's share of that side."""
        of_day = np.array(
            [(made[self.sides == s].sum() + 1) / (others[self.sides == s].sum() + 2) for s in (0, 1)]
        )
        return np.asarray((made + LEAN * of_day[self.sides]) / (others + LEAN))

    def _cells(self, rows: npt.NDArray[np.bool_]) -> Floats:
        return np.bincount(self.cell[rows], self.meetings[rows].astype(float), len(self.totals)).astype(float)

    def _member(self, group: frozenset[int]) -> npt.NDArray[np.bool_]:
        member = np.zeros(len(self.names), bool)
        member[list(group)] = True
        return member


@dataclass(frozen=True)
class Count:
    """Meetings within a group, and those chance would bring."""

    met: int
    expected: float

    def log10_p(self, looked_at: float) -> float:
        """Return minus the decimal logarithm of the tail, `looked_at` (decimal logarithm of how many groups) counted in."""
        if not self.met:
            return 0.0
        return max(0.0, float(-poisson.logsf(self.met - 1, self.expected)) / LN10 - looked_at)

    @property
    def lift(self) -> float:
        return self.met / max(self.expected, 1e-9)


def groups_of(accounts: int, size: int) -> float:
    """Return the decimal logarithm of how many groups of that size the accounts can form."""
    size = min(size, accounts)
    return float((gammaln(accounts + 1) - gammaln(size + 1) - gammaln(accounts - size + 1)) / LN10)


def _ints(column: pl.Series) -> Ints:
    return column.cast(pl.Int64).to_numpy()
