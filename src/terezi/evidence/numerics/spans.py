"""One pair of witnesses over some days: what both saw, and how far apart they may honestly be."""

from dataclasses import dataclass

import numpy as np

from terezi.evidence.facts.grades import Scheme
from terezi.evidence.numerics.energies import Energies, energies
from terezi.evidence.numerics.expected_coins import NetworkDays
from terezi.evidence.numerics.sigma import (
    BOUNDARY_SHARE,
    COINS,
    GAP_NOISE,
    GROUPS_OF_PAIR,
    LOW_LOAD,
    SCHEMES,
    SHARED,
    TRANSACTION_FEES,
    Allowance,
    indices,
)
from terezi.evidence.numerics.witnesses import Floats, Ints, SiteDays, Sites, Truths

WITNESSES_OF_PAIR = ((0, 1), (0, 2), (1, 2))
COINS_WITNESS = 2
LEAST_FLOOR_WH = 1.0
LEAST_LUCK = 1e-9


@dataclass(frozen=True)
class Case:
    """Everything the weighing of a set of sites rests on."""

    told: Energies
    allowance: Allowance
    pool_blocks: Floats  # (sites, days) expected by the pool of a PPLNS site
    fee_share: Floats  # (sites, days) of the reward that is transaction fees; zero for PPS
    pplns: Truths
    solo: Truths

    @classmethod
    def of(cls, sites: Sites, days: SiteDays, network: NetworkDays) -> "Case":
        scheme = np.array(SCHEMES)[indices(sites.scheme, SCHEMES)]
        told = energies(sites, days, network)
        pplns = scheme == Scheme.PPLNS
        # Luck of a pool of unknown size is unknown: its coins are no witness.
        told.wh[pplns & ~(sites.pool_share > 0), :, COINS_WITNESS] = np.nan
        return cls(
            told=told,
            allowance=Allowance.of(sites),
            pool_blocks=sites.pool_share[:, None] * network.blocks,
            fee_share=np.nan_to_num(
                1 - network.subsidy_satoshi_per_hash / network.satoshi_per_hash(sites.scheme)
            ),
            pplns=pplns,
            solo=scheme == Scheme.SOLO,
        )


@dataclass(frozen=True)
class Span:
    """Sums and variances over the days both witnesses cover, one value per site."""

    observed_wh: Floats
    expected_wh: Floats
    log_gap: Floats  # ln(observed/expected), both held above the standing load
    days: Ints
    systematic: Floats  # variance
    random: Floats  # variance, luck left out
    pool_blocks: Floats  # expected by the pool, for the luck of PPLNS
    site_blocks: Floats  # expected of the observed energy, for solo
    blocks_found: Floats


def span(case: Case, pair: int, when: slice) -> Span:
    """Add up one pair over the days `when`."""
    first, second = WITNESSES_OF_PAIR[pair]
    told, wh = case.told, case.told.wh[:, when]
    both = ~np.isnan(wh[..., first]) & ~np.isnan(wh[..., second])
    observed, expected = np.where(both, wh[..., first], 0), np.where(both, wh[..., second], 0)
    observed_wh, expected_wh = observed.sum(axis=1), expected.sum(axis=1)
    registered_wh = np.where(both, told.registered_wh[:, when], 0).sum(axis=1)
    floor_wh = np.maximum(case.allowance.standing * registered_wh, LEAST_FLOOR_WH)
    weights = day_weights(observed, both)
    # Coins of a solo site come in lumps and do not say how much was running.
    lumps = case.solo & (second == COINS_WITNESS)
    running_wh = np.where(lumps, observed_wh, np.maximum(observed_wh, expected_wh))
    running_share = np.maximum(running_wh, LEAST_FLOOR_WH) / np.maximum(registered_wh, LEAST_FLOOR_WH)
    blocks_per_wh = np.where(both, told.blocks_per_wh[:, when], 0)
    usual_per_wh = blocks_per_wh.sum(axis=1) / np.maximum(both.sum(axis=1), 1)
    return Span(
        observed_wh=observed_wh,
        expected_wh=expected_wh,
        log_gap=np.log(np.maximum(observed_wh, floor_wh) / np.maximum(expected_wh, floor_wh)),
        days=both.sum(axis=1),
        systematic=_systematic(case, pair, running_share, weights, when),
        random=_random(case, pair, weights, when),
        pool_blocks=_pooled(case.pool_blocks[:, when], weights),
        site_blocks=np.maximum((observed * blocks_per_wh).sum(axis=1), floor_wh * usual_per_wh),
        blocks_found=np.where(both, told.blocks_found[:, when], 0).sum(axis=1),
    )


def day_weights(energy: Floats, counted: Truths) -> Floats:
    """Share of each day in the window's energy; even where all of it is zero."""
    whole = energy.sum(axis=1, keepdims=True)
    even = counted / np.maximum(counted.sum(axis=1, keepdims=True), 1)
    return np.where(whole > 0, energy / np.where(whole > 0, whole, 1), even)


def _systematic(case: Case, pair: int, running_share: Floats, weights: Floats, when: slice) -> Floats:
    """Budget of the pair, and the energy that does not depend on load where little is running."""
    groups = GROUPS_OF_PAIR[pair]
    idle = np.maximum(running_share**-2 - LOW_LOAD**-2, 0)
    variance: Floats = case.allowance.systematic[:, groups].sum(axis=1)
    if SHARED in groups:
        variance = variance + case.allowance.standing**2 * idle
    if COINS in groups:
        fees = TRANSACTION_FEES.systematic * (case.fee_share[:, when] * weights).sum(axis=1)
        variance = variance + BOUNDARY_SHARE**2 * idle + fees**2
    return variance


def _random(case: Case, pair: int, weights: Floats, when: slice) -> Floats:
    """Day-to-day noise, and the load inside gaps of coverage."""
    per_day = case.allowance.per_day[:, GROUPS_OF_PAIR[pair]].sum(axis=1)
    variance: Floats = per_day * (weights**2).sum(axis=1)
    if COINS in GROUPS_OF_PAIR[pair]:
        fees = TRANSACTION_FEES.per_day * case.fee_share[:, when] * weights
        variance = variance + (fees**2).sum(axis=1)
    for witness in WITNESSES_OF_PAIR[pair]:
        gap = np.nan_to_num(case.told.uncovered[:, when, witness]) * weights
        variance = variance + GAP_NOISE**2 * (gap**2).sum(axis=1)
    return variance


def _pooled(blocks_per_day: Floats, weights: Floats) -> Floats:
    """Block count whose relative variance 1/N equals that of the weighted sum of the days."""
    found = blocks_per_day > 0
    per_day = np.divide(weights**2, blocks_per_day, out=np.zeros(weights.shape), where=found)
    blocks: Floats = 1 / np.maximum(per_day.sum(axis=1), LEAST_LUCK)
    return blocks
