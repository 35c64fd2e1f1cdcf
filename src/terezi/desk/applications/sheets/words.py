"""What the licensing desk says for the codes of a file, in the language of the moment."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from terezi.base.units import W_PER_MW
from terezi.desk.applications.rules.asked import BY_HAND
from terezi.desk.applications.terms import (
    Act,
    Basis,
    CheckState,
    Drawn,
    Field,
    Holder,
    Part,
    Position,
    Queue,
)
from terezi.desk.decisions.terms import Verb
from terezi.desk.findings.quantities import THIN_SPACE, grouped
from terezi.desk.parties.terms import PartyKind
from terezi.desk.people.words import word
from terezi.desk.screening.terms import Outcome
from terezi.law.licensing import ActorClass

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

QUEUES: "Mapping[str, StrOrPromise]" = {
    Queue.MINE: _("Mine"),
    Queue.READY: _("Ready to review"),
    Queue.WAITING: _("Waiting on agencies"),
    Queue.TO_SIGN: _("To sign"),
    Queue.OVERDUE: _("Overdue"),
    Queue.TO_DRAW: _("To draw"),
}
QUEUE_SAYS: "Mapping[str, StrOrPromise]" = {
    Queue.MINE: _("Files that were given to you and are not decided."),
    Queue.READY: _("Your files in which nothing is waited for: check, ask, or propose."),
    Queue.WAITING: _("Files on which an agency has not spoken yet. Its silence approves nothing."),
    Queue.TO_SIGN: _(
        "Proposals of others that you may sign. You read them without the name of whoever proposed."
    ),
    Queue.OVERDUE: _("Files whose day has passed."),
    Queue.TO_DRAW: _("Files handed in that nobody has yet. Chance decides who gets them, weighted by load."),
}
EMPTY: "Mapping[str, StrOrPromise]" = {
    Queue.MINE: _("You have no open file. Draw the next one, or look at what is to be signed."),
    Queue.READY: _("Nothing is ready. Look at what waits on agencies or on applicants under Mine."),
    Queue.WAITING: _("No agency is waited for."),
    Queue.TO_SIGN: _("Nothing waits for your signature."),
    Queue.OVERDUE: _("No file is past its day."),
    Queue.TO_DRAW: _("Every file that was handed in has an officer."),
}
HOLDERS: "Mapping[str, StrOrPromise]" = {
    Holder.APPLICANT: _("the applicant"),
    Holder.AUTHORITY: _("the authority: to be drawn"),
    Holder.OFFICER: _("the officer"),
    Holder.AGENCIES: _("agencies"),
    Holder.REVIEWER: _("the second officer"),
    Holder.NOBODY: _("nobody"),
}
FIELDS: "Mapping[str, StrOrPromise]" = {
    Field.PARTY_NAME: _("Name"),
    Field.PARTY_KIND: _("Kind of applicant"),
    Field.REGISTRATION_NUMBER: _("Registration number"),
    Field.PARTY_COUNTRY: _("Country"),
    Field.AGENT_NAME: _("Agent"),
    Field.LANGUAGE: _("Language"),
    Field.CONTACT: _("Contact"),
    Field.WEB_ADDRESS: _("Web address"),
    Field.CAPITAL: _("Paid-up capital"),
    Field.ADVERTISING: _("Advertising"),
    Field.FOLLOWS: _("Licence that stands first"),
    Field.HOSTING: _("Hosting"),
    Field.FEE_REFERENCE: _("Reference of the fee"),
    Field.NOTE: _("Note"),
}
PARTS: "Mapping[str, StrOrPromise]" = {
    Part.SITES: _("Sites"),
    Part.EQUIPMENT: _("Machines"),
    Part.WALLETS: _("Wallets"),
    Part.OWNERS: _("Owners"),
    Part.CAPITAL: _("Capital"),
    Part.ADVERTISING: _("Advertising"),
    Part.HOSTING: _("Hosting clients"),
}
KINDS: "Mapping[str, StrOrPromise]" = {
    PartyKind.LEGAL_ENTITY: _("firm"),
    PartyKind.INDIVIDUAL_ENTREPRENEUR: _("individual entrepreneur"),
    PartyKind.NATURAL_PERSON: _("person"),
}
AGENCIES: "Mapping[str, StrOrPromise]" = {
    "energy": _("Energy"),
    "fire": _("Fire service"),
    "communications": _("Communications"),
    "fiu": _("Financial intelligence"),
}
CHECKS: "Mapping[str, StrOrPromise]" = {
    "names": _("Sanctions and public office"),
    "words": _("Words of the name"),
    "owners": _("Owners"),
    "serials": _("Serial numbers"),
    "wallet_proof": _("Control of wallets"),
    "capital": _("Capital"),
    "connection": _("Connection"),
    "advert": _("Advertising"),
    "same_party": _("The same party elsewhere"),
}
BY_LAW: "Mapping[str, StrOrPromise]" = {
    "applicant_kinds": _("Who may apply"),
    "parts": _("What the form asks"),
    "documents": _("Papers the law asks for"),
    "prerequisites": _("Conditions of the grant"),
    "opinions": _("Which agencies are asked"),
    "checks": _("What is compared"),
    "non_resident_allowed": _("Whether non-residents may apply"),
    "follows": _("Which licence stands first"),
    "fee": _("The fee"),
    "validity": _("How long the grant holds"),
    "cap_mw": _("Cap on power"),
}
STATES: "Mapping[str, StrOrPromise]" = {
    CheckState.NOT_STARTED: _("not started"),
    CheckState.LOOKING: _("looking"),
    CheckState.WAITING: _("waiting"),
    CheckState.DONE: _("done"),
    CheckState.CANNOT: _("cannot"),
}
OUTCOMES: "Mapping[str, StrOrPromise]" = {
    Outcome.CLEAR: _("nothing found"),
    Outcome.MATCH: _("found"),
    Outcome.POSSIBLE: _("possibly found"),
    Outcome.CANNOT: _("cannot be compared"),
}
POSITIONS: "Mapping[str, StrOrPromise]" = {
    "": _("asked, has not spoken"),
    Position.FOR: _("for"),
    Position.AGAINST: _("against"),
    Position.NOT_GIVEN: _("silent, and written down as silent"),
}
DRAWN: "Mapping[str, StrOrPromise]" = {
    Drawn.RANDOM: _("drawn by chance"),
    Drawn.BY_HAND: _("given by hand"),
}
BASES: "Mapping[str, StrOrPromise]" = {
    Basis.LAW: _("by law"),
    Basis.POLICY: _("by our own target"),
    Basis.UNKNOWN: _("the law does not say"),
}
ACTS: "Mapping[str, StrOrPromise]" = {
    Act.BEGIN: _("Begun"),
    Act.ANSWER: _("Answered the form"),
    Act.ATTACH: _("Attached a document"),
    Act.REMOVE_DOCUMENT: _("Took a document back"),
    Act.CLAIM_SITE: _("Named a site"),
    Act.CLAIM_EQUIPMENT: _("Listed machines"),
    Act.CLAIM_WALLET: _("Named a wallet"),
    Act.PROVE_WALLET: _("Signed for a wallet"),
    Act.CLAIM_OWNER: _("Named an owner"),
    Act.CLAIM_CLIENT: _("Named a hosting client"),
    Act.REMOVE_CLAIM: _("Took something back"),
    Act.SUBMIT: _("Handed in"),
    Act.ABANDON: _("Given up by the applicant"),
    Act.DRAW: _("Drawn to an officer"),
    Act.ASSIGN: _("Given to an officer by hand"),
    Act.RUN_CHECKS: _("Ran the checks"),
    Act.SET_CHECK: _("Set a check by hand"),
    Act.ASK: _("Asked the applicant"),
    Act.REPLY: _("Answered a request"),
    Act.TAKE_BACK: _("Took a request back"),
    Act.ASK_OPINION: _("Asked agencies"),
    Act.GIVE_OPINION: _("Gave an opinion"),
    Act.OPINION_NOT_GIVEN: _("Wrote down an agency's silence"),
    Act.ESCALATE: _("Escalated an agency's silence"),
    Act.PROPOSE: _("Proposed a decision"),
    Act.SIGN: _("Signed the decision"),
    Act.DECLINE: _("Did not sign; back to its officer"),
    Act.REOPEN: _("Reopened on appeal"),
    Verb.APPEAL: _("Appealed"),
}
PPM_A_PERCENT = 10_000


def apart(text: object) -> str:
    """Set a name or number off from the direction of the sentence around it."""
    return f"\u2068{text}\u2069"


def day(of: date) -> str:
    """Say a day."""
    return date_format(of, "DATE_FORMAT")


def power(watts: int) -> str:
    """Say a power: in MW, or in kW below one."""
    divisor, unit = (W_PER_MW, gettext("MW")) if watts >= W_PER_MW else (1_000, gettext("kW"))
    return apart(f"{_plain(Decimal(watts) / divisor)}{THIN_SPACE}{unit}")


def share(ppm: int) -> str:
    """Say a share in percent."""
    return apart(f"{_plain(Decimal(ppm) / PPM_A_PERCENT)}{THIN_SPACE}%")


def number(of: int) -> str:
    """Say a whole number in groups."""
    return grouped(Decimal(of), 0)


def money(amount: Decimal, currency: str) -> str:
    """Say an amount of money."""
    return apart(f"{_plain(amount)}{THIN_SPACE}{currency}")


def _plain(value: Decimal) -> str:
    return grouped(value, max(0, -int(value.normalize().as_tuple().exponent)))


def machines(count: int) -> str:
    """Say how many machines."""
    return ngettext("{n} machine", "{n} machines", count).format(n=number(count))


def sites(count: int) -> str:
    """Say how many sites."""
    return ngettext("{n} site", "{n} sites", count).format(n=number(count))


def class_title(actor_class: ActorClass) -> str:
    """Say what a class of actors is called."""
    return gettext(actor_class.title.value) if actor_class.title.is_known else actor_class.id


def check(check_id: str) -> str:
    """Say what a check is about; one of unknown law names the question that is left to the officer."""
    if check_id.startswith(BY_HAND):
        name = check_id.removeprefix(BY_HAND)
        return gettext("The law does not say: {what}").format(what=word(BY_LAW, name))
    return word(CHECKS, check_id)


def agency(name: str) -> str:
    """Say the name of an agency."""
    return word(AGENCIES, name)


def decimal(value: float, places: int) -> str:
    """Say a measured number with so many places."""
    return grouped(Decimal(str(value)), places)
