"""What lies at addresses of a chain, told of one height: a file of asset, address, balance_e8 and height."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl

from terezi.base.errors import BadData
from terezi.evidence.sources.unpack import Bounds, blocks

COLUMNS = ("asset", "address", "balance_e8", "height")
LARGEST = Bounds(unpacked_bytes=1 << 30)
SHOWN = 5


@dataclass(frozen=True)
class ChainState:
    """Balances (1e-8) by asset and address, and the one height they were read at by asset."""

    balances_e8: Mapping[tuple[str, str], int]
    heights: Mapping[str, int]


NO_CHAIN = ChainState({}, {})


def read_chain_state(path: Path) -> ChainState:
    """Read a told state of chains from CSV.

    :raises BadData: for other columns, an amount that is none, an address told twice, or an asset at two heights.
    """
    try:
        rows = pl.read_csv(BytesIO(b"".join(blocks(path, LARGEST))), infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as broken:
        raise BadData(
            f"{path.name} cannot be read as CSV ({str(broken).splitlines()[0][:150]}): send {', '.join(COLUMNS)}"
        ) from broken
    if set(rows.columns) != set(COLUMNS):
        raise BadData(
            f"{path.name}: CHN-01 The columns are {', '.join(COLUMNS)}, not {', '.join(rows.columns)}"
        )
    numbers = ("balance_e8", "height")
    read = rows.with_columns(pl.col(name).cast(pl.Int64, strict=False) for name in numbers)
    _refuse(path, read)
    balances = {(asset, address): e8 for asset, address, e8, _ in read.select(COLUMNS).iter_rows()}
    return ChainState(balances, dict(read.select("asset", "height").unique().iter_rows()))


def _refuse(path: Path, rows: pl.DataFrame) -> None:
    numbered = rows.with_columns(row=pl.int_range(pl.len()) + 1)
    checks = {
        "CHN-02 asset and address are told": pl.col("asset").is_null() | pl.col("address").is_null(),
        "CHN-03 balance_e8 and height are whole numbers from 0": ~(
            (pl.col("balance_e8") >= 0) & (pl.col("height") >= 0)
        ).fill_null(value=False),
        "CHN-04 An address is told once": ~pl.struct("asset", "address").is_first_distinct(),
        "CHN-05 All addresses of an asset are read at one height": pl.col("height")
        != pl.col("height").first().over("asset"),
    }
    for says, broken in checks.items():
        found = numbered.filter(broken)["row"]
        if len(found):
            raise BadData(
                f"{path.name}: {says}: row {', '.join(map(str, found.head(SHOWN)))}. Read the chain again at one height"
            )
