"""Returns of venues that hold no licence are turned away, and remembered: somebody trades there."""

import polars as pl

from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.days import settlement_day
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.sources.staging import Told
from terezi.evidence.sources.venue_licences import Span, is_licensed

MOST_CODES = 50  # a file that invents more codes than this is noise, not a market
CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"


def strangers(rows: pl.LazyFrame, spans: list[Span], *, filed_by: str | None) -> pl.DataFrame:
    """Count rows by venue (venue_id, rows, first_day, last_day) that no licence covers, most rows first.

    What one venue files tells of no other: a rival's code in it is no sign that the rival trades.
    """
    without = rows.filter(
        ~is_licensed(spans), pl.col("venue_id").str.contains(CODE), pl.col("day").is_not_null()
    )
    without = without if filed_by is None else without.filter(pl.col("venue_id") == filed_by)
    days = pl.col("day")
    counted = without.group_by("venue_id").agg(rows=pl.len(), first_day=days.min(), last_day=days.max())
    return (
        counted.sort("rows", "venue_id", descending=[True, False])
        .head(MOST_CODES)
        .collect(engine="streaming")
    )


def remember(counted: pl.DataFrame, *, told: Told, table: Table, home: Home) -> None:
    """Keep in `venue_refusals` which venues a refused delivery spoke of; the same delivery again is one."""
    lake, kept, on = Lake.open(home), TABLES["venue_refusals"], settlement_day(told.at, told.zone)
    fresh = counted.with_columns(
        day=pl.lit(on),
        delivery=pl.lit(told.delivery),
        table_name=pl.lit(table.name),
        refused_at=pl.lit(told.at, pl.Datetime("us", "UTC")),
    )
    known = lake.collect(lake.table(kept.name))
    fresh = fresh.join(known, on=["delivery", "venue_id"], how="anti")
    today = known.filter(pl.col("day") == on)
    rows = [part.select(kept.names).cast(dict(kept.polars_schema())) for part in (today, fresh)]  # type: ignore[arg-type]
    lake.replace_day(kept.name, on, pl.concat(rows))
