"""Returns of incidents at a venue."""

import polars as pl

from terezi.evidence.sources.plain import one_of
from terezi.evidence.sources.source import Check
from terezi.evidence.sources.venue_returns import a_return

VENUE_INCIDENTS = a_return(
    name="return of incidents",
    table="venue_incidents",
    told_by=("venue_id", "incident_id", "began_at"),
    checks=(
        one_of("VEN-95", "kind", ("outage", "intrusion", "loss", "data", "other")),
        Check("VEN-96", "An incident ends after it began", pl.col("ended_at").is_null() | (pl.col("ended_at") >= pl.col("began_at")), "Leave ended_at empty while it lasts"),
    ),
)  # fmt: skip
