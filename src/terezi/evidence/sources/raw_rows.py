"""The raw rows of a file as a lazy frame, after everything about them that can be hostile was looked at."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.facts.receipts import Problem
from terezi.evidence.sources.lines import NO_FORMULA, SHOWN, inspect
from terezi.evidence.sources.recognition import Recognised, is_parquet
from terezi.evidence.sources.unpack import PACKED, Bounds, Unreadable

NUMBER = r"^\s*[+\-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+\-]?\d+)?\s*$|^-+$"
LONGEST_VALUE = 4096
FORMULA = Problem("DOOR-08", NO_FORMULA, remedy="Send the text without the leading sign")
TOO_LONG = Problem(
    "DOOR-03",
    saying("No value is longer than {most} bytes", most=f"{LONGEST_VALUE:,}"),
    remedy="Send one fact per row",
)


def raw_rows(
    path: Path, recognised: Recognised, *, options: Mapping[str, str], bounds: Bounds, folder: Path
) -> pl.LazyFrame:
    """Return the rows with `row_number` from 1; text of a CSV stays text.

    :raises Unreadable: when the file may not be read.
    """
    missing = [name for name in recognised.source.needs if name not in options]
    if missing:
        raise Unreadable(
            Problem(
                "DOOR-18",
                saying("The file does not say its {missing}", missing=", ".join(missing)),
                remedy=saying("Say it with {options}", options=" ".join(f"{name}=..." for name in missing)),
            )
        )
    path = _speakable(path, folder)
    return _parquet(path) if is_parquet(path) else _text(path, recognised, bounds, folder)


def _speakable(path: Path, folder: Path) -> Path:
    """Return a path Polars can open: one that is text."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        link = folder / ("delivered" + (path.suffix if path.suffix in PACKED else ""))
        link.symlink_to(path.absolute())
        return link
    return path


def _text(path: Path, recognised: Recognised, bounds: Bounds, folder: Path) -> pl.LazyFrame:
    folder.mkdir(parents=True, exist_ok=True)
    into = folder / "unpacked.csv" if path.name.endswith(PACKED) else None
    delimiter, columns = recognised.source.delimiter, len(recognised.columns)
    found = inspect(path, delimiter=delimiter, columns=columns, bounds=bounds, into=into)
    problems = found.problems(columns)
    if problems:
        raise Unreadable(*problems)
    if found.last_told < 1:
        raise Unreadable(Problem("DOOR-05", "The file has no rows", remedy="Send the file with its rows"))
    return pl.scan_csv(
        into or path,
        separator=delimiter,
        schema=dict.fromkeys(recognised.columns, pl.String),
        n_rows=found.last_told,
        row_index_name="row_number",
        row_index_offset=1,
        glob=False,
    ).with_columns(pl.col("row_number").cast(pl.Int64))


def _parquet(path: Path) -> pl.LazyFrame:
    rows = pl.scan_parquet(
        path, row_index_name="row_number", row_index_offset=1, hive_partitioning=False, glob=False
    ).with_columns(pl.col("row_number").cast(pl.Int64))
    kinds = rows.collect_schema()
    rows = rows.with_columns(
        pl.col(name).cast(pl.String, strict=False) for name, kind in kinds.items() if _is_text(kind)
    )
    text = [name for name, kind in rows.collect_schema().items() if kind == pl.String()]
    if text:
        _refuse(rows, [is_formula(name) for name in text], FORMULA)
        _refuse(rows, [is_long(name) for name in text], TOO_LONG)
    return rows


def _is_text(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.Categorical | pl.Enum | pl.Binary)


def is_formula(name: str) -> pl.Expr:
    """Say whether text begins like a spreadsheet formula and is no number."""
    value = pl.col(name)
    return value.str.contains(r"^(\t|\r|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])") & ~value.str.contains(NUMBER)


def is_long(name: str) -> pl.Expr:
    """Say whether text is longer than any value may be."""
    return pl.col(name).str.len_bytes() > LONGEST_VALUE


def _refuse(rows: pl.LazyFrame, breaks: list[pl.Expr], problem: Problem) -> None:
    broken = pl.any_horizontal(breaks).fill_null(value=False)
    count = int(rows.select(broken.sum()).collect(engine="streaming").item())
    if count:
        first = rows.filter(broken).select("row_number").head(SHOWN).collect(engine="streaming")
        raise Unreadable(replace(problem, rows=tuple(first["row_number"].to_list()), count=count))
