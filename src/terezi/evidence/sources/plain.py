"""Terezi's own format: columns named as in facts/tables, in CSV or Parquet."""

from collections.abc import Callable, Mapping

import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.flags import Flag
from terezi.evidence.facts.tables import PROVENANCE, TABLES
from terezi.evidence.sources.clocks import LocalTime, flagged, on_the_grid, to_utc
from terezi.evidence.sources.source import Check

SETTLEMENT_ZONE = "settlement_zone"  # the door adds it to the options, from the law
Rows = pl.LazyFrame
Options = Mapping[str, str]


def told_columns(table: Table) -> list[Column]:
    """Return the columns a sender tells; the rest the door knows."""
    own = {"day", *(column.name for column in PROVENANCE)}
    return [column for column in table.columns if column.name not in own]


def reading(name: str) -> Callable[[Rows, Options], Rows]:
    """Return a `parse` that reads the columns of a table under their own names."""
    return lambda raw, options: read(raw, TABLES[name], options)


def read(raw: Rows, table: Table, options: Options) -> Rows:
    """Read every told column; what cannot be read becomes null, and `unread_<column>` says so."""
    rows = with_all_columns(raw, table)
    for column in told_columns(table):
        rows = _read_column(rows, column, table, options)
    ambiguous = "flags" in table.names and "read_at" in table.names
    return (
        rows.with_columns(flags=flagged(Flag.AMBIGUOUS_HOUR, pl.col("ambiguous_read_at")))
        if ambiguous
        else rows
    )


def with_all_columns(raw: Rows, table: Table) -> Rows:
    """Add the columns a sender left out, empty; no flags told means none are set."""
    there = raw.collect_schema().names()
    absent = [column for column in told_columns(table) if column.name not in there]
    rows = raw.with_columns(pl.lit(None, pl.String).alias(column.name) for column in absent)
    return rows.with_columns(flags=pl.lit(0, pl.Int32)) if any(c.name == "flags" for c in absent) else rows


def _read_column(rows: Rows, column: Column, table: Table, options: Options) -> Rows:
    rows = rows.with_columns(_told=pl.col(column.name).is_not_null())
    if column.kind == "instant":
        follow = tuple(name for name in table.key if table.polars_schema()[name] == pl.String())
        zone = options.get("time_zone")
        rows = to_utc(rows, column.name, LocalTime(zone, follow) if zone else None)
    else:
        kind = rows.collect_schema()[column.name]
        rows = rows.with_columns(value(column, kind).alias(column.name))
    unread = pl.col("_told") & pl.col(column.name).is_null()
    return rows.with_columns(unread.alias(f"unread_{column.name}")).drop("_told")


def value(column: Column, kind: pl.DataType) -> pl.Expr:
    """Return a column in its declared type; text is trimmed, and empty text is null, as is one no database keeps (NUL)."""
    raw = pl.col(column.name)
    if kind == pl.String():
        raw = raw.str.strip_chars()
        raw = pl.when((raw != "") & ~raw.str.contains("\0", literal=True)).then(raw)
    match column.kind:
        case "int32" | "int64":
            whole = raw.cast(pl.Int64, strict=False)
            exact = whole if kind in (pl.String(), *_INTEGERS) else pl.when(raw == raw.round()).then(whole)
            return exact.cast(pl.Int32 if column.kind == "int32" else pl.Int64, strict=False)
        case "bool":
            text = raw.cast(pl.String).str.to_lowercase()
            return text.replace_strict(_YES_NO, default=None, return_dtype=pl.Boolean)
        case "date" if kind == pl.String():
            return raw.str.to_date("%Y-%m-%d", strict=False)
        case "date":
            return raw.cast(pl.Date, strict=False)
        case _ if kind.is_nested():
            return pl.lit(None, pl.String)
        case _:
            return raw.cast(pl.String, strict=False)


_INTEGERS = (
    pl.Null(),
    pl.Int8(),
    pl.Int16(),
    pl.Int32(),
    pl.Int64(),
    pl.UInt8(),
    pl.UInt16(),
    pl.UInt32(),
    pl.UInt64(),
)
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def gridded(rows: Rows, options: Options) -> Rows:
    """Move `read_at` to the grid of its interval, and flag what was moved."""
    return on_the_grid(rows, "read_at", options[SETTLEMENT_ZONE])


def kwh_as_wh(raw: Rows, *, kwh: str, wh: str) -> Rows:
    """Take a decimal column of kWh in place of whole Wh."""
    if wh in raw.collect_schema().names():
        return raw
    text = pl.col(kwh).cast(pl.String).str.strip_chars()
    exact = text.cast(pl.Decimal(28, 6), strict=False) * 1000
    return raw.with_columns(
        pl.when(exact == exact.round(0)).then(exact.cast(pl.Int64, strict=False)).alias(wh)
    )


def one_of(code: str, column: str, words: tuple[str, ...]) -> Check:
    """A column holds one of a few words."""
    says = saying("{column} is one of {words}", column=column, words=", ".join(words))
    return Check(code, says, pl.col(column).is_in(words), "Use one of these words")


OFF_GRID = Check(
    "DOOR-15",
    "A reading starts less than half an interval from the grid of its interval",
    ~pl.col("off_grid"),
    "Set the clock of the device, and send the start of the interval",
)
