"""Orders of the grid operator in Terezi's own format."""

import polars as pl

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns

ORDERS = Source(
    name="curtailment orders",
    table="curtailment_orders",
    recognises=with_columns("order_id", "site_id", "starts_at", "ends_at", "limit_w"),
    parse=reading("curtailment_orders"),
    checks=(
        Check("CUR-11", "An order ends after it begins", pl.col("ends_at") > pl.col("starts_at"), "Send the instant the limit no longer holds as ends_at"),
    ),
)  # fmt: skip
