"""How a column and a table are declared: once, with unit and meaning, for every engine."""

from dataclasses import dataclass

import polars as pl
import pyarrow as pa

_POLARS: dict[str, pl.DataType] = {
    "string": pl.String(),
    "int32": pl.Int32(),
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "bool": pl.Boolean(),
    "date": pl.Date(),
    "instant": pl.Datetime("us", "UTC"),
}
_ARROW: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "instant": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True)
class Column:
    """A column: its kind (`string int32 int64 float64 bool date instant`), its unit and what it says.

    An amount is never negative; what lies on a scale with two sides of zero is `signed`.
    """

    name: str
    kind: str
    unit: str
    says: str
    nullable: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the lake; `key` names one fact, and corrections of it share the key."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    partition: tuple[str, ...] = ("day",)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def polars_schema(self) -> pl.Schema:
        """Return the columns as Polars types; instants are UTC microseconds."""
        return pl.Schema({column.name: _POLARS[column.kind] for column in self.columns})

    def arrow_schema(self) -> pa.Schema:
        """Return the columns as Arrow types, for Delta and for the engines."""
        return pa.schema([pa.field(c.name, _ARROW[c.kind], nullable=c.nullable) for c in self.columns])
