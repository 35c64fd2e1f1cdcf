"""What an exchange owed and held over a day, reading by reading."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from terezi.desk.venues.basis import MarketBasis


@dataclass(frozen=True)
class Reading:
    """One reading of one asset, in 1e-8."""

    as_at: datetime
    liabilities_e8: int
    reserves_e8: int


def readings_of(basis: MarketBasis, venue: str, asset: str) -> list[Reading]:
    """Return the readings of an asset on the day, in the order of time."""
    rows = basis.lake.balances(basis.day)
    own = rows.filter(pl.col("venue_id") == venue, pl.col("asset") == asset).sort("as_at")
    return [Reading(*row) for row in own.select("as_at", "liabilities_e8", "reserves_e8").iter_rows()]
