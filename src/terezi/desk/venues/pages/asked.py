"""What the address of a monitor's page asks for, and who asks."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from terezi.desk.findings.pages.asked import day_asked
from terezi.desk.people.access import OfficerRequest, may
from terezi.desk.people.here import country_here, day_here
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.readings import watching


def basis_of(request: OfficerRequest) -> MarketBasis:
    """Return what this officer sees of the day asked for, or else of the last day anything is known of."""
    lake = watching()
    day = day_asked(request) or lake.last_day or day_here(timezone.now())
    fees = may(request.user, "venue_fees.read")
    return MarketBasis(country_here(), day, timezone.now(), lake, request.user, fees)


def instant_asked(request: HttpRequest, name: str) -> datetime | None:
    """Return the instant an address names; None where it names none."""
    try:
        instant = parse_datetime(request.GET.get(name, "").strip())
    except ValueError:
        return None
    return instant if instant is None or instant.tzinfo else instant.replace(tzinfo=UTC)


def nothing_of_this_code() -> Http404:
    """Return what is answered where an exchange or an alert is not there, or not this officer's to see."""
    return Http404(_("Nothing of this code is on the register of the day, or it is not yours to see."))
