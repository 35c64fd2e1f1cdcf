"""Mines that keep their books exactly, to be bent by a test."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest

from terezi.evidence.numerics.expected_coins import NetworkDays, hashes_from_energy
from terezi.evidence.numerics.witnesses import Floats, SiteDays, Sites

NETWORK = {"difficulty": 121.5e12, "subsidy_satoshi": 312_500_000.0, "fees_satoshi": 6_000_000.0}
PUE, JOULES_PER_TERAHASH, SITE_W = 1.05, 20.0, 10e6


@dataclass(frozen=True)
class Mines:
    """A register, what the witnesses told, and the network."""

    sites: Sites
    days: SiteDays
    network: NetworkDays

    def but(self, **told: Floats) -> "Mines":
        """Return the same mines with some of what was told replaced."""
        return Mines(self.sites, replace(self.days, **told), self.network)


@pytest.fixture
def mines() -> Callable[..., Mines]:
    return exact_mines


def exact_mines(*, grade: str = "sampled", scheme: str = "PPS", sites: int = 1, days: int = 30) -> Mines:
    """Mines of 10 MW whose three witnesses agree to the last hash (solo: the nearest whole block)."""
    one = np.ones((sites, days))
    network = NetworkDays.from_spans(
        days=days,
        day_index=np.arange(days),
        seconds=np.full(days, 86_400.0),
        **{name: np.full(days, value) for name, value in NETWORK.items()},
    )
    energy_wh = one * SITE_W * 24
    hashes = hashes_from_energy(
        energy_wh, joules_per_terahash=one * JOULES_PER_TERAHASH, pue=np.full((sites, 1), PUE)
    )
    register = Sites((grade,) * sites, (scheme,) * sites, np.full(sites, PUE), np.full(sites, 0.1))
    earned = hashes * network.satoshi_per_hash(register.scheme) * 0.98 * 0.996
    if scheme == "solo":
        due = (hashes * 0.996 / network.hashes_per_block).cumsum(axis=1)
        found = np.diff(np.rint(due), axis=1, prepend=0)
        earned = found * network.reward_satoshi_per_block * 0.98
    watts = one * SITE_W / PUE
    return Mines(
        register,
        SiteDays(
            metered_wh=energy_wh,
            metered_coverage=one,
            machine_gigahashes=hashes / 1e9,
            machine_coverage=one,
            earned_satoshi=earned,
            pool_coverage=one,
            fee=one * 0.02,
            rejected=one * 0.004,
            registered_ghs=watts / JOULES_PER_TERAHASH * 1_000,
            registered_w=watts,
        ),
        network,
    )
