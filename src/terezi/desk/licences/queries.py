"""Reading what stands on the register, today or on any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from terezi.desk.licences import rules
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import LicensedSite
from terezi.desk.parties.models import SiteEntry
from terezi.desk.parties.queries import PLAIN, holding_on

if TYPE_CHECKING:
    import polars as pl


def sites_on(day: date, *, region: str | None = None) -> list[LicensedSite]:
    """Return every site with its licence on a day, by site."""
    entries = SiteEntry.objects.filter(holding_on(day))
    if region is not None:
        entries = entries.filter(region=region)
    return list(_joined(entries.order_by("site_id"), Licence.objects.filter(holding_on(day))))


def site_on(site_id: str, day: date) -> LicensedSite | None:
    """Return one site with its licence on a day; none when it was not on the register."""
    entries = SiteEntry.objects.filter(holding_on(day), site_id=site_id)
    return next(_joined(entries, Licence.objects.filter(holding_on(day), site_id=site_id)), None)


def site_history(site_id: str) -> list[LicensedSite]:
    """Return what the register said of a site over time, earliest first."""
    entries = SiteEntry.objects.filter(site_id=site_id).order_by("valid_from")
    return list(_joined(entries, Licence.objects.filter(site_id=site_id)))


def names_on(day: date) -> dict[str, str]:
    """Return the name of every site on a day, by its code."""
    standing = Licence.objects.filter(holding_on(day)).values_list("site_id", "holder__name")
    return dict(standing)


def reference_rows(table: str) -> pl.DataFrame:
    """Return a whole reference table as the lake declares it, sorted by its key.

    :raises KeyError: when there is no such reference table.
    """
    import polars as pl  # noqa: PLC0415 (keeps it out of the start of the web process)

    from terezi.evidence.facts.tables import REFERENCES  # noqa: PLC0415

    declared = {reference.name: reference for reference in REFERENCES}[table]
    rows = pl.DataFrame(list(_rows(table, declared.names)), schema=declared.polars_schema(), orient="row")
    return rows.sort(declared.key)


def _rows(table: str, names: list[str]) -> Iterator[tuple[object, ...]]:
    if table == "ref_sites":
        entries = SiteEntry.objects.order_by("site_id", "valid_from")
        yield from (astuple(site) for site in _joined(entries, Licence.objects.all()))
    else:
        yield from PLAIN[table]._default_manager.values_list(*names).iterator(chunk_size=2_000)


def _joined(entries: Iterable[SiteEntry], licences: QuerySet[Licence]) -> Iterator[LicensedSite]:
    by_site: dict[str, list[Licence]] = defaultdict(list)
    for licence in licences.select_related("holder"):
        by_site[licence.site_id].append(licence)
    for entry in entries:
        for licence in sorted(by_site[entry.site_id], key=lambda licence: licence.valid_from):
            days = rules.together(
                (entry.valid_from, entry.valid_until), (licence.valid_from, licence.valid_until)
            )
            if days is not None:
                yield _licensed(entry, licence, *days)


def _licensed(entry: SiteEntry, licence: Licence, valid_from: date, valid_until: date | None) -> LicensedSite:
    return LicensedSite(
        site_id=entry.site_id,
        name=licence.holder.name,
        licence_number=licence.number,
        status=licence.status,
        actor_class=licence.actor_class,
        region=entry.region,
        feeder_id=entry.feeder_id,
        licensed_w=licence.licensed_w,
        pue_ppm=entry.pue_ppm,
        evidence_grade=entry.evidence_grade,
        asset=entry.asset,
        scheme=entry.scheme,
        pool_id=entry.pool_id,
        pool_share_ppm=entry.pool_share_ppm,
        tariff_minor_per_mwh=entry.tariff_minor_per_mwh,
        power_source=entry.power_source,
        valid_from=valid_from,
        valid_until=valid_until,
    )
