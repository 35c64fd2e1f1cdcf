"""The sentences of the public register, in the reader's language."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terezi.base.errors import Refused
from terezi.desk.licences.terms import PUBLIC_SENTENCES, Status
from terezi.desk.register.terms import Record, RefusalShown, Verdict, WarningKind, WarningShown
from terezi.law.book import law_on

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WARNINGS: "dict[WarningKind, StrOrPromise]" = {
    WarningKind.CLONE: _("Warning: {name} shows the licence {number} of somebody else as its own."),
    WarningKind.LOOK_ALIKE: _("Warning: {name} is not the licensed firm whose name it resembles."),
    WarningKind.UNLICENSED: _("Warning: {name} offers what needs a licence and has none."),
}
KINDS: "dict[WarningKind, StrOrPromise]" = {
    WarningKind.CLONE: _("Shows a licence of somebody else"),
    WarningKind.LOOK_ALIKE: _("Name like that of a licensed firm"),
    WarningKind.UNLICENSED: _("No licence"),
}
STATUSES: "dict[Status, StrOrPromise]" = {
    Status.REGISTERED: _("registered"),
    Status.LICENSED: _("licensed"),
    Status.LIMITED: _("licensed with conditions"),
    Status.SUSPENDED: _("suspended"),
    Status.WITHDRAWN: _("withdrawn"),
    Status.REFUSED: _("refused"),
    Status.EXPIRED: _("expired"),
    Status.STRUCK_OFF: _("struck off"),
}


def status(code: str) -> str:
    """Say a status of a licence."""
    return str(STATUSES.get(Status(code), code))


def of_record(record: Record) -> str:
    """Say the one sentence of a licence: who, may he operate, since when or until when."""
    said = _record_sentence(record).format(
        name=record.name,
        since=date_format(record.since),
        until=date_format(record.now.valid_until) if record.now.valid_until else "",
        suspended_until=date_format(record.now.suspended_until) if record.now.suspended_until else "",
    )
    return said


def _record_sentence(record: Record) -> str:
    now = Status(record.now.status)
    if record.is_to_come:
        return gettext("{name} may not operate yet: the licence begins on {since}.")
    if record.has_run_out:
        return gettext("{name} may not operate: the licence ran until {until}.")
    if now.may_operate:
        return _operating_sentence(record, now)
    if now is Status.SUSPENDED:
        return _suspended_sentence(record)
    if not record.is_verified:  # an older book dates no end
        return gettext("{name} may not operate: the licence has ended.")
    return gettext("{name} may not operate: the licence was ended on {since}.")


def _operating_sentence(record: Record, now: Status) -> str:
    if record.is_waiting:
        return gettext(
            "{name} may not operate yet: what the law wants next is not granted. Status since {since}."
        )
    if now is Status.LIMITED:
        return gettext("{name} may operate, with conditions, since {since}.")
    return gettext("{name} may operate within the limits shown, since {since}.")


def _suspended_sentence(record: Record) -> str:
    if record.now.suspended_until:
        return gettext("{name} may not operate until {suspended_until}: suspended since {since}.")
    return gettext("{name} may not operate until further notice: suspended since {since}.")


def of_refusal(refusal: RefusalShown) -> str:
    """Say the one sentence of a refused application; a private person is not named."""
    if refusal.lifted_on:
        said = gettext("The refusal of {name} of {on} no longer holds since {lifted}.")
    else:
        said = gettext("{name} may not operate: the application was refused on {on}.")
    name = refusal.name or gettext("A private person")
    lifted = date_format(refusal.lifted_on) if refusal.lifted_on else ""
    return said.format(name=name, on=date_format(refusal.refused_on), lifted=lifted)


def of_warning(warning: WarningShown) -> str:
    """Say the one sentence of a warning."""
    if warning.ended_on:
        said = gettext("We warned of {name} until {ended}.")
        return said.format(name=warning.name, ended=date_format(warning.ended_on))
    return str(WARNINGS[warning.kind]).format(name=warning.name, number=warning.number)


def of_verdict(verdict: Verdict) -> str:
    """Say what a verifier found."""
    return gettext(verdict.template).format(**verdict.values)


def meaning(code: str) -> str:
    """Say what a status means to the public."""
    return gettext(PUBLIC_SENTENCES.get(Status(code), ""))


def class_title(country: str, actor_class: str, on: date) -> str:
    """Say a class of actors as the law of the country names it; its code where the law names no such class."""
    try:
        licensing = law_on(country, on).licensing
        return gettext(str(licensing.actor_class(actor_class).title.value))
    except (Refused, AttributeError):
        return actor_class
