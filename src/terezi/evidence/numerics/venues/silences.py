"""How long a venue told nothing of a duty: between two of its rows, before the first and after the last of a day."""

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.days import TIME_OF
from terezi.evidence.facts.instants import MICROSECONDS, epoch_microseconds
from terezi.evidence.numerics.venues.alike import alike

TABLE_OF = {
    "orders": "venue_orders",
    "trades": "venue_trades",
    "balances": "venue_balances",
    "fees": "venue_fees",
    "accounts": "venue_accounts",
    "transfers": "venue_transfers",
    "listings": "venue_listings",
    "incidents": "venue_incidents",
}
"""The table of each duty of law.exchanges.return_deadlines that is filed as rows."""
EVENTS = ("orders", "trades")
"""A market without a trade is quiet, not silent: these two are one feed."""


def filings(tables: Mapping[str, Any], *, begins_us: int, ends_us: int) -> ir.Table:
    """Return, by venue and duty: rows, first_known_us, last_known_us, last_us and silent_us of one day.

    `tables` holds the day's rows by duty; the day lasts from `begins_us` until `ends_us`, microseconds of 1970.
    """
    timed = {duty: _timed(alike(rows), duty, begins_us) for duty, rows in tables.items()}
    told = {duty: _counted(rows, duty) for duty, rows in timed.items()}
    moments = {duty: _moments(rows) for duty, rows in timed.items()}
    feed = ibis.union(*(moments[duty] for duty in EVENTS if duty in moments), distinct=True)
    silent = {duty: _silent(feed if duty in EVENTS else moments[duty], begins_us, ends_us) for duty in tables}
    parts = [rows.join(silent[duty], "venue_id", how="left") for duty, rows in told.items()]
    return ibis.union(*(part.select(*_COLUMNS) for part in parts))


_COLUMNS = ("venue_id", "duty", "rows", "first_known_us", "last_known_us", "last_us", "silent_us")


def _timed(rows: Any, duty: str, begins_us: int) -> ir.Table:
    """Add when each row is of; what is told of a whole day is of its beginning."""
    time = rows[TIME_OF[TABLE_OF[duty]]]
    is_instant = time.type().is_timestamp()
    return rows.mutate(told_us=epoch_microseconds(time) if is_instant else ibis.literal(begins_us, "int64"))


def _counted(rows: Any, duty: str) -> ir.Table:
    known_us = epoch_microseconds(rows.known_at)
    counted = rows.group_by("venue_id").agg(
        rows=rows.count(),
        first_known_us=known_us.min(),
        last_known_us=known_us.max(),
        last_us=rows.told_us.max(),
    )
    return counted.mutate(duty=ibis.literal(duty))


def _moments(rows: Any) -> ir.Table:
    second = (rows.told_us // MICROSECONDS).cast("int64")
    return rows.select("venue_id", second=second).distinct()


def _silent(moments: ir.Table, begins_us: int, ends_us: int) -> ir.Table:
    ends, begins = ends_us // MICROSECONDS, begins_us // MICROSECONDS
    before = moments.second.lag().over(group_by="venue_id", order_by="second").fill_null(begins)
    waits = moments.mutate(wait=moments.second - before)
    ended = waits.group_by("venue_id").agg(longest=_.wait.max(), last=_.second.max())
    silent = ibis.greatest(ended.longest, ends - ended.last, 0)
    return ended.select("venue_id", silent_us=(silent * MICROSECONDS).cast("int64"))
