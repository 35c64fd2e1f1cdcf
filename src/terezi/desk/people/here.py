"""Where and when it is: the country a home supervises, and the day it is there, not that of its machines."""

from datetime import date, datetime

from django.conf import settings

from terezi.base.errors import Unavailable
from terezi.evidence.facts.home import Home
from terezi.law.book import day_in


def country_here() -> str:
    """Return the code of the country this home supervises.

    :raises Unavailable: when the home names none.
    """
    return Home(settings.TEREZI_HOME).country


def day_here(at: datetime) -> date:
    """Return the day it is at a moment in the country of this home; in UTC where it has none."""
    try:
        return day_in(country_here(), at)
    except Unavailable:
        return at.date()
