"""Worth of trades and fees as whole 1e-8 of the quote, the same bits on every engine.

A product of two 64-bit amounts leaves 64 bits, so it is taken in floats, operation by operation, and rounded once per
trade; sums are of integers, in two parts, so that a day in a currency of many noughts stays within 64 bits.
"""

from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl

from terezi.base.units import E8, PPM

E8_PER_MINOR = 10**6
_HIGH, _LOW = "__high", "__low"


def value_e8(trades: Any) -> ir.IntegerValue:
    """Return price times quantity of each trade, 1e-8 quote, rounded to the nearest."""
    return _whole(_worth(trades))


def fee_by_schedule_e8(trades: Any, ppm: ir.IntegerValue, minimum_e8: ir.IntegerValue) -> ir.IntegerValue:
    """Return the fee of one side at `ppm` of the value, never below the minimum; below 0 ppm it is a rebate without one."""
    fee = _whole(_worth(trades) * ppm.cast("float64") / float(PPM))
    return ibis.ifelse(ppm < 0, fee, ibis.greatest(fee, minimum_e8)).cast("int64")


def summed(**amounts_e8: ir.IntegerValue) -> dict[str, Any]:
    """Return aggregations that add up each amount in two parts; `joined` puts them together again."""
    parts: dict[str, Any] = {}
    for name, amount in amounts_e8.items():
        high = (amount.cast("float64") / float(E8_PER_MINOR)).floor().cast("int64")
        parts[name + _HIGH] = high.sum().cast("int64")
        parts[name + _LOW] = (amount - high * E8_PER_MINOR).sum().cast("int64")
    return parts


def joined(sums: pl.DataFrame) -> pl.DataFrame:
    """Put the parts of `summed` together as whole 1e-8 in 128 bits."""
    names = [name.removesuffix(_HIGH) for name in sums.columns if name.endswith(_HIGH)]
    wide = [
        (pl.col(name + _HIGH).cast(pl.Int128) * E8_PER_MINOR + pl.col(name + _LOW).cast(pl.Int128)).alias(
            name
        )
        for name in names
    ]
    return sums.with_columns(wide).drop(name + part for name in names for part in (_HIGH, _LOW))


def _worth(trades: Any) -> ir.FloatingValue:
    return trades.price_e8.cast("float64") * trades.quantity_e8.cast("float64") / float(E8)


def _whole(amount: ir.FloatingValue) -> ir.IntegerValue:
    return (amount + 0.5).floor().cast("int64")
