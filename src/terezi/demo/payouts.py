"""What pools pay, when and where to."""

from dataclasses import dataclass

import polars as pl
from numpy.random import Generator

from terezi.base.units import DAY_S
from terezi.demo.network import ASSET
from terezi.demo.pools import Account
from terezi.demo.site import Site
from terezi.demo.span import Span

PAID_AT_HOUR = 9


@dataclass(frozen=True)
class Payment:
    """One payment; `second` counts from the start of the span."""

    pool_id: str
    payout_id: str
    site_id: str
    second: int
    address: str
    amount_satoshi: int


def payments(site: Site, account: Account, rng: Generator) -> list[Payment]:
    """Pay out what was earned every few mornings, to the wallets the story has."""
    paid = []
    span_days = len(account.days)
    owed = 0
    for day in range(1, span_days):
        owed += int(account.earned_satoshi[day - 1]) * bool(account.days[day - 1])
        if owed > 0 and (day % site.payment_days == 0 or day == span_days - 1):
            for address, amount in _split(site, day, owed):
                second = day * DAY_S + PAID_AT_HOUR * 3600 + int(rng.integers(0, 3600))
                number = rng.bytes(8).hex()
                paid.append(Payment(account.pool_id, number, site.site_id, second, address, amount))
            owed = 0
    return paid


def _split(site: Site, day: int, owed: int) -> list[tuple[str, int]]:
    story = site.story
    usual = site.wallets[day % len(site.wallets)]
    if day < story.from_day:
        return [(usual, owed)]
    aside = round(owed * story.undeclared_part)
    parts = [(story.declared_wallet or usual, owed - aside), (story.undeclared_wallet or "", aside)]
    return [(address, amount) for address, amount in parts if amount > 0]


def payment_frame(paid: list[Payment], span: Span) -> pl.DataFrame:
    """Return payments as the pools' payout lists."""
    rows = {
        "pool_id": [p.pool_id for p in paid],
        "payout_id": [p.payout_id for p in paid],
        "site_id": [p.site_id for p in paid],
        "paid_at": span.instants([p.second for p in paid]),
        "asset": [ASSET] * len(paid),
        "address": [p.address for p in paid],
        "amount_satoshi": [p.amount_satoshi for p in paid],
    }
    return pl.DataFrame(rows).sort("paid_at", "payout_id")
