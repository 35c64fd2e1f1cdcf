"""What decisions say to their readers, in the language of the moment."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from terezi.base.units import W_PER_MW
from terezi.desk.decisions import rules
from terezi.desk.decisions.terms import DISMISS, Outcome, State, SubjectKind
from terezi.desk.licences.transitions import Act
from terezi.desk.licences.words import STATUSES
from terezi.desk.people.words import word

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

APPLICATION, LICENCE = SubjectKind.APPLICATION, SubjectKind.LICENCE

DO: "Mapping[str, StrOrPromise]" = {
    Act.REGISTER: _("Enter in the register"),
    Act.LICENSE: _("License"),
    Act.LIMIT: _("Limit"),
    Act.LIFT: _("Lift the conditions of"),
    Act.REFUSE: _("Refuse"),
    Act.SUSPEND: _("Suspend"),
    Act.REINSTATE: _("Reinstate"),
    Act.WITHDRAW: _("Withdraw"),
    Act.STRIKE_OFF: _("Strike off"),
    Act.RENEW: _("Renew"),
    Act.CORRECT: _("Correct"),
    Act.UPHOLD: _("Uphold the appeal on"),
    DISMISS: _("Dismiss the appeal on"),
}
STATES: "Mapping[str, StrOrPromise]" = {
    State.PROPOSED: _("to be signed"),
    State.SIGNED: _("signed"),
    State.DECLINED: _("declined"),
    State.LAPSED: _("lapsed"),
}
OUTCOMES: "Mapping[str, StrOrPromise]" = {
    Outcome.UPHELD: _("upheld"),
    Outcome.DISMISSED: _("dismissed"),
}
SUSPENDED_UNTIL = _("Licence {subject} is suspended from {day} until {until}.")
LETTER: "Mapping[tuple[str, str], StrOrPromise]" = {
    (APPLICATION, Act.REGISTER): _("Your application {subject} is granted: you are registered from {day}."),
    (APPLICATION, Act.LICENSE): _("Your application {subject} is granted: you are licensed from {day}."),
    (APPLICATION, Act.LIMIT): _("Your application {subject} is granted under conditions, from {day}."),
    (APPLICATION, Act.REFUSE): _("Your application {subject} is refused."),
    (APPLICATION, Act.UPHOLD): _("Your appeal is upheld: application {subject} is reviewed again."),
    (APPLICATION, DISMISS): _("Your appeal is dismissed: what was decided on application {subject} stands."),
    (LICENCE, Act.LIMIT): _(
        "Licence {subject} is limited from {day}: you may operate under the conditions below."
    ),
    (LICENCE, Act.LIFT): _("The conditions of licence {subject} are lifted from {day}."),
    (LICENCE, Act.SUSPEND): _("Licence {subject} is suspended from {day} until we decide otherwise."),
    (LICENCE, Act.REINSTATE): _("Licence {subject} is reinstated from {day}."),
    (LICENCE, Act.WITHDRAW): _("Licence {subject} is withdrawn from {day}."),
    (LICENCE, Act.STRIKE_OFF): _("Licence {subject} is struck off the register from {day}."),
    (LICENCE, Act.RENEW): _("Licence {subject} is renewed from {day}."),
    (LICENCE, Act.CORRECT): _("What the register says of licence {subject} is corrected from {day}."),
    (LICENCE, Act.UPHOLD): _("Your appeal is upheld: licence {subject} stands again from {day}."),
    (LICENCE, DISMISS): _("Your appeal is dismissed: what was decided on licence {subject} stands."),
}
FIELDS: "Mapping[str, StrOrPromise]" = {
    "licensed_w": _("Power"),
    "text": _("Conditions"),
    "conditions": _("Conditions"),
    "suspended_until": _("Suspended until"),
    "valid_until": _("Holds until"),
    "until_day": _("Corrected until"),
    "region": _("Region"),
    "actor_class": _("Class"),
    "site_id": _("Site"),
    "status": _("Status"),
    "take_back": _("What was said of these days is taken back"),
}
WATTS, DAYS = frozenset({"licensed_w"}), frozenset({"suspended_until", "valid_until", "until_day"})
EVIDENCE: "Mapping[str, StrOrPromise]" = {
    "finding": _("Finding {key}"),
    "journal": _("Entry {key} of the journal"),
    "document": _("Document with SHA-256 {key}"),
}

KEPT = (
    rules.OWN_PROPOSAL,
    rules.NO_POWER,
    rules.SIGNED_FIRST,
    *rules.ALREADY.values(),
    rules.LAW_CHANGED,
    rules.NO_REASON,
    rules.NO_WORDS,
    rules.NO_PARTY,
    rules.PAST,
    rules.NO_EVIDENCE,
    rules.SELF_NAMED,
    rules.NO_LIMIT,
    rules.NO_CORRECTION,
    rules.SUSPENDED_BACKWARDS,
)
"""What is kept or refused in English and translated when it is shown."""


def apart(text: object) -> str:
    """Set a name or number off from the direction of the sentence around it."""
    return f"\u2068{text}\u2069"


def day(of: date) -> str:
    """Say a day."""
    return date_format(of, "DATE_FORMAT")


def sentence(says: "StrOrPromise", **told: str) -> str:
    """Put values into a sentence; a date that ends with a full stop of its own ends the sentence, too."""
    return str(says).format(**told).replace("..", ".")


def power(watts: int) -> str:
    """Say a power in MW."""
    megawatts = (Decimal(watts) / W_PER_MW).normalize()
    places = max(0, -int(megawatts.as_tuple().exponent))
    return apart(f"{number_format(megawatts, places, use_l10n=True)}\u202f{gettext('MW')}")


def sites(count: int) -> str:
    """Say how many sites."""
    return ngettext("{n} site", "{n} sites", count).format(n=count)


def do(act: str, *touched: str) -> str:
    """Say what is done and whom it touches, as a button does."""
    return " · ".join((f"{DO[act]} {touched[0]}", *touched[1:]))


def condition(name: str, value: object) -> str:
    """Say the value of a condition."""
    if name in WATTS:
        return power(int(str(value)))
    if name in DAYS and value:
        return day(date.fromisoformat(str(value)))
    return word(STATUSES, str(value)) if name == "status" else str(value)


def evidence(named: str) -> str:
    """Say what a piece of evidence is."""
    kind, _colon, key = named.partition(":")
    return str(EVIDENCE[kind]).format(key=apart(key))
