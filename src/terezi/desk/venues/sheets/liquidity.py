"""How well the markets of a day could be traded: depth, spread, the cost of standard sizes, and the price against the world's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from terezi.base.periods import Period, days_up_to
from terezi.base.units import E8
from terezi.desk.findings.quantities import Spoken, grouped
from terezi.desk.people.words import in_order
from terezi.desk.venues import quantities
from terezi.desk.venues.basis import MarketBasis, known

SIZES = ("small", "middle", "large")
MEANS = (
    "spread_ppm", "depth_bid_near_e8", "depth_ask_near_e8", "depth_bid_far_e8", "depth_ask_far_e8", "middle_e8", "premium_ppm", "thinner_near_e8", "thinner_far_e8",
    *(f"slippage_{way}_{size}_ppm" for size in SIZES for way in ("buy", "sell")),
)  # fmt: skip


MOVES = ("amihud_e12", "lambda_e12")
"""How far trades move the price: means over the trades of the hours that tell it."""
READABLE_E12, LARGEST = 10**8, 10**6  # a hundredth of a percent, and of how many units at most it is said


def liquidity_of(basis: MarketBasis, period: Period) -> pl.DataFrame:
    """Return the hours of `venue_liquidity` of a period with `thinner_near_e8` and `thinner_far_e8`, by exchange and instrument."""
    rows = basis.lake.rows("venue_liquidity", period, "venue_id", "instrument")
    return rows.with_columns(_thinner("near"), _thinner("far"))


def _thinner(band: str) -> pl.Expr:
    """What stands on the thinner side within a band in an hour, in 1e-8 of the quote; null where no book is known."""
    bid, ask, middle = (
        pl.col(name).cast(pl.Int128) for name in (f"depth_bid_{band}_e8", f"depth_ask_{band}_e8", "middle_e8")
    )
    thin = pl.when(bid.is_not_null() & ask.is_not_null()).then(pl.min_horizontal(bid, ask) * middle // E8)
    return thin.cast(pl.Int64).alias(f"thinner_{band}_e8")


@dataclass(frozen=True)
class MarketLine:
    """One instrument at one exchange over a period: means over the time its book is known."""

    venue_id: str
    instrument: str
    seconds: int
    trades: int
    volume_e8: int
    orders: int
    cancels: int
    means: dict[str, int | None]
    bands: tuple[Spoken, ...]
    least_depth_minor: int | None
    most_spread_ppm: int | None
    most_premium_ppm: int | None
    is_settled: bool
    amihud_e12: int | None = None
    lambda_e12: int | None = None
    lambda_error_e12: int | None = None

    @property
    def quote(self) -> str:
        return quantities.pair(self.instrument)[1]

    @property
    def base(self) -> str:
        return quantities.pair(self.instrument)[0]

    @property
    def premium_ppm(self) -> int | None:
        return self.means["premium_ppm"]

    @property
    def has_book(self) -> bool:
        """Whether a two-sided book of it is known at any time of the day."""
        return self.means["middle_e8"] is not None

    @property
    def depth_near(self) -> Spoken:
        return quantities.amount(self.means["thinner_near_e8"], self.quote)

    @property
    def depth_far(self) -> Spoken:
        return quantities.amount(self.means["thinner_far_e8"], self.quote)

    @property
    def depth_says(self) -> str:
        near, far = (*self.bands, Spoken("", ""), Spoken("", ""))[:2]
        return _("thinner side of {instrument} within {near}; {depth} within {far}").format(
            instrument=self.instrument,
            near=in_order(f"±{near}"),
            depth=self.depth_far,
            far=in_order(f"±{far}"),
        )

    @property
    def depth_meaning(self) -> str:
        near = self.means["thinner_near_e8"]
        if near is None:
            return "nodata"
        if near == 0:
            return "zero"
        least = self.least_depth_minor if self.is_settled else None
        return "watch" if least is not None and near * 100 // E8 < least else "agrees"

    @property
    def spread(self) -> Spoken:
        return quantities.share(self.means["spread_ppm"])

    @property
    def spread_meaning(self) -> str:
        return _above(self.means["spread_ppm"], self.most_spread_ppm)

    @property
    def premium(self) -> Spoken:
        return quantities.share(self.premium_ppm)

    @property
    def premium_meaning(self) -> str:
        ppm = self.premium_ppm
        return _above(None if ppm is None else abs(ppm), self.most_premium_ppm)

    @property
    def moved_by_trade(self) -> Spoken:
        """How far the price moves per unit traded, whoever begins it (Amihud)."""
        return self._per_unit(self.amihud_e12, self.amihud_e12)

    @property
    def moved_by_buying(self) -> Spoken:
        """How far the price rises per unit bought net of sold (Kyle's lambda)."""
        return self._per_unit(self.lambda_e12, self.lambda_e12)

    @property
    def buying_error(self) -> Spoken:
        """The standard error of the above, of as many units."""
        return self._per_unit(self.lambda_error_e12, self.lambda_e12)

    def _per_unit(self, e12: int | None, like_e12: int | None) -> Spoken:
        """Say a share of 1e-12 per unit of the base as percent, per so many units that it can be read."""
        if e12 is None or like_e12 is None:
            return quantities.share(None)
        units = next((10**n for n in range(7) if abs(like_e12) * 10**n >= READABLE_E12), LARGEST)
        of = f"{quantities.count(units)} {self.base}"
        number = grouped(Decimal(e12) * units / 10**10, 2)
        return Spoken(number, _("% per {amount}").format(amount=of))

    @property
    def slippages(self) -> list[tuple[str, Spoken, Spoken]]:
        """The cost of buying and selling each standard size at once."""
        return [(size, self._cost("buy", size), self._cost("sell", size)) for size in SIZES]

    def _cost(self, way: str, size: str) -> Spoken:
        return quantities.share(self.means[f"slippage_{way}_{size}_ppm"])

    @property
    def trades_told(self) -> Spoken:
        return quantities.count(self.trades)

    @property
    def volume(self) -> Spoken:
        return quantities.amount(self.volume_e8, self.base)

    @property
    def orders_per_trade(self) -> Spoken:
        return quantities.count(round(self.orders / self.trades)) if self.trades else Spoken("—", "")


@dataclass(frozen=True)
class Hour:
    """One hour of one market, for the picture; None where it is not known."""

    starts_at: datetime
    depth_e8: int | None
    spread_ppm: int | None
    premium_ppm: int | None
    volume_e8: int


MARKETS_SHOWN = 200  # of one exchange: it names as many as it likes


def of_venue(lines: Sequence[MarketLine], venue: str) -> tuple[tuple[MarketLine, ...], int]:
    """Return the most traded markets of an exchange, and how many more there are."""
    own = tuple(line for line in lines if line.venue_id == venue)
    return own[:MARKETS_SHOWN], max(0, len(own) - MARKETS_SHOWN)


def market_lines(basis: MarketBasis, period: Period | None = None) -> Sequence[MarketLine]:
    """Return the markets of a day, or of a period, by exchange, the most traded first."""
    rows = liquidity_of(basis, period or days_up_to(basis.day, days=1))
    if rows.is_empty():
        return ()
    means = [_mean(name) for name in MEANS]
    sums = [pl.col(name).sum() for name in ("book_seconds", "trades", "volume_e8", "orders", "cancels")]
    moves = [_by_trades(name) for name in MOVES]
    told = rows.group_by("venue_id", "instrument").agg(*sums, *means, *moves, _error())
    ordered = told.sort("venue_id", "trades", "instrument", descending=[False, True, False])
    policy = _policy(basis)
    return [_line(row, policy, basis.currency) for row in ordered.iter_rows(named=True)]


def _mean(name: str) -> pl.Expr:
    """The mean of the hours that tell it, each by how long its book is known."""
    weight = pl.when(pl.col(name).is_not_null()).then(pl.col("book_seconds").clip(lower_bound=1)).otherwise(0)
    summed = (pl.col(name).cast(pl.Float64) * weight).sum()
    return (
        pl.when(weight.sum() > 0)
        .then((summed / weight.sum()).round())
        .otherwise(None)
        .cast(pl.Int64)
        .alias(name)
    )


def _by_trades(name: str) -> pl.Expr:
    """The mean of the hours that tell it, each by its trades."""
    weight = pl.col("trades").filter(pl.col(name).is_not_null()).cast(pl.Float64)
    summed = (pl.col(name).drop_nulls().cast(pl.Float64) * weight).sum()
    whole = weight.sum()
    return pl.when(whole > 0).then((summed / whole).round()).otherwise(None).cast(pl.Int64).alias(name)


def _error() -> pl.Expr:
    """The standard error of the mean of lambda: the hours err apart from one another."""
    is_told = pl.col("lambda_e12").is_not_null()
    weight = pl.col("trades").filter(is_told).cast(pl.Float64)
    error = pl.col("lambda_error_e12").filter(is_told).cast(pl.Float64)
    whole, squares = weight.sum(), ((weight * error) ** 2).sum()
    known = (whole > 0) & error.is_not_null().all()
    return (
        pl.when(known)
        .then((squares.sqrt() / whole).round())
        .otherwise(None)
        .cast(pl.Int64)
        .alias("lambda_error_e12")
    )


def _policy(basis: MarketBasis) -> dict[str, Any]:
    if basis.law is None:
        return {"bands": (), "least_depth_minor": None, "most_spread_ppm": None, "most_premium_ppm": None}
    law = basis.law.exchanges
    least = known(law.least_depth, None)
    settled = least is not None and least.currency == basis.currency
    return {
        "bands": tuple(quantities.share(band) for band in known(law.depth_bands_ppm, ())),
        "least_depth_minor": round(least.amount * 100) if least is not None and settled else None,
        "most_spread_ppm": known(law.most_spread_ppm, None),
        "most_premium_ppm": known(law.onshore_premium_ppm, None),
    }


def _line(row: dict[str, Any], policy: dict[str, Any], currency: str) -> MarketLine:
    return MarketLine(
        venue_id=row["venue_id"],
        instrument=row["instrument"],
        seconds=row["book_seconds"],
        trades=row["trades"],
        volume_e8=row["volume_e8"],
        orders=row["orders"],
        cancels=row["cancels"],
        means={name: row[name] for name in MEANS},
        is_settled=row["instrument"].endswith(f"-{currency}"),
        amihud_e12=row["amihud_e12"],
        lambda_e12=row["lambda_e12"],
        lambda_error_e12=row["lambda_error_e12"],
        **policy,
    )


def hours_of(basis: MarketBasis, venue: str, instrument: str) -> list[Hour]:
    """Return the hours of one market on the day, the earliest first."""
    rows = liquidity_of(basis, days_up_to(basis.day, days=1)).sort("starts_at")
    own = rows.filter(pl.col("venue_id") == venue, pl.col("instrument") == instrument)
    return [_hour(row) for row in own.iter_rows(named=True)]


def _hour(row: dict[str, Any]) -> Hour:
    return Hour(
        row["starts_at"], row["thinner_near_e8"], row["spread_ppm"], row["premium_ppm"], row["volume_e8"]
    )


def _above(value: int | None, most: int | None) -> str:
    if value is None:
        return "nodata"
    return "watch" if most is not None and value > most else "agrees"
