"""What the law says a grant is worth: some classes only begin with it, and operate once a second one follows."""

from datetime import date

from terezi.base.errors import Refused, Unavailable
from terezi.desk.people.here import country_here
from terezi.law.book import law_on


def waiting_here(on: date) -> frozenset[str]:
    """Return the classes whose holders may not operate yet, by the law of this home; none where it has no law."""

    try:
        return waiting(country_here(), on)
    except Unavailable:
        return frozenset()


def waiting(country: str, on: date) -> frozenset[str]:
    """Return the classes whose grant alone lets nobody operate, by the law of a country; none where it has no law."""
    try:
        classes = law_on(country, on).licensing.classes.values()
    except Refused:
        return frozenset()
    return frozenset(one.id for one in classes if one.may_operate.is_known and one.may_operate.value is False)
