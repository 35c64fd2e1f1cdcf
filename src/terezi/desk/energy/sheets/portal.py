"""An applicant's power: what he may draw in the next days, and what he was ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.periods import Period
from terezi.desk.energy import queries
from terezi.desk.energy.basis import WEEK, EnergyBasis
from terezi.desk.energy.models import OrderToSite, Plan
from terezi.desk.findings.quantities import Spoken, spoken


@dataclass(frozen=True)
class Day:
    """What a site may draw on a day."""

    day: date
    energy: Spoken
    lowest: Spoken
    highest: Spoken
    price: Spoken
    sure: str


@dataclass(frozen=True)
class Site:
    """One site of the applicant with the days that are published."""

    site_id: str
    name: str
    days: Sequence[Day]
    hours: Sequence[tuple[datetime, Spoken]]


@dataclass(frozen=True)
class PowerSheet:
    """The page."""

    said: str
    to_acknowledge: Sequence[OrderToSite]
    sites: Sequence[Site]
    orders: Sequence[OrderToSite]


def power_sheet(basis: EnergyBasis, at: datetime) -> PowerSheet:
    """Return the page of the applicant who asks; `basis.day` is today, and only what is published is told."""
    own = queries.sites_of_reader(basis.officer, basis.day)
    period = Period(basis.day, basis.day + timedelta(days=WEEK + 1))
    published = queries.published(period)
    waiting = queries.to_acknowledge(basis.officer, at)
    rows = basis.readings.allocations(period, [site.site_id for site in own]) if own else None
    return PowerSheet(
        said=_said(waiting, bool(own)),
        to_acknowledge=waiting,
        sites=[_site(site, rows, published, basis) for site in own if rows is not None],
        orders=list(queries.orders_to(basis.officer)),
    )


def _said(waiting: Sequence[OrderToSite], has_sites: bool) -> str:
    if waiting:
        told = ngettext(
            "{n} order to draw less waits for your answer.",
            "{n} orders to draw less wait for your answer.",
            len(waiting),
        )
        return told.format(n=len(waiting))
    return _("Nothing is asked of you now.") if has_sites else _("No site of yours is on the register.")


def _site(own: queries.OwnSite, rows: pl.DataFrame, published: dict[date, Plan], basis: EnergyBasis) -> Site:
    of_it = rows.filter(pl.col("site_id") == own.site_id, pl.col("day").is_in(list(published)))
    added = of_it.group_by("day").agg(
        energy=pl.col("allocated_w").sum(),
        lowest=pl.col("allocated_w").min(),
        highest=pl.col("allocated_w").max(),
        price=pl.col("price_minor_per_mwh").max(),
    )
    days = [
        Day(
            row["day"],
            spoken(row["energy"], "Wh"),
            spoken(row["lowest"], "W"),
            spoken(row["highest"], "W"),
            spoken(row["price"], "minor", basis.currency),
            _("fixed") if published[row["day"]].is_firm else _("expected; may still change"),
        )
        for row in added.sort("day").iter_rows(named=True)
    ]
    hours = [
        (at, spoken(watts, "W"))
        for at, watts in of_it.sort("starts_at").select("starts_at", "allocated_w").iter_rows()
    ]
    return Site(own.site_id, own.name, days, hours)
