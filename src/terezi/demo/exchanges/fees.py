"""What an exchange charges on each trade, what it declares of a day, and what the treasury got."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl

from terezi.base.units import DAY_S, E8, PPM
from terezi.demo.exchanges.terms import E8_PER_MINOR, LEVY_SHARE, MONEY, Exchange, licensed_on
from terezi.demo.span import Span

PAID_DAY, DUE_DAY = 13, 15  # of the month after
AT_ELEVEN = 11 * 3_600
WEEK = 7


def with_fees(trades: pl.DataFrame, venue: Exchange, promoted_from: int | None) -> pl.DataFrame:
    """Add what each side was charged, 1e-8 of the quote, by the schedule of the day."""
    days = range(trades["day"].to_numpy().max() + 1)
    ppm = [venue.fees_ppm(day, promoted_from) for day in days]
    maker = pl.col("day").replace_strict({day: each[0] for day, each in enumerate(ppm)})
    taker = pl.col("day").replace_strict({day: each[1] for day, each in enumerate(ppm)})
    value = pl.col("price_e8").cast(pl.Float64) * pl.col("quantity_e8") / E8
    buys = pl.col("aggressor") == "buy"
    return trades.with_columns(
        value_e8=value.round().cast(pl.Int64),
        buyer_fee_e8=_charged(value, pl.when(buys).then(taker).otherwise(maker)),
        seller_fee_e8=_charged(value, pl.when(buys).then(maker).otherwise(taker)),
    )


def _charged(value: pl.Expr, ppm: pl.Expr) -> pl.Expr:
    return (value * ppm / PPM + 0.5).floor().cast(pl.Int64)


def declared(trades: pl.DataFrame, venue: Exchange, span: Span, *, short: dict[int, float]) -> pl.DataFrame:
    """Return turnover, fees and levy of each day since the licence but the last, whose declaration is not due.

    `short` is left out of some days' fees. Of the days before those told of, each is like the same weekday of the first weeks
    told, so that the levy of every month can be held against what was received.
    """
    by_day = trades.group_by("day").agg(
        turnover=pl.col("value_e8").sum(), fees=(pl.col("buyer_fee_e8") + pl.col("seller_fee_e8")).sum()
    )
    told = _since_licence(by_day.filter(pl.col("day") < span.days - 1).sort("day"), span)
    kept = 1 - pl.col("day").replace_strict(short, default=0.0)
    fees = (pl.col("fees") * kept / E8_PER_MINOR).round().cast(pl.Int64)
    return told.select(
        venue_id=pl.lit(venue.venue_id),
        declared_day=pl.Series([span.day(day) for day in told["day"]], dtype=pl.Date),
        turnover_minor=(pl.col("turnover") / E8_PER_MINOR).round().cast(pl.Int64),
        fees_minor=fees,
        levy_minor=(fees * LEVY_SHARE).round().cast(pl.Int64),
        currency=pl.lit(MONEY),
    )


def _since_licence(told: pl.DataFrame, span: Span) -> pl.DataFrame:
    """Put the days since the licence before those told of; days count from the first morning told of and may be below 0."""
    before = (span.first_day - licensed_on(span)).days
    weeks = told.height // WEEK * WEEK
    if before <= 0 or not weeks:
        return told
    earlier = pl.DataFrame({"day": range(-before, 0)}, schema={"day": told.schema["day"]})
    like = earlier.with_columns(like=pl.col("day") % weeks)
    first = told.head(weeks).with_columns(like=pl.col("day") % weeks).drop("day")
    return pl.concat([like.join(first, on="like").select(told.columns), told]).sort("day")


def receipts(fees: pl.DataFrame, venue: Exchange, span: Span) -> Iterator[dict[str, Any]]:
    """Tell what the treasury's bank booked: each month since the licence whose day of payment is over, in one sum, in time.

    Each pays what it declared.
    """
    first = licensed_on(span)
    month = first.replace(day=1)
    while (paid_on := _next(month).replace(day=PAID_DAY)) + timedelta(
        days=DUE_DAY - PAID_DAY
    ) <= span.last_day:
        begins, ends = max(month, first), _next(month)
        told = fees.filter(pl.col("declared_day").is_between(begins, ends, closed="left"))
        seconds = (paid_on - span.first_day).days * DAY_S + AT_ELEVEN
        yield {
            "venue_id": venue.venue_id,
            "receipt_id": f"{venue.venue_id}-{month:%Y-%m}",
            "received_at": span.instants([seconds]).item(),
            "period_from": begins,
            "period_until": ends,
            "amount_minor": int(told["levy_minor"].sum()),
            "currency": MONEY,
        }
        month = ends


def _next(month: date) -> date:
    return month.replace(day=1) + timedelta(days=monthrange(month.year, month.month)[1])
