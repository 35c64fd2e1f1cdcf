"""How a quantity is said: whole smaller units in, a grouped number and its unit out."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.desk.people.words import in_order

THIN_SPACE = "\u202f"
MINUS = "\u2212"
DASH = "\u2014"
SMALL = 100_000  # of Wh or W


@dataclass(frozen=True)
class Spoken:
    """A number as it stands on a page, and its unit beside it."""

    number: str
    unit: str

    def __str__(self) -> str:
        return in_order(f"{self.number}{THIN_SPACE}{self.unit}") if self.unit else self.number


def grouped(value: Decimal, decimals: int) -> str:
    """Write `value` with thin spaces between thousands and the decimal mark of the language."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    text = text.replace(",", THIN_SPACE).replace(".", str(get_format("DECIMAL_SEPARATOR")))
    return f"{MINUS}{text}" if rounded < 0 else text


def _scaled(value: int, smaller: int, *, fine: int = 2) -> str:
    """Say `value / smaller`; small amounts keep `fine` decimals, large ones none."""
    amount = Decimal(value) / smaller
    if abs(amount) >= 100 or amount == amount.to_integral_value():
        return grouped(amount, 0)
    return grouped(amount, 1 if abs(amount) >= 10 else fine)


def _money(value: int, currency: str) -> Spoken:
    return Spoken(_scaled(value, 100), currency)


def _is_small(value: int) -> bool:
    """Answer whether two decimals of the larger unit would say little of an amount."""
    return 0 < abs(value) < SMALL


def _megawatt_hours(value: int, _currency: str) -> Spoken:
    return (
        Spoken(_scaled(value, 1000), _("kWh"))
        if _is_small(value)
        else Spoken(_scaled(value, 10**6), _("MWh"))
    )


def _megawatts(value: int, _currency: str) -> Spoken:
    return (
        Spoken(_scaled(value, 1000), _("kW")) if _is_small(value) else Spoken(_scaled(value, 10**6), _("MW"))
    )


def _coins(value: int, currency: str) -> Spoken:
    return Spoken(_scaled(value, 10**8, fine=4), currency or "BTC")


def _percent(value: int, _currency: str) -> Spoken:
    if 999_500 <= value < 10**6:  # rounding must not make it certain
        return Spoken(f">{THIN_SPACE}{grouped(Decimal('99.9'), 1)}", "%")
    return Spoken(grouped(Decimal(value) / 10**4, 1 if value % 10**4 else 0), "%")


def _count(value: int, _currency: str) -> Spoken:
    return Spoken(grouped(Decimal(value), 0), "")


def _hours(value: int, _currency: str) -> Spoken:
    return Spoken(_scaled(value, 3600, fine=1), _("h"))


def _petahashes(value: int, _currency: str) -> Spoken:
    return Spoken(_scaled(value, 10**6, fine=1), "PH/s")


def _exahashes_done(value: int, _currency: str) -> Spoken:
    return Spoken(_scaled(value, 10**9, fine=1), "EH")


def _minutes(value: int, _currency: str) -> Spoken:
    return Spoken(grouped(Decimal(value), 0), _("min"))


def _days(value: int, _currency: str) -> Spoken:
    return Spoken(grouped(Decimal(value), 0), ngettext("day", "days", value))


SAID: dict[str, Callable[[int, str], Spoken]] = {
    "Wh": _megawatt_hours,
    "W": _megawatts,
    "W s": lambda value, currency: _megawatt_hours(value // 3600, currency),
    "satoshi": _coins,
    "minor": _money,
    "ppm": _percent,
    "count": _count,
    "s": _hours,
    "min": _minutes,
    "days": _days,
    "GH/s": _petahashes,
    "GH": _exahashes_done,
    "mJ/TH": lambda value, _currency: Spoken(_scaled(value, 1000), "J/TH"),
    "millionths": lambda value, _currency: Spoken(grouped(Decimal(value) / 10**6, 4), ""),
    "thousandths": lambda value, _currency: Spoken(grouped(Decimal(value) / 1000, 1), ""),
}


def spoken(value: int | None, unit: str, currency: str = "") -> Spoken:
    """Say `value`, given in the lake's unit (`Wh`, `W`, `satoshi`, `minor`, `ppm`, `count`, ...)."""
    if value is None:
        return Spoken(DASH, "")
    say = SAID.get(unit)
    return say(value, currency) if say else Spoken(grouped(Decimal(value), 0), unit)
