"""Numbers and instants out of a sender's words; what cannot be read becomes null, and a check names it."""

import polars as pl

UTC = "UTC"


def number(column: str) -> pl.Expr:
    """Read a decimal number; null where it is none."""
    return pl.col(column).cast(pl.Float64, strict=False)


def whole(value: pl.Expr, *, times: float = 1.0) -> pl.Expr:
    """Round `value` x `times` to a whole number; null where it is not finite."""
    scaled = value * times
    return pl.when(scaled.is_finite() & (scaled.abs() < 2**62)).then(scaled.round()).cast(pl.Int64)


def instant(column: str, written: str, *, zone: str = UTC) -> pl.Expr:
    """Read a local time as a UTC instant; null where it cannot be read, never came, or came twice."""
    return in_utc(pl.col(column).str.to_datetime(written, time_unit="us", strict=False), zone)


def in_utc(local: pl.Expr, zone: str) -> pl.Expr:
    """Turn a local time of `zone` into a UTC instant; null where the clock skipped or repeated it."""
    placed = local.dt.cast_time_unit("us").dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
    return placed.dt.convert_time_zone(UTC)


def seconds_between(earlier: pl.Expr, later: pl.Expr) -> pl.Expr:
    """Return the seconds from one instant to another, with fractions."""
    return (later - earlier).dt.total_microseconds() / 1e6


def fixed(value: str | int) -> pl.Expr:
    """Say the same for every row; whole numbers as the lake's 32 bits."""
    return pl.lit(value, dtype=pl.String() if isinstance(value, str) else pl.Int32())
