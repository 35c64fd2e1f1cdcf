"""What the layout says of the home on every page: its country, whether it is fiction, demo officers."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from terezi.base.errors import Refused, Unavailable
from terezi.desk.findings import readings
from terezi.law.book import law_on

FICTION = "(fiction)"  # how the sources of an invented country's law pack call themselves
DEMO_OFFICERS = "demo-officers.json"


@dataclass(frozen=True)
class DemoOfficer:
    """Somebody who may sign in to a demo; the password is no secret there."""

    username: str
    name: str
    role: str
    password: str


@dataclass(frozen=True)
class HomeFacts:
    """The country of the home, and what kind of home it is."""

    country: str
    is_fiction: bool
    demo_officers: tuple[DemoOfficer, ...]


def home_facts() -> HomeFacts:
    """Read what the layout needs; a home without a country is shown without one."""
    try:
        country = readings.country()
    except (Refused, Unavailable, OSError):
        country = ""
    return HomeFacts(country, _is_fiction(country), _demo_officers())


def _is_fiction(country: str) -> bool:
    try:
        law = law_on(country, timezone.now().date())
    except Refused:
        return False
    return FICTION in law.settlement.time_zone.source


def _demo_officers() -> tuple[DemoOfficer, ...]:
    path = settings.TEREZI_HOME / DEMO_OFFICERS
    if not path.exists():
        return ()
    return tuple(DemoOfficer(**each) for each in json.loads(path.read_text(encoding="utf-8")))
