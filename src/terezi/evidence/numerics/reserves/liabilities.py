"""The full list of what a venue owes, one row per client: whole and in order, or refused with the rows named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from terezi.base.errors import BadData
from terezi.base.merkle import HASH_BYTES

MOST_E8 = 2**63 - 1
AMOUNT = re.compile(r"([A-Z0-9]{2,10})_e8")
SHOWN = 5


@dataclass(frozen=True)
class Liabilities:
    """Of n clients and k assets in the order of their tickers: hashes (n, 32) and amounts (n, k) of 1e-8, all summable."""

    assets: tuple[str, ...]
    clients: NDArray[np.uint8]
    amounts_e8: NDArray[np.int64]


def liabilities(rows: pl.DataFrame) -> Liabilities:
    """Read columns `leaf` (0, 1, 2, ...), `client` (SHA-256 in hexadecimal, ascending) and one `<ASSET>_e8` per asset.

    :raises BadData: naming the check, the rows (from 1, heading not counted) and what to do.
    """
    assets = _assets(rows.columns)
    _refuse_kinds(rows)
    if rows.is_empty():
        raise BadData("PRF-01 The list names at least one client: it has no rows. Send one row per client")
    told = rows.select(
        leaf=pl.col("leaf").cast(pl.String).str.strip_chars().cast(pl.Int64, strict=False),
        client=pl.col("client").cast(pl.String).str.strip_chars(),
        **{asset: pl.col(f"{asset}_e8").cast(pl.String).str.strip_chars() for asset in assets},
    )
    problems = [*_of_clients(told), *(said for asset in assets for said in _of_amounts(told[asset], asset))]
    if problems:
        raise BadData("; ".join(problems))
    amounts = np.column_stack([told[asset].cast(pl.Int64).to_numpy() for asset in assets])
    _refuse_sum(amounts, assets)
    return Liabilities(assets, _bytes(told["client"]), np.ascontiguousarray(amounts))


def _assets(columns: list[str]) -> tuple[str, ...]:
    found = {name: match[1] for name in columns if (match := AMOUNT.fullmatch(name))}
    strange = sorted(set(columns) - {"leaf", "client", *found})
    missing = sorted({"leaf", "client"} - set(columns))
    if strange or missing or not found:
        raise BadData(
            f"PRF-01 The columns are leaf, client and one <ASSET>_e8 per asset: missing {missing or '[]'}, "
            f"unknown {strange or '[]'}, {len(found)} assets. Send whole numbers of 1e-8, no names and no other columns"
        )
    return tuple(sorted(found.values()))


def _refuse_kinds(rows: pl.DataFrame) -> None:
    """Refuse columns of Parquet that are neither text nor whole numbers: rounding or packing would hide what was written."""
    other = sorted(name for name, kind in rows.schema.items() if kind != pl.String and not kind.is_integer())
    if other:
        raise BadData(
            f"PRF-01 The columns are leaf, client and one <ASSET>_e8 per asset, of text or whole numbers: {', '.join(other)} is "
            "neither. Write whole numbers of 1e-8, and clients as hexadecimal text"
        )


def _of_clients(told: pl.DataFrame) -> Iterator[str]:
    index, leaf, client = pl.int_range(pl.len()), pl.col("leaf"), pl.col("client")
    before, expected = client.shift(), leaf.shift(fill_value=-1) + 1
    readable = client.str.contains("^[0-9a-f]{64}$").fill_null(value=False)
    checks = {
        "PRF-02 A leaf carries its number": leaf.is_null(),
        "PRF-03 No leaf was dropped: numbers go on by one from 0": leaf > expected,
        "PRF-04 Leaves stand in the order of their numbers": leaf < expected,
        "PRF-05 A client is the SHA-256 of account and nonce, 64 lower-case hexadecimal digits": ~readable,
        "PRF-06 A client stands in one row only": client == before,
        "PRF-07 Clients stand in ascending order": client < before,
    }
    remedies = (
        "Number the rows 0, 1, 2, ...",
        "Send the row that is missing before these; numbers alone do not mend it, for the root would change",
        "Sort by client, then number",
        "Hash as docs/reserves.md says",
        "Add the rows of one client up",
        "Sort by client, then number",
    )
    broken = told.select(**{f"c{n}": check for n, check in enumerate(checks.values())}, row=index + 1)
    for n, (says, remedy) in enumerate(zip(checks, remedies, strict=True)):
        yield from _problem(says, broken.filter(pl.col(f"c{n}"))["row"], remedy)


def _of_amounts(text: pl.Series, asset: str) -> Iterator[str]:
    rows = pl.DataFrame({"text": text}).with_columns(row=pl.int_range(pl.len()) + 1)
    whole = pl.col("text").str.contains(r"^-?[0-9]+$").fill_null(value=False)
    negative = whole & pl.col("text").str.starts_with("-")
    narrow = pl.col("text").cast(pl.Int64, strict=False)
    checks = (
        (f"PRF-08 {asset}_e8 is a whole number", ~whole, "Write 1e-8 units without point, comma or exponent; 0 for nothing"),
        (f"PRF-09 {asset}_e8 is never negative", negative, "A debt of a client is no cut of what the others are owed: write 0"),
        (f"PRF-10 {asset}_e8 stays below 2**63", whole & ~negative & narrow.is_null(), "Send 1e-8 units, no smaller ones"),
    )  # fmt: skip
    for says, broken, remedy in checks:
        yield from _problem(says, rows.filter(broken)["row"], remedy)


def _problem(says: str, rows: pl.Series, remedy: str) -> Iterator[str]:
    if len(rows):
        more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        yield f"{says}: row {', '.join(map(str, rows.head(SHOWN)))}{more}. {remedy}"


def _refuse_sum(amounts: NDArray[np.int64], assets: tuple[str, ...]) -> None:
    """Refuse a sum of 2**63 or more: two numbers below that wrap to a negative one at the very row that passes it."""
    for column, asset in enumerate(assets):
        passed = np.cumsum(amounts[:, column]) < 0
        if passed.any():
            row = int(passed.argmax()) + 1
            raise BadData(
                f"PRF-11 The sum of {asset}_e8 stays below 2**63: row {row} passes it. Send 1e-8 units, no smaller ones"
            )


def _bytes(clients: pl.Series) -> NDArray[Any]:
    raw = bytes.fromhex("".join(clients.to_list()))
    return np.frombuffer(raw, np.uint8).reshape(-1, HASH_BYTES)
