"""Books and prices of markets that tell no single orders, and what is derived of every book by the hour.

Prices and quantities are integers of 1e-8. What a venue files of single orders is in venues.py.
"""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY, fact

_VENUE = Column("venue_id", "string", "id", "Venue; a licensed one as in ref_venues")
_INSTRUMENT = Column("instrument", "string", "BASE-QUOTE", "What is traded, e.g. BTC-USD")

VENUE_LEVELS = fact(
    "venue_levels",
    "What stands at one price of a book after one message of a feed that tells levels, not orders",
    ("venue_id", "instrument", "sequence", "kind", "side", "price_e8", "at"),
    _VENUE,
    _INSTRUMENT,
    Column("sequence", "int64", "count", "The venue's number of the message, or of its last update"),
    Column("before", "int64", "count", "Number of the message it follows; empty where not told", nullable=True),
    Column("at", "instant", "UTC", "Time of the message by the venue's clock"),
    Column("heard_at", "instant", "UTC", "Time it was heard by the clock of the recorder", nullable=True),
    Column("kind", "string", "update|snapshot", "A snapshot says all that stands; an update what changed"),
    Column("side", "string", "buy|sell", "Side of the book"),
    Column("price_e8", "int64", "1e-8 quote per base", "Price of the level"),
    Column("quantity_e8", "int64", "1e-8 base", "What stands there afterwards; 0 when nothing does"),
)  # fmt: skip

TICKS = fact(
    "ticks",
    "One trade of a market as a public feed tells it, without orders or accounts; also a price to compare with",
    ("venue_id", "instrument", "trade_id", "traded_at"),
    _VENUE,
    _INSTRUMENT,
    Column("trade_id", "string", "id", "The feed's number; where it has none, the count of the trade in its second"),
    Column("traded_at", "instant", "UTC", "Time of the trade by the venue's clock"),
    Column("price_e8", "int64", "1e-8 quote per base", "Price"),
    Column("quantity_e8", "int64", "1e-8 base", "Quantity"),
    Column("aggressor", "string", "buy|sell", "Side that took the liquidity, where told", nullable=True),
)  # fmt: skip

_BANDS = tuple(
    Column(f"depth_{side}_{band}_e8", "int64", "1e-8 base", f"Mean of what stands {word} within the {band} band of law.exchanges.depth_bands_ppm", nullable=True)
    for band in ("near", "far")
    for side, word in (("bid", "to buy"), ("ask", "to sell"))
)  # fmt: skip
_SLIPPAGES = tuple(
    Column(f"slippage_{way}_{size}_ppm", "int64", "ppm of the middle", f"Mean cost to {way} the {size} of law.exchanges.standard_order_sizes at once; empty where the book held too little at any time", nullable=True, signed=True)
    for size in ("small", "middle", "large")
    for way in ("buy", "sell")
)  # fmt: skip

VENUE_LIQUIDITY = Table(
    "venue_liquidity",
    "How well one instrument could be traded at one venue in one hour; means are over the time a two-sided book stood",
    ("venue_id", "instrument", "starts_at"),
    (
        DAY,
        _VENUE,
        _INSTRUMENT,
        Column("starts_at", "instant", "UTC", "Start of the hour"),
        Column("book_seconds", "int64", "s", "How long of the hour a two-sided book is known"),
        Column("crossed_seconds", "int64", "s", "Of these, how long the best bid stood at or above the best ask"),
        Column("middle_e8", "int64", "1e-8 quote per base", "Mean of the middle of best bid and ask", nullable=True),
        Column("spread_ppm", "int64", "ppm of the middle", "Mean distance of best bid and ask", nullable=True, signed=True),
        *_BANDS,
        *_SLIPPAGES,
        Column("orders", "int64", "count", "Orders added or changed; of a feed of levels, levels set"),
        Column("cancels", "int64", "count", "Orders cancelled; of a feed of levels, levels emptied"),
        Column("trades", "int64", "count", "Trades"),
        Column("volume_e8", "int64", "1e-8 base", "Quantity traded"),
        Column("average_price_e8", "int64", "1e-8 quote per base", "Price of the trades weighed by quantity", nullable=True),
        Column("amihud_e12", "int64", "1e-12 per base", "Mean over minutes of the move of the price per unit traded", nullable=True),
        Column("lambda_e12", "int64", "1e-12 per base", "Kyle: move of the price per unit bought net of sold, by minute", nullable=True, signed=True),
        Column("lambda_error_e12", "int64", "1e-12 per base", "Standard error of lambda", nullable=True),
        Column("passed_by", "int64", "count", "Trades at a price worse than a better order then waiting; empty of a feed of levels", nullable=True),
        Column("passed_by_ppm", "int64", "ppm of the better price", "The furthest of them", nullable=True),
        Column("reference_e8", "int64", "1e-8 quote per base", "World price of the hour in the instrument's currency", nullable=True),
        Column("premium_ppm", "int64", "ppm of the world price", "How far the price here is above it", nullable=True, signed=True),
    ),
)  # fmt: skip

VENUE_STANDING = Table(
    "venue_standing",
    "An order left in a venue's book when a settlement day ended, so that the next day's book begins with it",
    ("day", "venue_id", "instrument", "order_id"),
    (
        DAY,
        _VENUE,
        _INSTRUMENT,
        Column("order_id", "string", "id", "Order, as in venue_orders"),
        Column("side", "string", "buy|sell", "Side of the order"),
        Column("price_e8", "int64", "1e-8 quote per base", "Limit price"),
        Column("quantity_e8", "int64", "1e-8 base", "What is left to trade"),
    ),
)
