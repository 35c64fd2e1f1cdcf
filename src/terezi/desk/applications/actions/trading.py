"""What the grant of an exchange writes into the register: the venue its returns name, and who files them."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Model

from terezi.desk.applications import queries
from terezi.desk.applications.actions.numbers import next_number
from terezi.desk.applications.models import Application
from terezi.desk.applications.rules.asked import stated_or
from terezi.desk.licences.actions.imports import VENUES
from terezi.desk.licences.queries import venue_to_go_on
from terezi.desk.parties import actions as parties
from terezi.desk.parties.models import Party, Venue
from terezi.desk.parties.signals import venue_granted

WHAT_THE_LAW_ADMITS = "*"


def enter_venue(
    file: Application, number: str, holder: Party, *, day: date, by: str, at: datetime
) -> Iterator[Model]:
    """Enter the venue of a licence whose class runs a market, and let the applicant file for it at once.

    Only the licence says how the venue stands, so that suspending the one suspends the other. A holder whose
    earlier licence is over goes on under the code its returns bore.
    """
    classes, _known = stated_or(queries.law_of(file).exchanges.venue_classes, ())
    if file.actor_class not in classes:
        return
    code = venue_to_go_on(holder, file.actor_class, day)
    if not code:
        code, series = _next_venue(file.country)
        yield series
    yield from parties.know_venues([code])
    yield from parties.keep(VENUES, [(code, number, WHAT_THE_LAW_ADMITS, day, None)], on=day, at=at).rows
    venue = Venue.objects.get(code=code)
    venue_granted.send(sender=Venue, venue=venue, applicant=file.applicant, by=by, at=at)


def _next_venue(country: str) -> tuple[str, Model]:
    """Return a code no venue on the register has: some came with an older register."""
    code, series = next_number(f"{country}-V")
    while Venue.objects.filter(code=code).exists():
        code, series = next_number(f"{country}-V")
    return code, series
