"""Derived of a venue's day: what stands out among its accounts; a place to look, no accusation."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

VENUE_ALERTS = Table(
    "venue_alerts",
    "One group of accounts whose trading chance does not explain, by kind and instrument; replayable from sequence to sequence",
    ("venue_id", "alert_id"),
    (
        DAY,
        Column("venue_id", "string", "id", "Venue as in ref_venues"),
        Column("alert_id", "string", "sha-256, first 16", "The same for the same kind, instrument, accounts and day"),
        Column("kind", "string", "see numerics/abuse/alerts.py", "Which pattern"),
        Column("instrument", "string", "BASE-QUOTE", "What was traded"),
        Column("cluster", "string", "id", "Same on every day for the same accounts: first account and a digest of all"),
        Column("accounts", "string", "JSON list", "The pseudonyms; of more than 50 the largest"),
        Column("accounts_count", "int32", "count", "How many accounts the group has"),
        Column("ties", "string", "JSON list", "Keys the accounts share: owner, device, bank; empty where only trading ties them"),
        Column("from_sequence", "int64", "count", "First event to replay"),
        Column("to_sequence", "int64", "count", "Last event to replay"),
        Column("from_at", "instant", "UTC", "Time of the first"),
        Column("to_at", "instant", "UTC", "Time of the last"),
        Column("trades", "int64", "count", "Trades of the pattern"),
        Column("orders", "int64", "count", "Orders of the pattern that were taken back untraded; 0 where it has none"),
        Column("volume_e8", "int64", "1e-8 base", "Quantity of those trades, each counted once"),
        Column("net_e8", "int64", "1e-8 base", "Most that any account of the group gained or gave by them, as an amount"),
        Column("share_ppm", "int64", "ppm", "Volume as a share of the instrument's at the venue in the period looked at"),
        Column("expected", "int64", "1e-6 count", "Trades, or coincidences, that chance alone would bring"),
        Column("move_ppm", "int64", "ppm", "Move of the price over the pattern, up or down", signed=True),
        Column("log10_p_milli", "int64", "1e-3", "Minus the decimal logarithm of how rarely chance brings it anywhere at the venue that day"),
        Column("p_value_ppm", "int64", "ppm", "The same as a share, all looked-at groups counted in"),
        Column("method", "string", "matching|sides|concentration|conformal", "Which comparison gave it: see docs/market-abuse.md"),
        Column("compared_days", "int32", "days", "Earlier days of the venue it was compared with"),
        Column("learning", "int32", "0 or 1", "1 while the venue has fewer days than the law's learning period: calibration, no lead"),
        Column("details", "string", "JSON object", "Further integers that explain it, with their units in their names"),
    ),
)  # fmt: skip
