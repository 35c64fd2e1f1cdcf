"""Words for what the register keeps as codes, in the reader's language."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terezi.desk.licences.terms import NOT_YET, Provenance, Status

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

STATUSES: "dict[str, StrOrPromise]" = {
    Status.DRAFT: _("draft"),
    Status.SUBMITTED: _("submitted"),
    Status.IN_REVIEW: _("in review"),
    Status.RETURNED: _("returned"),
    Status.DECISION_PROPOSED: _("decision proposed"),
    Status.REGISTERED: _("registered"),
    Status.LICENSED: _("licensed"),
    Status.LIMITED: _("limited"),
    Status.SUSPENDED: _("suspended"),
    Status.WITHDRAWN: _("withdrawn"),
    Status.REFUSED: _("refused"),
    Status.EXPIRED: _("expired"),
    Status.STRUCK_OFF: _("struck off"),
}
PROVENANCES: "dict[str, StrOrPromise]" = {
    Provenance.DECISION: _("decided here"),
    Provenance.IMPORT: _("brought in from another register"),
    Provenance.LAW: _("its term ran out"),
    Provenance.LEGACY: _("unverified legacy"),
}
STEPS = ((10**9, "GW"), (10**6, "MW"), (10**3, "kW"))
DECIMALS = 3


def status(code: str) -> str:
    """Say a status of the register."""
    return str(STATUSES[code])


def provenance(code: str) -> str:
    """Say where what the register says comes from."""
    return str(PROVENANCES[code])


def power(watts: int) -> str:
    """Say a power in the unit it is best read in, to the watt where that is short."""
    size, unit = next((step for step in STEPS if watts >= step[0]), (1, "W"))
    amount = round(Decimal(watts) / size, DECIMALS)
    whole = amount.to_integral()
    shown = number_format(whole if whole == amount else amount.normalize(), force_grouping=True)
    return f"{shown} {unit}"


def may_operate(code: str, until: "date | None", *, is_waiting: bool = False) -> str:
    """Say what a status means to the public; of a suspension also until when, where that is known.

    `is_waiting` is true of a class whose grant alone lets nobody operate.
    """
    if is_waiting and Status(code).may_operate:
        return gettext(NOT_YET)
    if code == Status.SUSPENDED and until is not None:
        return gettext("May not operate until {day}").format(day=date_format(until, "DATE_FORMAT"))
    return gettext(Status(code).public_sentence)
