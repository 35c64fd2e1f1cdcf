"""From energy to hashes to blocks to coins, and back (formulae: docs/weighing.md, section 1)."""

from dataclasses import dataclass

import numpy as np

from terezi.base.units import HASHES_PER_DIFFICULTY, WATT_SECONDS_PER_WH
from terezi.evidence.facts.grades import Scheme
from terezi.evidence.numerics.witnesses import Floats, Ints

HASHES_PER_TERAHASH = 1e12
TARGET_SECONDS_PER_BLOCK = 600
TARGET_BLOCKS_PER_DAY = 144


def hashes_from_energy(energy_wh: Floats, *, joules_per_terahash: Floats, pue: Floats) -> Floats:
    """Hashes that `energy_wh` at the site's meter can do."""
    joules_at_machines = energy_wh * WATT_SECONDS_PER_WH / pue
    hashes: Floats = joules_at_machines / joules_per_terahash * HASHES_PER_TERAHASH
    return hashes


def energy_from_hashes(hashes: Floats, *, joules_per_terahash: Floats, pue: Floats) -> Floats:
    """Watt-hours at the site's meter that `hashes` need."""
    joules_at_machines = hashes / HASHES_PER_TERAHASH * joules_per_terahash
    energy_wh: Floats = joules_at_machines * pue / WATT_SECONDS_PER_WH
    return energy_wh


def expected_blocks(hashes: Floats, *, difficulty: Floats) -> Floats:
    """Expected blocks, summed over difficulty epochs (last axis)."""
    return np.asarray((hashes / (HASHES_PER_DIFFICULTY * difficulty)).sum(axis=-1), dtype=np.float64)


def network_hashes_per_second(difficulty: float) -> float:
    """Hash rate at which the network finds a block every ten minutes at `difficulty`."""
    return HASHES_PER_DIFFICULTY * difficulty / TARGET_SECONDS_PER_BLOCK


def pays_transaction_fees(scheme: str) -> bool:
    """Whether the scheme passes transaction fees on; plain PPS keeps them."""
    return scheme != Scheme.PPS


def expected_satoshi(
    hashes: Floats,
    *,
    difficulty: Floats,
    subsidy_satoshi: Floats,
    fees_satoshi: Floats,
    scheme: str,
    fee: float,
    rejected: float,
) -> Floats:
    """Expected coins after the pool's fee for work done in each epoch (last axis is summed)."""
    reward = subsidy_satoshi + fees_satoshi if pays_transaction_fees(scheme) else subsidy_satoshi
    gross = (hashes / (HASHES_PER_DIFFICULTY * difficulty) * reward).sum(axis=-1)
    return np.asarray((1 - fee) * (1 - rejected) * gross, dtype=np.float64)


@dataclass(frozen=True)
class NetworkDays:
    """One value per day of the arrays; NaN where the network of that day is not known.

    A day with two difficulties is mixed by seconds, which is exact for work spread evenly over it.
    """

    subsidy_satoshi_per_hash: Floats  # what PPS pays for, before fee
    reward_satoshi_per_hash: Floats  # with transaction fees: FPPS, PPLNS, solo
    reward_satoshi_per_block: Floats
    hashes_per_block: Floats
    blocks: Floats  # blocks of the whole network that day, for the luck of PPLNS

    @classmethod
    def from_spans(
        cls,
        *,
        days: int,
        day_index: Ints,
        seconds: Floats,
        difficulty: Floats,
        subsidy_satoshi: Floats,
        fees_satoshi: Floats,
        blocks: Floats | None = None,
    ) -> "NetworkDays":
        """Build from rows of network_days; `day_index` says which day (column) a row belongs to."""

        def mean(values: Floats) -> Floats:
            whole = np.bincount(day_index, values * seconds, days)
            mixed: Floats = np.divide(whole, known, out=np.full(days, np.nan), where=known > 0)
            return mixed

        known = np.bincount(day_index, seconds, days)
        hashes_per_block = HASHES_PER_DIFFICULTY * difficulty
        reward = subsidy_satoshi + fees_satoshi
        blocks_per_hash = mean(1 / hashes_per_block)
        reward_per_hash = mean(reward / hashes_per_block)
        counted = np.full(days, np.nan) if blocks is None else np.bincount(day_index, blocks, days)
        return cls(
            subsidy_satoshi_per_hash=mean(subsidy_satoshi / hashes_per_block),
            reward_satoshi_per_hash=reward_per_hash,
            reward_satoshi_per_block=reward_per_hash / blocks_per_hash,
            hashes_per_block=1 / blocks_per_hash,
            blocks=np.where(counted > 0, counted, TARGET_BLOCKS_PER_DAY),
        )

    def satoshi_per_hash(self, schemes: tuple[str, ...]) -> Floats:
        """Expected satoshi per accepted hash before the pool's fee, (sites, days)."""
        with_fees = np.array([pays_transaction_fees(scheme) for scheme in schemes], dtype=np.bool_)
        return np.where(with_fees[:, None], self.reward_satoshi_per_hash, self.subsidy_satoshi_per_hash)


def energy_explained_wh(
    earned_satoshi: Floats,
    *,
    satoshi_per_hash: Floats,
    fee: Floats,
    rejected: Floats,
    joules_per_terahash: Floats,
    pue: Floats,
) -> Floats:
    """Site energy the coins explain: what would on average have earned them."""
    hashes = earned_satoshi / ((1 - fee) * (1 - rejected) * satoshi_per_hash)
    return energy_from_hashes(hashes, joules_per_terahash=joules_per_terahash, pue=pue)
