"""Books by level and single trades of public feeds, in Terezi's own format."""

import polars as pl

from terezi.evidence.sources.instruments import names_a_pair
from terezi.evidence.sources.plain import one_of
from terezi.evidence.sources.source import Check
from terezi.evidence.sources.venue_returns import OF_A_VENUE, a_return, a_worth, an_amount

FARTHEST_E8 = 10**18  # public books hold orders that nobody means; they stand far away
LEVEL_CHECKS = (
    names_a_pair("LVL-01"),
    one_of("LVL-02", "kind", ("update", "snapshot")),
    one_of("LVL-03", "side", ("buy", "sell")),
    Check("LVL-04", "A price is above 0 and below ten thousand million", pl.col("price_e8").is_between(1, FARTHEST_E8), "Send whole 1e-8, or a decimal under the name price"),
    an_amount("LVL-05", "quantity_e8", least=0),
    Check("LVL-06", "A snapshot tells what stands", (pl.col("kind") == "update") | (pl.col("quantity_e8") > 0), "Leave out levels at which nothing stands"),
)  # fmt: skip
TICK_CHECKS = (
    names_a_pair("TCK-01"),
    an_amount("TCK-02", "price_e8"),
    an_amount("TCK-03", "quantity_e8"),
    a_worth("TCK-04"),
    Check("TCK-05", "The side that took is buy or sell, or is not told", pl.col("aggressor").is_null() | pl.col("aggressor").is_in(["buy", "sell"]), "Use these words, or leave it empty"),
)  # fmt: skip
LEVELS = a_return(
    name="levels of a book",
    table="venue_levels",
    told_by=("venue_id", "instrument", "sequence", "kind", "side", "price_e8", "quantity_e8"),
    checks=LEVEL_CHECKS,
    unlike=("order_id",),
)
TICKS = a_return(
    name="trades of a public feed",
    table="ticks",
    told_by=("venue_id", "instrument", "trade_id", "traded_at", "price_e8", "quantity_e8"),
    checks=TICK_CHECKS,
    unlike=OF_A_VENUE,
)
