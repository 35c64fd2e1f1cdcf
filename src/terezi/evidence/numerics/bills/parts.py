"""The parts of a span of days in which one tariff stands: a change inside a month cuts the month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from terezi.base.periods import Period
from terezi.law.book import law_on
from terezi.law.tariffs import TariffBand
from terezi.law.terms import Law, Term

DAY = timedelta(days=1)
EVERY_HOUR = "every_hour"


@dataclass(frozen=True)
class Part:
    """Days that follow each other under one wording of tariff and levy; `law` is that of the first of them."""

    period: Period
    law: Law

    @property
    def bands(self) -> tuple[TariffBand, ...]:
        """The bands of the tariff; empty where the law's are not known."""
        bands = self.law.tariffs.bands
        return bands.value if bands.is_known else ()


def parts_of(country: str, period: Period) -> tuple[Part, ...]:
    """Cut a period wherever a term of tariff or levy takes a new value.

    :raises Refused: when there is no pack for the country.
    """
    parts: list[Part] = []
    for day in period:
        law = law_on(country, day)
        if parts and wording(_deciding(parts[-1].law)) == wording(_deciding(law)):
            parts[-1] = Part(Period(parts[-1].period.starts_on, day + DAY), parts[-1].law)
        else:
            parts.append(Part(Period(day, day + DAY), law))
    return tuple(parts)


def month_of(day: date) -> Period:
    """Return the calendar month a day lies in."""
    first = day.replace(day=1)
    return Period(first, (first + 31 * DAY).replace(day=1))


def quarter_of(day: date) -> Period:
    """Return the calendar quarter a day lies in."""
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return Period(first, (first + 92 * DAY).replace(day=1))


def wording(terms: Iterable[Term[object]]) -> list[tuple[object, ...]]:
    """Say in a comparable way which value of each term stands; before its first one none does."""
    return [
        (term.in_force_from, term.stated, term.status) if term.day >= term.in_force_from else ()
        for term in terms
    ]


def _deciding(law: Law) -> tuple[Term[object], ...]:
    return (*law.tariffs.terms(), law.levy.schedule)
