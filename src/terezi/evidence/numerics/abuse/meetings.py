"""Who met whom in the book: the heavy pass over trades, added up by the engine.

Several trades between two orders, one order swept by another, are one meeting: they are one decision. So a pair's meetings
in an hour are the fewer of its distinct buying and selling orders, and no more than a few.
"""

from typing import Any

import ibis
from ibis import _

from terezi.evidence.facts.instants import MICROSECONDS, epoch_microseconds

HOUR_US = 3_600 * MICROSECONDS
PLACE = ("venue_id", "instrument")
MOST_IN_AN_HOUR = 3
"""More meetings of a pair in an hour, the same side taking, count as so many: one sweep of stale orders is one event."""
MOST_AT_ONE_KEY = 20
"""More accounts behind one device or bank are a shared network or a payment service, not a group."""


def meetings(trades: Any) -> Any:
    """Add trades up by venue, instrument, hour, side, taker and maker; hours count from 1970, volumes are 1e-8 base."""
    bought = trades.aggressor == "buy"
    told = trades.mutate(
        taker=bought.ifelse(trades.buyer_account_id, trades.seller_account_id),
        maker=bought.ifelse(trades.seller_account_id, trades.buyer_account_id),
        hour=(epoch_microseconds(trades.traded_at) // HOUR_US).cast("int64"),
    )
    return told.group_by([*PLACE, "hour", "aggressor", "taker", "maker"]).agg(
        meetings=ibis.least(_.buy_order_id.nunique(), _.sell_order_id.nunique(), MOST_IN_AN_HOUR).cast(
            "int64"
        ),
        trades=_.count().cast("int64"),
        volume_e8=_.quantity_e8.sum().cast("int64"),
        from_sequence=_.sequence.min(),
        to_sequence=_.sequence.max(),
        from_at=_.traded_at.min(),
        to_at=_.traded_at.max(),
    )


def without(told: Any, spared: Any, account: str) -> Any:
    """Leave out the rows whose `account` is spared at that venue and instrument."""
    everywhere = spared.filter(spared.instrument == "*").select("venue_id", "account_id").distinct()
    here = spared.filter(spared.instrument != "*").select("venue_id", "account_id", "instrument").distinct()
    told = told.anti_join(everywhere, ["venue_id", (account, "account_id")])
    return told.anti_join(here, ["venue_id", "instrument", (account, "account_id")])


def tied_accounts(accounts: Any) -> Any:
    """Return venue_id, key (`owner`, `device`, `bank`), value and account_id where few accounts of a venue share a key."""
    sides = [
        accounts.filter(accounts[f"{key}_key"].notnull()).select(
            "venue_id", key=ibis.literal(key), value=accounts[f"{key}_key"], account_id=accounts.account_id
        )
        for key in ("owner", "device", "bank")
    ]
    told = ibis.union(*sides, distinct=True)
    shared = told.group_by(["venue_id", "key", "value"]).agg(accounts=_.account_id.nunique())
    few = shared.filter(shared.accounts >= 2, shared.accounts <= MOST_AT_ONE_KEY)
    return told.semi_join(few, ["venue_id", "key", "value"])
