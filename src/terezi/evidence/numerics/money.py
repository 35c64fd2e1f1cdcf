"""Value at stake: coins that energy could have mined, and their worth at the day's price.

Whole numbers in, whole numbers out; the arithmetic between is exact and rounded once, half to even.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from terezi.base.units import (
    HASHES_PER_DIFFICULTY,
    HASHES_PER_GIGAHASH,
    PPM,
    SATOSHI_PER_COIN,
    WATT_SECONDS_PER_WH,
)


@dataclass(frozen=True)
class NetworkSpan:
    """A row of network_days; the spans of the days at stake, weighted by their seconds."""

    seconds: int
    difficulty: int
    subsidy_satoshi: int
    fees_satoshi: int
    price_usd_cents: int


@dataclass(frozen=True)
class Stake:
    """Coins before any pool's fee, and their value when they would have been mined."""

    satoshi: int
    usd_cents: int


def value_at_stake(
    energy_wh: int, *, registered_ghs: int, registered_w: int, pue_ppm: int, spans: Sequence[NetworkSpan]
) -> Stake:
    """Say what `energy_wh` at the site's meter could have mined with the site's registered machines.

    Assumes the registered efficiency and work spread evenly over the spans.
    """
    watt_seconds = Fraction(energy_wh * WATT_SECONDS_PER_WH * PPM, pue_ppm)
    hashes = watt_seconds * registered_ghs * HASHES_PER_GIGAHASH / registered_w
    seconds = sum(span.seconds for span in spans)
    satoshi = cents = Fraction(0)
    for span in spans:
        blocks = hashes * span.seconds / (seconds * HASHES_PER_DIFFICULTY * span.difficulty)
        mined = blocks * (span.subsidy_satoshi + span.fees_satoshi)
        satoshi += mined
        cents += mined * span.price_usd_cents / SATOSHI_PER_COIN
    return Stake(satoshi=round(satoshi), usd_cents=round(cents))
