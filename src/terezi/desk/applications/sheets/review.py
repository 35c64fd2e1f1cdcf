"""What may be decided on a file, in words, and what stands against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.desk.applications.queries import actor_class_of
from terezi.desk.applications.rules.deciding import AFTER
from terezi.desk.applications.sheets import words
from terezi.desk.applications.sheets.file import FileSheet
from terezi.desk.decisions import words as decided
from terezi.desk.decisions.models import Decision
from terezi.desk.licences.terms import NOT_YET
from terezi.desk.licences.transitions import Act

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


BECOMES: "Mapping[str, StrOrPromise]" = {
    Act.REGISTER: gettext_lazy("{party} is registered as {what} from {day}."),
    Act.LICENSE: gettext_lazy("{party} is licensed as {what} from {day}."),
    Act.LIMIT: gettext_lazy("{party} may operate as {what} from {day}, under the conditions below."),
    Act.REFUSE: gettext_lazy("{party} is refused as {what}."),
    Act.UPHOLD: gettext_lazy("The appeal of {party} is upheld: the file is reviewed again by somebody new."),
    "": gettext_lazy("The appeal of {party} is dismissed: the refusal as {what} stands."),
}


@dataclass(frozen=True)
class OpenAct:
    """An act that may decide a file, with what stands against it today."""

    act: Act
    says: str
    means: str
    against: tuple[str, ...]


def acts_open(sheet: FileSheet) -> tuple[OpenAct, ...]:
    """Return the acts that decide this file: the grant its law knows, a limited one, and a refusal."""
    actor_class = actor_class_of(sheet.file)
    granted = actor_class.granted_status.value
    is_waiting = actor_class.may_operate.is_known and not actor_class.may_operate.value
    grant = next(act for act, status in AFTER.items() if status == granted)
    against = tuple(sheet.against)
    return (
        OpenAct(
            grant,
            str(decided.DO[grant]),
            _(NOT_YET) if is_waiting else _("May operate within the limits shown"),
            against,
        ),
        OpenAct(
            Act.LIMIT,
            str(decided.DO[Act.LIMIT]),
            _(NOT_YET) if is_waiting else _("May operate, with conditions"),
            against,
        ),
        OpenAct(Act.REFUSE, str(decided.DO[Act.REFUSE]), _("May not operate"), ()),
    )


def asks_term(sheet: FileSheet, act: Act) -> bool:
    """Answer whether the decision itself says how long it holds: only where the law is not known to."""
    return act is not Act.REFUSE and "validity" in sheet.asked.unknown


def sentence(sheet: FileSheet, decision: Decision) -> str:
    """Say in one sentence, to whoever signs, what becomes of whom, as what and from when."""
    return str(BECOMES.get(decision.act, BECOMES[""])).format(
        party=words.apart(sheet.title),
        what=words.apart(sheet.class_title),
        day=words.day(decision.holds_from),
    )


def button(sheet: FileSheet, act: Act) -> str:
    """Say what is done and whom it touches: sites, power, and that a second officer signs."""
    touched = []
    if sheet.sites and act is not Act.REFUSE:
        touched = [words.sites(len(sheet.sites)), words.power(sum(one.requested_w for one in sheet.sites))]
    return decided.do(act, words.apart(sheet.title), *touched)
