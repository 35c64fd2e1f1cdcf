"""What the layout says of the home on every page: its country, whether it is fiction, demo officers."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from terezi.base.errors import Refused, Unavailable
from terezi.desk.people.here import country_here
from terezi.desk.people.models import Officer
from terezi.desk.people.queries import applicants, officers
from terezi.law.book import law_on

FICTION = "(fiction)"  # how the sources of an invented country's law pack call themselves
DEMO_PASSWORD = "demo-password"  # noqa: S105 - the name of a file which only the home of a demo holds


@dataclass(frozen=True)
class HomeFacts:
    """The country of the home, and what kind of home it is."""

    country: str
    zone: str
    is_fiction: bool
    demo_password: str
    demo_officers: tuple[Officer, ...]
    demo_applicants: tuple[Officer, ...]


def home_facts() -> HomeFacts:
    """Read what the layout needs; a home without a country is shown without one."""
    try:
        country = country_here()
    except (Refused, Unavailable, OSError):
        country = ""
    password = demo_password()
    zone, is_fiction = _zone_and_fiction(country)
    people = (tuple(officers()), tuple(applicants())) if password else ((), ())
    return HomeFacts(country, zone, is_fiction, password, *people)


def _zone_and_fiction(country: str) -> tuple[str, bool]:
    """Return the settlement zone, and whether the country's law pack says it is invented."""
    try:
        zone = law_on(country, timezone.now().date()).settlement.time_zone
        return zone.value, FICTION in zone.source
    except Refused:
        return "UTC", False


def demo_password() -> str:
    """Return the password all officers of a demo share; empty where the home is no demo."""
    path = settings.TEREZI_HOME / DEMO_PASSWORD
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""
