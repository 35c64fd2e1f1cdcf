"""The book as a strip of small pictures around an alert, and the same as a table; the group's own trades and orders beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from django.utils.translation import gettext as _

from terezi.desk.findings.quantities import DASH, Spoken
from terezi.desk.people.words import word
from terezi.desk.venues import quantities, words
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.sheets.alerts import AlertLine
from terezi.evidence.facts.days import day_bounds

if TYPE_CHECKING:
    from terezi.evidence.numerics.books.film import Frame, Level

ROWS_SHOWN = 60
OF_BOTH_SIDES = frozenset({"self_trade", "wash"})
WITH_ORDERS = frozenset({"spoofing", "layering"})
MARGIN = timedelta(seconds=2)
SHORTEST = timedelta(seconds=1)
LEVELS, STEP, WIDTH = 8, 7, 120  # levels a side, height of a bar with its gap, length of the longest


@dataclass(frozen=True)
class Bar:
    """One level in a small picture, in units of its own box: the best levels lie next to the middle."""

    side: str
    y: int
    width: int
    own_width: int


@dataclass(frozen=True)
class Moment:
    """One frame of the strip: the book at an instant, what the group had in it, and what was traded since the frame before."""

    place: int
    frame: "Frame"
    base: str
    quote: str
    zone: str
    own: dict[tuple[str, int], int]
    closer: str
    most_e8: int

    @property
    def bars(self) -> list[Bar]:
        """Return the levels as bars on the scale all pictures share: asks above the middle, bids below."""
        above = [self._bar("sell", LEVELS - 1 - place, level) for place, level in enumerate(self.frame.asks)]
        return above + [
            self._bar("buy", LEVELS + 1 + place, level) for place, level in enumerate(self.frame.bids)
        ]

    def _bar(self, side: str, row: int, level: "Level") -> Bar:
        own = min(self.own.get((side, level.price_e8), 0), level.quantity_e8)
        return Bar(side, row * STEP, self._width(level.quantity_e8), self._width(own))

    def _width(self, quantity_e8: int) -> int:
        return -(-quantity_e8 * WIDTH // self.most_e8)

    @property
    def time(self) -> str:
        return quantities.clock(self.frame.at, self.zone, exact=True)

    @property
    def best_bid(self) -> Spoken:
        return self._price(self.frame.bids)

    @property
    def best_ask(self) -> Spoken:
        return self._price(self.frame.asks)

    def _price(self, levels: Sequence["Level"]) -> Spoken:
        return quantities.amount(levels[0].price_e8, self.quote) if levels else Spoken(DASH, "")

    @property
    def bid_depth(self) -> Spoken:
        return quantities.amount(sum(level.quantity_e8 for level in self.frame.bids), self.base)

    @property
    def ask_depth(self) -> Spoken:
        return quantities.amount(sum(level.quantity_e8 for level in self.frame.asks), self.base)

    @property
    def own_bid(self) -> Spoken:
        return self._own("buy")

    @property
    def own_ask(self) -> Spoken:
        return self._own("sell")

    def _own(self, side: str) -> Spoken:
        held = sum(amount for (of, _price), amount in self.own.items() if of == side)
        return quantities.amount(held, self.base) if held else Spoken("0", "")

    @property
    def traded(self) -> Spoken:
        return quantities.amount(self.frame.bought_e8 + self.frame.sold_e8, self.base)


@dataclass(frozen=True)
class Film:
    """The frames between two instants."""

    moments: tuple[Moment, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Deed:
    """One trade or order event of the group, as a row; `of_days` where the rows are of several days."""

    at: datetime
    zone: str
    what: str
    who: str
    side: str
    price: Spoken
    quantity: Spoken
    of_days: bool = False

    @property
    def time(self) -> str:
        told = quantities.clock(self.at, self.zone, exact=True)
        return f"{quantities.short_day(self.at, self.zone)} {told}" if self.of_days else told


@dataclass(frozen=True)
class Account:
    """What one account of the group bought and sold in these trades, in 1e-8 of the base."""

    account: str
    bought_e8: int
    sold_e8: int
    base: str

    @property
    def bought(self) -> Spoken:
        return quantities.amount(self.bought_e8, self.base)

    @property
    def sold(self) -> Spoken:
        return quantities.amount(self.sold_e8, self.base)

    @property
    def net(self) -> Spoken:
        return quantities.amount(self.bought_e8 - self.sold_e8, self.base)


def film_of(
    basis: MarketBasis, line: AlertLine, *, starts_at: datetime | None = None, ends_at: datetime | None = None
) -> Film:
    """Return the strip of an alert, or of a part of it the address asks for; within the day the alert is of."""
    begins, ends = day_bounds(line.row["day"], basis.zone)
    first = max(starts_at or line.row["from_at"] - MARGIN, begins)
    last = min(ends_at or line.row["to_at"] + MARGIN, ends - timedelta(microseconds=1))
    last = max(last, begins + SHORTEST)
    first = min(first, last - SHORTEST)
    frames = basis.lake.film(line.row, basis.zone, starts_at=first, ends_at=last)
    orders = basis.lake.orders_of(line.row, line.accounts) if frames else pl.DataFrame()
    base, quote = quantities.pair(line.row["instrument"])
    most = (
        max((level.quantity_e8 for frame in frames for level in (*frame.asks, *frame.bids)), default=1) or 1
    )
    moments = [
        Moment(
            place,
            frame,
            base,
            quote,
            basis.zone,
            _standing(orders, frame),
            _closer(frames, place),
            most,
        )
        for place, frame in enumerate(frames)
    ]
    return Film(tuple(moments), first, last)


def _closer(frames: Sequence["Frame"], place: int) -> str:
    """Return the part of the address that shows the strip between the frame before and the one after; empty where they are near."""
    first, last = frames[max(0, place - 1)].at, frames[min(len(frames) - 1, place + 1)].at
    if last - first <= SHORTEST:
        return ""
    return f"from={first:%Y-%m-%dT%H:%M:%S.%fZ}&until={last:%Y-%m-%dT%H:%M:%S.%fZ}"


def _standing(orders: pl.DataFrame, frame: "Frame") -> dict[tuple[str, int], int]:
    """Add up what the group's orders showed in the book after a message, by side and price; what trades took is not taken off."""
    if orders.is_empty():
        return {}
    same = (pl.col("at") == frame.at) & (pl.col("sequence") <= frame.sequence)
    told = orders.filter((pl.col("at") < frame.at) | same)
    last = told.group_by("order_id", maintain_order=True).last()
    held = (
        last.filter(pl.col("event") != "cancel").group_by("side", "price_e8").agg(pl.col("quantity_e8").sum())
    )
    return {(side, price): quantity for side, price, quantity in held.iter_rows()}


def deeds_of(basis: MarketBasis, line: AlertLine) -> tuple[list[Deed], int]:
    """Return the first rows of what the group did over the alert's span, and how many there are in all."""
    kind = line.row["kind"]
    if kind in WITH_ORDERS:
        rows, read = basis.lake.orders_of(line.row, line.accounts), _order
    else:
        rows = basis.lake.trades_among(line.row, line.accounts, both=kind in OF_BOTH_SIDES)
        read = _trade
    told = [read(each, basis.zone) for each in rows.head(ROWS_SHOWN).iter_rows(named=True)]
    days = {quantities.short_day(line.row[end], basis.zone) for end in ("from_at", "to_at")}
    return [replace(deed, of_days=len(days) > 1) for deed in told], len(rows)


def _order(row: dict[str, Any], zone: str) -> Deed:
    base, quote = quantities.pair(row["instrument"])
    price, quantity = quantities.amount(row["price_e8"], quote), quantities.amount(row["quantity_e8"], base)
    return Deed(
        row["at"],
        zone,
        word(words.EVENTS, row["event"]),
        row["account_id"],
        word(words.SIDES, row["side"]),
        price,
        quantity,
    )


def _trade(row: dict[str, Any], zone: str) -> Deed:
    base, quote = quantities.pair(row["instrument"])
    price, quantity = quantities.amount(row["price_e8"], quote), quantities.amount(row["quantity_e8"], base)
    who = f"{row['seller_account_id']} → {row['buyer_account_id']}"
    return Deed(row["traded_at"], zone, _("trade"), who, word(words.SIDES, row["aggressor"]), price, quantity)


def accounts_of(basis: MarketBasis, line: AlertLine) -> list[Account]:
    """Return what each account of the group bought and sold over the alert's span, the largest first."""
    rows = basis.lake.trades_among(line.row, line.accounts, both=line.row["kind"] in OF_BOTH_SIDES)
    base, _quote = quantities.pair(line.row["instrument"])
    bought = dict(rows.group_by("buyer_account_id").agg(pl.col("quantity_e8").sum()).iter_rows())
    sold = dict(rows.group_by("seller_account_id").agg(pl.col("quantity_e8").sum()).iter_rows())
    told = [Account(account, bought.get(account, 0), sold.get(account, 0), base) for account in line.accounts]
    return sorted(told, key=lambda one: (-(one.bought_e8 + one.sold_e8), one.account))
