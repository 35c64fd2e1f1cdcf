"""National load as transparency platforms give it (ENTSO-E, EIA): Parquet with `Load (MW)` and `Time (UTC)`.

The file names no country: give meter_id. A row speaks until the next one, at most an hour, so that 15-minute and
hourly spans may follow each other; what is longer is a gap and stays absent.
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.polls import bits
from terezi.evidence.sources.readable import UTC, fixed, in_utc, number, seconds_between, whole
from terezi.evidence.sources.source import Check, Source

HOUR = 3600
MOST_MW = 2_000_000


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    told = rows.select("row_number", load_mw=number("Load (MW)"), read_at=in_utc(pl.col("Time (UTC)"), UTC))
    step = seconds_between(pl.col("read_at"), pl.col("read_at").shift(-1))
    step = pl.when(step > 0).then(step).backward_fill().forward_fill().fill_null(HOUR).clip(0, HOUR)
    since = seconds_between(pl.col("read_at").shift(1), pl.col("read_at"))
    told = told.with_columns(
        interval_seconds=step.over(pl.lit(1), order_by="read_at").cast(pl.Int32),
        after_gap=(since > HOUR).over(pl.lit(1), order_by="read_at"),
    )
    return told.with_columns(
        meter_id=fixed(options["meter_id"]),
        energy_wh=whole(pl.col("load_mw") * pl.col("interval_seconds"), times=1e6 / HOUR),
        quality=fixed("measured"),
        source_rank=fixed(1),
        flags=bits((Flag.AFTER_GAP, pl.col("after_gap"))),
    )


NATIONAL_LOAD_UTC = Source(
    name="National load, ENTSO-E or EIA",
    table="meter_readings",
    recognises=lambda heading: set(heading.columns) == {"Load (MW)", "Time (UTC)"},
    parse=_parse,
    needs=("meter_id",),
    checks=(
        Check("NLU-01", "The time of a row can be read", pl.col("read_at").is_not_null(), "Send UTC"),
        Check(
            "NLU-02",
            "Load is above 0 and below 2,000,000 MW",
            ((pl.col("load_mw") > 0) & (pl.col("load_mw") < MOST_MW)).fill_null(False),
            "Give MW; leave the row out where it is unknown",
        ),
    ),
)
