"""Daily reports of pools in Terezi's own format."""

import polars as pl

from terezi.evidence.facts.grades import Scheme
from terezi.evidence.sources.plain import one_of, reading
from terezi.evidence.sources.source import Check, Source, with_columns

MILLION = 1_000_000
MOST_GIGAHASHES = 10**17  # what the whole network of 2026 does in a day
ALL_COINS = 21_000_000 * 100_000_000

POOLS_DAYS = Source(
    name="pool reports",
    table="pool_reports",
    recognises=with_columns("pool_id", "site_id", "starts_at", "earned_satoshi"),
    parse=reading("pool_reports"),
    checks=(
        Check("POL-11", "A pool's day lasts from a second to a day and an hour", pl.col("seconds").is_between(1, 90_000), "Send the length of the pool's day in seconds"),
        one_of("POL-12", "scheme", tuple(Scheme)),
        Check("POL-13", "Fee and rejected work are shares: at most 1,000,000 ppm", (pl.col("fee_ppm") <= MILLION) & (pl.col("rejected_ppm") <= MILLION), "Send parts per million"),
        Check("POL-14", f"A day's work is at most {MOST_GIGAHASHES:,} GH", pl.col("accepted_gigahashes") <= MOST_GIGAHASHES, "Send gigahashes"),
        Check("POL-15", "A day earns less than all coins there will be", pl.col("earned_satoshi") <= ALL_COINS, "Send satoshi"),
    ),
)  # fmt: skip
