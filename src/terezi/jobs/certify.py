"""Issue the certificates whose day has come, and anew where the register has changed since. Safe to repeat."""

from collections.abc import Iterator
from datetime import datetime

from terezi.desk.licences.classes import waiting
from terezi.desk.licences.queries import licences_on
from terezi.desk.licences.terms import Provenance, Status
from terezi.desk.register import actions
from terezi.desk.register.keys import certificate_key
from terezi.desk.register.models import Certificate
from terezi.desk.register.queries import outdated
from terezi.evidence.facts.home import Home
from terezi.law.book import day_in


def certify(*, home: Home, by: str, at: datetime) -> list[str]:
    """Issue a certificate for every decided licence that holds and has none that says so; answers their numbers."""
    signer = certificate_key(home=home, by=by, at=at)
    numbers = list(_due(home.country, at))
    for number in numbers:
        actions.issue_certificate(number=number, issuer=home.country, signer=signer, by=by, at=at)
    return numbers


def _due(country: str, at: datetime) -> Iterator[str]:
    had = set(Certificate.objects.values_list("number", flat=True)) - set(outdated(at))
    today = day_in(country, at)
    decided = licences_on(today).filter(provenance=Provenance.DECISION)
    for licence in decided.exclude(actor_class__in=sorted(waiting(country, today))):
        if Status(licence.status).may_operate and licence.number not in had:
            yield licence.number
