"""What a signature lets others see: the certificate of a licence that holds, and the refusal that stands."""

from datetime import datetime

from django.conf import settings

from terezi.desk.applications.models import Application
from terezi.desk.decisions.models import Decision
from terezi.desk.licences.classes import waiting
from terezi.desk.register import actions as register
from terezi.desk.register.keys import certificate_key
from terezi.evidence.facts.home import Home
from terezi.law.book import day_in


def certify(file: Application, decision: Decision, *, by: str, at: datetime) -> None:
    """Issue the certificate of every licence the grant entered; one that holds later is issued on its day.

    A class whose grant alone lets nobody operate has no certificate.

    :raises Refused: when the register has no such licence.
    """
    if decision.holds_from > day_in(file.country, at):
        return
    if file.actor_class in waiting(file.country, day_in(file.country, at)):
        return
    signer = certificate_key(home=Home(settings.TEREZI_HOME), by=by, at=at)
    for number in _granted(file):
        register.issue_certificate(number=number, issuer=file.country, signer=signer, by=by, at=at)


def _granted(file: Application) -> list[str]:
    of_sites = file.sites.filter(removed_at__isnull=True).order_by("label")
    return list(of_sites.values_list("licence_number", flat=True)) or [file.licence_number]


def show_refusal(file: Application, decision: Decision, *, by: str, at: datetime) -> None:
    """Let the public see that the application was refused, and under which articles."""
    register.show_refusal(
        number=file.number,
        name=file.party_name,
        kind=file.party_kind,
        actor_class=file.actor_class,
        refused_on=day_in(file.country, at),
        articles=[reason.article for reason in decision.why],
        by=by,
        at=at,
    )
