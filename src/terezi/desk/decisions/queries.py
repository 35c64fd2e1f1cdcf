"""Reading decisions, appeals and conflicts."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from terezi.base.errors import Refused, Unavailable
from terezi.desk.decisions import rules
from terezi.desk.decisions.models import Appeal, Conflict, Decision
from terezi.desk.decisions.terms import AppealRights, State, SubjectKind
from terezi.desk.licences import queries as licences
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.parties.models import KNOWN_NOW
from terezi.desk.people.here import country_here
from terezi.desk.people.models import Officer
from terezi.law.book import countries, law_on
from terezi.law.terms import Law


def decision(number: str) -> Decision | None:
    """Return a decision by its number."""
    return _all().filter(number=number).first()


def open_on(subject_kind: SubjectKind, subject: str) -> Decision | None:
    """Return the one proposal that is open on a subject."""
    return _all().filter(subject_kind=subject_kind, subject=subject, state=State.PROPOSED).first()


def decisions_on(subject: str) -> QuerySet[Decision]:
    """Return every decision there ever was on a subject, newest first."""
    return _all().filter(subject=subject)


def signed_on(subject: str) -> QuerySet[Decision]:
    """Return the decisions on a subject that bind, newest first."""
    return decisions_on(subject).filter(state=State.SIGNED)


def _all() -> QuerySet[Decision]:
    return Decision.objects.select_related("proposed_by", "decided_by", "appeal__against").order_by(
        "-proposed_at", "-number"
    )


def to_sign(officer: Officer, day: date) -> list[Decision]:
    """Return the open proposals this officer may decide on, the oldest first."""
    others = visible_to(officer).exclude(proposed_by=officer)
    found = others.filter(state=State.PROPOSED).order_by("proposed_at", "number")
    bound = conflicted_names(officer, day)
    return [
        one for one in found if not rules.shared_party(one.parties, bound) and not took_part(one, officer)
    ]


def kept_from(officer: Officer, day: date) -> int:
    """Count the open proposals of others on which this officer may not decide: he is bound, or took part."""
    others = visible_to(officer).exclude(proposed_by=officer)
    return others.filter(state=State.PROPOSED).count() - len(to_sign(officer, day))


def mine(officer: Officer) -> QuerySet[Decision]:
    """Return what this officer proposed, newest first."""
    return _all().filter(proposed_by=officer)


def decided(officer: Officer) -> QuerySet[Decision]:
    """Return what is no longer open and this officer may read, the last closed first."""
    closed = visible_to(officer).exclude(state=State.PROPOSED)
    return closed.order_by(Coalesce("decided_at", "lapsed_at").desc(), "-number")


def visible_to(officer: Officer) -> QuerySet[Decision]:
    """Return the decisions an officer may read: of his own region, or all if he has none."""
    return _all().filter(region=officer.region) if officer.region else _all()


def names_shown(decision: Decision, reader: Officer) -> bool:
    """Answer whether this reader may learn who proposed it.

    A declined proposal stays nameless while another is open on its subject: it would give that one away.
    """
    if decision.proposed_by_id == reader.pk:
        return True
    if decision.state == State.DECLINED and open_on(SubjectKind(decision.subject_kind), decision.subject):
        return False
    return rules.shows_proposer(decision.state)


def took_part(decision: Decision, officer: Officer) -> bool:
    """Answer whether the officer proposed or signed the decision which this one is an appeal against."""
    if decision.appeal is None:
        return False
    first = decision.appeal.against
    return officer.pk in {first.proposed_by_id, first.decided_by_id}


def appeals_pending() -> QuerySet[Appeal]:
    """Return the appeals nobody has decided yet, the oldest first."""
    return Appeal.objects.filter(closed_at__isnull=True).select_related("against").order_by("at", "id")


def appeal_pending(subject: str) -> bool:
    """Answer whether a signed decision on the subject is under appeal."""
    return Appeal.objects.filter(closed_at__isnull=True, against__subject=subject).exists()


def conflicts_of(officer: Officer, day: date) -> QuerySet[Conflict]:
    """Return what binds the officer to anybody on a day."""
    lasts = Q(until_day__isnull=True) | Q(until_day__gt=day)
    return Conflict.objects.filter(lasts, officer=officer, from_day__lte=day).order_by("party", "id")


def conflicts(officer: Officer) -> QuerySet[Conflict]:
    """Return everything an officer ever declared, newest first."""
    return Conflict.objects.filter(officer=officer).order_by("-declared_at", "-id")


def others_conflicts(officer: Officer, day: date) -> QuerySet[Conflict]:
    """Return what binds other officers on a day."""
    lasts = Q(until_day__isnull=True) | Q(until_day__gt=day)
    standing = Conflict.objects.filter(lasts, from_day__lte=day).exclude(officer=officer)
    return standing.select_related("officer").order_by("officer__name", "party", "id")


def conflicted_names(officer: Officer, day: date) -> list[str]:
    """Return the names of those the officer is bound to on a day."""
    return list(conflicts_of(officer, day).values_list("party", flat=True))


def conflicted_with(officer: Officer, parties: Collection[str], day: date) -> str:
    """Return the first of the parties the officer is bound to on a day; empty when there is none."""
    return rules.shared_party(parties, conflicted_names(officer, day))


def country_of(subject: str, named: str = "") -> str:
    """Return the country whose law a subject is decided under: the one named, that of its number, or the home's.

    :raises Refused: when none of them is a country with a law pack.
    """
    for code in (named, subject[:2]):
        if code in countries():
            return code
    try:
        return country_here()
    except Unavailable as homeless:
        raise Refused(f"{subject} does not say under whose law it stands: name the country") from homeless


def appeal_rights(decision: Decision) -> AppealRights:
    """Return how one may appeal against a signed decision, by the law of the day it was signed."""
    day = decision.decided_on or decision.law_day
    return rules.appeal_rights(law_on(decision.law_country, day), day)


def cap_w(number: str, law: Law) -> int | None:
    """Return the cap, in W, a licence counts under; none where the law has none, or nobody knows of one."""
    licence = standing_licence(number, law.day)
    try:
        return law.licensing.actor_class(licence.actor_class).cap_w(licence.region)
    except Refused:
        return None


def statuses(number: str, day: date) -> list[Status]:
    """Return the statuses a licence has had up to and on a day, as is known now, earliest first."""
    said = Licence.objects.filter(KNOWN_NOW, number=number, valid_from__lte=day).order_by("valid_from")
    return [Status(status) for status in said.values_list("status", flat=True)]


def law_then(decision: Decision) -> Law:
    """Return the law of the day on which a decision was proposed, as the pack of today tells it."""
    return law_on(decision.law_country, decision.law_day)


def standing_licence(number: str, day: date) -> Licence:
    """Return the licence as it stands on a day.

    :raises Refused: when no such licence is on the register on that day.
    """
    licence = licences.licence_on(number, day)
    if licence is None:
        raise Refused(f"No licence {number} is on the register on {day}: look its number up")
    return licence


def standing_of(decision: Decision, told: Status | None, day: date) -> Status:
    """Return the status its subject has now: of a licence from the register, of an application as told.

    :raises Refused: when the subject is an application and nobody tells its status.
    """
    if decision.subject_kind == SubjectKind.LICENCE:
        return Status(standing_licence(decision.subject, day).status)
    if told is None:
        raise Refused(f"{decision.number} is about an application: say what status that has")
    return told
