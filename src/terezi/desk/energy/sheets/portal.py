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
    is_planned_anew: bool


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
    without: Sequence[queries.OwnSite]
    has_sites: bool
    is_published: bool
    orders: Sequence[OrderToSite]


def power_sheet(basis: EnergyBasis, at: datetime) -> PowerSheet:
    """Return the page of the applicant who asks; `basis.day` is today, and only what is published is told."""
    own = queries.sites_of_reader(basis.officer, basis.day)
    period = Period(basis.day, basis.day + timedelta(days=WEEK + 1))
    ahead = queries.published(period)
    published = ahead or queries.last_firm(basis.day, WEEK)
    signed = {day: plan.certificate_sha256 for day, plan in published.items()}
    waiting = queries.to_acknowledge(basis.officer, at)
    rows = basis.readings.signed(signed, [site.site_id for site in own]) if own and signed else None
    sites = [_site(site, rows, published, basis) for site in own] if rows is not None else []
    told = [site for site in sites if site.days]
    return PowerSheet(
        said=_said(waiting, bool(own)),
        to_acknowledge=waiting,
        sites=told,
        without=[site for site in own if site.site_id not in {each.site_id for each in told}],
        has_sites=bool(own),
        is_published=bool(ahead),
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
            _sure(published[row["day"]], basis.day),
            _is_planned_anew(published[row["day"]], basis),
        )
        for row in added.sort("day").iter_rows(named=True)
    ]
    hours = [
        (at, spoken(watts, "W"))
        for at, watts in of_it.sort("starts_at").select("starts_at", "allocated_w").iter_rows()
    ]
    return Site(own.site_id, own.name, days, hours)


def _sure(plan: Plan, today: date) -> str:
    if plan.is_firm:
        return _("fixed")
    if plan.day > today:
        return _("expected; may still change")
    return _("expected and never fixed: what you draw is paid at the tariff")


def _is_planned_anew(plan: Plan, basis: EnergyBasis) -> bool:
    """Say whether the day was worked out again since it was made public; what was made public stands until then."""
    if plan.is_firm:
        return False
    kept = basis.readings.certificate(plan.day)
    return kept is not None and kept.sha256 != plan.certificate_sha256
