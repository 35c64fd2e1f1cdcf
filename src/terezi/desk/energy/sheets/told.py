"""Orders that files of the grid operator brought into the lake."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import CurtailmentOrder


@dataclass(frozen=True)
class FileOrder:
    """An order of the lake that the record did not give."""

    number: str
    starts_at: datetime
    ends_at: datetime
    sites: int


def told_by_files(basis: EnergyBasis) -> list[FileOrder]:
    """Return the orders of the 30 days up to the day that no officer here gave, the newest first."""
    rows = basis.readings.orders(basis.month)
    seen = rows.filter(pl.col("site_id").is_in(basis.sites["site_id"].implode()))
    own = set(
        CurtailmentOrder.objects.filter(number__in=seen["order_id"].unique().to_list()).values_list(
            "number", flat=True
        )
    )
    others = seen.filter(~pl.col("order_id").is_in(list(own)))
    added = others.group_by("order_id").agg(
        pl.col("starts_at").min(), pl.col("ends_at").max(), sites=pl.col("site_id").n_unique()
    )
    return [
        FileOrder(row["order_id"], row["starts_at"], row["ends_at"], row["sites"])
        for row in added.sort("starts_at", descending=True).iter_rows(named=True)
    ]
