"""Returns of what a venue owes its clients and what it holds."""

import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.sources.source import Check
from terezi.evidence.sources.venue_returns import a_return, a_ticker


def _part(code: str, column: str) -> Check:
    holds = pl.col(column).is_null() | (pl.col(column) <= pl.col("reserves_e8"))
    return Check(code, saying("{column} is a part of the reserves", column=column), holds, "Send of the reserves; mind columns that changed places")  # fmt: skip


VENUE_BALANCES = a_return(
    name="return of balances",
    table="venue_balances",
    told_by=("venue_id", "asset", "as_at", "liabilities_e8"),
    checks=(a_ticker("VEN-41"), _part("VEN-42", "cold_e8"), _part("VEN-43", "segregated_e8")),
)
