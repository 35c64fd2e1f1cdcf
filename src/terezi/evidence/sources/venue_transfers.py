"""Returns of coins and money that came to a venue or left it."""

from terezi.evidence.sources.plain import one_of
from terezi.evidence.sources.venue_returns import a_country, a_return, a_ticker, an_amount

VENUE_TRANSFERS = a_return(
    name="return of transfers",
    table="venue_transfers",
    told_by=("venue_id", "transfer_id", "direction"),
    checks=(
        one_of("VEN-81", "direction", ("in", "out")),
        one_of("VEN-82", "counterparty", ("own_wallet", "venue", "bank", "merchant", "unknown")),
        an_amount("VEN-83", "amount_e8"),
        a_country("VEN-84", "country"),
        a_ticker("VEN-85"),
    ),
)
