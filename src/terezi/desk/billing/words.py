"""What bills say to their readers, in the language of the moment."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext_lazy as _

from terezi.desk.billing.terms import BillState, How, NoteState, RunState
from terezi.desk.people.words import in_order

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

THIN_SPACE = "\u202f"
MINUS = "\u2212"
PLUS = "+"
DASH = "\u2014"

RUN_STATES: "Mapping[str, StrOrPromise]" = {
    RunState.DRAFT: _("draft"),
    RunState.PROPOSED: _("to be issued"),
    RunState.ISSUED: _("issued"),
    RunState.DECLINED: _("declined"),
    RunState.DROPPED: _("overtaken by another reckoning"),
}
BILL_STATES: "Mapping[str, StrOrPromise]" = {
    BillState.DRAFT: _("draft"),
    BillState.HELD: _("held back"),
    BillState.ISSUED: _("issued"),
    BillState.DROPPED: _("overtaken by another reckoning"),
}
NOTE_STATES: "Mapping[str, StrOrPromise]" = {
    NoteState.PROPOSED: _("to be signed"),
    NoteState.SIGNED: _("signed"),
    NoteState.DECLINED: _("declined"),
}
KINDS: "Mapping[str, StrOrPromise]" = {
    "energy": _("Electricity"),
    "allocation": _("Allocated power"),
    "block": _("Large use"),
    "surcharge": _("Surcharge"),
    "take_or_pay": _("Contracted energy not drawn"),
    "levy": _("Levy"),
    "tax": _("Tax"),
}
HOWS: "Mapping[str, StrOrPromise]" = {
    How.NUMBER: _("by the number of the bill"),
    How.AMOUNT: _("by payer and amount"),
    How.BY_HAND: _("by an officer"),
}


def money(minor: int | None, currency: str = "") -> str:
    """Say an amount in minor units to the last of them, with its currency."""
    if minor is None:
        return DASH
    return _with(_grouped(Decimal(minor) / 100, 2), currency)


def signed_money(minor: int, currency: str = "") -> str:
    """Say a difference: more with a plus, less with a minus."""
    return _with(f"{PLUS if minor > 0 else ''}{money(minor)}", currency)


def _with(figure: str, unit: str) -> str:
    return in_order(f"{figure}{THIN_SPACE}{unit}") if unit else figure


def kilowatt_hours(wh: int | None) -> str:
    """Say energy in kilowatt-hours to the watt-hour, as a bill does."""
    return DASH if wh is None else _grouped(Decimal(wh) / 1_000, 3 if wh % 1_000 else 0)


def price(per_kwh: Decimal) -> str:
    """Say a price per kWh with all decimals it has, at least two."""
    exact = per_kwh.normalize()
    places = -int(exact.as_tuple().exponent)
    return _grouped(per_kwh, max(2, places))


def percent(share: Decimal) -> str:
    """Say a share as per cent."""
    told = (share * 100).normalize()
    return _with(_grouped(told, max(0, -int(told.as_tuple().exponent))), "%")


def covered(seconds: int, expected_seconds: int) -> str:
    """Say which part of the time readings cover; never all where a second is missing."""
    if expected_seconds <= 0:
        return DASH
    share = Decimal(seconds) / expected_seconds
    shown = min(share, Decimal("0.9999")) if seconds < expected_seconds else share
    return percent(shown.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP))


def month(day: date) -> str:
    """Say a month and its year."""
    return date_format(day, "YEAR_MONTH_FORMAT")


def day(told: date) -> str:
    """Say a day in full."""
    return date_format(told, "DATE_FORMAT")


def _grouped(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}".replace(",", THIN_SPACE)
    text = text.replace(".", str(get_format("DECIMAL_SEPARATOR")))
    return f"{MINUS}{text}" if rounded < 0 else text
