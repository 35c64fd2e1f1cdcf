"""Derived: what assets were worth on a day, what venues turned over and charged, and where mined coins went."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

VENUE_FEE_DAYS = Table(
    "venue_fee_days",
    "Fees of a venue's day: by trades and its filed schedule, as charged, as declared, and the levy on them",
    ("day", "venue_id"),
    (
        DAY,
        Column("venue_id", "string", "code", "Venue as in ref_venues"),
        Column("currency", "string", "ISO 4217", "Currency of the amounts"),
        Column("trades", "int64", "count", "Trades of the day"),
        Column(
            "unpriced_trades",
            "int64",
            "count",
            "Trades whose quote has no price of the day in this currency; they count for nothing, to the venue's favour",
        ),
        Column(
            "unscheduled_trades", "int64", "count", "Trades for which the venue filed no fee; they count likewise"
        ),
        Column("turnover_minor", "int64", "minor units", "Worth of the priced trades, each counted once"),
        Column(
            "expected_fees_minor",
            "int64",
            "minor units",
            "Fees of both sides by the schedule filed, of trades priced and scheduled",
            signed=True,
        ),
        Column("charged_fees_minor", "int64", "minor units", "Fees of the same trades as the venue tells them", signed=True),
        Column("declared_turnover_minor", "int64", "minor units", "Turnover declared", nullable=True),
        Column("declared_fees_minor", "int64", "minor units", "Fees declared", nullable=True),
        Column("declared_levy_minor", "int64", "minor units", "Levy declared", nullable=True),
        Column(
            "expected_levy_minor",
            "int64",
            "minor units",
            "Levy of the law on the larger of what was expected and declared; empty where its share is unknown",
            nullable=True,
        ),
    ),
)  # fmt: skip

VENUE_ACCOUNT_DAYS = Table(
    "venue_account_days",
    "What an account bought and sold of an instrument on a day: trades added up once, for whatever asks by account or over many days",
    ("day", "venue_id", "instrument", "account_id"),
    (
        DAY,
        Column("venue_id", "string", "code", "Venue as in ref_venues"),
        Column("instrument", "string", "BASE-QUOTE", "What is traded"),
        Column("account_id", "string", "pseudonym", "Account, as in venue_accounts"),
        Column("bought_e8", "int64", "1e-8 base", "Bought"),
        Column("sold_e8", "int64", "1e-8 base", "Sold"),
        Column(
            "worth_minor",
            "int64",
            "minor units",
            "Worth of its trades in the settlement currency, one with itself twice; empty where the quote has no price of the day",
            nullable=True,
        ),
    ),
)

VENUE_PRICES = Table(
    "venue_prices",
    "What a unit of an asset was worth on a day, by the trades of all venues",
    ("day", "asset"),
    (
        DAY,
        Column("asset", "string", "ticker", "Asset, or a currency; the settlement currency itself too"),
        Column("currency", "string", "ISO 4217", "Currency of the price"),
        Column("price_micro", "int64", "1e-6 minor units per unit", "Day's turnover over its quantity"),
    ),
)

COIN_FLOWS = Table(
    "coin_flows",
    "Where the coins of a site went in the days up to and with this one: earned = sold + held + leaked, less what no pool told",
    ("day", "site_id", "asset"),
    (
        DAY,
        Column("site_id", "string", "id", "Site as in ref_sites"),
        Column("asset", "string", "ticker", "What was mined"),
        Column("window_days", "int32", "days", "Days looked at, this one included"),
        Column("earned_satoshi", "int64", "satoshi", "Paid by pools, to whatever address"),
        Column("due_satoshi", "int64", "satoshi", "Of it, earned so long ago that the days of the sale duty are over"),
        Column("undeclared_satoshi", "int64", "satoshi", "Of it, paid to addresses nobody declared"),
        Column("deposited_satoshi", "int64", "satoshi", "Brought from declared wallets to licensed venues"),
        Column("sold_satoshi", "int64", "satoshi", "Sold for money at licensed venues, at most what was deposited"),
        Column("withdrawn_satoshi", "int64", "satoshi", "Taken from the venues to others than declared wallets or venues"),
        Column("returned_satoshi", "int64", "satoshi", "Taken from the venues back to declared wallets"),
        Column("to_bank_minor", "int64", "minor units", "Money taken from the same accounts to banks"),
        Column("unreported_satoshi", "int64", "satoshi", "Coins the metered energy makes that no pool told of"),
        Column("held_satoshi", "int64", "satoshi", "At venues, and in wallets no longer than the sale duty allows"),
        Column("leaked_satoshi", "int64", "satoshi", "The rest, and what was not reported: the estimate"),
        Column("leaked_low_satoshi", "int64", "satoshi", "Lower end of the interval: what was seen to leave"),
        Column("leaked_high_satoshi", "int64", "satoshi", "Upper end: nothing is in the wallets any more"),
    ),
)  # fmt: skip
