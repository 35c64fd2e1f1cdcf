"""Sites and their licences for machines."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from terezi.desk.licences import queries
from terezi.desk.licences.terms import LicensedSite
from terezi.desk.parties import queries as register
from terezi.desk.people.access import officers

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
    sites = queries.sites_on(asked.on or timezone.localdate(), region=asked.region)
    until = asked.offset + asked.limit
    return {
        "count": len(sites),
        "next_offset": until if until < len(sites) else None,
        "items": [_out(site) for site in sites[asked.offset : until]],
    }


@router.get("/{site_id}", response=SiteWithEquipment, auth=officers(may="sites.read"), summary="One site")
def one_site(request: HttpRequest, site_id: str, on: date | None = None) -> Any:
    day = on or timezone.localdate()
    site = queries.site_on(site_id, day)
    if site is None:
        raise HttpError(404, f"No site {site_id} is on the register on {day}")
    batches = register.machines_of(site_id, on=day)
    return {
        **_out(site),
        "batches": batches.count(),
        "machines": list(batches[:1000]),
        "meters": list(register.meters_of(site_id, on=day)),
        "wallets": list(register.wallets_of(site_id, on=day).values_list("address", flat=True)),
    }


def _out(site: LicensedSite) -> dict[str, Any]:
    return {**asdict(site), "public_sentence": site.public_sentence, "may_operate": site.may_operate}
