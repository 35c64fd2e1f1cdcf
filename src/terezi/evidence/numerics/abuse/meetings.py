"""Who met whom in the book: the heavy pass over trades, added up by the engine.

Several trades between two orders, one order swept by another, are one meeting: they are one decision. So a pair's meetings
in an hour are the fewer of its distinct buying and selling orders, and no more than a few.
"""

from typing import Any

import ibis
from ibis import _

from terezi.evidence.facts.instants import MICROSECONDS, epoch_microseconds

HOUR_US = 3_600 * MICROSECONDS
HOUR_US = 3_600 * MICROSECONDS
PLACE = ("venue_id", "instrument")
PAIR = (*PLACE, "taker", "maker")
CELL = (*PLACE, "hour", "aggressor", "quoter")
MOST_IN_AN_HOUR = 3
"""More meetings of a pair in an hour, the same side taking, count as so many: one sweep of stale orders is one event."""
QUOTER_PARTS = 20
"""Who gives one part in so many of all that is taken, or more, quotes for everybody."""
LEAST_MEETINGS = 2
"""A pair that met once shows no habit."""
LIFT = 3
"""A pair is looked at when it met so many times as often as its sides' activity alone brings."""
MOST_AT_ONE_KEY = 20
"""More accounts behind one device or bank are a shared network or a payment service, not a group."""


def meetings(trades: Any) -> Any:
    """Add trades up by venue, instrument, hour, side, taker and maker; hours count from 1970, volumes are 1e-8 base.

    `quoter` says whether the maker quotes for everybody.
    """
    bought = trades.aggressor == "buy"
    told = trades.mutate(
        taker=bought.ifelse(trades.buyer_account_id, trades.seller_account_id),
        maker=bought.ifelse(trades.seller_account_id, trades.buyer_account_id),
        hour=(epoch_microseconds(trades.traded_at) // HOUR_US).cast("int64"),
    )
    met = told.group_by([*PLACE, "hour", "aggressor", "taker", "maker"]).agg(
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
    return met.inner_join(_quoters(met), [*PLACE, "maker"])


def _quoters(met: Any) -> Any:
    """Return every maker and whether it quotes for everybody: such a maker meets whoever comes, others meet who looks for them."""
    made = met.group_by([*PLACE, "maker"]).agg(made=_.meetings.sum().cast("int64"))
    whole = met.group_by(list(PLACE)).agg(total=_.meetings.sum().cast("int64"))
    told = made.inner_join(whole, list(PLACE))
    return told.select(*PLACE, "maker", quoter=told.made * QUOTER_PARTS >= told.total)


def frequent_pairs(met: Any, spared: Any) -> Any:
    """Return who took from whom with LIFT times the odds of chance, of two accounts that met so twice, with totals; and self-trades.

    Odds are those of the two-by-two table of who took and who gave, among meetings with the same sort of maker. A pair of which one
    is `spared` (venue_id, account_id, instrument, where `*` is every one) is left out.
    """
    pairs = met.group_by([*PAIR, "quoter"]).agg(meetings=_.meetings.sum().cast("int64"))
    took = pairs.group_by([*PLACE, "taker", "quoter"]).agg(taken=_.meetings.sum().cast("int64"))
    made = pairs.group_by([*PLACE, "maker"]).agg(made=_.meetings.sum().cast("int64"))
    whole = pairs.group_by([*PLACE, "quoter"]).agg(total=_.meetings.sum().cast("int64"))
    told = (
        _both_ways(pairs)
        .inner_join(took, [*PLACE, "taker", "quoter"])
        .inner_join(made, [*PLACE, "maker"])
        .inner_join(whole, [*PLACE, "quoter"])
    )
    others = told.total - told.taken - told.made + told.meetings
    often = told.meetings * others >= LIFT * (told.taken - told.meetings) * (told.made - told.meetings)
    told = told.filter(often | (told.taker == told.maker))
    for side in ("taker", "maker"):
        told = without(told, spared, side)
    return told.select(*PAIR, "meetings", "taken", "made", "total")


def _both_ways(pairs: Any) -> Any:
    """Keep the rows of accounts that met twice, whichever of the two took."""
    named = pairs.mutate(
        one=ibis.least(pairs.taker, pairs.maker), other=ibis.greatest(pairs.taker, pairs.maker)
    )
    two = [*PLACE, "one", "other"]
    sums = named.group_by(two).agg(together=_.meetings.sum())
    return named.semi_join(sums.filter(sums.together >= LEAST_MEETINGS), two).drop("one", "other")


def without(told: Any, spared: Any, account: str) -> Any:
    """Leave out the rows whose `account` is spared at that venue and instrument."""
    everywhere = spared.filter(spared.instrument == "*").select("venue_id", "account_id").distinct()
    here = spared.filter(spared.instrument != "*").select("venue_id", "account_id", "instrument").distinct()
    told = told.anti_join(everywhere, ["venue_id", (account, "account_id")])
    return told.anti_join(here, ["venue_id", "instrument", (account, "account_id")])


def totals(met: Any) -> Any:
    """Return by venue, instrument, hour and side the meetings and the volume in 1e-8 base."""
    return met.group_by(list(CELL)).agg(
        meetings=_.meetings.sum().cast("int64"), volume_e8=_.volume_e8.sum().cast("int64")
    )


def active_accounts(met: Any) -> Any:
    """Return by venue and instrument how many accounts traded."""
    sides = met.select(*PLACE, account=met.taker).union(met.select(*PLACE, account=met.maker))
    return sides.group_by(list(PLACE)).agg(accounts=_.account.nunique().cast("int64"))


def of_accounts(met: Any, accounts: Any) -> Any:
    """Return the meetings in which one of `accounts` (venue_id, account_id) took or made."""
    takes, makes = ["venue_id", ("taker", "account_id")], ["venue_id", ("maker", "account_id")]
    return met.semi_join(accounts, takes).union(met.anti_join(accounts, takes).semi_join(accounts, makes))


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
