"""The book as a strip of small pictures around an alert, and the same as a table; the group's own trades and orders beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
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
NOTHING = Spoken(DASH, "")
LEVELS, STEP, WIDTH = 8, 7, 120  # levels a side, height of a bar with its gap, length of the longest


@dataclass(frozen=True)
class Bar:
    """One level in a small picture, in units of its own box: the best levels lie next to the middle."""

    side: str
    y: int
    width: int
    own_width: int


@dataclass(frozen=True)
class Step:
    """What stands at one depth of the book on each side."""

    bid: Spoken
    bid_quantity: Spoken
    ask: Spoken
    ask_quantity: Spoken


@dataclass(frozen=True)
class Moment:
    """One frame of the strip: the book at an instant, what the group had in it, and what was traded since the frame before."""

    place: int
    frame: "Frame"
    base: str
    quote: str
    zone: str
    closer: str
    most_e8: int
    is_asked: bool = False

    @property
    def bars(self) -> list[Bar]:
        """Return the levels as bars on the scale all pictures share: asks above the middle, bids below."""
        asks = zip(self.frame.asks, self.frame.own_asks_e8, strict=True)
        bids = zip(self.frame.bids, self.frame.own_bids_e8, strict=True)
        above = [self._bar("sell", LEVELS - 1 - place, *told) for place, told in enumerate(asks)]
        return above + [self._bar("buy", LEVELS + 1 + place, *told) for place, told in enumerate(bids)]

    def _bar(self, side: str, row: int, level: "Level", own_e8: int) -> Bar:
        return Bar(side, row * STEP, self._width(level.quantity_e8), self._width(own_e8))

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
        return self._own(self.frame.own_bids_e8)

    @property
    def own_ask(self) -> Spoken:
        return self._own(self.frame.own_asks_e8)

    def _own(self, parts_e8: Sequence[int]) -> Spoken:
        held = sum(parts_e8)
        return quantities.amount(held, self.base) if held else Spoken("0", "")

    @property
    def steps(self) -> list[Step]:
        """The levels side by side, the best first: of bids and of asks, as deep as the deeper side."""
        bids, asks = (self._said(side) for side in (self.frame.bids, self.frame.asks))
        return [Step(*bid, *ask) for bid, ask in zip_longest(bids, asks, fillvalue=(NOTHING, NOTHING))]

    def _said(self, levels: Sequence["Level"]) -> list[tuple[Spoken, Spoken]]:
        return [
            (quantities.amount(level.price_e8, self.quote), quantities.amount(level.quantity_e8, self.base))
            for level in levels
        ]

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
    row = line.row
    frames = basis.lake.film(
        row["venue_id"], row["instrument"], basis.zone, starts_at=first, ends_at=last, accounts=line.accounts
    )
    return Film(moments_of(frames, row["instrument"], basis.zone), first, last)


def moments_of(
    frames: Sequence["Frame"], instrument: str, zone: str, *, asked: datetime | None = None
) -> tuple[Moment, ...]:
    """Return frames as pictures on one scale; of them the last one up to the instant asked for is marked."""
    base, quote = quantities.pair(instrument)
    levels = [level.quantity_e8 for frame in frames for level in (*frame.asks, *frame.bids)]
    chosen = sum(frame.at <= asked for frame in frames) - 1 if asked else None
    return tuple(
        Moment(place, frame, base, quote, zone, _closer(frames, place), max(levels, default=1) or 1, place == chosen)
        for place, frame in enumerate(frames)
    )  # fmt: skip


def _closer(frames: Sequence["Frame"], place: int) -> str:
    """Return the part of the address that shows the strip between the frame before and the one after; empty where they are near."""
    first, last = frames[max(0, place - 1)].at, frames[min(len(frames) - 1, place + 1)].at
    if last - first <= SHORTEST:
        return ""
    return f"from={first:%Y-%m-%dT%H:%M:%S.%fZ}&until={last:%Y-%m-%dT%H:%M:%S.%fZ}"


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
