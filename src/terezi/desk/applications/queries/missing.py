"""What a file still lacks before it may be submitted, as the law of its class asks."""

from collections.abc import Callable, Iterator

from terezi.base.errors import Refused
from terezi.desk.applications.models import Application
from terezi.desk.applications.queries.register import stands_for
from terezi.desk.applications.rules.asked import Asked, asked_of, stated_or
from terezi.desk.applications.terms import NONE_SUCH, Field, Missing, Part
from terezi.desk.parties.terms import PartyKind
from terezi.law.terms import Law

REGISTERED_KINDS = frozenset({PartyKind.LEGAL_ENTITY, PartyKind.INDIVIDUAL_ENTREPRENEUR})


def missing(application: Application, law: Law) -> list[Missing]:
    """List what the applicant still has to do, each with its field; none means he may submit."""
    asked = asked_of(law.licensing.actor_class(application.actor_class))
    return [
        *_of_the_party(application, asked, law),
        *_of_parts(application, asked),
        *_of_documents(application, asked),
        *_of_the_first_licence(application, law),
        *_of_the_fee(application, law),
    ]


def _of_the_party(application: Application, asked: Asked, law: Law) -> Iterator[Missing]:
    if not application.party_name:
        yield Missing(Field.PARTY_NAME, "Say who applies: the name as it is registered")
    if not application.party_kind:
        yield Missing(Field.PARTY_KIND, "Say whether a firm, an entrepreneur or a person applies")
    elif asked.applicant_kinds and application.party_kind not in asked.applicant_kinds:
        kinds = ", ".join(asked.applicant_kinds)
        yield Missing(Field.PARTY_KIND, f"The law gives this to {kinds} only: choose another class")
    if application.party_kind in REGISTERED_KINDS and not application.registration_number:
        yield Missing(Field.REGISTRATION_NUMBER, "Give the number under which it is registered")
    yield from _of_residence(application, law)


def _of_residence(application: Application, law: Law) -> Iterator[Missing]:
    allowed, known = stated_or(law.licensing.actor_class(application.actor_class).non_resident_allowed, True)
    if not application.party_country:
        yield Missing(Field.PARTY_COUNTRY, "Say in which country it is registered or lives")
    elif known and not allowed and application.party_country != law.country:
        yield Missing(Field.PARTY_COUNTRY, f"The law gives this to residents of {law.country} only")


def _of_parts(application: Application, asked: Asked) -> Iterator[Missing]:
    for part in asked.parts:
        yield from PARTS[Part(part)](application)


def _of_sites(application: Application) -> Iterator[Missing]:
    if not application.sites.filter(removed_at__isnull=True).exists():
        yield Missing(Part.SITES, "Name at least one site with its feeder and connection")


def _of_equipment(application: Application) -> Iterator[Missing]:
    if not application.machines.filter(removed_at__isnull=True).exists():
        yield Missing(Part.EQUIPMENT, "List the machines by serial number")


def _of_wallets(application: Application) -> Iterator[Missing]:
    wallets = application.wallets.filter(removed_at__isnull=True)
    if not wallets.exists():
        yield Missing(Part.WALLETS, "Name the wallet you are paid to")
    for wallet in wallets.filter(signature=""):
        yield Missing(Part.WALLETS, f"Sign the words for {wallet.address} with its key and paste the proof")


def _of_owners(application: Application) -> Iterator[Missing]:
    if application.party_kind != PartyKind.LEGAL_ENTITY:
        return
    owners = application.owners.filter(removed_at__isnull=True, owned=application.party_name)
    if not owners.exists():
        yield Missing(Part.OWNERS, f"Say who owns {application.party_name or 'the firm'}")
    elif (total := sum(owners.values_list("share_ppm", flat=True))) > 1_000_000:
        yield Missing(Part.OWNERS, f"The owners hold {total / 10_000:.2f} % together: correct the shares")


def _of_capital(application: Application) -> Iterator[Missing]:
    if not application.answers.get(Field.CAPITAL):
        yield Missing(Part.CAPITAL, "Say how much capital is paid up")


def _of_advertising(application: Application) -> Iterator[Missing]:
    if not application.answers.get(Field.ADVERTISING):
        yield Missing(Part.ADVERTISING, "Give the words you advertise with, or say that you do not")


def _of_hosting(application: Application) -> Iterator[Missing]:
    told = application.answers.get(Field.HOSTING) == NONE_SUCH
    if not told and not application.clients.filter(removed_at__isnull=True).exists():
        yield Missing(Part.HOSTING, "List your clients, or say that there is none yet")


PARTS: dict[Part, Callable[[Application], Iterator[Missing]]] = {
    Part.SITES: _of_sites,
    Part.EQUIPMENT: _of_equipment,
    Part.WALLETS: _of_wallets,
    Part.OWNERS: _of_owners,
    Part.CAPITAL: _of_capital,
    Part.ADVERTISING: _of_advertising,
    Part.HOSTING: _of_hosting,
}


def _of_documents(application: Application, asked: Asked) -> Iterator[Missing]:
    """A document is missing when the law requires it, or a prerequisite is shown by it alone."""
    there = set(application.documents.filter(removed_at__isnull=True).values_list("kind", flat=True))
    shows = {one.shown_by for one in asked.prerequisites}
    for document in asked.documents:
        if document.id not in there and (document.required or document.id in shows):
            yield Missing(f"document:{document.id}", f"Attach: {document.title}")


def _of_the_first_licence(application: Application, law: Law) -> Iterator[Missing]:
    """Where the law wants another licence first, its number must stand on the register for this party."""
    first, known = stated_or(law.licensing.actor_class(application.actor_class).follows, "")
    if not known or not first:
        return
    number = str(application.answers.get(Field.FOLLOWS, ""))
    if not number:
        yield Missing(Field.FOLLOWS, f"Give the number of your {first}, which must stand first")
    elif not stands_for(number, holder=application.party_name, actor_class=first, day=law.day):
        yield Missing(Field.FOLLOWS, f"{number} is no standing {first} of {application.party_name}")


def _of_the_fee(application: Application, law: Law) -> Iterator[Missing]:
    actor_class = law.licensing.actor_class(application.actor_class)
    fee, _ = stated_or(actor_class.fee, None)
    if fee is not None and fee.amount and not application.answers.get(Field.FEE_REFERENCE):
        due = _in_money(law, application.actor_class)
        yield Missing(Field.FEE_REFERENCE, f"Pay the fee ({fee}{due}) and give the reference")


def _in_money(law: Law, actor_class: str) -> str:
    """The fee in money, where the worth of the index unit is known."""
    try:
        money = law.licensing.fee_due(actor_class)
    except Refused:
        return ""
    return f": {money.amount:,.2f} {money.currency}"
