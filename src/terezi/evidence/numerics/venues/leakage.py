"""Where mined coins went: earned and unreported = sold + held + leaked, with an interval for what leaked.

What is seen to leave (to undeclared addresses, from venues to strangers) is the lower end. Coins that lie in declared
wallets cannot be told from coins that left them, so they are held as long as the sale duty gives days to sell them, and
leaked after that; the upper end takes all of them as gone. Coins the meter makes and no pool told of have the spread of
that comparison. A balance of the wallets, where somebody read one, takes the place of the assumption.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

from scipy.stats import norm


@dataclass(frozen=True)
class Range:
    """An estimate with the ends of its interval, satoshi."""

    low: int
    middle: int
    high: int


NOTHING = Range(0, 0, 0)


@dataclass(frozen=True)
class Seen:
    """What was seen of one site's coins in a window, satoshi."""

    earned: int
    earned_lately: int  # within the days the sale duty gives
    undeclared: int  # of the earned, paid to addresses nobody declared
    deposited: int  # from declared wallets to licensed venues
    sold: int  # for money, by the accounts that received them
    withdrawn: int = 0  # from those accounts to strangers
    returned: int = 0  # from those accounts back to declared wallets
    in_wallets: int | None = None  # balance of the declared wallets, where somebody read it


@dataclass(frozen=True)
class Leakage:
    """How the coins add up, satoshi: earned + unreported.middle = sold + held + leaked.middle."""

    sold: int
    held: int
    leaked: Range
    unreported: Range


def leakage(seen: Seen, unreported: Range = NOTHING) -> Leakage:
    """Estimate what leaked; amounts that contradict each other are cut so that the sum still holds.

    More may be deposited than was earned in the window (coins of before): only the window's own are followed.
    """
    undeclared = min(seen.undeclared, seen.earned)
    reached = min(seen.deposited, seen.earned - undeclared)
    sold = min(seen.sold, reached)
    withdrawn = min(seen.withdrawn, reached - sold)
    returned = min(seen.returned, reached - sold - withdrawn)
    at_venues = reached - sold - withdrawn - returned
    in_wallets = seen.earned - undeclared - reached + returned
    kept = min(in_wallets, seen.earned_lately if seen.in_wallets is None else seen.in_wallets)
    seen_leaving = undeclared + withdrawn
    gone = in_wallets - kept
    # a balance that was read leaves nothing to assume: both ends are what it says
    least, most = (0, in_wallets) if seen.in_wallets is None else (gone, gone)
    leaked = Range(
        seen_leaving + least + unreported.low,
        seen_leaving + gone + unreported.middle,
        seen_leaving + most + unreported.high,
    )
    return Leakage(sold, at_venues + kept, leaked, unreported)


def unreported(earned: int, *, metered_wh: int, coins_wh: int, sigma: float, confidence: float) -> Range:
    """Estimate the coins that metered energy makes and no pool told of, satoshi.

    `coins_wh` is the energy the earned coins explain, `sigma` the spread of ln(metered / coins) if all is true. A gap
    that this spread explains is no gap: the lower end is then 0, and below it nothing is earned back.
    """
    if coins_wh <= 0 or metered_wh <= 0:
        return NOTHING
    reach = float(norm.ppf((1 + confidence) / 2)) * sigma
    ratio = metered_wh / coins_wh
    low, middle, high = (max(0, round(earned * (ratio * exp(side * reach) - 1))) for side in (-1, 0, 1))
    return Range(low, middle, high) if low else Range(0, 0, 0)


def together(parts: Sequence[Leakage]) -> Leakage:
    """Add sites up: assumptions about wallets add up end by end, errors of measuring that are independent as squares."""
    middle = sum(part.unreported.middle for part in parts)
    below = round(sqrt(sum((part.unreported.middle - part.unreported.low) ** 2 for part in parts)))
    above = round(sqrt(sum((part.unreported.high - part.unreported.middle) ** 2 for part in parts)))
    missed = Range(middle - below, middle, middle + above)
    lows = sum(part.leaked.low - part.unreported.low for part in parts)
    middles = sum(part.leaked.middle for part in parts)
    highs = sum(part.leaked.high - part.unreported.high for part in parts)
    leaked = Range(lows + missed.low, middles, highs + missed.high)
    return Leakage(sum(part.sold for part in parts), sum(part.held for part in parts), leaked, missed)
