"""Sites, and the register of licences, for machines."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import AwareDatetime

from terezi.desk.licences import queries
from terezi.desk.licences.classes import waiting_here
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import NOT_YET, LicensedSite, Status
from terezi.desk.parties import queries as register
from terezi.desk.people.access import officers
from terezi.desk.people.here import day_here

router = Router(tags=["sites"])


class SiteOut(Schema):
    """A site and what its licence allows."""

    site_id: str
    name: str
    licence_number: str
    status: str
    public_sentence: str = Field(description="What the status means to the public")
    may_operate: bool
    actor_class: str
    region: str
    feeder_id: str
    licensed_w: int = Field(description="Highest power the licence allows, W")
    pue_ppm: int = Field(description="Site power / machine power x 1e6")
    evidence_grade: str
    asset: str
    scheme: str
    pool_id: str
    pool_share_ppm: int
    tariff_minor_per_mwh: int | None
    power_source: str
    valid_from: date
    valid_until: date | None = Field(description="Exclusive; empty while it stands")


class MachinesOut(Schema):
    """A batch of machines of one model."""

    batch_id: str
    model: str
    machines: int
    hash_rate_ghs: int = Field(description="GH/s each")
    power_w: int = Field(description="W each")


class MeterOut(Schema):
    """A meter of the site."""

    meter_id: str
    source_rank: int
    interval_seconds: int


class SiteWithEquipment(SiteOut):
    """A site with its machines, meters and wallets on a day."""

    batches: int
    machines: list[MachinesOut] = Field(description="The first 1000 batches")
    meters: list[MeterOut]
    wallets: list[str]


class SitesOut(Schema):
    """One page of sites."""

    count: int
    next_offset: int | None
    items: list[SiteOut]


class Asked(Schema):
    """Which sites, and on which day (today where none is named)."""

    on: date | None = None
    region: str | None = None
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10**15)


@router.get("", response=SitesOut, auth=officers(may="sites.read"), summary="Sites on the register")
def list_sites(request: HttpRequest, asked: Query[Asked]) -> Any:
    sites = queries.sites_on(asked.on or day_here(timezone.now()), region=asked.region)
    until = asked.offset + asked.limit
    waiting = waiting_here(asked.on or day_here(timezone.now()))
    return {
        "count": len(sites),
        "next_offset": until if until < len(sites) else None,
        "items": [_out(site, waiting) for site in sites[asked.offset : until]],
    }


@router.get("/{site_id}", response=SiteWithEquipment, auth=officers(may="sites.read"), summary="One site")
def one_site(request: HttpRequest, site_id: str, on: date | None = None) -> Any:
    day = on or day_here(timezone.now())
    site = queries.site_on(site_id, day)
    if site is None:
        raise HttpError(404, f"No site {site_id} is on the register on {day}")
    batches = register.machines_of(site_id, on=day)
    return {
        **_out(site, waiting_here(day)),
        "batches": batches.count(),
        "machines": list(batches[:1000]),
        "meters": list(register.meters_of(site_id, on=day)),
        "wallets": list(register.wallets_of(site_id, on=day).values_list("address", flat=True)),
    }


register_router = Router(tags=["register"])


class LicenceOut(Schema):
    """What the register says of a licence over some days, and between which moments it said so."""

    number: str
    holder: str
    registration_number: str
    status: str
    public_sentence: str = Field(description="What the status means to the public")
    may_operate: bool
    actor_class: str
    site_id: str | None
    region: str
    licensed_w: int = Field(description="Highest power the licence allows, W; 0 where it allows none")
    conditions: str
    suspended_until: date | None
    decision: str
    article: str
    article_in_force_from: date | None
    law_version: str
    provenance: str = Field(
        description="decision, import, law, or legacy: read from an older book, unverified"
    )
    valid_from: date
    valid_until: date | None = Field(description="Exclusive; empty while it stands")
    known_since: datetime
    known_until: datetime | None = Field(description="Empty for what is known now")


class LicenceWithHistory(Schema):
    """A licence on a day, as known at a moment, and everything the register ever said of it."""

    number: str
    on: date
    known_at: datetime | None
    says: LicenceOut | None = Field(description="Empty where the register says nothing of the day")
    history: list[LicenceOut]


class LicencesOut(Schema):
    """One page of licences."""

    count: int
    next_offset: int | None
    items: list[LicenceOut]


class AskedRegister(Schema):
    """Which licences, on which day (today where none is named) and as known when (now)."""

    on: date | None = None
    known_at: AwareDatetime | None = None
    status: Status | None = None
    actor_class: str | None = None
    region: str | None = None
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10**15)


@register_router.get(
    "", response=LicencesOut, auth=officers(may="register.read"), summary="Licences on the register"
)
def list_licences(request: HttpRequest, asked: Query[AskedRegister]) -> Any:
    day = asked.on or day_here(timezone.now())
    found = queries.licences_on(day, asked.known_at, region=_region(request))
    exact = {"status": asked.status, "actor_class": asked.actor_class, "region": asked.region}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    count, until = found.count(), asked.offset + asked.limit
    waiting = waiting_here(day)
    return {
        "count": count,
        "next_offset": until if until < count else None,
        "items": [_licence(row, waiting) for row in found[asked.offset : until]]
        if asked.offset < count
        else [],
    }


@register_router.get(
    "/{number}", response=LicenceWithHistory, auth=officers(may="register.read"), summary="One licence"
)
def one_licence(
    request: HttpRequest, number: str, on: date | None = None, known_at: AwareDatetime | None = None
) -> Any:
    day, history = on or day_here(timezone.now()), queries.history(number)
    if not any(_region(request) in {None, row.region} for row in history):
        raise HttpError(404, f"No licence {number} is on the register")
    standing, waiting = queries.licence_on(number, day, known_at), waiting_here(day)
    return {
        "number": number,
        "on": day,
        "known_at": known_at,
        "says": standing and _licence(standing, waiting),
        "history": [_licence(row, waiting) for row in history],
    }


def _region(request: HttpRequest) -> str | None:
    """The one region the asking officer sees, or none for all: whoever came by a token is in `auth`."""
    return getattr(getattr(request, "auth", request.user), "region", "") or None


def _licence(row: Licence, waiting: frozenset[str]) -> dict[str, Any]:
    names = set(LicenceOut.model_fields) - {"holder", "registration_number", "public_sentence", "may_operate"}
    return {
        **{name: getattr(row, name) for name in names},
        "holder": row.holder.name,
        "registration_number": row.holder.registration_number,
        **_may_operate(row, waiting),
    }


def _out(site: LicensedSite, waiting: frozenset[str]) -> dict[str, Any]:
    return {**asdict(site), **_may_operate(site, waiting)}


def _may_operate(said: Licence | LicensedSite, waiting: frozenset[str]) -> dict[str, Any]:
    status = Status(said.status)
    if said.actor_class in waiting and status.may_operate:
        return {"public_sentence": NOT_YET, "may_operate": False}
    return {"public_sentence": status.public_sentence, "may_operate": status.may_operate}
