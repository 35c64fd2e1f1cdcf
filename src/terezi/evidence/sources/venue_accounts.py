"""Returns of the accounts of a venue."""

from terezi.evidence.sources.plain import one_of
from terezi.evidence.sources.venue_returns import a_country, a_return

VENUE_ACCOUNTS = a_return(
    name="return of accounts",
    table="venue_accounts",
    told_by=("venue_id", "account_id", "told_at", "client_class"),
    checks=(
        one_of("VEN-71", "client_class", ("retail", "professional", "market_maker", "house")),
        one_of("VEN-72", "kyc", ("complete", "simplified", "pending")),
        a_country("VEN-73", "residence"),
    ),
)
