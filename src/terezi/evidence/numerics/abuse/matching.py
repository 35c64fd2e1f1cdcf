"""How often a group's accounts would meet in the book by chance, and how rarely as often as they did.

A book matches by price and time, not by name. So among meetings of one kind it is chance which taking went with which quote, given how
often everybody took and gave: the meetings within a group are then hypergeometric, whatever anybody's activity. Two kinds are looked at
and the weaker counts: meetings of the same hour (who is there at once meets more often), and meetings with the same sort of maker (who
takes what stands too cheap seldom meets those who quote for everybody, hence meets everybody else more often).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array, csr_array
from scipy.special import gammaln, xlog1py, xlogy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
KINDS = (("hour", "aggressor"), ("quoter", "aggressor"))
"""What meetings have in common that are compared with each other."""
LN10 = float(np.log(10))


@dataclass(frozen=True)
class Cells:
    """Meetings that are compared with each other: what each account took and gave, (accounts, cells), and everybody, (cells,)."""

    taken: csr_array
    made: csr_array
    totals: Floats


@dataclass(frozen=True)
class Met:
    """Meetings of some accounts of one venue and instrument, as arrays, added up by account for each comparison.

    `between` (accounts, accounts) holds how often the row's account took from the column's. A group is weighed from its members' rows of
    these tables, so that it costs the same however large the venue is.
    """

    names: tuple[str, ...]
    side: Ints
    taker: Ints
    maker: Ints
    volume_e8: Ints
    between: csr_array
    kinds: tuple[Cells, ...]
    accounts: int

    @classmethod
    def of(cls, rows: pl.DataFrame, totals: pl.DataFrame, *, accounts: int) -> "Met":
        """Take rows of `pairs.of_accounts` and `pairs.totals` of one venue and instrument."""
        names = sorted(set(rows["taker"]) | set(rows["maker"]))
        number = {name: at for at, name in enumerate(names)}
        taker, maker = (_ints(rows[each].replace_strict(number)) for each in ("taker", "maker"))
        meetings = _ints(rows["meetings"])
        return cls(
            tuple(names),
            side=_ints(rows["aggressor"] == "buy"),
            taker=taker,
            maker=maker,
            volume_e8=_ints(rows["volume_e8"]),
            between=_added_up(meetings, taker, maker, (len(names), len(names))),
            kinds=tuple(_cells(rows, totals, kind, taker, maker, len(names)) for kind in KINDS),
            accounts=accounts,
        )

    def inside(self, group: frozenset[int]) -> Flags:
        """Mark the rows whose both sides are of the group."""
        member = np.zeros(len(self.names), bool)
        member[list(group)] = True
        return np.asarray(member[self.taker] & member[self.maker])

    def times_met(self, group: frozenset[int]) -> Floats:
        """Return how often each account met one of the group, whichever took, (accounts,)."""
        return of_members(self.between, group) + of_members(self._turned, group)

    def count(self, group: frozenset[int]) -> "Count":
        """Count how often the group met itself and how often chance alone would have it, in the comparison that explains most."""
        return min((self.compared(group, cells) for cells in self.kinds), key=lambda count: count.log10_p(0))

    def compared(self, group: frozenset[int], cells: Cells) -> "Count":
        """Count the group's meetings with itself, against the meetings of everybody cell by cell."""
        taken, made = of_members(cells.taken, group), of_members(cells.made, group)
        return Count(
            met=int(of_members(self.between, group)[list(group)].sum()),
            expected=float((taken * made / cells.totals).sum()),
            least=int(np.maximum(0, taken + made - cells.totals).sum()),
            most=int(np.minimum(taken, made).sum()),
        )

    @cached_property
    def _turned(self) -> csr_array:
        return csr_array(self.between.T)


def of_members(table: csr_array, group: frozenset[int]) -> Floats:
    """Add up the rows of a group's members."""
    added = np.zeros(table.shape[1])
    for member in group:
        row = slice(table.indptr[member], table.indptr[member + 1])
        added[table.indices[row]] += table.data[row]
    return added


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


def _cells(
    rows: pl.DataFrame, totals: pl.DataFrame, kind: tuple[str, ...], taker: Ints, maker: Ints, accounts: int
) -> Cells:
    whole = totals.group_by(kind).agg(pl.col("meetings").sum()).sort(kind).with_row_index("cell")
    of = _ints(rows.join(whole.select(*kind, "cell"), on=kind, how="left", maintain_order="left")["cell"])
    meetings, shape = _ints(rows["meetings"]), (accounts, whole.height)
    taken, made = (_added_up(meetings, who, of, shape) for who in (taker, maker))
    return Cells(taken, made, whole["meetings"].to_numpy().astype(float))


def _added_up(meetings: Ints, row: Ints, column: Ints, shape: tuple[int, int]) -> csr_array:
    """Add meetings up by row and column, each once."""
    return csr_array(coo_array((meetings.astype(float), (row, column)), shape=shape))


def groups_of(accounts: int, size: int) -> float:
    """Return the decimal logarithm of how many groups of that size the accounts can form."""
    size = min(size, accounts)
    return float((gammaln(accounts + 1) - gammaln(size + 1) - gammaln(accounts - size + 1)) / LN10)


def _ints(column: pl.Series) -> Ints:
    return column.cast(pl.Int64).to_numpy()
