"""Meter readings in Terezi's own format: energy per interval, or a register that only grows.

A register (`register_wh`, `register_digits`: it begins again at 10**digits Wh) tells one interval per
two readings, so a delivery begins with the last reading of the delivery before.
"""

from dataclasses import replace

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.facts.tables import METER_READINGS
from terezi.evidence.sources.clocks import flagged
from terezi.evidence.sources.formats import Format
from terezi.evidence.sources.plain import OFF_GRID, Options, Rows, gridded, kwh_as_wh, one_of, read
from terezi.evidence.sources.source import Check, Heading, Source

HIGHEST_W = 10_000_000_000  # ten times the largest feeder of any country supervised
WRAPS_WITHIN = 10  # a step back is a rollover when the interval used less than a tenth of the register
_QUALITIES = ("measured", "estimated", "substituted", "manual")
_WHO = {"meter_id", "read_at"}


def _is_interval(heading: Heading) -> bool:
    names = set(heading.columns)
    return names >= {*_WHO, "interval_seconds"} and bool(names & {"energy_wh", "energy_kwh"})


def _is_register(heading: Heading) -> bool:
    names = set(heading.columns)
    return names >= {*_WHO, "register_digits"} and bool(names & {"register_wh", "register_kwh"})


def _intervals(raw: Rows, options: Options) -> Rows:
    rows = _defaults(kwh_as_wh(raw, kwh="energy_kwh", wh="energy_wh"), options)
    return gridded(_estimated(read(rows, METER_READINGS, options)), options)


def _defaults(raw: Rows, options: Options) -> Rows:
    there = raw.collect_schema().names()
    told = {"quality": "measured", "source_rank": options.get("source_rank")}
    return raw.with_columns(
        pl.lit(word, pl.String).alias(name) for name, word in told.items() if name not in there
    )


def _estimated(rows: Rows) -> Rows:
    return rows.with_columns(
        flags=flagged(Flag.ESTIMATED, pl.col("quality").is_in(["estimated", "substituted"]))
    )


def _registers(raw: Rows, options: Options) -> Rows:
    raw = _defaults(kwh_as_wh(raw, kwh="register_kwh", wh="register_wh"), options)
    there = raw.collect_schema().names()
    expected = pl.col("interval_seconds") if "interval_seconds" in there else pl.lit(None, pl.String)
    raw = raw.with_columns(
        _expected=expected.cast(pl.Int64, strict=False),
        _range=10 ** pl.col("register_digits").cast(pl.Int64, strict=False),
        _register=pl.col("register_wh").cast(pl.Int64, strict=False),
        energy_wh=pl.lit(0),
        interval_seconds=pl.coalesce(expected.cast(pl.Int64, strict=False), pl.lit(1)),
    )
    rows = gridded(_estimated(read(raw, METER_READINGS, options)), options)
    rows = rows.unique(["meter_id", "read_at", "_register"], keep="first", maintain_order=True)
    return _differences(rows.sort("meter_id", "read_at", maintain_order=True))


def _differences(rows: Rows) -> Rows:
    until, then = (pl.col(name).shift(-1).over("meter_id") for name in ("read_at", "_register"))
    step = then - pl.col("_register")
    back = step < 0
    seconds = (until - pl.col("read_at")).dt.total_seconds()
    last = pl.int_range(pl.len()).over("meter_id") == pl.len().over("meter_id") - 1
    return (
        rows.with_columns(
            energy_wh=pl.when(back).then(step + pl.col("_range")).otherwise(step),
            interval_seconds=seconds.cast(pl.Int32, strict=False),
            flags=flagged(Flag.ROLLOVER, back),
            in_range=pl.col("_register").is_between(0, pl.col("_range") - 1),
            runs_forward=~back | ((step + pl.col("_range")) * WRAPS_WITHIN < pl.col("_range")),
            _last=last,
        )
        .with_columns(flags=flagged(Flag.AFTER_GAP, (seconds > pl.col("_expected")).fill_null(value=False)))
        .filter(~pl.col("_last") | ~pl.col("in_range").fill_null(value=False))
    )


_CHECKS = (
    Check("MTR-11", "An interval lasts from a second to a day and an hour", pl.col("interval_seconds").is_between(1, 90_000), "Send the length of the interval in seconds"),
    Check("MTR-12", f"Mean power is at most {HIGHEST_W:,} W", pl.col("energy_wh").cast(pl.Float64) * 3600 <= HIGHEST_W * pl.max_horizontal("interval_seconds", 1).cast(pl.Float64), "Send Wh; mind the meter's factor"),
    one_of("MTR-13", "quality", _QUALITIES),
    Check("MTR-14", "source_rank is 1 to 6", pl.col("source_rank").is_between(1, 6), "Send the rank of docs/lake.md, in a column or as source_rank=1"),
    OFF_GRID,
)  # fmt: skip

METER_INTERVALS = Source(
    name="meter readings",
    table="meter_readings",
    recognises=_is_interval,
    parse=_intervals,
    checks=_CHECKS,
)
METER_REGISTERS = Source(
    name="meter registers",
    table="meter_readings",
    recognises=_is_register,
    parse=_registers,
    checks=(
        Check("MTR-15", "A register stays within its digits", pl.col("in_range"), "Send register_wh in Wh and register_digits as digits of Wh"),
        Check("MTR-16", "A register runs forward, or begins again after its highest value", pl.col("runs_forward"), "Send the exchange of a meter as a new meter_id"),
        *_CHECKS,
    ),
)  # fmt: skip


def fiscal_meters(format_: Format, *, meter: str) -> Source:
    """Return the source of intervals of fiscal meters that come in `format_`, whose column `meter` names the meter."""
    return replace(
        METER_INTERVALS,
        name=format_.name,
        recognises=format_.heads,
        parse=lambda raw, options: METER_INTERVALS.parse(
            raw.rename({meter: "meter_id"}), {"source_rank": "1", **options}
        ),
    )
