"""Lists of what a venue owes, to be bent by a test."""

import hashlib

import numpy as np
import polars as pl


def listed(clients, *, seed=1, most=10**9, assets=("BTC", "ETH", "GGM")):
    rng = np.random.default_rng(seed)
    amounts = {f"{asset}_e8": rng.integers(0, most, clients) for asset in assets}
    hashes = sorted(hashlib.sha256(f"{seed}|{n}".encode()).hexdigest() for n in range(clients))
    return pl.DataFrame({"leaf": range(clients), "client": hashes, **amounts})


def bent(rows, row, **said):
    """Say something else in one row; its columns become text, as in a file."""
    at = pl.int_range(pl.len()) == row
    text = rows.select(pl.all().cast(pl.String))
    return text.with_columns(
        pl.when(at).then(pl.lit(value)).otherwise(name).alias(name) for name, value in said.items()
    )
