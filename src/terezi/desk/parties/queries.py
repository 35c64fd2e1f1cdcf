"""Reading the register of what exists."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Model, Q, QuerySet

from terezi.desk.parties.models import MachineBatch, Meter, Pool, Site, SiteEntry, Wallet
from terezi.desk.parties.terms import MeterKind


def holding_on(day: date) -> Q:
    """Return the condition that a row of the register holds on a day."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))


def unknown_sites(codes: Iterable[str]) -> list[str]:
    """List the codes no site on the register has."""
    return sorted(set(codes) - set(Site.objects.values_list("code", flat=True)))


def entries_on(day: date) -> QuerySet[SiteEntry]:
    """Return what is said of every site on a day."""
    return SiteEntry.objects.filter(holding_on(day)).order_by("site_id")


def machines_of(site_id: str, *, on: date) -> QuerySet[MachineBatch]:
    """Return the machines on the register of a site."""
    return MachineBatch.objects.filter(holding_on(on), site_id=site_id).order_by("batch_id")


def meters_of(subject_id: str, *, on: date) -> QuerySet[Meter]:
    """Return the meters of a site, feeder or customer, best source first."""
    return Meter.objects.filter(holding_on(on), subject_id=subject_id).order_by("source_rank", "meter_id")


def customer_meters_on(feeder_id: str, *, on: date) -> QuerySet[Meter]:
    """Return the customers' meters that hang on a feeder."""
    return Meter.objects.filter(holding_on(on), feeder_id=feeder_id, kind=MeterKind.CUSTOMER).order_by(
        "meter_id"
    )


def wallets_of(site_id: str, *, on: date) -> QuerySet[Wallet]:
    """Return the addresses a site declared."""
    return Wallet.objects.filter(holding_on(on), site_id=site_id).order_by("address")


def pools_on(day: date) -> QuerySet[Pool]:
    """Return the pools the register knows."""
    return Pool.objects.filter(holding_on(day)).order_by("pool_id")


PLAIN: dict[str, type[Model]] = {
    "ref_machines": MachineBatch,
    "ref_meters": Meter,
    "ref_wallets": Wallet,
    "ref_pools": Pool,
}
"""The reference tables whose columns are those of one model."""
