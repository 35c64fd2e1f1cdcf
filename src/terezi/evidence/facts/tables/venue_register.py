"""References of exchanges: what the record published of them, each row valid for a period."""

from terezi.evidence.facts.columns import Column
from terezi.evidence.facts.tables.kinds import reference

REF_VENUES = reference(
    "ref_venues",
    "A venue where crypto-assets are traded, and the licence it works under",
    ("venue_id",),
    Column("venue_id", "string", "code", "Venue, the code its returns carry"),
    Column("name", "string", "text", "Name of the licence holder"),
    Column("licence_number", "string", "number", "Licence the venue works under"),
    Column("status", "string", "vocabulary of product 3.3", "registered, licensed, limited, suspended, ..."),
    Column("actor_class", "string", "class of the law", "Class of the licence, as in law.licensing.classes"),
    Column("assets", "string", "tickers, a space between", "Assets it may trade; `*` for all the law admits"),
)

REF_VENUE_FEES = reference(
    "ref_venue_fees",
    "The fee schedule a venue filed, by instrument",
    ("venue_id", "instrument"),
    Column("venue_id", "string", "code", "Venue as in ref_venues"),
    Column("instrument", "string", "BASE-QUOTE or *", "What is traded; `*` for all others"),
    Column("maker_ppm", "int64", "ppm of the value", "Fee of the order that waited; below 0 a rebate", signed=True),
    Column("taker_ppm", "int64", "ppm of the value", "Fee of the order that took", signed=True),
    Column("minimum_e8", "int64", "1e-8 quote", "Least fee of a trade and side"),
)  # fmt: skip

REF_MARKET_MAKERS = reference(
    "ref_market_makers",
    "An account that makes the market of an instrument under an agreement the authority was told of",
    ("venue_id", "account_id", "instrument"),
    Column("venue_id", "string", "code", "Venue as in ref_venues"),
    Column("account_id", "string", "pseudonym", "Account, as in venue_accounts"),
    Column("instrument", "string", "BASE-QUOTE or *", "What it makes the market of; `*` for all"),
)

REF_RESERVE_ADDRESSES = reference(
    "ref_reserve_addresses",
    "An address at which a venue says it holds coins of its clients",
    ("venue_id", "asset", "address"),
    Column("venue_id", "string", "code", "Venue as in ref_venues"),
    Column("asset", "string", "ticker", "What lies there"),
    Column("address", "string", "address", "Address on the chain"),
    Column("storage", "string", "hot|cold", "Whether its key is kept off line"),
)

VENUE_REFERENCES = (REF_VENUES, REF_VENUE_FEES, REF_MARKET_MAKERS, REF_RESERVE_ADDRESSES)
