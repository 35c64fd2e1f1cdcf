"""Each witness as site energy per day, made comparable: coverage, efficiency and rewards applied."""

from dataclasses import dataclass

import numpy as np

from terezi.base.units import HASHES_PER_GIGAHASH
from terezi.evidence.facts.grades import Grade
from terezi.evidence.numerics.expected_coins import (
    NetworkDays,
    energy_explained_wh,
    energy_from_hashes,
    hashes_from_energy,
)
from terezi.evidence.numerics.witnesses import Floats, SiteDays, Sites, Truths

LEAST_COVERAGE = 0.5
# A sample speaks for its fleet by design; its error is in the budget (hash_rate).
LEAST_SAMPLE = 0.02
SAMPLING_GRADES = (Grade.NAMEPLATE, Grade.SAMPLED)


@dataclass(frozen=True)
class Energies:
    """Site watt-hours, (sites, days, witnesses: meter, machines, coins); NaN where a witness is absent."""

    wh: Floats
    uncovered: Floats  # share of the day filled in from the rest of it
    registered_wh: Floats  # (sites, days)
    blocks_found: Floats  # (sites, days) that the coins amount to, for solo
    blocks_per_wh: Floats  # (sites, days) expected by a solo site


def sampled(sites: Sites) -> Truths:
    """Sites whose machine witness is a sample or a declaration."""
    return np.isin(np.array(sites.grade), SAMPLING_GRADES)


def _filled(told: Floats, coverage: Floats, least: Floats | float) -> Floats:
    """Scale a day partly covered to the whole day; too little coverage is absence."""
    share = np.clip(coverage, 0, 1)
    enough = (share >= least) & (share > 0)
    whole: Floats = np.divide(told, share, out=np.full(told.shape, np.nan), where=enough)
    return whole


def energies(sites: Sites, days: SiteDays, network: NetworkDays) -> Energies:
    """Turn what was told into site energy per day."""
    pue = sites.pue[:, None]
    per_terahash = days.joules_per_terahash
    sampling = sampled(sites)[:, None]
    kept = (1 - days.fee) * (1 - days.rejected)
    meter = _filled(days.metered_wh, days.metered_coverage, LEAST_COVERAGE)
    gigahashes = _filled(
        days.machine_gigahashes, days.machine_coverage, np.where(sampling, LEAST_SAMPLE, LEAST_COVERAGE)
    )
    satoshi = _filled(days.earned_satoshi, days.pool_coverage, LEAST_COVERAGE)
    machines = energy_from_hashes(gigahashes * HASHES_PER_GIGAHASH, joules_per_terahash=per_terahash, pue=pue)
    coins = energy_explained_wh(
        satoshi,
        satoshi_per_hash=network.satoshi_per_hash(sites.scheme),
        fee=days.fee,
        rejected=days.rejected,
        joules_per_terahash=per_terahash,
        pue=pue,
    )
    hashes_per_wh = hashes_from_energy(np.ones(per_terahash.shape), joules_per_terahash=per_terahash, pue=pue)
    return Energies(
        wh=np.stack((meter, machines, coins), axis=-1),
        uncovered=1
        - np.stack(
            (
                np.clip(days.metered_coverage, 0, 1),
                np.where(sampling, 1, np.clip(days.machine_coverage, 0, 1)),
                np.clip(days.pool_coverage, 0, 1),
            ),
            axis=-1,
        ),
        registered_wh=days.registered_wh(sites.pue),
        blocks_found=np.rint(satoshi / ((1 - days.fee) * network.reward_satoshi_per_block)),
        blocks_per_wh=hashes_per_wh * (kept / (1 - days.fee)) / network.hashes_per_block,
    )
