"""What a signed grant writes into the register: holder, licences, sites, machines, wallets, venues."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from terezi.desk.applications import queries
from terezi.desk.applications.actions.numbers import next_number
from terezi.desk.applications.actions.trading import enter_venue
from terezi.desk.applications.models import Application, Series, SiteClaim
from terezi.desk.applications.rules.asked import stated_or
from terezi.desk.decisions.models import Decision
from terezi.desk.licences import actions as licences
from terezi.desk.licences.actions.imports import MACHINES, POOLS, SITES, WALLETS
from terezi.desk.licences.terms import Basis, Status
from terezi.desk.licences.transitions import GROUND
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.parties import actions as parties
from terezi.desk.parties.actions import Book
from terezi.desk.parties.models import Feeder, Party, Site
from terezi.desk.people.models import Officer
from terezi.evidence.facts.grades import Grade
from terezi.law.licensing import ActorClass
from terezi.law.terms import UnknownLaw

POOL = "pool"


def enter(file: Application, decision: Decision, *, by: Officer, at: datetime) -> list[Model]:
    """Write all that the grant brings into the register and return its rows; one licence for each site.

    :raises Refused: when a cap is reached or a site is taken: then nothing of it is written.
    """
    holder = _holder(file, decision)
    sites = list(file.sites.filter(removed_at__isnull=True))
    rows: list[Model] = [holder]
    for site in sites:
        rows += _enter_site(file, site, holder, decision, by=by, at=at)
    if not sites:
        number = _grant(file, None, holder, decision, by=by, at=at)
        rows += _enter_pool(file, number, decision.holds_from, at)
        rows += enter_venue(file, number, holder, day=decision.holds_from, by=by.username, at=at)
    file.licence_number = sites[0].licence_number if sites else number
    return rows


def _holder(file: Application, decision: Decision) -> Party:
    """Who is meant: the party the officers recognised, else the one of this name and number."""
    if known := decision.conditions.get("party"):
        return Party.objects.get(pk=known)
    return parties.know_party(
        name=file.party_name,
        kind=file.party_kind,
        registration_number=file.registration_number,
        country=file.party_country,
    )


def _enter_site(
    file: Application, site: SiteClaim, holder: Party, decision: Decision, *, by: Officer, at: datetime
) -> list[Model]:
    site.site_code, series = _next_site(file.country)
    parties.know_sites([site.site_code])
    parties.know_feeders([site.feeder])
    site.licence_number = _grant(file, site, holder, decision, by=by, at=at)
    site.save(update_fields=["site_code", "licence_number"])
    day = decision.holds_from
    return [
        site,
        series,
        *Site.objects.filter(code=site.site_code),
        *Feeder.objects.filter(code=site.feeder),
        *_kept(SITES, [_entry(site, day)], day, at),
        *_kept(MACHINES, _machines(site, day), day, at),
        *_kept(WALLETS, _wallets(file, site, day), day, at),
    ]


def _next_site(country: str) -> tuple[str, Series]:
    """Return a code no site on the register has: some came with an older register."""
    code, series = next_number(f"{country}-S")
    while Site.objects.filter(code=code).exists():
        code, series = next_number(f"{country}-S")
    return code, series


def _grant(
    file: Application,
    site: SiteClaim | None,
    holder: Party,
    decision: Decision,
    *,
    by: Officer,
    at: datetime,
) -> str:
    actor_class = queries.actor_class_of(file)
    number = licences.next_number(file.country, actor_class.number_prefix.value, at)
    region = site.region if site else ""
    licences.grant(
        number=number,
        holder=holder,
        actor_class=file.actor_class,
        status=Status(decision.after),
        site_id=site.site_code if site else None,
        region=region,
        licensed_w=decision.conditions["sites"][site.label] if site else 0,
        conditions=decision.conditions.get("text", ""),
        valid_from=decision.holds_from,
        valid_until=_valid_until(actor_class, decision),
        basis=_basis(decision, by),
        cap_w=_cap_w(actor_class, region) if site else None,
        by=by.username,
        at=at,
    )
    return number


def _valid_until(actor_class: ActorClass, decision: Decision) -> date | None:
    """The end of the term: what the law says, and where it is unknown what the decision says."""
    validity, known = stated_or(actor_class.validity, None)
    if known:
        return validity.ends_before(decision.holds_from) if validity else None
    told = decision.conditions.get("valid_until")
    return date.fromisoformat(told) if told else None


def _cap_w(actor_class: ActorClass, region: str) -> int | None:
    """The cap of the region; an unknown one was weighed by hand, or the grant would not have been proposed."""
    try:
        return actor_class.cap_w(region)
    except UnknownLaw:
        return None


def _basis(decision: Decision, by: Officer) -> Basis:
    first = decision.why[0]
    return Basis(
        decision=decision.number,
        article=first.article,
        article_in_force_from=first.article_in_force_from,
        law_version=decision.law_version,
        signed_by=(decision.proposed_by.username, by.username),
        ground=first.ground or GROUND[StatusAct(decision.act)],
    )


def _kept(book: Book, rows: list[tuple[Any, ...]], day: date, at: datetime) -> tuple[Model, ...]:
    return parties.keep(book, rows, on=day, at=at).rows


def _entry(site: SiteClaim, day: date) -> tuple[Any, ...]:
    share = queries.pool_share(site.pool_id, day)
    return (
        site.site_code,
        site.region,
        site.feeder,
        site.pue_ppm,
        Grade.NAMEPLATE.value,
        site.asset,
        site.scheme,
        site.pool_id,
        share,
        None,
        site.power_source,
        day,
        None,
    )


def _machines(site: SiteClaim, day: date) -> list[tuple[Any, ...]]:
    standing = site.machines.filter(removed_at__isnull=True)
    told = standing.values_list("serial", "model", "hash_rate_ghs", "power_w")
    return [(site.site_code, serial, model, 1, rate, power, day, None) for serial, model, rate, power in told]


def _wallets(file: Application, site: SiteClaim, day: date) -> list[tuple[Any, ...]]:
    told = file.wallets.filter(removed_at__isnull=True).values_list("address", flat=True)
    return [(address, site.site_code, day, None) for address in told]


def _enter_pool(file: Application, number: str, day: date, at: datetime) -> Iterator[Model]:
    """A pool that is accredited stands among the pools of the register under the number of its licence."""
    if stated_or(queries.actor_class_of(file).activity, "")[0] == POOL:
        yield from _kept(POOLS, [(number, file.party_name, True, day, None)], day, at)
