"""Write tables the way senders do; the same table always gives the same bytes."""

import gzip
from pathlib import Path

import polars as pl

from terezi.demo.span import ZONE

LOCAL_TIME = "%Y-%m-%dT%H:%M:%S%:z"
COMPRESSION = 4


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write CSV with local times and their offset; packed when the path ends in .gz; nothing if empty."""
    if frame.is_empty():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _with_local_times(frame).write_csv().encode("utf-8")
    path.write_bytes(gzip.compress(text, COMPRESSION, mtime=0) if path.suffix == ".gz" else text)


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write Parquet with UTC instants; nothing if empty."""
    if frame.is_empty():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, compression="zstd")


def _with_local_times(frame: pl.DataFrame) -> pl.DataFrame:
    instants = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    return frame.with_columns(pl.col(instants).dt.convert_time_zone(str(ZONE)).dt.to_string(LOCAL_TIME))
