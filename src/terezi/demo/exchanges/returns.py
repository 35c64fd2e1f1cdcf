"""What an exchange files besides orders and trades: fees by trade and day, balances, accounts, a listing and an incident; and what the treasury got."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.demo.exchanges.clients import Clients
from terezi.demo.exchanges.plants import BELOW_SECONDS, READING_SECONDS
from terezi.demo.exchanges.terms import (
    E8,
    E8_PER_MINOR,
    LEVY_SHARE,
    MONEY,
    PPM,
    Exchange,
    licensed_on,
    moments,
)
from terezi.demo.span import SECONDS_PER_DAY, Reals, Span
from terezi.demo.weather import wander

COLD_SHARE = 0.87  # of what is owed, the rest lies in hot wallets
USUAL_CUSHION, LEAST_CUSHION = 0.015, 0.008
PAID_DAY, DUE_DAY = 13, 15  # of the month after
AT_ELEVEN = 11 * 3_600


def with_fees(trades: pl.DataFrame, venue: Exchange, promoted_from: int | None) -> pl.DataFrame:
    """Add what each side was charged, 1e-8 of the quote, by the schedule of the day."""
    days = range(int(trades["day"].max() or 0) + 1)  # type: ignore[call-overload]
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
    """Return turnover, fees and levy of each day but the last, whose declaration is not due; `short` is left out of some days' fees."""
    by_day = trades.group_by("day").agg(
        turnover=pl.col("value_e8").sum(), fees=(pl.col("buyer_fee_e8") + pl.col("seller_fee_e8")).sum()
    )
    told = by_day.filter(pl.col("day") < span.days - 1).sort("day")
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


def receipts(fees: pl.DataFrame, venue: Exchange, span: Span) -> Iterator[dict[str, Any]]:
    """Tell what the treasury's bank booked: each month since the licence whose day of payment is over, in one sum, in time.

    A month the returns do not tell of whole is paid at the mean of the days they do.
    """
    first = licensed_on(span)
    mean = float(fees["levy_minor"].mean() or 0)  # type: ignore[arg-type]
    month = first.replace(day=1)
    while (paid_on := _next(month).replace(day=PAID_DAY)) + timedelta(
        days=DUE_DAY - PAID_DAY
    ) <= span.last_day:
        begins, ends = max(month, first), _next(month)
        told = fees.filter(pl.col("declared_day").is_between(begins, ends, closed="left"))
        rest = ((ends - begins).days - told.height) * mean
        seconds = (paid_on - span.first_day).days * SECONDS_PER_DAY + AT_ELEVEN
        yield {
            "venue_id": venue.venue_id,
            "receipt_id": f"{venue.venue_id}-{month:%Y-%m}",
            "received_at": span.instants([seconds]).item(),
            "period_from": begins,
            "period_until": ends,
            "amount_minor": int(told["levy_minor"].sum()) + round(rest),
            "currency": MONEY,
        }
        month = ends


def _next(month: date) -> date:
    return month.replace(day=1) + timedelta(days=monthrange(month.year, month.month)[1])


def balances(
    venue: Exchange,
    moved: pl.DataFrame,
    span: Span,
    random: Generator,
    *,
    low: tuple[int, float] | None,
) -> pl.DataFrame:
    """Return what is owed and held every ten minutes; what is owed follows the transfers.

    `low` is the second from which bitcoins held are so small a share of those owed, for forty minutes.
    """
    seconds = np.arange(0, span.days * SECONDS_PER_DAY, READING_SECONDS)
    parts = [
        _of_asset(venue, asset, first, moved, seconds, span, random, low if asset == "BTC" else None)
        for asset, first in venue.owed.items()
    ]
    return pl.concat(parts)


def _of_asset(
    venue: Exchange,
    asset: str,
    first: float,
    moved: pl.DataFrame,
    seconds: Any,
    span: Span,
    random: Generator,
    low: tuple[int, float] | None,
) -> pl.DataFrame:
    mine = moved.filter(pl.col("asset") == asset).sort("second")
    amounts = mine["amount_e8"].to_numpy() * np.where(mine["direction"].to_numpy() == "in", 1, -1)
    so_far = np.concatenate([[0], np.cumsum(amounts)])
    owed = round(first * E8) + so_far[np.searchsorted(mine["second"].to_numpy(), seconds, side="right")]
    held = np.ceil(owed * (1 + _cushion(len(seconds), random))).astype(np.int64)
    if low is not None:
        during = (seconds >= low[0]) & (seconds < low[0] + BELOW_SECONDS)
        held = np.where(during, np.floor(owed * low[1]).astype(np.int64), held)
    cold = np.floor(owed * COLD_SHARE).astype(np.int64)
    return pl.DataFrame(
        {
            "venue_id": venue.venue_id,
            "asset": asset,
            "as_at": moments(span, seconds),
            "liabilities_e8": owed.astype(np.int64),
            "reserves_e8": held,
            "cold_e8": [None] * len(seconds) if asset == MONEY else cold,
            "segregated_e8": held,
            "own_e8": round(first * E8 * 0.06),
        },
        schema_overrides={"cold_e8": pl.Int64, "own_e8": pl.Int64},
    )


def _cushion(readings: int, random: Generator) -> Reals:
    """Let what is held beyond what is owed wander slowly."""
    cushion: Reals = np.clip(
        USUAL_CUSHION + wander(readings, memory=0.999, sd=0.0002, rng=random), LEAST_CUSHION, None
    )
    return cushion


def accounts(clients: Clients, span: Span) -> pl.DataFrame:
    """Return every account as it stands at the end of each day."""
    told = pl.DataFrame([vars(each) for each in clients.everybody()]).with_columns(
        venue_id=pl.lit(clients.venue.venue_id)
    )
    late = [day * SECONDS_PER_DAY + 23 * 3_600 + 3_000 for day in range(span.days)]
    days = pl.DataFrame({"told_at": span.instants(late)})
    return told.join(days, how="cross")


def listings(venue: Exchange, span: Span) -> list[dict[str, Any]]:
    """Tell of the instruments that came to be traded within the days told of."""
    return [
        {"venue_id": venue.venue_id, "instrument": each.name, "event": event, "at": span.instants([second]).item()}
        for each in venue.instruments
        if each.from_day
        for event, second in (
            ("announced", (each.from_day - 2) * SECONDS_PER_DAY + AT_ELEVEN),
            ("listed", each.from_day * SECONDS_PER_DAY),
        )
    ]  # fmt: skip


def incidents(venue: Exchange, span: Span) -> list[dict[str, Any]]:
    """Tell of a night in which withdrawals stood still; nothing else did."""
    day = span.days // 3
    began, ended = (day * SECONDS_PER_DAY + minute * 60 for minute in (2 * 60 + 10, 2 * 60 + 35))
    return [
        {
            "venue_id": venue.venue_id,
            "incident_id": f"{venue.venue_id}-I1",
            "began_at": span.instants([began]).item(),
            "ended_at": span.instants([ended]).item(),
            "kind": "other",
            "what": "Withdrawals waited for 25 minutes while a node of ours was restarted; trading went on",
        }
    ]
