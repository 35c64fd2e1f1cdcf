"""Every read of filers, filings, proofs and looks at alerts; `venues_of` is the only way to somebody's own."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from terezi.base.errors import Refused
from terezi.base.periods import Period
from terezi.desk.findings.models import Finding
from terezi.desk.licences.queries import venues_licensed
from terezi.desk.licences.terms import MAY_OPERATE
from terezi.desk.parties.models import Venue
from terezi.desk.people.models import Officer
from terezi.desk.venues.models import (
    AlertLook,
    Filer,
    Filing,
    ReserveChallenge,
    ReserveProof,
    VenueQuestion,
)
from terezi.desk.venues.terms import Outcome


def venues_of(officer: Officer) -> list[Venue]:
    """List the venues somebody may file for."""
    return list(Venue.objects.filter(filers__officer=officer, filers__ended_at__isnull=True).order_by("code"))


def venue_to_file_for(officer: Officer, code: str = "") -> Venue:
    """Return the venue somebody files for: the only one that is his, or the one he names.

    :raises Refused: when he files for none, for several without naming one, or not for the one he names.
    """
    own = {venue.code: venue for venue in venues_of(officer)}
    if not own:
        raise Refused("This account files for no venue: ask the authority to name it as the filer of yours")
    if not code and len(own) > 1:
        raise Refused(f"This account files for {', '.join(own)}: say for which with venue=...")
    found = own.get(code or next(iter(own)))
    if found is None:
        raise Refused(f"This account does not file for {code}: it files for {', '.join(own)}")
    return found


def filings_of(venues: Iterable[Venue]) -> QuerySet[Filing]:
    """Return what was filed for some venues, the latest first."""
    return Filing.objects.filter(venue__in=list(venues)).select_related("venue")


def refused_since(venue: Venue, since: datetime) -> QuerySet[Filing, str]:
    """Return the deliveries refused to a venue since a moment."""
    refused = venue.filings.filter(outcome=Outcome.REFUSED, filed_at__gt=since)
    return refused.order_by("-pk").values_list("delivery", flat=True)


def filing_of(officer: Officer, number: str) -> Filing | None:
    """Return a filing of a venue somebody files for."""
    return filings_of(venues_of(officer)).filter(number=number).first()


def days_of_operation(venues: Iterable[Venue], *, days: Iterable[date]) -> set[tuple[str, date]]:
    """Return the (venue, day) on which a licence lets a venue operate: it owes returns of these days, and of no others."""
    asked, codes = set(days), {venue.code for venue in venues}
    return {
        (code, day)
        for code, status, valid_from, valid_until in venues_licensed()
        if code in codes and status in MAY_OPERATE
        for day in asked
        if valid_from <= day and (valid_until is None or day < valid_until)
    }


def filed_days(
    venues: Iterable[Venue], *, days: Iterable[date], zone: str, weighed_until: datetime | None
) -> dict[tuple[str, str, date], date]:
    """Return the local day on which each (venue, duty, settlement day) was first filed and taken, as the filings say.

    A filing tells its first and last day alone: of those between, one row a quarter apart proves nothing, and what was filed
    up to `weighed_until` the lake knows day by day.
    """
    asked, local = sorted(days), ZoneInfo(zone)
    if not asked:
        return {}
    taken = (
        filings_of(venues)
        .exclude(outcome=Outcome.REFUSED)
        .filter(first_day__lte=asked[-1], last_day__gte=asked[0])
    )
    told: dict[tuple[str, str, date], date] = {}
    for filing in taken.order_by("filed_at"):
        is_weighed = weighed_until is not None and filing.filed_at <= weighed_until
        for day in _days_between(filing.first_day, filing.last_day, asked):
            if is_weighed and day not in {filing.first_day, filing.last_day}:
                continue
            told.setdefault((filing.venue_id, filing.duty, day), filing.filed_at.astimezone(local).date())
    return told


def _days_between(first: date | None, last: date | None, asked: list[date]) -> list[date]:
    if first is None or last is None:
        return []
    return [day for day in asked if first <= day <= last]


def next_number(venue: Venue, day: date) -> str:
    """Return the number of a venue's next filing of a day: GG-V1-20260310-00001. Whoever asks holds the venue's row."""
    begins = f"{venue.code}-{day:%Y%m%d}-"
    numbers = Filing.objects.filter(number__startswith=begins).order_by(
        "-pk"
    )  # as text 100000 is before 99999
    last = numbers.values_list("number", flat=True).first()
    return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:05d}"


def standing_filers(venue: Venue) -> QuerySet[Filer]:
    """Return who may file for a venue."""
    return Filer.objects.filter(venue=venue, ended_at__isnull=True).select_related("officer")


def account(username: str) -> Officer:
    """Return an account that may sign in.

    :raises Refused: when nobody signs in with this name.
    """
    found = Officer.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Refused(f"Nobody here is called {username}: make the account first")
    return found


def standing_challenge(venue_id: str) -> ReserveChallenge | None:
    """Return the challenge a venue is to sign."""
    return ReserveChallenge.objects.filter(venue_id=venue_id, ended_at__isnull=True).first()


def proofs(venue_id: str = "") -> QuerySet[ReserveProof]:
    """Return the proofs of one venue or of all, the latest moment first."""
    every = ReserveProof.objects.order_by("-as_at", "venue_id")
    return every.filter(venue_id=venue_id) if venue_id else every


def proof_of(venue_id: str, as_at: datetime) -> ReserveProof | None:
    """Return the proof of one moment."""
    return ReserveProof.objects.filter(venue_id=venue_id, as_at=as_at).first()


def proofs_between(begins_at: datetime, ends_at: datetime) -> QuerySet[ReserveProof]:
    """Return the proofs of moments from the first, inclusive, to the second, exclusive."""
    return proofs().filter(as_at__gte=begins_at, as_at__lt=ends_at)


def proof_with(digest: str) -> ReserveProof | None:
    """Return the proof whose statement has a digest."""
    return ReserveProof.objects.filter(digest=digest).first()


def looks_at(venue_id: str, alert_id: str) -> QuerySet[AlertLook]:
    """Return what officers said of one alert, first said first."""
    return (
        AlertLook.objects.filter(venue_id=venue_id, alert_id=alert_id)
        .select_related("by", "question__answered_by")
        .order_by("at", "id")
    )


def looks_at_cluster(venue_id: str, cluster: str) -> QuerySet[AlertLook]:
    """Return what officers said of the same group of accounts on any day, last said first."""
    of_group = AlertLook.objects.filter(venue_id=venue_id, cluster=cluster)
    return of_group.select_related("by").order_by("-at", "-id")


def last_looks(*, days: Period) -> dict[tuple[str, str], AlertLook]:
    """Return the last look at each (venue, alert) of some days."""
    said = AlertLook.objects.filter(day__gte=days.starts_on, day__lt=days.ends_before)
    looks = said.select_related("by", "question").order_by("at", "id")
    return {(look.venue_id, look.alert_id): look for look in looks}


def questions_to(officer: Officer) -> QuerySet[VenueQuestion]:
    """Return what the authority asked the venues somebody files for, the latest first."""
    own = VenueQuestion.objects.filter(venue__in=venues_of(officer))
    return own.select_related("look", "finding", "asked_by", "answered_by")


def question_to(officer: Officer, number: str) -> VenueQuestion | None:
    """Return one question to a venue somebody files for; of another's there is none."""
    return questions_to(officer).filter(number=number).first()


def waiting_questions(officer: Officer) -> QuerySet[VenueQuestion]:
    """Return the questions that wait for an answer of somebody, the first due first."""
    waiting = questions_to(officer).filter(answered_at__isnull=True, ended_at__isnull=True)
    return waiting.order_by(F("due_on").asc(nulls_last=True), "asked_at")


def questions_about_findings(venue_id: str, since: date) -> QuerySet[VenueQuestion]:
    """Return what a venue was asked about findings of a day or later, first asked first."""
    asked = VenueQuestion.objects.filter(venue=venue_id, finding__day__gte=since)
    return asked.select_related("finding", "asked_by", "answered_by").order_by("asked_at", "id")


def questions_about_alert(venue_id: str, alert_id: str) -> QuerySet[VenueQuestion]:
    """Return what a venue was asked about one alert."""
    return VenueQuestion.objects.filter(look__venue_id=venue_id, look__alert_id=alert_id)


def questions_about_finding(finding: Finding) -> QuerySet[VenueQuestion]:
    """Return what a venue was asked about a finding, on whatever day it was found and however often it was replaced."""
    return VenueQuestion.objects.filter(
        finding__indicator=finding.indicator,
        finding__subject=finding.subject,
        finding__subject_kind=finding.subject_kind,
    )


def next_question(venue: Venue) -> str:
    """Return the number of the next question to a venue: GG-V1-Q-00001. Whoever asks holds the venue's row."""
    begins = f"{venue.code}-Q-"
    last = VenueQuestion.objects.filter(venue=venue).order_by("-pk").values_list("number", flat=True).first()
    return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:05d}"
