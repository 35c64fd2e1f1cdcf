"""The subsidy by site: what each mine drew of what it was given, what it paid for that, and what was sold below cost."""

from dataclasses import dataclass

import polars as pl

from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.findings.quantities import Spoken, spoken
from terezi.evidence.numerics.subsidy import minor_of


@dataclass(frozen=True)
class SiteSubsidy:
    """One site over some days; energy in Wh, money in minor units, each rounded once."""

    site_id: str
    name: str
    region: str
    given_wh: int
    given_paid_minor: int
    below_hours: int
    below_wh: int
    subsidy_minor: int
    margin_minor: int
    currency: str

    @property
    def given(self) -> Spoken:
        return spoken(self.given_wh, "Wh")

    @property
    def given_paid(self) -> Spoken:
        return spoken(self.given_paid_minor, "minor", self.currency)

    @property
    def below(self) -> Spoken:
        return spoken(self.below_wh, "Wh")

    @property
    def subsidy(self) -> Spoken:
        return spoken(self.subsidy_minor, "minor", self.currency)

    @property
    def margin(self) -> Spoken:
        return spoken(self.margin_minor, "minor", self.currency)


def subsidy_by_site(basis: EnergyBasis, site_id: str | None = None) -> list[SiteSubsidy]:
    """Return the sites that drew within an allocation or below cost in the board's 30 days, the largest subsidy first; all or one."""
    rows = basis.seen(basis.readings.site_sales(basis.month))
    rows = rows if site_id is None else rows.filter(pl.col("site_id") == site_id)
    names = dict(basis.readings.sites(basis.day).select("site_id", "name").iter_rows())
    sums = ("given_wh", "given_paid_e6", "below_hours", "below_wh", "subsidy_e6", "margin_e6")
    added = rows.group_by("site_id").agg(pl.col("region").last(), pl.col(*sums).sum())
    shown = added.filter((pl.col("given_wh") > 0) | (pl.col("below_wh") > 0))
    return [
        SiteSubsidy(
            site_id=row["site_id"],
            name=names.get(row["site_id"], row["site_id"]),
            region=row["region"],
            given_wh=row["given_wh"],
            given_paid_minor=minor_of(row["given_paid_e6"]),
            below_hours=row["below_hours"],
            below_wh=row["below_wh"],
            subsidy_minor=minor_of(row["subsidy_e6"]),
            margin_minor=minor_of(row["margin_e6"]),
            currency=basis.currency,
        )
        for row in shown.sort("subsidy_e6", "site_id", descending=[True, False]).iter_rows(named=True)
    ]
