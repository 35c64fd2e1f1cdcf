"""Reading the register of what exists."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Model, Q, QuerySet

from terezi.desk.parties.models import (
    KNOWN_NOW,
    MachineBatch,
    MarketMaker,
    Meter,
    Pool,
    ReserveAddress,
    Site,
    SiteEntry,
    Venue,
    VenueEntry,
    VenueFee,
    Wallet,
)
from terezi.desk.parties.terms import MeterKind


def known(at: datetime | None = None) -> Q:
    """Return the condition that the register said a row at a moment; now where none is named."""
    if at is None:
        return KNOWN_NOW
    return Q(known_since__lte=at) & (KNOWN_NOW | Q(known_until__gt=at))


def holding_on(day: date, known_at: datetime | None = None) -> Q:
    """Return the condition that a row is true of a day, as known at a moment or now."""
    true = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    return true & known(known_at)


def unknown_sites(codes: Iterable[str]) -> list[str]:
    """List the codes no site on the register has."""
    return sorted(set(codes) - set(Site.objects.values_list("code", flat=True)))


def unknown_venues(codes: Iterable[str]) -> list[str]:
    """List the codes no venue on the register has."""
    return sorted(set(codes) - set(Venue.objects.values_list("code", flat=True)))


def venue_entries_on(day: date, known_at: datetime | None = None) -> QuerySet[VenueEntry]:
    """Return what is said of every venue on a day."""
    return VenueEntry.objects.filter(holding_on(day, known_at)).order_by("venue_id")


def reserve_addresses_on(day: date, known_at: datetime | None = None) -> QuerySet[ReserveAddress]:
    """Return the addresses at which venues say they hold coins of their clients."""
    return ReserveAddress.objects.filter(holding_on(day, known_at)).order_by("venue_id", "asset", "address")


def entries_on(day: date, known_at: datetime | None = None) -> QuerySet[SiteEntry]:
    """Return what is said of every site on a day."""
    return SiteEntry.objects.filter(holding_on(day, known_at)).order_by("site_id")


def machines_of(site_id: str, *, on: date, known_at: datetime | None = None) -> QuerySet[MachineBatch]:
    """Return the machines on the register of a site."""
    return MachineBatch.objects.filter(holding_on(on, known_at), site_id=site_id).order_by("batch_id")


def meters_of(subject_id: str, *, on: date, known_at: datetime | None = None) -> QuerySet[Meter]:
    """Return the meters of a site, feeder or customer, best source first."""
    return Meter.objects.filter(holding_on(on, known_at), subject_id=subject_id).order_by(
        "source_rank", "meter_id"
    )


def customer_meters_on(feeder_id: str, *, on: date, known_at: datetime | None = None) -> QuerySet[Meter]:
    """Return the customers' meters that hang on a feeder."""
    return Meter.objects.filter(
        holding_on(on, known_at), feeder_id=feeder_id, kind=MeterKind.CUSTOMER
    ).order_by("meter_id")


def wallets_of(site_id: str, *, on: date, known_at: datetime | None = None) -> QuerySet[Wallet]:
    """Return the addresses a site declared."""
    return Wallet.objects.filter(holding_on(on, known_at), site_id=site_id).order_by("address")


def pools_on(day: date, known_at: datetime | None = None) -> QuerySet[Pool]:
    """Return the pools the register knows."""
    return Pool.objects.filter(holding_on(day, known_at)).order_by("pool_id")


PLAIN: dict[str, type[Model]] = {
    "ref_machines": MachineBatch,
    "ref_meters": Meter,
    "ref_wallets": Wallet,
    "ref_pools": Pool,
    "ref_venue_fees": VenueFee,
    "ref_market_makers": MarketMaker,
    "ref_reserve_addresses": ReserveAddress,
}
"""The reference tables whose columns are those of one model."""
