"""How whole a venue's order events and trades are: numbers missing, clocks going back, arrival before the event.

Order events and trades of an instrument share one count; they come part after part, in the order of that count.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from terezi.evidence.numerics.books.capture import Integers, stable_order


@dataclass
class Wholeness:
    """The columns of `venue_days` that follow from the count and the clocks of one instrument.

    `first_us` and `last_us` are microseconds of 1970; `least_lag_us` is below 0 where an event lies after its arrival.
    """

    orders: int = 0
    trades: int = 0
    first_us: int = np.iinfo(np.int64).max
    last_us: int = np.iinfo(np.int64).min
    first_sequence: int = 0
    last_sequence: int = 0
    missing: int = 0
    gaps: int = 0
    overlaps: int = 0
    backward: int = 0
    backward_us: int = 0
    least_lag_us: int = np.iinfo(np.int64).max
    _before: tuple[int, int] | None = None

    def add(self, orders: pl.DataFrame, trades: pl.DataFrame) -> None:
        """Take the next order events (sequence, at, known_at) and trades (sequence, traded_at, known_at)."""
        sequence, at_us, known_us = _in_order(orders, trades)
        if not len(sequence):
            return
        self.orders += len(orders)
        self.trades += len(trades)
        self.first_us, self.last_us = (
            min(self.first_us, int(at_us.min())),
            max(self.last_us, int(at_us.max())),
        )
        self.least_lag_us = min(self.least_lag_us, int((known_us - at_us).min()))
        if self._before is None:
            self.first_sequence, self._before = int(sequence[0]), (int(sequence[0]) - 1, int(at_us[0]))
        self._step(np.diff(sequence, prepend=self._before[0]), -np.diff(at_us, prepend=self._before[1]))
        self.last_sequence, self._before = int(sequence[-1]), (int(sequence[-1]), int(at_us[-1]))

    def as_row(self) -> dict[str, int]:
        """Return the columns by name."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def _step(self, steps: Integers, back_us: Integers) -> None:
        self.missing += int(np.maximum(steps - 1, 0).sum())
        self.gaps += int((steps > 1).sum())
        self.overlaps += int((steps == 0).sum())
        self.backward += int((back_us > 0).sum())
        self.backward_us = max(self.backward_us, int(back_us.max()))


def _in_order(orders: pl.DataFrame, trades: pl.DataFrame) -> tuple[Integers, Integers, Integers]:
    """Return number, time and arrival of all events by number, an order's event before a trade of the same one."""
    told = ((orders, "at"), (trades, "traded_at"))
    sequence = np.concatenate([rows["sequence"].to_numpy() for rows, _ in told])
    at_us = np.concatenate([rows[at].dt.timestamp("us").to_numpy() for rows, at in told])
    known_us = np.concatenate([rows["known_at"].dt.timestamp("us").to_numpy() for rows, _ in told])
    order = stable_order(2 * sequence + np.repeat([0, 1], [len(orders), len(trades)]))
    return sequence[order], at_us[order], known_us[order]
