"""Times as senders write them become UTC: offsets, local clocks that go back, intervals off the grid."""

from dataclasses import dataclass

import polars as pl

from terezi.base.units import DAY_S
from terezi.evidence.facts.flags import Flag

_WITH_OFFSET = r"(Z|z|[+-]\d{2}(:?\d{2})?)$"
_FORMATS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M")
_INSTANT = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class LocalTime:
    """A clock without offset: the zone it runs in, and whose rows follow each other in the file."""

    zone: str
    follow: tuple[str, ...]


def to_utc(rows: pl.LazyFrame, name: str, local: LocalTime | None) -> pl.LazyFrame:
    """Turn column `name` into UTC; unreadable or skipped times become null.

    Where clocks went back, a local time comes twice: the order in the file decides, and the boolean
    column `ambiguous_<name>` says so. Without a zone, times without offset stay unread.
    """
    kind = rows.collect_schema()[name]
    if kind == pl.String():
        rows = rows.with_columns(
            **{
                name: _with_offset(name),
                f"_{name}_local": _naive(name) if local else pl.lit(None, pl.Datetime("us")),
            }
        )
    elif isinstance(kind, pl.Datetime) and kind.time_zone:
        return rows.with_columns(
            **{name: pl.col(name).dt.convert_time_zone("UTC").dt.cast_time_unit("us")}
        ).with_columns(pl.lit(False).alias(f"ambiguous_{name}"))
    elif isinstance(kind, pl.Datetime) and local:
        rows = rows.with_columns(
            **{f"_{name}_local": pl.col(name).dt.cast_time_unit("us"), name: pl.lit(None, _INSTANT)}
        )
    else:
        return rows.with_columns(pl.lit(None, _INSTANT).alias(name), pl.lit(False).alias(f"ambiguous_{name}"))
    if local is None:
        return rows.with_columns(pl.lit(False).alias(f"ambiguous_{name}")).drop(f"_{name}_local")
    return _localised(rows, name, local)


def _with_offset(name: str) -> pl.Expr:
    text = _tidy(name)
    offset = text.str.extract(_WITH_OFFSET, 1)
    full = pl.when(offset.str.len_bytes() == 3).then(text + ":00").otherwise(text)
    full = full.str.replace(r"[Zz]$", "+00:00")
    return pl.when(offset.is_not_null()).then(
        pl.coalesce(
            full.str.to_datetime(f"{pattern}%z", strict=False, time_unit="us", time_zone="UTC")
            for pattern in _FORMATS
        )
    )


def _naive(name: str) -> pl.Expr:
    text = _tidy(name)
    return pl.coalesce(
        text.str.to_datetime(pattern, strict=False, time_unit="us", time_zone=None) for pattern in _FORMATS
    )


def _tidy(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().str.replace(" ", "T", literal=True)


def _localised(rows: pl.LazyFrame, name: str, local: LocalTime) -> pl.LazyFrame:
    clock = pl.col(f"_{name}_local")
    first, second = (
        clock.dt.replace_time_zone(local.zone, ambiguous=which, non_existent="null").dt.convert_time_zone(
            "UTC"
        )
        for which in ("earliest", "latest")
    )
    twice = (first != second).fill_null(value=False)
    nth = (
        rows.filter(twice)
        .with_columns(
            _nth=pl.int_range(pl.len()).over(*local.follow, f"_{name}_local", order_by="row_number")
        )
        .select("row_number", "_nth")
    )
    return (
        rows.join(nth, on="row_number", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce(name, pl.when(pl.col("_nth") > 0).then(second).otherwise(first)).alias(name),
            (twice & pl.col(name).is_null()).alias(f"ambiguous_{name}"),
        )
        .drop("_nth", f"_{name}_local")
    )


def on_the_grid(rows: pl.LazyFrame, name: str, zone: str) -> pl.LazyFrame:
    """Move `name` to the nearest start of an interval of the local day, when less than half away.

    Uses and fills `flags`; the boolean column `off_grid` is true where a time lies halfway.
    Intervals that do not divide the day stay as they are.
    """
    interval = pl.col("interval_seconds").cast(pl.Int64)
    step = pl.when((interval > 0) & (DAY_S % interval == 0)).then(interval * 1_000_000)
    clock = pl.col(name).dt.convert_time_zone(zone).dt.replace_time_zone(None).dt.epoch("us")
    late = (clock % step).fill_null(0)
    moved = pl.when(late * 2 < step).then(-late).when(late * 2 > step).then(step - late).otherwise(0)
    return (
        rows.with_columns(_late=late, _moved=moved.fill_null(0))
        .with_columns(
            pl.col(name) + pl.duration(microseconds=pl.col("_moved")),
            off_grid=(pl.col("_late") != 0) & (pl.col("_moved") == 0),
            flags=flagged(Flag.CLOCK_SKEW, pl.col("_moved") != 0),
        )
        .drop("_late", "_moved")
    )


def flagged(flag: Flag, where: pl.Expr) -> pl.Expr:
    """Return `flags` with one more bit set where a condition holds."""
    bit = pl.when(where).then(pl.lit(int(flag), pl.Int32)).otherwise(pl.lit(0, pl.Int32))
    return pl.col("flags") | bit
