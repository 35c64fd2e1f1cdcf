"""Trades added up in spells of equal length: the heavy pass behind the close of a day and a price driven up and let fall.

Spells count from the first instant of the period, so that the last spell of a settlement day is its close.
"""

from datetime import datetime
from typing import Any

import ibis
from ibis import _

from terezi.evidence.facts.instants import MICROSECONDS, epoch_microseconds

PLACE = ("venue_id", "instrument")


def spell(at: Any, *, begins: datetime, minutes: int) -> Any:
    """Return the number of the spell an instant lies in, from 0."""
    first_us = int(begins.timestamp()) * MICROSECONDS
    return ((epoch_microseconds(at) - first_us) // (minutes * 60 * MICROSECONDS)).cast("int64")


def prices(trades: Any, *, begins: datetime, minutes: int) -> Any:
    """Return by venue, instrument and spell the first, last, lowest and highest price (1e-8), volume, and trades."""
    told = trades.mutate(spell=spell(trades.traded_at, begins=begins, minutes=minutes))
    return told.group_by([*PLACE, "spell"]).agg(
        first_e8=_.price_e8.argmin(_.sequence),
        last_e8=_.price_e8.argmax(_.sequence),
        lowest_e8=_.price_e8.min(),
        highest_e8=_.price_e8.max(),
        volume_e8=_.quantity_e8.sum().cast("int64"),
        trades=_.count().cast("int64"),
    )


def takers(trades: Any, *, begins: datetime, minutes: int, last: int) -> Any:
    """Return by account and side what it took in the spell `last` and in all, with where to replay the former."""
    bought = trades.aggressor == "buy"
    told = trades.mutate(
        account_id=bought.ifelse(trades.buyer_account_id, trades.seller_account_id),
        order_id=bought.ifelse(trades.buy_order_id, trades.sell_order_id),
        closing=spell(trades.traded_at, begins=begins, minutes=minutes) == last,
    )
    at_close = told.closing
    return told.group_by([*PLACE, "account_id", "aggressor"]).agg(
        orders=_.order_id.nunique().cast("int64"),
        closing_orders=at_close.ifelse(told.order_id, None).nunique().cast("int64"),
        closing_trades=at_close.ifelse(1, 0).sum().cast("int64"),
        closing_volume_e8=at_close.ifelse(told.quantity_e8, 0).sum().cast("int64"),
        from_sequence=at_close.ifelse(told.sequence, None).min(),
        to_sequence=at_close.ifelse(told.sequence, None).max(),
        from_at=at_close.ifelse(told.traded_at, None).min(),
        to_at=at_close.ifelse(told.traded_at, None).max(),
    )


def held(trades: Any) -> Any:
    """Return by account what it bought and sold in a period (1e-8 base), where to replay, and in how many trades."""
    sides = [
        trades.select(
            *PLACE, "sequence", "traded_at", account_id=trades[f"{who}_account_id"],
            bought_e8=trades.quantity_e8 * int(who == "buyer"),
            sold_e8=trades.quantity_e8 * int(who == "seller"),
        )
        for who in ("buyer", "seller")
    ]  # fmt: skip
    return (
        ibis.union(*sides)
        .group_by([*PLACE, "account_id"])
        .agg(
            bought_e8=_.bought_e8.sum().cast("int64"),
            sold_e8=_.sold_e8.sum().cast("int64"),
            trades=_.count().cast("int64"),
            from_sequence=_.sequence.min(),
            to_sequence=_.sequence.max(),
            from_at=_.traded_at.min(),
            to_at=_.traded_at.max(),
        )
    )
