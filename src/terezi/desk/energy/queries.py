"""Every read of plans and orders; `orders_to` is the only way to a licensee's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from terezi.base.errors import Refused
from terezi.desk.billing.models import Reader
from terezi.desk.energy.models import CurtailmentOrder, OrderToSite, Outbox, Plan
from terezi.desk.energy.terms import OrderState, PlanState, Post
from terezi.desk.licences.queries import sites_on
from terezi.desk.people.models import Officer

if TYPE_CHECKING:
    import polars as pl

GIVEN = (OrderState.ISSUED, OrderState.LIFTED)


@dataclass(frozen=True)
class OwnSite:
    """A site of an applicant's licence."""

    site_id: str
    name: str
    region: str
    licensed_w: int


def orders() -> QuerySet[CurtailmentOrder]:
    """Return all orders with who proposed and signed them, the newest first."""
    return CurtailmentOrder.objects.select_related("proposed_by", "decided_by").order_by(
        "-proposed_at", "-number"
    )


def with_counts(found: QuerySet[CurtailmentOrder]) -> QuerySet[CurtailmentOrder]:
    """Add how many sites each order touches and how many said they have it."""
    return found.annotate(
        sites_count=Count("sites"),
        acknowledged_count=Count("sites", filter=Q(sites__acknowledged_at__isnull=False)),
    )


def in_region(found: QuerySet[CurtailmentOrder], region: str) -> QuerySet[CurtailmentOrder]:
    """Return the orders an officer of a region sees: those that touch a site of it; without a region all."""
    return found.filter(sites__region=region).distinct() if region else found


def order(number: str) -> CurtailmentOrder | None:
    """Return one order."""
    return orders().filter(number=number).first()


def sites_of(of: CurtailmentOrder, region: str = "") -> list[OrderToSite]:
    """Return what an order says to each site, in the law's order."""
    found = of.sites.order_by("place")
    return list(found.filter(region=region) if region else found)


def regions_of(of: CurtailmentOrder) -> list[str]:
    """Return the regions in which an order touches somebody."""
    return list(of.sites.order_by("region").values_list("region", flat=True).distinct())


def holding(at: datetime) -> QuerySet[CurtailmentOrder]:
    """Return the orders that hold at a moment or will."""
    return orders().filter(state=OrderState.ISSUED, ends_at__gt=at)


def unsigned() -> QuerySet[CurtailmentOrder]:
    """Return the emergency orders that no second officer has signed yet, the most urgent first."""
    return orders().filter(state=OrderState.ISSUED, decided_by__isnull=True).order_by("sign_by")


def orders_between(starts_at: datetime, ends_at: datetime) -> list[OrderToSite]:
    """Return what was ordered to sites for some part of a time."""
    found = OrderToSite.objects.select_related("order").filter(
        order__state__in=GIVEN, order__starts_at__lt=ends_at, order__ends_at__gt=starts_at
    )
    return list(found.order_by("order__starts_at", "place"))


def orders_for_site(site_id: str) -> list[OrderToSite]:
    """Return what was ordered to one site, the newest first."""
    found = OrderToSite.objects.select_related("order").filter(site_id=site_id, order__state__in=GIVEN)
    return list(found.order_by("-order__starts_at"))


def licences_of(reader: Officer) -> list[str]:
    """Return the licences granted to an applicant."""
    return list(Reader.objects.filter(officer=reader).values_list("licence_number", flat=True))


def sites_of_reader(reader: Officer, day: date) -> list[OwnSite]:
    """Return the sites of an applicant's licences on a day."""
    own = set(licences_of(reader))
    return [
        OwnSite(site.site_id, site.name, site.region, site.licensed_w)
        for site in sites_on(day)
        if site.licence_number in own
    ]


def orders_to(reader: Officer) -> QuerySet[OrderToSite]:
    """Return what was ordered to the sites of an applicant's licences, the newest first."""
    own = Reader.objects.filter(officer=reader).values_list("licence_number", flat=True)
    found = OrderToSite.objects.select_related("order").filter(order__state__in=GIVEN, licence_number__in=own)
    return found.exclude(licence_number="").order_by("-order__issued_at", "site_id")


def to_acknowledge(reader: Officer, at: datetime) -> list[OrderToSite]:
    """Return the orders that hold for an applicant and that he has not said he has."""
    found = orders_to(reader).filter(
        acknowledged_at__isnull=True, order__state=OrderState.ISSUED, order__ends_at__gt=at
    )
    return list(found.order_by("order__starts_at"))


def events_for(gateway_id: str, at: datetime) -> list[Outbox]:
    """Return the last message of each order that concerns a gateway and is not over."""
    found = Outbox.objects.select_related("order", "to_site").filter(
        kind=Post.MQTT, to_site__gateway_id=gateway_id, order__ends_at__gt=at
    )
    newest: dict[int | None, Outbox] = {each.to_site_id: each for each in found.order_by("pk")}
    return list(newest.values())


def waiting(kind: Post) -> list[Outbox]:
    """Return what has not gone out yet, the oldest first."""
    return list(Outbox.objects.select_related("order").filter(kind=kind, sent_at__isnull=True).order_by("pk"))


def unanswered(at: datetime) -> list[Outbox]:
    """Return the last message of each order that holds or will, to sites whose gateway has heard and not answered it."""
    found = Outbox.objects.select_related("order").filter(
        kind=Post.MQTT,
        sent_at__isnull=False,
        order__ends_at__gt=at,
        to_site__acknowledged_at__isnull=True,
    )
    newest: dict[int | None, Outbox] = {each.to_site_id: each for each in found.order_by("pk")}
    return list(newest.values())


def outbox_of(of: CurtailmentOrder) -> list[Outbox]:
    """Return what went out, or waits to, for an order."""
    return list(of.outbox.select_related("to_site").order_by("pk"))


def plans(day: date) -> QuerySet[Plan]:
    """Return the plans of a day, the newest version first."""
    return Plan.objects.select_related("proposed_by", "decided_by").filter(day=day).order_by("-version")


def published(days: Iterable[date]) -> dict[date, Plan]:
    """Return the published plan of each day that has one, its last version."""
    found = Plan.objects.filter(day__in=list(days), state=PlanState.PUBLISHED).order_by("version")
    return {each.day: each for each in found}


def last_firm(before: date, days: int) -> dict[date, Plan]:
    """Return the published firm plans of the last so many days before a day that have one."""
    found = Plan.objects.filter(state=PlanState.PUBLISHED, is_firm=True, day__lt=before).order_by("-day")
    return published(list(found.values_list("day", flat=True).distinct()[:days]))


def published_days() -> list[date]:
    """Return the days of which a plan was ever published, earliest first."""
    found = Plan.objects.filter(state=PlanState.PUBLISHED).order_by("day")
    return list(found.values_list("day", flat=True).distinct())


def published_plans() -> "pl.DataFrame":
    """Return every published plan as rows of `ref_power_plans`, sorted by its key."""
    import polars as pl  # noqa: PLC0415 (keeps it out of the start of the web process)

    from terezi.evidence.facts.tables import REF_POWER_PLANS  # noqa: PLC0415

    names = ("day", "version", "certificate_sha256", "is_firm", "decided_at")
    found = Plan.objects.filter(state=PlanState.PUBLISHED).order_by("day", "version").values_list(*names)
    return pl.DataFrame(list(found), schema=REF_POWER_PLANS.polars_schema(), orient="row")


def plan(pk: int) -> Plan:
    """Return one plan.

    :raises Refused: when there is none.
    """
    found = Plan.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(f"There is no plan {pk}: open it from the page of its day")
    return found
