"""Which day it is: that of the country a home supervises, not that of its machines."""

from datetime import date, datetime

from django.conf import settings

from terezi.base.errors import Unavailable
from terezi.law.book import day_in


def day_here(at: datetime) -> date:
    """Return the day it is at a moment in the country of this home; in UTC where it has none."""
    from terezi.evidence.facts.home import Home  # noqa: PLC0415 - keeps the lake out of the web's start

    try:
        return day_in(Home(settings.TEREZI_HOME).country, at)
    except Unavailable:
        return at.date()
