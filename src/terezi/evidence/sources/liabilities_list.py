"""The file of everything a venue owes, client by client: read, checked elsewhere, and never kept."""

from io import BytesIO
from pathlib import Path

import polars as pl

from terezi.base.errors import BadData
from terezi.evidence.sources.recognition import parquet_columns
from terezi.evidence.sources.unpack import Bounds, blocks

LARGEST = Bounds(unpacked_bytes=4 << 30)
PARQUET = b"PAR1"


def read_liabilities(path: Path) -> pl.DataFrame:
    """Read CSV (plain, gz or zst; every value as text) or Parquet under the names of its columns.

    :raises BadData: when it is neither, cut short, or larger than a list of clients is.
    """
    with path.open("rb") as opened:
        is_parquet = opened.read(len(PARQUET)) == PARQUET
    try:
        if is_parquet:
            parquet_columns(path, LARGEST)  # refuses what a few bytes stand for before it is unpacked
            return pl.read_parquet(path, glob=False)
        return pl.read_csv(BytesIO(b"".join(blocks(path, LARGEST))), infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as broken:
        raise BadData(
            f"{path.name} cannot be read as CSV or Parquet ({str(broken).splitlines()[0][:150]}): "
            "send columns leaf, client and one <ASSET>_e8 per asset, a comma between them"
        ) from broken
