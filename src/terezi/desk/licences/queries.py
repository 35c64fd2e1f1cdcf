"""Reading what stands on the register, today or on any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from terezi.desk.licences import rules
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import LIVE, LicensedSite, Provenance, Status
from terezi.desk.parties.models import KNOWN_NOW, Party, SiteEntry, VenueEntry
from terezi.desk.parties.queries import PLAIN, holding_on, known
from terezi.desk.parties.terms import PartyKind

if TYPE_CHECKING:
    import polars as pl


def licence_on(number: str, day: date, known_at: datetime | None = None) -> Licence | None:
    """Return what the register says of a licence on a day, as known at a moment or now; none for nothing."""
    found = Licence.objects.filter(holding_on(day, known_at), number=number)
    return found.select_related("holder").order_by("-known_since").first()


def licences_on(day: date, known_at: datetime | None = None, region: str | None = None) -> QuerySet[Licence]:
    """Return every licence as it is on a day, by number."""
    found = Licence.objects.filter(holding_on(day, known_at))
    if region is not None:
        found = found.filter(region=region)
    return found.select_related("holder").order_by("number")


def history(number: str) -> list[Licence]:
    """Return everything the register ever said of a licence, as it came to be known."""
    said = Licence.objects.filter(number=number).select_related("holder")
    return list(said.order_by("known_since", "valid_from", "pk"))


def number_exists(number: str) -> bool:
    """Answer whether the register ever said anything under a number."""
    return Licence.objects.filter(number=number).exists()


def live() -> QuerySet[Licence]:
    """Return what is said now of licences that keep their site and their power."""
    return Licence.objects.filter(KNOWN_NOW, status__in=sorted(LIVE))


def standing_w(region: str, actor_class: str, day: date) -> int:
    """Return the power, in W, licensed to a class in a region on a day, suspended licences included."""
    found = live().filter(holding_on(day), region=region, actor_class=actor_class)
    return found.aggregate(sum=Sum("licensed_w"))["sum"] or 0


def run_out(day: date) -> list[str]:
    """List the licences whose term has run out by a day and is not entered as run out."""
    over = Licence.objects.filter(KNOWN_NOW, status=Status.EXPIRED, valid_from__lte=day)
    live_before = live().filter(number=OuterRef("number"), valid_until=OuterRef("valid_from"))
    over = over.exclude(provenance=Provenance.LAW).filter(Exists(live_before))
    # what had run out before an older book was read, no act of ours ended
    over = over.exclude(provenance=Provenance.LEGACY, known_since__date__gte=F("valid_from"))
    return list(over.order_by("number").values_list("number", flat=True))


def live_until(number: str, day: date) -> date | None:
    """Return the end of the term a licence had, when what was said last of its standing on a day was closed."""
    was = Licence.objects.filter(
        ~KNOWN_NOW,
        Q(valid_until__isnull=True) | Q(valid_until__gt=day),
        number=number,
        status__in=sorted(LIVE),
        valid_from__lte=day,
    ).order_by("-known_until", "-pk")
    return was.values_list("valid_until", flat=True).first()


def days(row: Licence) -> rules.Days:
    """Return the days a row is true of."""
    return (row.valid_from, row.valid_until)


def holds_on(row: Licence, day: date) -> bool:
    """Answer whether a row is true of a day."""
    return row.valid_from <= day and (row.valid_until is None or day < row.valid_until)


def sites_on(day: date, *, region: str | None = None, known_at: datetime | None = None) -> list[LicensedSite]:
    """Return every site with its licence on a day, by site."""
    entries = SiteEntry.objects.filter(holding_on(day, known_at))
    if region is not None:
        entries = entries.filter(region=region)
    return list(_joined(entries.order_by("site_id"), Licence.objects.filter(holding_on(day, known_at))))


def site_on(site_id: str, day: date, known_at: datetime | None = None) -> LicensedSite | None:
    """Return one site with its licence on a day; none when it was not on the register."""
    entries = SiteEntry.objects.filter(holding_on(day, known_at), site_id=site_id)
    licences = Licence.objects.filter(holding_on(day, known_at), site_id=site_id)
    return next(_joined(entries, licences), None)


def site_history(site_id: str, known_at: datetime | None = None) -> list[LicensedSite]:
    """Return what the register says of a site over time, as known at a moment or now, earliest first."""
    entries = SiteEntry.objects.filter(known(known_at), site_id=site_id).order_by("valid_from")
    return list(_joined(entries, Licence.objects.filter(known(known_at), site_id=site_id)))


def names_on(day: date, known_at: datetime | None = None) -> dict[str, str]:
    """Return the name of every site on a day, by its code."""
    return {site.site_id: site.name for site in sites_on(day, known_at=known_at)}


def venue_to_go_on(holder: Party, actor_class: str, day: date) -> str:
    """Return the code of the one venue a holder ran under a licence that is over on a day; empty where there is none."""
    held = Licence.objects.filter(holding_on(day), holder=holder, actor_class=actor_class)
    over = held.exclude(status__in=sorted(LIVE)).values("number")
    entries = VenueEntry.objects.filter(holding_on(day), licence_number__in=over)
    codes = list(entries.values_list("venue_id", flat=True).distinct())
    return codes[0] if len(codes) == 1 else ""


def venues_licensed() -> list[tuple[str, str, date, date | None]]:
    """Return (venue, status, from, until exclusive) of every venue as the record knows it now."""
    return [(entry.venue_id, licence.status, *span) for entry, licence, span in _entries_and_licences()]


def reference_rows(table: str) -> pl.DataFrame:
    """Return a whole reference table as it is known now, as the lake declares it, sorted by its key.

    :raises KeyError: when there is no such reference table.
    """
    import polars as pl  # noqa: PLC0415 (keeps it out of the start of the web process)

    from terezi.evidence.facts.tables import PUBLISHED, REFERENCES  # noqa: PLC0415

    declared = {reference.name: reference for reference in (*REFERENCES, *PUBLISHED)}[table]
    rows = pl.DataFrame(list(_rows(table, declared.names)), schema=declared.polars_schema(), orient="row")
    return rows.sort(declared.key)


def _rows(table: str, names: list[str]) -> Iterator[tuple[object, ...]]:
    if table == "ref_sites":
        entries = SiteEntry.objects.filter(KNOWN_NOW).order_by("site_id", "valid_from")
        yield from (astuple(site) for site in _joined(entries, Licence.objects.filter(KNOWN_NOW)))
    elif table == "ref_holders":
        yield from _holders()
    elif table == "ref_venues":
        yield from _venues()
    else:
        said = PLAIN[table]._default_manager.filter(KNOWN_NOW)
        yield from said.values_list(*names).iterator(chunk_size=2_000)


def _holders() -> Iterator[tuple[object, ...]]:
    """The firms behind the licences of sites; a person's number is nobody's business in the lake."""
    held = Licence.objects.filter(KNOWN_NOW, site__isnull=False).exclude(holder__registration_number="")
    firms = held.exclude(holder__kind=PartyKind.NATURAL_PERSON)
    yield from firms.values_list(
        "number", "site_id", "holder__registration_number", "status", "valid_from", "valid_until"
    )


def _venues() -> Iterator[tuple[object, ...]]:
    yield from (_venue(*row) for row in _entries_and_licences())


def _entries_and_licences() -> Iterator[tuple[VenueEntry, Licence, rules.Days]]:
    """The venues under their licences: a licence that is suspended suspends the venue on the same day."""
    by_number: dict[str, list[Licence]] = defaultdict(list)
    for licence in Licence.objects.filter(KNOWN_NOW).select_related("holder"):
        by_number[licence.number].append(licence)
    for entry in VenueEntry.objects.filter(KNOWN_NOW).order_by("venue_id", "valid_from"):
        for licence in by_number[entry.licence_number]:
            span = rules.together((entry.valid_from, entry.valid_until), days(licence))
            if span is not None:
                yield entry, licence, span


def _venue(entry: VenueEntry, licence: Licence, span: rules.Days) -> tuple[object, ...]:
    return (
        entry.venue_id,
        licence.holder.name,
        licence.number,
        licence.status,
        licence.actor_class,
        entry.assets,
        *span,
    )


def _joined(entries: Iterable[SiteEntry], licences: QuerySet[Licence]) -> Iterator[LicensedSite]:
    by_site: dict[str, list[Licence]] = defaultdict(list)
    for licence in licences.filter(site__isnull=False).select_related("holder"):
        by_site[str(licence.site_id)].append(licence)
    for entry in entries:
        held = [
            (days, licence)
            for licence, each in _one_at_a_time(by_site[entry.site_id])
            if (days := rules.together((entry.valid_from, entry.valid_until), each)) is not None
        ]
        yield from (
            _licensed(entry, licence, *days) for days, licence in sorted(held, key=lambda one: one[0][0])
        )


def _one_at_a_time(licences: list[Licence]) -> Iterator[tuple[Licence, rules.Days]]:
    """The licence a site has on each day: one that stands before one that is over, the later before the earlier."""
    taken: list[rules.Days] = []
    for licence in sorted(licences, key=lambda each: (each.status in LIVE, each.valid_from), reverse=True):
        yield from ((licence, left) for left in rules.without(days(licence), taken))
        taken.append(days(licence))


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
