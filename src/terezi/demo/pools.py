"""The pools miners of the country work with, and what each credits to a site."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.base.units import DAY_S
from terezi.demo.network import ASSET, SUBSIDY_SATOSHI, Network
from terezi.demo.site import Site
from terezi.demo.span import PER_DAY, Flags, Ints, Reals, Span
from terezi.evidence.facts.grades import Scheme

SOLO = "solo"
BAD_RUN_DAYS, BAD_RUN_ODDS = (
    30,
    0.89,
)  # the small pool finds fewer blocks than it may expect: bad luck, no more
CREDIT_NOISE = 0.0003
REJECTED_PPM = (1000, 4000)
SOLO_REWARD = 1.01  # of the subsidy, with the fees of a block


@dataclass(frozen=True)
class Pool:
    """A pool, its one scheme, its fee and its share of the whole network."""

    pool_id: str
    name: str
    accredited: bool
    scheme: Scheme
    fee_ppm: int
    share_ppm: int


POOLS = {
    pool.pool_id: pool
    for pool in (
        Pool("kerwen", "Kerwen Pool", True, Scheme.FPPS, 25_000, 31_000),
        Pool("uzboy", "Uzboý Mining", True, Scheme.PPS, 20_000, 18_000),
        Pool("merw", "Merw United", True, Scheme.PPLNS, 10_000, 60_000),
        Pool("blackriver", "Black River Pool", False, Scheme.FPPS, 8_000, 12_000),
    )
}
UNACCREDITED = "blackriver"
POOL_OF = {pool.scheme: pool.pool_id for pool in POOLS.values() if pool.accredited}


@dataclass(frozen=True)
class Luck:
    """Blocks a pool that pays by blocks found, and how many it should have found, by day."""

    found: Ints
    expected: Reals


def draw_luck(pool: Pool, network: Network, rng: Generator) -> Luck:
    """Let blocks fall on a pool with its share of the network, fewer than fair in the last days."""
    days = network.span.days
    expected = network.days(network.blocks.astype(float)) * pool.share_ppm / 1e6
    odds = np.where(np.arange(days) >= days - BAD_RUN_DAYS, BAD_RUN_ODDS, 1.0)
    return Luck(rng.poisson(expected * odds), expected)


@dataclass(frozen=True)
class Account:
    """What a site's work brought at one pool, by day."""

    pool_id: str
    scheme: str
    accepted_gigahashes: Ints
    rejected_ppm: Ints
    fee_ppm: int
    earned_satoshi: Ints
    blocks_found: Ints | None
    days: Flags  # the days this account is the one in use

    def report(self, site: Site, span: Span, reported: Flags) -> pl.DataFrame:
        """Return the pool's rows for the days it reports."""
        told = np.flatnonzero(self.days & reported)
        solo = self.scheme == Scheme.SOLO
        return pl.DataFrame(
            {
                "pool_id": self.pool_id,
                "site_id": site.site_id,
                "starts_at": span.instants(told * DAY_S),
                "seconds": np.full(len(told), DAY_S),
                "asset": ASSET,
                "scheme": self.scheme,
                "accepted_gigahashes": [None] * len(told) if solo else self.accepted_gigahashes[told],
                "rejected_ppm": self.rejected_ppm[told],
                "fee_ppm": self.fee_ppm,
                "earned_satoshi": self.earned_satoshi[told],
                "blocks_found": [None] * len(told) if self.blocks_found is None else self.blocks_found[told],
            },
            schema=REPORT_SCHEMA,
        )


REPORT_SCHEMA: dict[str, pl.DataType] = {
    "pool_id": pl.String(),
    "site_id": pl.String(),
    "starts_at": pl.Datetime("us", "UTC"),
    "seconds": pl.Int32(),
    "asset": pl.String(),
    "scheme": pl.String(),
    "accepted_gigahashes": pl.Int64(),
    "rejected_ppm": pl.Int32(),
    "fee_ppm": pl.Int32(),
    "earned_satoshi": pl.Int64(),
    "blocks_found": pl.Int32(),
}


def accounts(site: Site, work: Reals, network: Network, luck: Luck, rng: Generator) -> list[Account]:
    """Return the accounts a site's work (GH by interval) is credited to; one at a time is in use."""
    story = site.story
    day_of = np.arange(len(work)) // PER_DAY
    sent = network.gigahashes(work * np.where(day_of >= story.from_day, 1 - story.diverted_share, 1.0))
    days = np.arange(network.span.days)
    if story.pool_used is None:
        return [_account(site.pool_id, site.scheme, days >= 0, _Work(sent, network, luck, rng))]
    scheme = story.scheme_used or str(POOLS[story.pool_used].scheme)
    return [
        _account(site.pool_id, site.scheme, days < story.from_day, _Work(sent, network, luck, rng)),
        _account(story.pool_used, scheme, days >= story.from_day, _Work(sent, network, luck, rng)),
    ]


@dataclass(frozen=True)
class _Work:
    """Work sent to a pool, GH in each stretch of the network, and the chances that decide its pay."""

    sent: Reals
    network: Network
    luck: Luck
    rng: Generator

    def pay(self, scheme: str, kept: Reals) -> tuple[Reals, Ints | None]:
        """Return the reward by day before the fee, and the blocks it hung on, if it did."""
        if scheme == Scheme.SOLO:
            found = self.rng.poisson(self.network.days(self.sent * self.network.blocks_per_gigahash()))
            return found.astype(np.float64) * SUBSIDY_SATOSHI * SOLO_REWARD, found
        with_fees = scheme != Scheme.PPS
        due = self.network.days(self.sent * self.network.satoshi_per_gigahash(with_fees=with_fees)) * kept
        if scheme == Scheme.PPLNS:
            return due * self.luck.found / self.luck.expected, self.luck.found
        return due * np.exp(self.rng.normal(0, CREDIT_NOISE, len(due))), None


def _account(pool_id: str, scheme: str, days: Flags, work: _Work) -> Account:
    fee_ppm = POOLS[pool_id].fee_ppm if pool_id in POOLS else 0
    usual = work.rng.uniform(*REJECTED_PPM)
    rejected_ppm = np.rint(usual * np.exp(work.rng.normal(0, 0.15, len(days)))).astype(np.int64)
    kept = 1 - rejected_ppm / 1e6
    reward, found = work.pay(scheme, kept)
    return Account(
        pool_id=pool_id,
        scheme=scheme,
        accepted_gigahashes=np.rint(work.network.days(work.sent) * kept).astype(np.int64),
        rejected_ppm=rejected_ppm,
        fee_ppm=fee_ppm,
        earned_satoshi=np.rint(reward * (1 - fee_ppm / 1e6)).astype(np.int64),
        blocks_found=found,
        days=days,
    )
