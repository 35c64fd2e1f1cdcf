"""Power and energy of a house as well as of a feeder: kilowatts below a megawatt."""

from decimal import Decimal

from django.utils.translation import gettext as _

from terezi.desk.findings.quantities import DASH, Spoken, grouped, spoken

KILO, MEGA = 1_000, 1_000_000
TENTHS_BELOW, TENTH_OF_KILO = 10, 100


def power(watts: int | None) -> Spoken:
    """Say a power given in W, as W, kW or MW, with about three digits."""
    if watts is not None and abs(watts) < TENTH_OF_KILO:
        return Spoken(grouped(Decimal(watts), 0), _("W"))
    return _scaled(watts, _("kW"), _("MW"))


def energy(watt_hours: int | None) -> Spoken:
    """Say an energy given in Wh, as kWh or MWh, with about three digits."""
    return _scaled(watt_hours, _("kWh"), _("MWh"))


def _scaled(value: int | None, kilo: str, mega: str) -> Spoken:
    if value is None:
        return Spoken(DASH, "")
    scale, unit = (MEGA, mega) if abs(value) >= MEGA else (KILO, kilo)
    amount = Decimal(value) / scale
    decimals = (
        0
        if amount == amount.to_integral_value() or abs(amount) >= 100
        else 1
        if abs(amount) >= TENTHS_BELOW
        else 2
    )
    return Spoken(grouped(amount, decimals), unit)


def share(ppm: int | None) -> Spoken:
    """Say a share given in ppm as percent; a tenth of a percent below one."""
    if ppm is None:
        return Spoken(DASH, "")
    percent = Decimal(ppm) / 10_000
    if percent >= 10 or percent == percent.to_integral_value():
        return Spoken(grouped(percent, 0), "%")
    return Spoken(grouped(percent, 1 if percent >= 1 else 2), "%")


def count(number: int) -> Spoken:
    """Say a count."""
    return spoken(number, "count")


def about(ppm: int) -> Spoken:
    """Say an expected count, given in millionths: whole from ten on, a tenth below."""
    amount = Decimal(ppm) / MEGA
    return Spoken(grouped(amount, 0 if amount >= TENTHS_BELOW else 1), "")


def money(minor: int | None, currency: str) -> Spoken:
    """Say an amount in minor units."""
    return spoken(minor, "minor", currency)
