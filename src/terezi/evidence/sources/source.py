"""The one shape of a source: how to recognise a file, how to read it, and what must hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class Check:
    """A statement every row keeps: `holds` is a boolean expression over the parsed columns."""

    code: str
    says: str
    holds: pl.Expr
    remedy: str


@dataclass(frozen=True)
class Heading:
    """What the door saw of a file before reading it: its name without compression, and its columns."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A sender's format and the table its rows belong to.

    `parse` receives the raw rows (CSV: every column a string, null where empty; Parquet: as typed)
    with an added `row_number`, and answers the table's own columns before `day` and provenance.
    A value that cannot be read becomes null there, and a check names it. `options` carries what the
    file itself does not say (site_id, meter_id, time_zone), given on the command line.
    """

    name: str
    table: str
    recognises: Callable[[Heading], bool]
    parse: Callable[[pl.LazyFrame, Mapping[str, str]], pl.LazyFrame]
    checks: tuple[Check, ...]
    needs: tuple[str, ...] = ()
    repairs: tuple[Check, ...] = field(default=())
    delimiter: str = ","


def with_columns(*names: str) -> Callable[[Heading], bool]:
    """Recognise a file by having at least these columns."""
    return lambda heading: set(names) <= set(heading.columns)


def named(path: Path) -> str:
    """Return the file's name without its compression suffix."""
    return path.name.removesuffix(".gz").removesuffix(".zst")
