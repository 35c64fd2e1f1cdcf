"""One market over all days told of: a book that is never emptied, and everybody who trades in it."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.base.units import DAY_S, E8
from terezi.demo.exchanges.book import Book
from terezi.demo.exchanges.terms import Exchange, Instrument, moments
from terezi.demo.exchanges.traders import Sale
from terezi.demo.span import Reals, Span
from terezi.evidence.numerics.abuse.market.limit_book import ORDER_NAMES, TRADE_NAMES
from terezi.evidence.numerics.abuse.market.traders import Market, Trader

MINUTES_PER_DAY = 1_440


@dataclass(frozen=True)
class Told:
    """Order events and trades of one market, with `second` since the first morning and `day` of the span."""

    orders: pl.DataFrame
    trades: pl.DataFrame


def worth_e8(by_day: Reals, random: Generator, *, minute_noise: float = 0.0005) -> Reals:
    """Return what a coin is worth each second (1e-8 money), through what it was worth at noon of every day."""
    days = len(by_day)
    minutes = np.arange(days * MINUTES_PER_DAY + 1)
    noons = (np.arange(days) + 0.5) * MINUTES_PER_DAY
    walk = np.cumsum(random.normal(0, minute_noise, len(minutes)))
    noise = walk - np.interp(minutes, noons, np.interp(noons, minutes, walk))
    path = np.exp(np.interp(minutes, noons, np.log(by_day)) + noise) * E8
    seconds: Reals = np.interp(np.arange(days * DAY_S) / 60, minutes, path)
    return seconds


def run_market(
    venue: Exchange,
    instrument: Instrument,
    worth: Reals,
    *,
    crowd: Sequence[Trader],
    sales: Sequence[Sale],
    span: Span,
    random: Generator,
) -> Told:
    """Trade through every day since the instrument is listed."""
    market = Market(Book(), worth, random, round(instrument.size * E8))
    for day in range(span.days):
        if day >= instrument.from_day:
            today = [sale for sale in sales if sale.second // DAY_S == day]
            _run_day(market, [*crowd, *today], day)
    return _told(venue, instrument, market, span)


def _run_day(market: Market, everybody: Sequence[Trader], day: int) -> None:
    begins = float(day * DAY_S)
    wakes = [
        (begins + float(at), number)
        for number, who in enumerate(everybody)
        for at in who.times(market.random)
    ]
    heapq.heapify(wakes)
    while wakes:
        at, number = heapq.heappop(wakes)
        market.run_until(at)
        everybody[number].act(at, market)
    market.run_until(begins + DAY_S - 1e-6)


def _told(venue: Exchange, instrument: Instrument, market: Market, span: Span) -> Told:
    tape = market.book.tape
    orders = pl.DataFrame(tape.orders, schema=list(ORDER_NAMES), orient="row")
    trades = pl.DataFrame(tape.trades, schema=list(TRADE_NAMES), orient="row")
    prefix = instrument.base.lower()
    trade_ids = pl.format("{}-{}", pl.lit(prefix), "sequence").alias("trade_id")
    return Told(
        _dated(orders, venue, instrument, span).with_columns(_id("order_id", prefix)),
        _dated(trades, venue, instrument, span).with_columns(
            trade_ids, _id("buy_order_id", prefix), _id("sell_order_id", prefix)
        ),
    )


def _id(column: str, prefix: str) -> pl.Expr:
    return pl.format("{}-{}", pl.lit(prefix), column).alias(column)


def _dated(rows: pl.DataFrame, venue: Exchange, instrument: Instrument, span: Span) -> pl.DataFrame:
    seconds = rows["at"].to_numpy()
    return rows.with_columns(
        venue_id=pl.lit(venue.venue_id),
        instrument=pl.lit(instrument.name),
        second=pl.Series(seconds),
        day=pl.Series((seconds // DAY_S).astype(np.int64)),
        at=moments(span, seconds),
    )
