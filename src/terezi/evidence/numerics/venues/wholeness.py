"""How whole a venue's order events and trades are: numbers missing, clocks going back, arrival before the event.

Order events and trades of an instrument share one count. Everything here is one engine-neutral expression over integers.
"""

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.instants import epoch_microseconds
from terezi.evidence.numerics.venues.alike import alike

KEY = ["day", "venue_id", "instrument"]


def events(orders: Any, trades: Any) -> ir.Table:
    """Return order events and trades as one count: day, venue_id, instrument, sequence, at_us, known_us, is_trade."""
    told = [
        rows.select(
            *KEY,
            "sequence",
            at_us=epoch_microseconds(rows[at]),
            known_us=epoch_microseconds(rows.known_at),
            is_trade=ibis.literal(is_trade, "int64"),
        )
        for rows, at, is_trade in ((alike(orders), "at", 0), (alike(trades), "traded_at", 1))
    ]
    return told[0].union(told[1])


def wholeness(told: ir.Table) -> ir.Table:
    """Return, by day, venue and instrument, the columns of `venue_days` that follow from the count and the clocks.

    `first_us` and `last_us` are microseconds of 1970; `least_lag_us` is below 0 where an event lies after its arrival.
    """
    before = ibis.window(group_by=KEY, order_by=["sequence", "is_trade"])
    stepped = told.mutate(
        step=_.sequence - _.sequence.lag().over(before), back_us=_.at_us.lag().over(before) - _.at_us
    )
    return stepped.group_by(KEY).agg(
        orders=(1 - _.is_trade).sum(),
        trades=_.is_trade.sum(),
        first_us=_.at_us.min(),
        last_us=_.at_us.max(),
        first_sequence=_.sequence.min(),
        last_sequence=_.sequence.max(),
        missing=ibis.coalesce((_.step - 1).clip(lower=0).sum(), 0),
        gaps=(_.step > 1).cast("int64").sum().fill_null(0),
        overlaps=(_.step == 0).cast("int64").sum().fill_null(0),
        backward=(_.back_us > 0).cast("int64").sum().fill_null(0),
        backward_us=ibis.coalesce(_.back_us.clip(lower=0).max(), 0),
        least_lag_us=(_.known_us - _.at_us).min(),
    )


def orphans(orders: Any, trades: Any) -> ir.Table:
    """Count, by day, venue and instrument, the trades one of whose orders `orders` does not tell."""
    known = orders.select("venue_id", "order_id").distinct()
    sides = [
        trades.select(*KEY, "trade_id", order_id=trades[side]) for side in ("buy_order_id", "sell_order_id")
    ]
    without = sides[0].union(sides[1]).anti_join(known, ["venue_id", "order_id"])
    return without.select(*KEY, "trade_id").distinct().group_by(KEY).agg(orphans=_.count())
