"""Where mined coins go: from a pool to the declared wallet, from there to an exchange, sold, and the money to a bank."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from numpy.random import Generator

from terezi.base.units import DAY_S
from terezi.demo.exchanges.clients import Client
from terezi.demo.exchanges.terms import Exchange
from terezi.demo.exchanges.traders import Sale
from terezi.demo.payouts import Payment
from terezi.demo.site import Site
from terezi.demo.span import Reals

HOUR = 3_600.0
LEAST_SHARE, MOST_SHARE = (
    0.82,
    0.98,
)  # of a payment that is brought to an exchange; the rest stays in the wallet
BANK = "GG-BANK"
LEAST_E8, LEAST_PART_E8 = 500, 5_000  # of a deposit; of a sale that is one of several
KEPT_OF_WORTH = 0.995


@dataclass(frozen=True)
class Moved:
    """A transfer at a venue; `second` counts from the first morning told of, `amount_e8` in coins or money."""

    venue_id: str
    second: float
    account_id: str
    direction: str
    asset: str
    amount_e8: int
    counterparty: str
    counterparty_id: str | None = None
    country: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Miner:
    """A site that sells at one exchange, and how much of what it is paid."""

    site: Site
    venue: Exchange
    client: Client
    share: float

    def wallet(self, day: int) -> str:
        """Return a wallet declared on a day of the country's whole span."""
        new, story = self.site.story.declared_wallet, self.site.story
        return new if new and day >= story.from_day else self.site.wallets[day % len(self.site.wallets)]


def bring(
    miners: Mapping[str, Miner], paid: Iterable[Payment], *, before_days: int, days: int, random: Generator
) -> tuple[list[Moved], dict[str, list[Sale]]]:
    """Return deposits, and sales by venue, of what pools paid to declared wallets.

    `before_days` lie between the country's first morning and the first told of. What goes to a wallet nobody declared is
    not brought to a licensed exchange.
    """
    moved: list[Moved] = []
    sales: dict[str, list[Sale]] = {}
    for payment in sorted(paid, key=lambda each: (each.second, each.payout_id)):
        miner = miners[payment.site_id]
        second = payment.second - before_days * DAY_S + float(random.uniform(1, 20)) * HOUR
        quantity = round(payment.amount_satoshi * miner.share)
        if payment.address == miner.site.story.undeclared_wallet or quantity < LEAST_E8:
            continue
        if not 0 <= second < days * DAY_S:
            continue
        address = miner.wallet(before_days + int(second // DAY_S))
        moved.append(
            Moved(miner.venue.venue_id, second, miner.client.account_id, "in", "BTC", quantity, "own_wallet", country="GG", address=address)
        )  # fmt: skip
        sales.setdefault(miner.venue.venue_id, []).extend(_sold(miner, second, quantity, days, random))
    return moved, sales


def _sold(miner: Miner, second: float, quantity: int, days: int, random: Generator) -> list[Sale]:
    """Sell in some parts within the next days; what would be sold after the last day is not sold yet."""
    parts = max(1, min(int(random.integers(1, 4)), quantity // LEAST_PART_E8))
    told = []
    for _ in range(parts):
        second += float(random.uniform(0.5, 16)) * HOUR
        part = quantity // parts
        if second < days * DAY_S - HOUR:
            told.append(Sale(miner.client.account_id, second, part))
    return told


def to_bank(venue: Exchange, sales: Sequence[Sale], worth: Reals) -> list[Moved]:
    """Return the money of sales on its way to a bank of the country, a few hours after each."""
    last = len(worth) - 1
    return [
        Moved(
            venue.venue_id, second, sale.account, "out", "GGM",
            round(sale.quantity_e8 / 1e8 * float(worth[int(sale.second)]) * KEPT_OF_WORTH),
            "bank", counterparty_id=BANK, country="GG",
        )
        for sale in sales
        if (second := sale.second + 4 * HOUR) < last
    ]  # fmt: skip


def moved_frame(moved: Sequence[Moved]) -> pl.DataFrame:
    """Return transfers as rows in order of time."""
    schema = {
        "venue_id": pl.String, "second": pl.Float64, "account_id": pl.String, "direction": pl.String, "asset": pl.String,
        "amount_e8": pl.Int64, "counterparty": pl.String, "counterparty_id": pl.String, "country": pl.String,
        "address": pl.String,
    }  # fmt: skip
    rows = [tuple(vars(each).values()) for each in moved]
    return pl.DataFrame(rows, schema=schema, orient="row").sort("second", "account_id", "amount_e8")
