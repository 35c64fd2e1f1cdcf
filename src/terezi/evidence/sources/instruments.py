"""How an instrument is named: BASE-QUOTE."""

import polars as pl

from terezi.evidence.sources.source import Check

PAIR = r"[A-Z0-9]{1,20}-[A-Z0-9]{1,20}"


def names_a_pair(code: str, *, or_all: bool = False) -> Check:
    """An instrument is a base and a quote, two different ones; `*` stands for all where it may."""
    pattern = rf"^(\*|{PAIR})$" if or_all else rf"^{PAIR}$"
    parts = pl.col("instrument").str.splitn("-", 2)
    differ = parts.struct.field("field_0").ne_missing(parts.struct.field("field_1"))
    remedy = "Send BTC-USD: base, dash, quote, in capitals" + (", or * for all" if or_all else "")
    return Check(
        code,
        "An instrument is BASE-QUOTE, of two assets",
        pl.col("instrument").str.contains(pattern) & differ,
        remedy,
    )
