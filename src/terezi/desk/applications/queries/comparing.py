"""What each check of the law compares: the words and numbers of a file, handed to screening."""

from collections.abc import Callable

from terezi.base.money import Money
from terezi.desk.applications.models import Application, EquipmentClaim
from terezi.desk.applications.queries.files import conflicted_names, law_of
from terezi.desk.applications.terms import OPEN, Field
from terezi.desk.licences.terms import Status
from terezi.desk.screening import queries as screening
from terezi.desk.screening.rules.telling import gravest
from terezi.desk.screening.terms import Compared, Machine, Outcome, Tie

NO_SUCH = "Nothing here compares {check} by itself. Look by hand and say what you found."


def compare(check: str, application: Application) -> Compared:
    """Compare what a check of this name compares; one that has no comparison is said to be for the officer."""
    found = COMPARISONS.get(check)
    if found is None:
        return Compared(Outcome.CANNOT, NO_SUCH.format(check=check), check, sentence=NO_SUCH)
    return found(application)


def _names(application: Application) -> Compared:
    return screening.names(conflicted_names(application), law=law_of(application))


def _words(application: Application) -> Compared:
    return screening.words(
        application.party_name, law=law_of(application), actor_class=application.actor_class
    )


def _owners(application: Application) -> Compared:
    return screening.owners(_ties(application), applicant=application.party_name, law=law_of(application))


def _ties(application: Application) -> list[Tie]:
    claims = application.owners.filter(removed_at__isnull=True)
    return [
        Tie(
            owner=one.owner,
            owned=one.owned,
            share_ppm=one.share_ppm,
            country=one.country,
            kinds=frozenset({one.kind}),
        )
        for one in claims
    ]


def _serials(application: Application) -> Compared:
    told = application.machines.filter(removed_at__isnull=True).values_list("serial", "model")
    machines = [Machine(serial, model) for serial, model in told]
    return screening.serials(
        machines,
        importers=[application.party_name],
        applied=_elsewhere(application, {machine.serial for machine in machines}),
        day=application.law_day,
    )


def _elsewhere(application: Application, serials: set[str]) -> dict[str, str]:
    """Which of the serials stand in another open application, and in which."""
    others = EquipmentClaim.objects.filter(removed_at__isnull=True, application__status__in=sorted(OPEN))
    others = others.exclude(application=application).exclude(application__status=Status.DRAFT)
    told = others.values_list("serial", "application__number").iterator(chunk_size=5_000)
    return {serial: number for serial, number in told if serial in serials}


def _wallet_proof(application: Application) -> Compared:
    wallets = application.wallets.filter(removed_at__isnull=True)
    found = [screening.wallet_proof(one.address, one.challenge, one.signature) for one in wallets]
    return gravest(found) if found else _nothing("wallet_proof")


def _capital(application: Application) -> Compared:
    law = law_of(application)
    told = str(application.answers.get(Field.CAPITAL, "0"))
    held = Money(int(told) * 100, law.settlement.currency.value)
    return screening.capital(held, law=law, actor_class=application.actor_class)


def _connection(application: Application) -> Compared:
    sites = application.sites.filter(removed_at__isnull=True)
    found = [
        screening.connection(
            claimed_w=one.requested_w,
            connection_w=one.connection_w,
            feeder=one.feeder,
            day=application.law_day,
        )
        for one in sites
    ]
    return gravest(found) if found else _nothing("connection")


def _advert(application: Application) -> Compared:
    return screening.advert(str(application.answers.get(Field.ADVERTISING, "")), law=law_of(application))


def _same_party(application: Application) -> Compared:
    return screening.same_party(
        application.party_name, application.registration_number, others=_other_applicants(application)
    )


def _other_applicants(application: Application) -> list[tuple[str, str, str]]:
    """Everybody else who asks, with the number of his file: who asks twice may be one person."""
    others = Application.objects.exclude(pk=application.pk).exclude(status=Status.DRAFT)
    return list(others.exclude(party_name="").values_list("party_name", "registration_number", "number"))


def _nothing(check: str) -> Compared:
    return Compared(Outcome.CANNOT, NO_SUCH.format(check=check), check, sentence=NO_SUCH)


COMPARISONS: dict[str, Callable[[Application], Compared]] = {
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
