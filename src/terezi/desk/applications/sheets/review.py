"""What may be decided on a file, in words, and what stands against it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from terezi.desk.applications.queries import actor_class_of
from terezi.desk.applications.rules.deciding import AFTER
from terezi.desk.applications.sheets import words
from terezi.desk.applications.sheets.file import FileSheet
from terezi.desk.decisions import words as decided
from terezi.desk.licences.transitions import Act


@dataclass(frozen=True)
class OpenAct:
    """An act that may decide a file, with what stands against it today."""

    act: Act
    says: str
    means: str
    against: tuple[str, ...]


def acts_open(sheet: FileSheet) -> tuple[OpenAct, ...]:
    """Return the acts that decide this file: the grant its law knows, a limited one, and a refusal."""
    granted = actor_class_of(sheet.file).granted_status.value
    grant = next(act for act, status in AFTER.items() if status == granted)
    against = tuple(sheet.against)
    return (
        OpenAct(grant, str(decided.DO[grant]), _("May operate within the limits shown"), against),
        OpenAct(Act.LIMIT, str(decided.DO[Act.LIMIT]), _("May operate, with conditions"), against),
        OpenAct(Act.REFUSE, str(decided.DO[Act.REFUSE]), _("May not operate"), ()),
    )


def button(sheet: FileSheet, act: Act) -> str:
    """Say what is done and whom it touches: sites, power, and that a second officer signs."""
    touched = []
    if sheet.sites and act is not Act.REFUSE:
        touched = [words.sites(len(sheet.sites)), words.power(sum(one.requested_w for one in sheet.sites))]
    return decided.do(act, words.apart(sheet.title), *touched)
