"""Reading what the public may know, as it is known at a moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from terezi.base.credential import IssuerKey, to_bytes
from terezi.base.short_proof import LogProof, write_proof
from terezi.base.status_list import PLACES, Standing
from terezi.desk.journal.queries import inclusion, last_checkpoint
from terezi.desk.licences.classes import waiting_here
from terezi.desk.licences.models import Licence
from terezi.desk.licences.queries import licences_on
from terezi.desk.licences.terms import Provenance, Status
from terezi.desk.parties.models import KNOWN_NOW
from terezi.desk.parties.terms import PartyKind
from terezi.desk.people.here import day_here
from terezi.desk.register import names, rules
from terezi.desk.register.models import Certificate, DeclaredAddress, Refusal, Sighting, SigningKey, Warned
from terezi.desk.register.terms import (
    STANDING_OF,
    Days,
    Record,
    RefusalShown,
    WarningKind,
    WarningShown,
    list_name,
)

PRIVATE = frozenset({PartyKind.INDIVIDUAL_ENTREPRENEUR.value, PartyKind.NATURAL_PERSON.value})

MOST_FOUND = 50
NUMBER_SCORE = 1_000  # a number tells more than any name


def issuer_keys() -> list[IssuerKey]:
    """Return every key that ever signed certificates, the first one first."""
    rows = SigningKey.objects.order_by("since")
    return [IssuerKey(to_bytes(row.public_key), since=row.since, until=row.until) for row in rows]


def records(
    at: datetime, numbers: "Collection[str] | QuerySet[Certificate, str] | None" = None
) -> list[Record]:
    """Return what the public may know of every licence, or of some, by number; two queries for all of them."""
    rows = Licence.objects.filter(KNOWN_NOW).select_related("holder").order_by("number", "valid_from")
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    warned: dict[str, list[WarningShown]] = defaultdict(list)
    for warning in warnings():
        if warning.number:
            warned[warning.number].append(warning)
    day = day_here(at)
    waiting = waiting_here(day)
    by_number = groupby(rows.iterator(chunk_size=2_000), key=lambda row: row.number)
    return [_record(list(spans), warned[number], at, day, waiting) for number, spans in by_number]


def numbers() -> list[str]:
    """List the number of every licence there ever was, in order."""
    return list(
        Licence.objects.filter(KNOWN_NOW).order_by("number").values_list("number", flat=True).distinct()
    )


def record(number: str, at: datetime) -> Record | None:
    """Return what the public may know of one licence; none when there never was one of this number."""
    return next(iter(records(at, [number])), None)


def _record(
    spans: list[Licence], warned: Iterable[WarningShown], at: datetime, day: date, waiting: frozenset[str]
) -> Record:
    now = next((row for row in reversed(spans) if row.valid_from <= day), spans[0])
    is_private = now.holder.kind in PRIVATE
    return Record(
        number=now.number,
        name=now.holder.name,
        actor_class=now.actor_class,
        is_private=is_private,
        region="" if is_private else now.region,
        now=_days(now, is_private=is_private),
        history=tuple(
            _days(row, is_private=is_private) for row in spans if row.valid_from <= day or row is now
        ),
        warnings=tuple(warned),
        is_verified=now.provenance != Provenance.LEGACY,
        last_checked=at.astimezone(UTC),
        other_names=tuple(dict.fromkeys(row.holder.name for row in spans if row.holder_id != now.holder_id)),
        is_waiting=now.actor_class in waiting,
    )


def _days(row: Licence, *, is_private: bool) -> Days:
    return Days(
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        status=row.status,
        licensed_w=0 if is_private else row.licensed_w,
        conditions="" if is_private else row.conditions,
        suspended_until=row.suspended_until,
        decision=row.decision,
        article=row.article,
    )


def warnings() -> list[WarningShown]:
    """Return every warning, those that stand first, then the newest."""
    rows = sorted(Warned.objects.order_by("-since", "id"), key=lambda row: row.ended_on is not None)
    return [
        WarningShown(
            id=row.pk,
            kind=WarningKind(row.kind),
            name=row.name,
            number=row.number,
            web_address=row.web_address,
            says=row.says,
            since=row.since,
            ended_on=row.ended_on,
            why_ended=row.why_ended,
        )
        for row in rows
    ]


def warning(number: int) -> WarningShown | None:
    """Return one warning; none when there never was one."""
    return next((one for one in warnings() if one.id == number), None)


def refusals() -> list[RefusalShown]:
    """Return every refused application, the newest first."""
    rows = Refusal.objects.order_by("-refused_on", "number")
    return [
        RefusalShown(
            row.number,
            row.name,
            row.actor_class,
            row.refused_on,
            tuple(row.articles.split("\n")) if row.articles else (),
            row.lifted_on,
        )
        for row in rows
    ]


def certificate_of(number: str) -> Certificate | None:
    """Return the certificate that stands for a licence; none before the first."""
    return Certificate.objects.filter(number=number, replaced_at__isnull=True).first()


def standings(at: datetime, number: str | None = None) -> dict[str, dict[int, Standing]]:
    """Return what the status lists say of every certificate, or of those of one licence, by list and place.

    The first list is always there.
    """
    rows = Certificate.objects.order_by("place")
    if number is not None:
        rows = rows.filter(number=number)
    now = {each.number: each for each in records(at, rows.order_by().values_list("number", flat=True))}
    known = licences_on(day_here(at))
    terms = {
        licence.number: licence for licence in (known if number is None else known.filter(number=number))
    }
    said: dict[str, dict[int, Standing]] = {list_name(0): {}}
    for row in rows:
        placed = said.setdefault(list_name(row.place), {})
        placed[row.place % PLACES] = _standing(row, now.get(row.number), terms.get(row.number))
    return said


def outdated(at: datetime) -> list[str]:
    """Return the licences whose certificate no longer says what the register does, by number."""
    terms = {licence.number: licence for licence in licences_on(day_here(at))}
    standing = Certificate.objects.filter(replaced_at__isnull=True).order_by("number")
    return [one.number for one in standing if one.number in terms and _is_outdated(one, terms[one.number])]


def _standing(certificate: Certificate, now: Record | None, terms: Licence | None) -> Standing:
    if now is None:
        return Standing.STRUCK_OFF
    if now.has_run_out:
        return Standing.EXPIRED
    standing = STANDING_OF.get(Status(now.now.status), Standing.WITHDRAWN)
    if standing not in {Standing.STANDS, Standing.LIMITED}:
        return standing
    is_old = certificate.replaced_at is not None or (terms is not None and _is_outdated(certificate, terms))
    return Standing.REPLACED if is_old else standing


def _is_outdated(certificate: Certificate, terms: Licence) -> bool:
    """Answer whether the certificate says something else than the register, which the public may not read whole."""
    said = (certificate.holder, certificate.actor_class, certificate.region, certificate.licensed_w)
    return said != (terms.holder.name, terms.actor_class, terms.region, terms.licensed_w)


def sightings_open() -> list[Sighting]:
    """Return licence numbers seen at addresses their holders have not declared, the newest first.

    What an officer put aside, or has warned of, is not among them.
    """
    declared = _declared()
    rows = Sighting.objects.filter(warning__isnull=True, put_aside="").order_by("-seen_on", "id")
    return [row for row in rows if not rules.is_declared(row.host, declared[row.number])]


def _declared() -> dict[str, set[str]]:
    hosts: dict[str, set[str]] = defaultdict(set)
    for number, host in DeclaredAddress.objects.filter(until__isnull=True).values_list("number", "host"):
        hosts[number].add(host)
    return hosts


def addresses_of(number: str) -> QuerySet[DeclaredAddress]:
    """Return the web addresses a holder declares."""
    return DeclaredAddress.objects.filter(Q(until__isnull=True), number=number).order_by("host")


def proof_of(certificate: Certificate) -> str | None:
    """Return the short proof that the issuing of a certificate is in the public log; none before a checkpoint has it."""
    last = last_checkpoint()
    if last is None or last.tree_size < certificate.entry:
        return None
    proof = inclusion(certificate.entry, tree_size=last.tree_size)
    signature = rules.signature_in(last.note_text, last.origin)
    return write_proof(LogProof(proof.tree_size, signature, proof.hashes))


def search(asked: str) -> list[str]:
    """Return the numbers of licences that answer to a name in any script or to a number, the closest first."""
    number = _number_in(asked)
    rows = Licence.objects.filter(KNOWN_NOW).values_list("number", "holder__name").distinct()
    scores: dict[str, int] = defaultdict(int)
    for known, name in rows:
        is_asked = number != "" and number in names.number_key(known)
        scores[known] = max(scores[known], NUMBER_SCORE if is_asked else names.spells(asked, name))
    found = sorted((-score, known) for known, score in scores.items() if score)
    return [known for _, known in found[:MOST_FOUND]]


def _number_in(asked: str) -> str:
    """Return what was asked as a number; nothing where it can be none."""
    return names.number_key(asked) if any(each.isdigit() for each in asked) else ""


def search_warnings(asked: str) -> list[WarningShown]:
    """Return warnings that answer to a name, or to the name or number of the licence that is pretended."""
    number = _number_in(asked)
    told = warnings()
    holders = dict(
        Licence.objects.filter(KNOWN_NOW, number__in={one.number for one in told}).values_list(
            "number", "holder__name"
        )
    )
    return [
        one
        for one in told
        if names.spells(asked, f"{one.name} {holders.get(one.number, '')}")
        or (one.number and number and number in names.number_key(one.number))
    ]


def search_refusals(asked: str) -> list[RefusalShown]:
    """Return refused applications that answer to a name or number."""
    number = _number_in(asked)
    return [
        one
        for one in refusals()
        if names.spells(asked, one.name) or (number and number in names.number_key(one.number))
    ]


def refusal(number: str) -> RefusalShown | None:
    """Return one refused application; none when there is none of this number."""
    return next((one for one in refusals() if one.number == number), None)
