"""The words in which an applicant reads of his file."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from terezi.base.clocks import Clock
from terezi.base.errors import Refused
from terezi.desk.applications.terms import Act, Field, Holder, Missing, Part
from terezi.desk.decisions.words import apart
from terezi.desk.licences.terms import Status
from terezi.desk.people.words import word
from terezi.law.terms import NoSuchRule

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATUSES: "dict[str, StrOrPromise]" = {
    Status.DRAFT: _("Not handed in yet"),
    Status.SUBMITTED: _("Handed in, waiting for an officer"),
    Status.IN_REVIEW: _("In review"),
    Status.RETURNED: _("We asked you something"),
    Status.DECISION_PROPOSED: _("A decision is being signed"),
    Status.REGISTERED: _("Registered"),
    Status.LICENSED: _("Licensed"),
    Status.LIMITED: _("Licensed, with conditions"),
    Status.REFUSED: _("Refused"),
    Status.WITHDRAWN: _("Taken back"),
}
HOLDERS: "dict[str, StrOrPromise]" = {
    Holder.APPLICANT: _("you"),
    Holder.AUTHORITY: _("the authority, which draws an officer for your file"),
    Holder.OFFICER: _("the officer of your file"),
    Holder.AGENCIES: _("the agencies that were asked"),
    Holder.REVIEWER: _("a second officer, who signs or sends it back"),
    Holder.NOBODY: _("nobody"),
}
OWNERS: "dict[str, StrOrPromise]" = {
    Holder.APPLICANT: _("You"),
    Holder.AUTHORITY: _("The authority"),
    Holder.OFFICER: _("Officer of the authority"),
    Holder.AGENCIES: _("Agency"),
    Holder.REVIEWER: _("Second officer"),
}
ACTS: "dict[str, StrOrPromise]" = {
    Act.BEGIN: _("The application was begun"),
    Act.ANSWER: _("Answers were written down"),
    Act.ATTACH: _("A paper was attached"),
    Act.REMOVE_DOCUMENT: _("A paper was taken back"),
    Act.CLAIM_SITE: _("A place was told"),
    Act.CLAIM_EQUIPMENT: _("The list of machines was sent"),
    Act.CLAIM_WALLET: _("A wallet was named"),
    Act.PROVE_WALLET: _("A wallet was proved by signature"),
    Act.CLAIM_OWNER: _("An owner was told"),
    Act.CLAIM_CLIENT: _("A client was told"),
    Act.REMOVE_CLAIM: _("An entry was taken back"),
    Act.SUBMIT: _("The application was handed in"),
    Act.ABANDON: _("The application was taken back"),
    Act.DRAW: _("An officer was drawn by lot for the file"),
    Act.ASSIGN: _("The file was given to an officer by hand"),
    Act.ASK: _("You were asked something"),
    Act.REPLY: _("You answered"),
    Act.TAKE_BACK: _("A request to you was taken back"),
    Act.ASK_OPINION: _("Agencies were asked for their opinion"),
    Act.GIVE_OPINION: _("An agency gave its opinion"),
    Act.ESCALATE: _("An agency was silent past its day; its head was told"),
    Act.SIGN: _("The decision was signed"),
    Act.REOPEN: _("Your appeal was upheld, the file is reviewed again"),
}
KINDS: "dict[str, StrOrPromise]" = {
    "legal_entity": _("A firm"),
    "individual_entrepreneur": _("An individual entrepreneur"),
    "natural_person": _("A private person"),
}
REGIMES: "dict[str, StrOrPromise]" = {
    "registration": _("Registration"),
    "licence": _("Licence"),
    "permit": _("Permit"),
    "accreditation": _("Accreditation"),
    "certificate": _("Certificate"),
    "no_objection": _("No-objection letter"),
}
SECTIONS: "dict[str, StrOrPromise]" = {
    "party": _("Who applies"),
    Part.SITES: _("Where, and with what power"),
    Part.EQUIPMENT: _("Machines"),
    Part.WALLETS: _("Wallet"),
    Part.OWNERS: _("Owners"),
    Part.CAPITAL: _("Capital"),
    Part.ADVERTISING: _("Advertising"),
    Part.HOSTING: _("Clients you host"),
    "documents": _("Fee and papers"),
}
LACKS: "dict[str, StrOrPromise]" = {
    Field.PARTY_NAME: _("Say who applies"),
    Field.PARTY_KIND: _("Say whether a firm, an entrepreneur or a person applies"),
    Field.REGISTRATION_NUMBER: _("Give the number under which it is registered"),
    Field.PARTY_COUNTRY: _("Say in which country it is registered or lives"),
    Field.FOLLOWS: _("Give the number of the licence that must stand first"),
    Field.FEE_REFERENCE: _("Pay the fee and give the reference of the payment"),
    Part.SITES: _("Name at least one place with its feeder and connection"),
    Part.EQUIPMENT: _("List the machines by serial number"),
    Part.WALLETS: _("Name the wallet you are paid to, and sign the words shown with its key"),
    Part.OWNERS: _("Say who owns the firm; together at most 100 %"),
    Part.CAPITAL: _("Say how much capital is paid up"),
    Part.ADVERTISING: _("Give the words you advertise with, or say that you do not"),
    Part.HOSTING: _("List your clients, or say that there is none yet"),
}


def lacks(one: Missing, documents: dict[str, str]) -> str:
    """Say what the applicant still has to do."""
    kind, _colon, document = one.field.partition(":")
    if document:
        return gettext("Attach: {paper}").format(paper=gettext(documents.get(document, document)))
    return word(LACKS, kind)


def days_left(count: int, kind: str) -> str:
    """Say how many days are left, or since when it is late."""
    if count < 0:
        said = ngettext("{n} day late", "{n} days late", -count)
    elif kind == "working":
        said = ngettext("{n} working day left", "{n} working days left", count)
    else:
        said = ngettext("{n} day left", "{n} days left", count)
    return said.format(n=abs(count))


def within(clock: Clock) -> str:
    """Say how long somebody has."""
    if clock.kind == "working":
        return ngettext("{n} working day", "{n} working days", clock.count).format(n=clock.count)
    return ngettext("{n} day", "{n} days", clock.count).format(n=clock.count)


def unknown(refused: Refused) -> str:
    """Say that there is no such rule, or that nobody knows it."""
    return gettext("None") if isinstance(refused, NoSuchRule) else gettext("Not known; an officer tells you")


def asked_field(field: str, documents: dict[str, str]) -> str:
    """Say what a request is about: a part of the form where it names one, else its own words."""
    kind, _colon, document = field.partition(":")
    if document:
        return gettext(documents.get(document, document))
    if kind in LABELS:
        return str(LABELS[kind])
    return word(SECTIONS, field)


LABELS: "dict[str, StrOrPromise]" = {
    Field.PARTY_NAME: _("Name of who applies"),
    Field.PARTY_KIND: _("Who applies"),
    Field.REGISTRATION_NUMBER: _("Registration or identity number"),
    Field.PARTY_COUNTRY: _("Country"),
    Field.AGENT_NAME: _("Who acts for you"),
    Field.CONTACT: _("How to reach you"),
    Field.WEB_ADDRESS: _("Web address"),
    Field.CAPITAL: _("Paid-up capital"),
    Field.ADVERTISING: _("Words you advertise with"),
    Field.FOLLOWS: _("Number of the licence that must stand first"),
    Field.FEE_REFERENCE: _("Reference of the payment of the fee"),
}

__all__ = ["apart"]
