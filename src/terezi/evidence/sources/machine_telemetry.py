"""Telemetry of machines and controllers in Terezi's own format."""

import polars as pl

from terezi.evidence.facts.tables import MACHINE_TELEMETRY
from terezi.evidence.sources.plain import OFF_GRID, Options, Rows, gridded, read
from terezi.evidence.sources.source import Check, Source, with_columns

HIGHEST_GHS = 3_000_000  # per machine; the fastest sold in 2026 does 1,160,000
HIGHEST_W = 50_000  # per machine
MOST_MACHINES = 1_000_000  # one row speaks for; the largest sites of the world hold a fifth of it


def _parse(raw: Rows, options: Options) -> Rows:
    return gridded(read(raw, MACHINE_TELEMETRY, options), options)


MACHINES = Source(
    name="machine telemetry",
    table="machine_telemetry",
    recognises=with_columns("site_id", "machine_id", "read_at", "interval_seconds", "hash_rate_ghs"),
    parse=_parse,
    checks=(
        Check("TEL-11", "An interval lasts from a second to a day and an hour", pl.col("interval_seconds").is_between(1, 90_000), "Send the length of the interval in seconds"),
        Check("TEL-12", f"Hash rate is at most {HIGHEST_GHS:,} GH/s a machine", pl.col("hash_rate_ghs") <= HIGHEST_GHS * pl.col("machines").cast(pl.Int64), "Send GH/s, and the machines the row speaks for"),
        Check("TEL-13", f"Power is at most {HIGHEST_W:,} W a machine", pl.col("power_w").is_null() | (pl.col("power_w") <= HIGHEST_W * pl.col("machines").cast(pl.Int64)), "Send W, and the machines the row speaks for"),
        Check("TEL-14", f"A row speaks for at most {MOST_MACHINES:,} machines", pl.col("machines") <= MOST_MACHINES, "Send one row for each controller"),
        OFF_GRID,
    ),
)  # fmt: skip
