"""Orders that files of the grid operator brought into the lake."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import CurtailmentOrder
from terezi.desk.findings.quantities import Spoken, spoken


@dataclass(frozen=True)
class FileOrder:
    """An order of the lake that the record did not give."""

    number: str
    starts_at: datetime
    ends_at: datetime
    sites: int


@dataclass(frozen=True)
class FileOrderToSite:
    """What an order of the lake says to one site."""

    number: str
    starts_at: datetime
    ends_at: datetime
    limit: Spoken


def told_by_files(basis: EnergyBasis) -> list[FileOrder]:
    """Return the orders of the 30 days up to the day that no officer here gave, the newest first."""
    added = (
        _not_of_the_record(basis)
        .group_by("order_id")
        .agg(pl.col("starts_at").min(), pl.col("ends_at").max(), sites=pl.col("site_id").n_unique())
    )
    return [
        FileOrder(row["order_id"], row["starts_at"], row["ends_at"], row["sites"])
        for row in added.sort("starts_at", descending=True).iter_rows(named=True)
    ]


def told_to_site(basis: EnergyBasis, site_id: str) -> list[FileOrderToSite]:
    """Return what such orders said to one site this officer may see, the newest first."""
    rows = _not_of_the_record(basis).filter(pl.col("site_id") == site_id)
    return [
        FileOrderToSite(row["order_id"], row["starts_at"], row["ends_at"], spoken(row["limit_w"], "W"))
        for row in rows.sort("starts_at", descending=True).iter_rows(named=True)
    ]


def _not_of_the_record(basis: EnergyBasis) -> pl.DataFrame:
    rows = basis.readings.orders(basis.month)
    seen = rows.filter(pl.col("site_id").is_in(basis.sites["site_id"].implode()))
    numbers = seen["order_id"].unique().to_list()
    own = CurtailmentOrder.objects.filter(number__in=numbers).values_list("number", flat=True)
    return seen.filter(~pl.col("order_id").is_in(list(own)))
