"""The register of venues, as a file."""

import polars as pl

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns
from terezi.evidence.sources.validity import VALID

CODE = r"^[A-Z0-9][A-Z0-9-]{1,39}$"
TICKERS = r"^(\*|[A-Z0-9]{1,20}( [A-Z0-9]{1,20})*)$"
REGISTER_VENUES = Source(
    name="register of venues",
    table="ref_venues",
    recognises=with_columns("venue_id", "licence_number", "assets"),
    parse=reading("ref_venues"),
    checks=(
        Check("REG-41", "A venue's code has 2 to 40 capital letters, digits and dashes", pl.col("venue_id").str.contains(CODE), "Send the code the venue was given"),
        Check("REG-42", "Assets are tickers with a space between, or *", pl.col("assets").str.contains(TICKERS), "Send BTC ETH, or * for all the law admits"),
        VALID,),
)  # fmt: skip
