"""The card of one site: what it may draw, what it draws, how well it mines with it, and who measured that."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from terezi.base.units import DAY_S, PPM, WATT_SECONDS_PER_WH
from terezi.desk.energy import queries
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import OrderToSite
from terezi.desk.energy.sheets.board import HOUR, Hour
from terezi.desk.energy.sheets.subsidy import subsidy_by_site
from terezi.desk.energy.sheets.told import FileOrderToSite, told_to_site
from terezi.desk.findings.quantities import Spoken, spoken
from terezi.desk.findings.sheets.site import rank_says

NEARLY_ALL = 0.95


@dataclass(frozen=True)
class SiteCard:
    """One site, on a day."""

    row: dict[str, Any]
    said: str
    facts: tuple[tuple[str, Spoken | str, str], ...]  # name, value, where it comes from
    hours: tuple[Hour, ...]
    days: tuple[tuple[date, Spoken, Spoken], ...]
    orders: tuple[OrderToSite, ...]
    file_orders: tuple[FileOrderToSite, ...]


def site_card(basis: EnergyBasis, site_id: str) -> SiteCard | None:
    """Return the card of a site this officer may see; None where the register has none of this code that day."""
    rows = basis.sites.filter(pl.col("site_id") == site_id)
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    hours = site_strip(basis, site_id) or ()
    return SiteCard(
        row=row,
        said=_said(basis, hours),
        facts=tuple(_facts(basis, row)),
        hours=hours,
        days=tuple(_days(basis, hours)),
        orders=tuple(queries.orders_for_site(site_id)),
        file_orders=tuple(told_to_site(basis, site_id)),
    )


def site_strip(basis: EnergyBasis, site_id: str) -> tuple[Hour, ...] | None:
    """Return the 168 hours of a site; None where this officer sees no such site."""
    if basis.sites.filter(pl.col("site_id") == site_id).is_empty():
        return None
    period = basis.strip
    given = dict(basis.given(period, [site_id]).select("starts_at", "allocated_w").iter_rows())
    drawn = dict(basis.readings.drawn(period, site_id).select("starts_at", "wh").iter_rows())
    begins, ends = basis.begins(period.starts_on), basis.begins(period.ends_before)
    orders = basis.readings.orders(period).filter(pl.col("site_id") == site_id)
    spans = [(row["starts_at"], row["ends_at"]) for row in orders.iter_rows(named=True)]
    spans += [
        (to.order.starts_at, to.order.ends_at)
        for to in queries.orders_between(begins, ends)
        if to.site_id == site_id
    ]
    starts = [begins + HOUR * n for n in range(int((ends - begins) / HOUR))]
    return tuple(
        Hour(at, given.get(at), drawn.get(at), int(any(a < at + HOUR and b > at for a, b in spans)))
        for at in starts
    )


def _said(basis: EnergyBasis, hours: tuple[Hour, ...]) -> str:
    both = [hour for hour in hours if hour.drawn_w is not None and hour.allocated_w is not None]
    above = [hour for hour in both if (hour.drawn_w or 0) > (hour.allocated_w or 0)]
    if not both:
        return _("Nothing was given to this site and measured in the same hours.")
    told = _(
        "It drew more than it was given in {above} of {hours} hours in which power was given and measured."
    )
    return told.format(above=len(above), hours=len(both))


def _days(basis: EnergyBasis, hours: tuple[Hour, ...]) -> list[tuple[date, Spoken, Spoken]]:
    found = []
    for day in basis.strip:
        begins, ends = basis.begins(day), basis.begins(day + timedelta(days=1))
        here = [hour for hour in hours if begins <= hour.starts_at < ends]
        given = [hour.allocated_w for hour in here if hour.allocated_w is not None]
        drawn = [hour.drawn_w for hour in here if hour.drawn_w is not None]
        told = [spoken(sum(each) if each else None, "Wh") for each in (given, drawn)]
        found.append((day, told[0], told[1]))
    return found


def _facts(basis: EnergyBasis, row: dict[str, Any]) -> list[tuple[str, Spoken | str, str]]:
    machines = basis.readings.machines(row["site_id"], basis.day)
    power = int((machines["machines"] * machines["power_w"]).sum()) if len(machines) else 0
    hashes = int((machines["machines"] * machines["hash_rate_ghs"]).sum()) if len(machines) else 0
    per_th = round(power * PPM / hashes) if hashes else None  # W per GH/s = J/GH; in mJ/TH a million of them
    days = basis.readings.site_days(basis.month, row["site_id"])
    return [
        (_("Licensed power"), spoken(row["licensed_w"], "W"), _("register")),
        (_("Efficiency of its machines"), spoken(per_th, "mJ/TH"), _("register of machines, nominal")),
        (_("Overhead, declared"), spoken(row["pue_ppm"], "millionths"), _("register: site power over machine power")),
        (_("Overhead, measured"), spoken(_measured_pue(days), "millionths"), _("30 days: meter over what its machines report, where nearly all report")),
        (_("Best source of its energy"), rank_says(_rank(days)), _("readings of 30 days")),
        (_("Metered in 30 days"), spoken(_sum(days, "metered_wh"), "Wh"), _("fiscal meter")),
        *_sold(basis, row["site_id"]),
    ]  # fmt: skip


def _sold(basis: EnergyBasis, site_id: str) -> list[tuple[str, Spoken | str, str]]:
    return [
        fact
        for each in subsidy_by_site(basis, site_id)
        for fact in (
            (_("Drawn within its allocations in 30 days"), each.given, _("fiscal meter and published plans")),
            (_("Paid for that"), each.given_paid, _("price of each hour of the plan; as on its bill")),
        )
    ]


def _measured_pue(days: pl.DataFrame) -> int | None:
    """Return metered energy over what machines report, in millionths, over days on which nearly all of them report."""
    whole = pl.col("registered_machines") * DAY_S * NEARLY_ALL
    both = days.filter(
        pl.col("metered_wh").is_not_null(),
        pl.col("machine_watt_seconds") > 0,
        pl.col("machine_seconds") >= whole,
    )
    reported = int(both["machine_watt_seconds"].sum())
    return int(both["metered_wh"].sum()) * WATT_SECONDS_PER_WH * PPM // reported if reported else None


def _rank(days: pl.DataFrame) -> int | None:
    ranks = [int(rank) for rank in days["metered_rank"].drop_nulls()]
    return max(ranks, default=None)


def _sum(days: pl.DataFrame, column: str) -> int | None:
    known = days[column].drop_nulls()
    return int(known.sum()) if len(known) else None
