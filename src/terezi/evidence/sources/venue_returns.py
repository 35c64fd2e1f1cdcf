"""What the returns of exchanges share: how amounts are written, and what may be said in them.

Amounts are whole numbers of 1e-8 (`price_e8`), or exact decimals with a point under the plain name (`price`).
"""

from collections.abc import Callable, Iterable

import polars as pl

from terezi.base.sayings import saying
from terezi.base.units import E8
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.sources.plain import Options, Rows, read, told_columns
from terezi.evidence.sources.source import Check, Heading, Source

_E8_SUFFIX = "_e8"
MOST_E8 = 10**17  # a thousand million of anything: what is beyond it was written in another unit
MOST_WORTH = 1e13
_COMMA = r"\d,\d"
_EXACT = pl.Decimal(38, 12)
RETURNS: tuple[str, ...] = (
    "venue_orders",
    "venue_trades",
    "venue_balances",
    "venue_fees",
    "venue_accounts",
    "venue_transfers",
    "venue_listings",
    "venue_incidents",
)
"""The tables a venue files itself; what it paid the treasury tells."""


OF_A_VENUE = ("sequence", "buy_order_id", "sell_order_id", "buyer_account_id", "seller_account_id")
"""What a venue tells of its own trades, and no public feed does: the return and the feed are told apart by it."""


def a_return(
    *,
    name: str,
    table: str,
    told_by: tuple[str, ...],
    checks: tuple[Check, ...],
    unlike: tuple[str, ...] = (),
    with_any: tuple[str, ...] = (),
) -> Source:
    """Declare a return: it has the columns `told_by`, in either way of writing amounts, one of `with_any`, and none of `unlike`."""
    return Source(
        name, table, _heading(told_by, unlike, with_any), _parse(TABLES[table]), (*_WRITTEN, *checks)
    )


def _heading(
    names: tuple[str, ...], unlike: tuple[str, ...], with_any: tuple[str, ...]
) -> Callable[[Heading], bool]:
    def recognises(heading: Heading) -> bool:
        there = set(heading.columns)
        told = all(name in there or plain(name) in there for name in names)
        has_one = not with_any or bool(there.intersection(with_any))
        return told and has_one and not there.intersection(unlike)

    return recognises


def plain(column: str) -> str:
    """Return the name under which a column's amount is sent as a decimal."""
    return column.removesuffix(_E8_SUFFIX)


def _parse(table: Table) -> Callable[[Rows, Options], Rows]:
    return lambda raw, options: read(_whole(raw, table), table, options)


def _whole(raw: Rows, table: Table) -> Rows:
    """Turn decimals into whole 1e-8, and note the rows whose amounts cannot be read."""
    kinds = raw.collect_schema()
    numbers = [column.name for column in told_columns(table) if column.kind in ("int32", "int64")]
    decimals = {n: plain(n) for n in numbers if n.endswith(_E8_SUFFIX) and plain(n) in kinds.names()}
    written = [n for n in (*numbers, *decimals.values()) if n in kinds.names() and kinds[n] == pl.String()]
    exact = {name: _exact(decimal) for name, decimal in decimals.items()}
    return raw.with_columns(
        comma_in_number=_any(pl.col(name).str.contains(_COMMA) for name in written),
        inexact=_any(
            _is_told(pl.col(decimals[name]).cast(pl.String)) & value.is_null()
            for name, value in exact.items()
        ),
        **{name: _either(name, value, kinds) for name, value in exact.items()},
    )


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(value=False), *(each.fill_null(value=False) for each in conditions))


def _is_told(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.len_bytes() > 0


def _exact(decimal: str) -> pl.Expr:
    """Read a decimal as whole 1e-8; null where it is none, or has a part smaller than that."""
    text = pl.col(decimal).cast(pl.String).str.strip_chars()
    short = text.str.contains(r"^[+-]?\d{1,17}(\.\d{1,8}0*)?$")
    return pl.when(short).then(text).cast(_EXACT, strict=False).mul(E8).cast(pl.Int64, strict=False)


def _either(name: str, exact: pl.Expr, kinds: pl.Schema) -> pl.Expr:
    if name not in kinds.names():
        return exact
    return pl.coalesce(pl.col(name).cast(pl.Int64, strict=False), exact)


_WRITTEN = (
    Check("VEN-13", "A number has no comma in it", ~pl.col("comma_in_number"), "Write 1234.56 or, where the column wants whole units, 123456: a point before decimals, nothing between thousands"),
    Check("VEN-14", "A decimal amount is exact to eight places", ~pl.col("inexact"), "Write digits, a point and at most 8 decimals, or send whole 1e-8 under the name that ends in _e8"),
)  # fmt: skip


def an_amount(code: str, column: str, *, least: int = 1) -> Check:
    """An amount of 1e-8 lies in the range of this world."""
    holds = pl.col(column).is_null() | pl.col(column).is_between(least, MOST_E8)
    remedy = saying("Send whole 1e-8, e.g. 150000000 for 1.5; mind columns that changed places")
    says = saying(
        "{column} lies between {least} and {most} of 1e-8", column=plain(column), least=least, most=MOST_E8
    )
    return Check(code, says, holds, remedy)


def a_worth(code: str) -> Check:
    """Price times quantity is what somebody might pay."""
    worth = pl.col("price_e8").cast(pl.Float64) / E8 * pl.col("quantity_e8").cast(pl.Float64) / E8
    says = saying("An order or trade is worth at most {most} of the quote", most=f"{MOST_WORTH:,.0f}")
    return Check(code, says, worth <= MOST_WORTH, "Mind the units of price and quantity, and their places")


def a_ticker(code: str, column: str = "asset") -> Check:
    """An asset or currency is named by capitals and digits."""
    holds = pl.col(column).str.contains(r"^[A-Z0-9]{1,20}$")
    return Check(
        code,
        saying("{column} is a ticker in capitals", column=column),
        holds,
        "Send BTC, USD: capitals and digits only",
    )


def a_currency(code: str) -> Check:
    """Money has the three letters of ISO 4217."""
    return Check(code, "A currency has three letters", pl.col("currency").str.contains(r"^[A-Z]{3}$"), "Send the ISO 4217 code")  # fmt: skip


def a_country(code: str, column: str) -> Check:
    """A country, where told, has the two letters of ISO 3166-1."""
    holds = pl.col(column).is_null() | pl.col(column).str.contains(r"^[A-Z]{2}$")
    return Check(
        code,
        saying("{column} has two letters", column=column),
        holds,
        "Send the ISO 3166-1 code, or leave it empty",
    )
