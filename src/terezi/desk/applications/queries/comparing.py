"""What each check of the law compares: the words and numbers of a file and the law's, handed to screening."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain

from django.db.models import Sum

from terezi.base.errors import Refused
from terezi.base.money import Money
from terezi.base.units import PPM
from terezi.desk.applications.models import Application, EquipmentClaim, OwnerClaim, SiteClaim
from terezi.desk.applications.queries.files import actor_class_of, conflicted_names, law_of
from terezi.desk.applications.rules.asked import stated_or
from terezi.desk.applications.terms import NONE_SUCH, OPEN, Field
from terezi.desk.licences.terms import Status
from terezi.desk.parties.models import Party
from terezi.desk.parties.terms import PartyKind
from terezi.desk.screening import queries as screening
from terezi.desk.screening.rules import adverts, capital, connection, owners, parties, wallets, words
from terezi.desk.screening.rules.telling import gravest, told
from terezi.desk.screening.terms import (
    Candidate,
    Compared,
    Machine,
    Outcome,
    Schema,
    Thresholds,
    Tie,
    Warning,
    WordOfLaw,
)
from terezi.law.terms import Law

NO_SUCH = "Nothing here compares {check} by itself: look by hand and say what you found."
NOTHING = "The file holds nothing to compare: ask the applicant for it."
UNKNOWN = "The law does not say what to compare with. {why}"
UNKNOWN_WORDS = (
    "Nobody knows which words names may not hold under {articles}: read the name and say what you found."
)
NO_ADVERTS = "The applicant says that he does not advertise."
NOBODY_LIKE = "None of {others} parties and applicants is like this one."
LIKE = "{name} may be the same: {why}"
SENTENCES = (NO_SUCH, NOTHING, UNKNOWN, UNKNOWN_WORDS, NO_ADVERTS, NOBODY_LIKE, LIKE)
SCHEMA_OF = {PartyKind.LEGAL_ENTITY.value: Schema.ORGANISATION, PartyKind.NATURAL_PERSON.value: Schema.PERSON}
"""What an entrepreneur's name is, of a person or of a firm, his kind does not tell."""


def compare(check: str, application: Application) -> Compared:
    """Compare what a check of this name compares; where nothing can be compared, say why."""
    found = COMPARISONS.get(check)
    if found is None:
        return told(Outcome.CANNOT, NO_SUCH, {"check": check}, compared=check)
    try:
        return found(application, law_of(application))
    except Refused as unknown:
        return told(Outcome.CANNOT, UNKNOWN, {"why": str(unknown)}, compared=check)


def _names(application: Application, law: Law) -> Compared:
    return screening.names(
        conflicted_names(application),
        thresholds=_thresholds(law),
        schemas=_schemas(application),
        country=application.party_country,
    )


def _schemas(application: Application) -> dict[str, Schema]:
    """Return who of the names is a person and who an organisation, as far as the file tells."""
    owners = application.owners.filter(removed_at__isnull=True)
    kinds = [*owners.values_list("owner", "kind"), (application.party_name, application.party_kind)]
    return {name: SCHEMA_OF[kind] for name, kind in kinds if kind in SCHEMA_OF}


def _thresholds(law: Law) -> Thresholds:
    return Thresholds(law.licensing.name_match_from.value, law.licensing.name_possible_from.value)


def _words(application: Application, law: Law) -> Compared:
    """Compare with the words that are known; a name is clear only where all are."""
    licensing = law.licensing
    may_use, _ = stated_or(licensing.reserved_for, ())
    may_use_reserved = actor_class_of(application).activity.value in may_use
    terms = [licensing.forbidden_forms, *([] if may_use_reserved else [licensing.reserved_forms])]
    found = words.words(
        application.party_name,
        forbidden=stated_or(licensing.forbidden_forms, ())[0],
        reserved=stated_or(licensing.reserved_forms, ())[0],
        may_use_reserved=may_use_reserved,
    )
    unknown = [term.article for term in terms if not stated_or(term, ())[1]]
    if found.outcome is not Outcome.CLEAR or not unknown:
        return found
    articles = "; ".join(dict.fromkeys(unknown))
    return told(Outcome.CANNOT, UNKNOWN_WORDS, {"articles": articles}, compared=found.compared)


def _owners(application: Application, law: Law) -> Compared:
    places, known = stated_or(law.licensing.offshore_places, ())
    return owners.owners(
        [_tie(one) for one in application.owners.filter(removed_at__isnull=True)],
        applicant=application.party_name,
        barred=law.licensing.ownership_bars.value,
        offshore=places if known else None,
    )


def _tie(one: OwnerClaim) -> Tie:
    return Tie(one.owner, one.owned, one.share_ppm, one.country, frozenset({one.kind, *one.bars}))


def _serials(application: Application, law: Law) -> Compared:
    listed = application.machines.filter(removed_at__isnull=True).values_list("serial", "model")
    machines = [Machine(serial, model) for serial, model in listed]
    if not machines:
        return _nothing("serials")
    return screening.serials(
        machines,
        importers=[application.party_name],
        on=law.day,
        applied=_elsewhere(application, {machine.serial for machine in machines}),
    )


def _elsewhere(application: Application, serials: set[str]) -> dict[str, str]:
    """Which of the serials stand in another application that was handed in, and in which."""
    others = EquipmentClaim.objects.filter(removed_at__isnull=True, application__status__in=sorted(OPEN))
    others = others.exclude(application=application).exclude(application__status=Status.DRAFT)
    standing = others.values_list("serial", "application__number").iterator(chunk_size=5_000)
    return {serial: number for serial, number in standing if serial in serials}


def _wallet_proof(application: Application, law: Law) -> Compared:
    """Both that each address is the applicant's, and that it is on no list."""
    claims = list(application.wallets.filter(removed_at__isnull=True))
    if not claims:
        return _nothing("wallet_proof")
    proofs = [wallets.proof(one.address, message=one.challenge, signature=one.signature) for one in claims]
    listed = screening.wallets([one.address for one in claims])
    return gravest([*proofs, listed])


def _capital(application: Application, law: Law) -> Compared:
    held = Money.of(Decimal(application.answers.get(Field.CAPITAL, "0")), law.settlement.currency.value)
    return capital.capital(held=held, needed=law.licensing.capital_due(application.actor_class))


def _connection(application: Application, law: Law) -> Compared:
    found = [_of_site(one) for one in application.sites.filter(removed_at__isnull=True)]
    return gravest(found) if found else _nothing("connection")


def _of_site(site: SiteClaim) -> Compared:
    """What is asked for, or what the machines listed there draw where that is more, with the connection."""
    drawn = site.machines.filter(removed_at__isnull=True).aggregate(sum=Sum("power_w"))["sum"] or 0
    claimed_w = max(site.requested_w, drawn * site.pue_ppm // PPM)
    return connection.connection(claimed_w=claimed_w, connection_w=site.connection_w, feeder_w=None)


def _advert(application: Application, law: Law) -> Compared:
    text = str(application.answers.get(Field.ADVERTISING, ""))
    if text == NONE_SUCH:
        return told(Outcome.CLEAR, NO_ADVERTS, {}, compared="the applicant's word")
    forms = law.licensing.advertising_forms.value
    warnings = [
        Warning(code, law.licensing.title_of(code), forms.get(code, ()))
        for code in law.licensing.advertising_warnings.value
    ]
    claims: list[WordOfLaw] = []
    prohibited = law.licensing.advertising_prohibited.value
    for code in prohibited:
        claims += forms.get(code, ())
    by_hand = [law.licensing.title_of(code) for code in prohibited if not forms.get(code)]
    return adverts.advert(text, warnings=warnings, prohibited=claims, by_hand=by_hand)


def _same_party(application: Application, law: Law) -> Compared:
    others = list(chain(_parties(application), _applicants(application)))
    least = float(law.licensing.name_possible_from.value)
    found = parties.same_party(application.party_name, application.registration_number, others, least=least)
    compared = f"name and registration number with {len(others)} parties and applicants"
    if not found:
        return told(Outcome.CLEAR, NOBODY_LIKE, {"others": len(others)}, compared=compared)
    evidence = [
        {"where": one.candidate.key, "name": one.candidate.name, "reasons": list(one.reasons)}
        for one in found[:20]
    ]
    values = {"name": found[0].candidate.name, "why": " ".join(found[0].reasons)}
    return told(Outcome.POSSIBLE, LIKE, values, compared=compared, evidence=evidence)


def _parties(application: Application) -> Iterator[Candidate]:
    """Everybody on the register; who bears the very name and number is the applicant himself."""
    for pk, name, number in Party.objects.values_list("pk", "name", "registration_number"):
        if not _is_himself(application, name, number):
            yield Candidate(f"party {pk}", name, number)


def _applicants(application: Application) -> Iterator[Candidate]:
    others = Application.objects.exclude(pk=application.pk).exclude(status=Status.DRAFT)
    told_of = others.values_list("number", "party_name", "registration_number", "applicant_id")
    for number, name, registered, applicant in told_of:
        himself = applicant == application.applicant_id and name == application.party_name
        if not himself and not _is_himself(application, name, registered):
            yield Candidate(number, name, registered)


def _is_himself(application: Application, name: str, number: str) -> bool:
    return bool(number) and (name, number) == (application.party_name, application.registration_number)


def _nothing(check: str) -> Compared:
    return told(Outcome.CANNOT, NOTHING, {}, compared=check)


COMPARISONS: dict[str, Callable[[Application, Law], Compared]] = {
    "names": _names,
    "words": _words,
    "owners": _owners,
    "serials": _serials,
    "wallet_proof": _wallet_proof,
    "capital": _capital,
    "connection": _connection,
    "advert": _advert,
    "same_party": _same_party,
}
"""The checks a law pack may name, each with its comparison."""
