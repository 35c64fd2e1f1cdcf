"""Returns of trades at a venue."""

import polars as pl

from terezi.base.sayings import saying
from terezi.base.units import E8
from terezi.evidence.sources.instruments import names_a_pair
from terezi.evidence.sources.plain import one_of
from terezi.evidence.sources.source import Check
from terezi.evidence.sources.venue_returns import OF_A_VENUE, a_return, a_worth, an_amount

_WORTH_E8 = pl.col("price_e8").cast(pl.Float64) * pl.col("quantity_e8").cast(pl.Float64) / E8


def _fee(code: str, column: str) -> Check:
    # a unit in the last place of both amounts may be rounded away
    holds = pl.col(column).cast(pl.Float64).abs() <= _WORTH_E8 + 1
    return Check(code, saying("{column} is no more than the trade is worth", column=column), holds, "Send the fee in the quote; mind columns that changed places")  # fmt: skip


VENUE_TRADES = a_return(
    name="return of trades",
    table="venue_trades",
    told_by=("venue_id", "trade_id", "aggressor"),
    with_any=OF_A_VENUE,
    checks=(
        names_a_pair("VEN-15"),
        one_of("VEN-31", "aggressor", ("buy", "sell")),
        an_amount("VEN-32", "price_e8"),
        an_amount("VEN-33", "quantity_e8"),
        a_worth("VEN-34"),
        Check("VEN-35", "A trade has two orders", pl.col("buy_order_id") != pl.col("sell_order_id"), "Send the order of the buyer and that of the seller"),
        _fee("VEN-36", "buyer_fee_e8"),
        _fee("VEN-37", "seller_fee_e8"),
    ),
)  # fmt: skip
