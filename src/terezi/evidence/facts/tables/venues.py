"""Facts of licensed exchanges, as their returns bring them. Prices and quantities are integers of 1e-8.

An account is the venue's own pseudonym: who stands behind it stays with the venue until a case asks for it. Numbers of
orders, trades, transfers and accounts are unique within a settlement day, so that a correction reads one day only.
"""

from terezi.evidence.facts.columns import Column
from terezi.evidence.facts.tables.kinds import fact

_VENUE = Column("venue_id", "string", "id", "Venue as in ref_venues")
_INSTRUMENT = Column("instrument", "string", "BASE-QUOTE", "What is traded, e.g. BTC-GGM")

VENUE_ORDERS = fact(
    "venue_orders",
    "One event of one order at a venue: added, changed or cancelled; what a trade takes from it is in venue_trades",
    ("day", "venue_id", "instrument", "sequence"),
    _VENUE,
    _INSTRUMENT,
    Column(
        "sequence",
        "int64",
        "count",
        "The venue's number of the event, without gaps per instrument and shared with trades",
    ),
    Column("at", "instant", "UTC", "Time of the event by the venue's clock"),
    Column("event", "string", "add|modify|cancel", "What happened to the order"),
    Column("order_id", "string", "id", "Order, unique at the venue"),
    Column("account_id", "string", "pseudonym", "Account that placed it, as in venue_accounts"),
    Column("side", "string", "buy|sell", "Side of the order"),
    Column(
        "price_e8",
        "int64",
        "1e-8 quote per base",
        "Limit price after the event; a market order has the worst it accepts",
    ),
    Column("quantity_e8", "int64", "1e-8 base", "What is left to trade after the event; 0 when cancelled"),
)

VENUE_TRADES = fact(
    "venue_trades",
    "One trade between two orders at a venue",
    ("day", "venue_id", "trade_id"),
    _VENUE,
    Column("trade_id", "string", "id", "Trade, unique at the venue"),
    _INSTRUMENT,
    Column("sequence", "int64", "count", "As in venue_orders"),
    Column("traded_at", "instant", "UTC", "Time of the trade by the venue's clock"),
    Column("price_e8", "int64", "1e-8 quote per base", "Price"),
    Column("quantity_e8", "int64", "1e-8 base", "Quantity"),
    Column("aggressor", "string", "buy|sell", "Side that took the liquidity"),
    Column("buy_order_id", "string", "id", "Order of the buyer"),
    Column("sell_order_id", "string", "id", "Order of the seller"),
    Column("buyer_account_id", "string", "pseudonym", "Account of the buyer"),
    Column("seller_account_id", "string", "pseudonym", "Account of the seller"),
    Column(
        "buyer_fee_e8",
        "int64",
        "1e-8 quote",
        "Fee the venue charged the buyer; below 0 a rebate",
        signed=True,
    ),
    Column(
        "seller_fee_e8",
        "int64",
        "1e-8 quote",
        "Fee the venue charged the seller; below 0 a rebate",
        signed=True,
    ),
)

VENUE_BALANCES = fact(
    "venue_balances",
    "What a venue owes its clients and what it holds, of one asset at one moment",
    ("venue_id", "asset", "as_at"),
    _VENUE,
    Column("asset", "string", "ticker", "Asset, or a currency"),
    Column("as_at", "instant", "UTC", "Moment the amounts hold for"),
    Column("liabilities_e8", "int64", "1e-8", "Owed to clients"),
    Column("reserves_e8", "int64", "1e-8", "Held for clients"),
    Column("cold_e8", "int64", "1e-8", "Of the reserves, in cold storage", nullable=True),
    Column(
        "segregated_e8",
        "int64",
        "1e-8",
        "Of the reserves, on accounts apart from the venue's own",
        nullable=True,
    ),
    Column("own_e8", "int64", "1e-8", "The venue's own holdings", nullable=True),
    Column("height", "int64", "block", "Block height the reserves are read at", nullable=True),
)

VENUE_FEES = fact(
    "venue_fees",
    "What a venue declares of one day: turnover, fees and the levy on them",
    ("venue_id", "declared_day"),
    _VENUE,
    Column("declared_day", "date", "day", "Settlement day the amounts are of"),
    Column("turnover_minor", "int64", "minor units", "Turnover declared"),
    Column("fees_minor", "int64", "minor units", "Fees declared"),
    Column("levy_minor", "int64", "minor units", "Levy declared on them", nullable=True),
    Column("currency", "string", "ISO 4217", "Currency of the amounts"),
)

VENUE_LEVY_RECEIPTS = fact(
    "venue_levy_receipts",
    "A payment of a venue's levy, as the treasury's bank shows it",
    ("venue_id", "receipt_id"),
    _VENUE,
    Column("receipt_id", "string", "id", "The bank's reference"),
    Column("received_at", "instant", "UTC", "When it was booked"),
    Column("period_from", "date", "day", "First day it pays for"),
    Column("period_until", "date", "day, exclusive", "Day after the last"),
    Column("amount_minor", "int64", "minor units", "Amount"),
    Column("currency", "string", "ISO 4217", "Currency"),
)

VENUE_ACCOUNTS = fact(
    "venue_accounts",
    "An account at a venue as it stands on one day; keys are hashes the venue keeps, equal where the thing is the same",
    ("day", "venue_id", "account_id"),
    _VENUE,
    Column("account_id", "string", "pseudonym", "Account"),
    Column("told_at", "instant", "UTC", "Moment it is told of"),
    Column("client_class", "string", "retail|professional|market_maker|house", "Class of the client"),
    Column("residence", "string", "ISO 3166-1", "Country of residence", nullable=True),
    Column("kyc", "string", "complete|simplified|pending", "How far the client is identified"),
    Column("owner_key", "string", "hash", "Beneficial owner", nullable=True),
    Column("device_key", "string", "hash", "Device or network it trades from", nullable=True),
    Column("bank_key", "string", "hash", "Bank account or wallet it is funded from", nullable=True),
    Column("equity_minor", "int64", "minor units", "What the client holds", nullable=True),
    Column("exposure_minor", "int64", "minor units", "Positions, at market value", nullable=True),
)

VENUE_TRANSFERS = fact(
    "venue_transfers",
    "Coins or money that came to a venue or left it",
    ("day", "venue_id", "transfer_id"),
    _VENUE,
    Column("transfer_id", "string", "id", "Transfer, unique at the venue"),
    Column("at", "instant", "UTC", "Time it was credited or sent"),
    Column("account_id", "string", "pseudonym", "Account credited or debited"),
    Column("direction", "string", "in|out", "Towards the venue or away from it"),
    Column("asset", "string", "ticker", "Asset, or a currency"),
    Column("amount_e8", "int64", "1e-8", "Amount"),
    Column(
        "counterparty",
        "string",
        "own_wallet|venue|bank|merchant|unknown",
        "What the venue knows of the other side",
    ),
    Column("counterparty_id", "string", "id", "Venue code, merchant or bank as told", nullable=True),
    Column(
        "country", "string", "ISO 3166-1", "Country of the other side; empty where not known", nullable=True
    ),
    Column("address", "string", "address", "Address on the chain", nullable=True),
)

VENUE_LISTINGS = fact(
    "venue_listings",
    "An instrument announced, listed or taken off at a venue",
    ("venue_id", "instrument", "event", "at"),
    _VENUE,
    _INSTRUMENT,
    Column("event", "string", "announced|listed|delisted", "What happened"),
    Column("at", "instant", "UTC", "When"),
)

VENUE_INCIDENTS = fact(
    "venue_incidents",
    "Something that went wrong at a venue, as it tells it",
    ("venue_id", "incident_id"),
    _VENUE,
    Column("incident_id", "string", "id", "The venue's number"),
    Column("began_at", "instant", "UTC", "When it began"),
    Column("ended_at", "instant", "UTC", "When it was over", nullable=True),
    Column("kind", "string", "outage|intrusion|loss|data|other", "What kind"),
    Column("what", "string", "text", "What happened, in a sentence"),
)

VENUE_FACTS = (
    VENUE_ORDERS,
    VENUE_TRADES,
    VENUE_BALANCES,
    VENUE_FEES,
    VENUE_LEVY_RECEIPTS,
    VENUE_ACCOUNTS,
    VENUE_TRANSFERS,
    VENUE_LISTINGS,
    VENUE_INCIDENTS,
)
