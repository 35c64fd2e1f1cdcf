"""The places of the desk, the portal and the public site: one list, shown by what each page says of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from terezi.desk.people.access import may

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True)
class Place:
    """Where a link of the navigation leads; whoever may open the page there sees the link."""

    key: str
    address: str
    label: "StrOrPromise"


@dataclass(frozen=True)
class Group:
    """Places of one kind of work."""

    label: "StrOrPromise"
    places: tuple[Place, ...]


DESK = (
    Group(
        _("Measure"),
        (
            Place("today", "/", _("Today")),
            Place("sites", "/sites/", _("Sites")),
            Place("load", "/load/", _("Load")),
            Place("energy", "/energy/", _("Energy")),
            Place("visits", "/visits/", _("Visits")),
            Place("bills", "/bills/", _("Bills")),
            Place("venues", "/venues/", _("Exchanges")),
            Place("venue_fees", "/venues/fees", _("Fees of exchanges")),
        ),
    ),
    Group(
        _("License"),
        (
            Place("licensing", "/licensing/", _("Licensing")),
            Place("decisions", "/decisions/", _("Decisions")),
            Place("register", "/register/", _("Register")),
            Place("lists", "/lists/", _("Lists")),
        ),
    ),
    Group(
        _("On record"),
        (
            Place("law", "/law/", _("Law")),
            Place("journal", "/journal/", _("Journal")),
            Place("integrity", "/integrity/", _("Integrity")),
        ),
    ),
)
PORTAL = (
    Group(
        _("Portal"),
        (
            Place("portal", "/portal/", _("My applications")),
            Place("portal_power", "/portal/power/", _("My power")),
            Place("portal_bills", "/portal/bills/", _("My bills")),
            Place("portal_returns", "/portal/returns/", _("My returns")),
            Place("account", "/portal/account/", _("My account")),
        ),
    ),
)
PUBLIC = (
    Group(
        _("Public"),
        (
            Place("public", "/public/", _("Public register")),
            Place("verify", "/public/verify/", _("Check a certificate")),
            Place("reserves", "/public/reserves/", _("Check my balance")),
        ),
    ),
)
SECOND_STEP = "/account/second-step/"


def is_open(place: Place, person: object) -> bool:
    """Answer whether there is a page at the place, and this person may open it."""
    access = _access_at(place.address)
    return access is not None and may(person, access)


@cache
def _access_at(address: str) -> str | None:
    """Return what the page at an address asks for, None where there is no page."""
    try:
        return str(resolve(address).func.access)  # type: ignore[attr-defined]
    except Resolver404:
        return None


def open_to(person: object, groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return the places this person may open, without empty groups."""
    told = (Group(group.label, tuple(p for p in group.places if is_open(p, person))) for group in groups)
    return tuple(group for group in told if group.places)


def first_of(person: object) -> str:
    """Return the address where this person's work starts: Today where he may, an applicant at the portal."""
    groups = open_to(person, (*DESK, *PORTAL))
    return groups[0].places[0].address if groups else SECOND_STEP


def place_of(path: str) -> str:
    """Return the key of the place an address lies in, by the longest beginning; empty where it is none."""
    known = [place for group in (*DESK, *PORTAL, *PUBLIC) for place in group.places if place.address != "/"]
    inside = [place for place in known if path.startswith(place.address)]
    return max(inside, key=lambda place: len(place.address)).key if inside else ""
