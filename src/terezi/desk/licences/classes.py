"""What the law says a grant is worth: some classes only begin with it, and operate once a second one follows."""

from datetime import date

from django.conf import settings

from terezi.base.errors import Refused, Unavailable
from terezi.law.book import law_on


def waiting_here(on: date) -> frozenset[str]:
    """Return the classes whose holders may not operate yet, by the law of this home; none where it has no law."""
    from terezi.evidence.facts.home import Home  # noqa: PLC0415 - keeps the lake out of the web's start

    try:
        return waiting(Home(settings.TEREZI_HOME).country, on)
    except Unavailable:
        return frozenset()


def waiting(country: str, on: date) -> frozenset[str]:
    """Return the classes whose grant alone lets nobody operate, by the law of a country; none where it has no law."""
    try:
        classes = law_on(country, on).licensing.classes.values()
    except Refused:
        return frozenset()
    return frozenset(one.id for one in classes if one.may_operate.is_known and one.may_operate.value is False)
