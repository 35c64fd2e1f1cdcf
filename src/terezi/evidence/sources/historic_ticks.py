"""Trades of twelve markets of 2011 to 2018, one Parquet file: `ts, price, amount, symbol`, a clock of seconds, neither side nor number.

The symbol is a venue and what the bitcoin is quoted in (`krakenCAD`). Trades without a quantity are kept with 0 and noted;
rows that repeat another one word for word are kept: two equal trades within a second cannot be told from one told twice.
"""

from collections.abc import Mapping

import polars as pl

from terezi.base.units import E8
from terezi.evidence.sources.instruments import names_a_pair
from terezi.evidence.sources.source import Check, Source, with_columns
from terezi.evidence.sources.venue_returns import an_amount

SYMBOL = r"^([a-z0-9]+)([A-Z]{3})$"


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    parts = pl.col("symbol").str.extract_groups(SYMBOL)
    quantity = (pl.col("amount") * E8).round()
    same = pl.struct("symbol", "ts", "price", "amount")
    return rows.select(
        "row_number",
        venue_id=parts.struct.field("1"),
        instrument=pl.lit("BTC-") + parts.struct.field("2"),
        trade_id=pl.int_range(pl.len()).over("symbol", "ts").cast(pl.String),
        traded_at=pl.from_epoch(pl.col("ts").cast(pl.Int64), time_unit="s")
        .cast(pl.Datetime("us"))
        .dt.replace_time_zone("UTC"),
        price_e8=(pl.col("price") * E8).round().cast(pl.Int64, strict=False),
        quantity_e8=quantity.clip(0).cast(pl.Int64, strict=False),
        aggressor=pl.lit(None, pl.String),
        has_quantity=quantity > 0,
        is_first=same.is_first_distinct(),
    )


HISTORIC_TICKS = Source(
    name="historic ticks",
    table="ticks",
    recognises=with_columns("ts", "price", "amount", "symbol"),
    parse=_parse,
    checks=(
        names_a_pair("HTK-01"),
        an_amount("HTK-02", "price_e8"),
        an_amount("HTK-03", "quantity_e8", least=0),
    ),
    repairs=(
        Check("HTK-R1", "A trade has a quantity; of these none or less was told, and 0 is kept", pl.col("has_quantity"), ""),
        Check("HTK-R2", "These say word for word what another row of the same second says, and are kept as trades of their own", pl.col("is_first"), ""),
    ),
)  # fmt: skip
