"""Returns of order events: every order added, changed or cancelled at a venue."""

import polars as pl

from terezi.evidence.sources.instruments import names_a_pair
from terezi.evidence.sources.plain import one_of
from terezi.evidence.sources.source import Check
from terezi.evidence.sources.venue_returns import a_return, a_worth, an_amount

_ENDED = pl.col("event") == "cancel"
VENUE_ORDERS = a_return(
    name="return of order events",
    table="venue_orders",
    told_by=("venue_id", "order_id", "event", "sequence"),
    checks=(
        names_a_pair("VEN-15"),
        one_of("VEN-21", "event", ("add", "modify", "cancel")),
        one_of("VEN-22", "side", ("buy", "sell")),
        an_amount("VEN-23", "price_e8"),
        an_amount("VEN-24", "quantity_e8", least=0),
        Check("VEN-25", "Nothing is left of an order that is cancelled, something of any other", (pl.col("quantity_e8") == 0) == _ENDED, "Send what is left to trade after the event as quantity"),
        a_worth("VEN-26"),
    ),
)  # fmt: skip
