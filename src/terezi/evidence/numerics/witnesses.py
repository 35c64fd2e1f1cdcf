"""What the weighing is given: arrays over sites and days. NaN is absent; zero is a true zero."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

PAIRS = ("meter/machines", "meter/coins", "machines/coins")
METER_MACHINES, METER_COINS, MACHINES_COINS = range(3)


@dataclass(frozen=True)
class Sites:
    """What the register says of each site, one value per site."""

    grade: tuple[str, ...]  # facts.grades.Grade
    scheme: tuple[str, ...]  # facts.grades.Scheme
    pue: Floats  # site power / machine power, at least 1
    pool_share: Floats  # of the network's hash rate, read for PPLNS only

    def __len__(self) -> int:
        return len(self.grade)


@dataclass(frozen=True)
class SiteDays:
    """The three witnesses as told, (sites, days), oldest day first.

    `*_coverage` is the share of the day (machines: of registered machine time) the witness speaks for.
    `machine_gigahashes` is all work done; from a share log that is accepted work / (1 - rejected).
    """

    metered_wh: Floats
    metered_coverage: Floats
    machine_gigahashes: Floats
    machine_coverage: Floats
    earned_satoshi: Floats
    pool_coverage: Floats
    fee: Floats  # share of the reward the pool kept
    rejected: Floats  # share of the work rejected or stale
    registered_ghs: Floats
    registered_w: Floats

    @property
    def joules_per_terahash(self) -> Floats:
        """Registered efficiency at the wall of the machines; NaN where none is registered."""
        working = (self.registered_ghs > 0) & (self.registered_w > 0)
        absent = np.full(self.registered_ghs.shape, np.nan)
        per_terahash: Floats = np.divide(
            self.registered_w * 1_000, self.registered_ghs, out=absent, where=working
        )
        return per_terahash

    def registered_wh(self, pue: Floats) -> Floats:
        """Energy of a full day of every registered machine, with the site's overhead."""
        wh: Floats = self.registered_w * pue[:, None] * 24
        return wh
