"""How often a group's accounts would meet in the book by chance, and how rarely as often as they did.

A book matches by price and time, not by name. So among meetings of one kind it is chance which taking went with which quote, given how
often everybody took and gave: the meetings within a group are then hypergeometric, whatever anybody's activity. Two kinds are looked at
and the weaker counts: meetings of the same hour (who is there at once meets more often), and meetings with the same sort of maker (who
takes what stands too cheap seldom meets those who quote for everybody, hence meets everybody else more often).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import gammaln, xlog1py, xlogy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
KINDS = (("hour", "aggressor"), ("quoter", "aggressor"))
"""What meetings have in common that are compared with each other."""
LN10 = float(np.log(10))


@dataclass(frozen=True)
class Cells:
    """Meetings that are compared with each other: the cell of each row of Met, and the meetings of everybody by cell."""

    of: Ints
    totals: Floats


@dataclass(frozen=True)
class Met:
    """Meetings of some accounts of one venue and instrument, as arrays, and the cells of each comparison."""

    names: tuple[str, ...]
    side: Ints
    taker: Ints
    maker: Ints
    meetings: Ints
    volume_e8: Ints
    kinds: tuple[Cells, ...]
    accounts: int

    @classmethod
    def of(cls, rows: pl.DataFrame, totals: pl.DataFrame, *, accounts: int) -> "Met":
        """Take rows of `meetings.of_accounts` and `meetings.totals` of one venue and instrument."""
        names = sorted(set(rows["taker"]) | set(rows["maker"]))
        number = {name: at for at, name in enumerate(names)}
        return cls(
            tuple(names),
            side=_ints(rows["aggressor"] == "buy"),
            taker=np.array([number[name] for name in rows["taker"]], np.int64),
            maker=np.array([number[name] for name in rows["maker"]], np.int64),
            meetings=_ints(rows["meetings"]),
            volume_e8=_ints(rows["volume_e8"]),
            kinds=tuple(_cells(rows, totals, kind) for kind in KINDS),
            accounts=accounts,
        )

    def inside(self, group: frozenset[int]) -> Flags:
        """Mark the rows whose both sides are of the group."""
        member = self._member(group)
        return np.asarray(member[self.taker] & member[self.maker])

    def count(self, group: frozenset[int]) -> "Count":
        """Count how often the group met itself and how often chance alone would have it, in the comparison that explains most."""
        member = self._member(group)
        takes, makes = member[self.taker], member[self.maker]
        counts = [self.compared(takes, makes, cells) for cells in self.kinds]
        return min(counts, key=lambda count: count.log10_p(0))

    def compared(self, takes: Flags, makes: Flags, cells: Cells) -> "Count":
        """Count the rows in which members take and give, against the meetings of their cells."""

        def added(rows: Flags) -> Floats:
            return np.bincount(cells.of[rows], self.meetings[rows], len(cells.totals)).astype(float)

        met, taken, made = added(takes & makes), added(takes), added(makes)
        return Count(
            met=int(met.sum()),
            expected=float((taken * made / cells.totals).sum()),
            least=int(np.maximum(0, taken + made - cells.totals).sum()),
            most=int(np.minimum(taken, made).sum()),
        )

    def _member(self, group: frozenset[int]) -> Flags:
        member = np.zeros(len(self.names), bool)
        member[list(group)] = True
        return member


@dataclass(frozen=True)
class Count:
    """Meetings within a group, those chance would bring, and the fewest and most its members' takings and quotes allow."""

    met: int
    expected: float
    least: int
    most: int

    def log10_p(self, looked_at: float) -> float:
        """Return minus the decimal logarithm of the tail, `looked_at` (decimal logarithm of how many groups) counted in.

        A hypergeometric count is a sum of independent tosses (Vatutin and Mikhailov 1982), and beyond its mean such a sum has no heavier
        tail than as many tosses of equal chance (Hoeffding 1956): so the binomial is an upper bound, over any number of cells.
        """
        free, met, expected = self.most - self.least, self.met - self.least, self.expected - self.least
        if met < expected + 1:
            return 0.0
        return max(0.0, float(rarity(met, free, expected)) - looked_at)

    @property
    def odds(self) -> float:
        """Return how many times the odds of meeting within the group are those of chance."""
        free, met, expected = self.most - self.least, self.met - self.least, self.expected - self.least
        return met * (free - expected) / max((free - met + 0.5) * expected, 1e-9)


def rarity(met: Floats | float, most: Floats | float, expected: Floats | float) -> Floats:
    """Return minus the decimal logarithm of the chance of `met` or more of `most` equal tosses; 0 where no more than `expected`.

    An upper bound of the binomial tail (Feller 1968, VI.3) in logarithms, so that the rarest groups can still be told apart.
    """
    r, n, mean = (np.asarray(each, float) for each in (met, most, expected))
    p = np.clip(mean / np.maximum(n, 1), 1e-300, 1 - 1e-12)
    toss = gammaln(n + 1) - gammaln(r + 1) - gammaln(n - r + 1) + xlogy(r, p) + xlog1py(n - r, -p)
    tail = toss + np.log(np.maximum(r * (1 - p), 1e-300)) - np.log(np.maximum(r - mean, 1e-300))
    return np.where(r > mean, np.maximum(0.0, -tail / LN10), 0.0)


def _cells(rows: pl.DataFrame, totals: pl.DataFrame, kind: tuple[str, ...]) -> Cells:
    whole = totals.group_by(kind).agg(pl.col("meetings").sum()).sort(kind).with_row_index("cell")
    of = rows.join(whole.select(*kind, "cell"), on=kind, how="left", maintain_order="left")["cell"]
    return Cells(_ints(of), whole["meetings"].to_numpy().astype(float))


def groups_of(accounts: int, size: int) -> float:
    """Return the decimal logarithm of how many groups of that size the accounts can form."""
    size = min(size, accounts)
    return float((gammaln(accounts + 1) - gammaln(size + 1) - gammaln(accounts - size + 1)) / LN10)


def _ints(column: pl.Series) -> Ints:
    return column.cast(pl.Int64).to_numpy()
