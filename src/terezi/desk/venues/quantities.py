"""How amounts of exchanges are said: coins and quotes of 1e-8, shares, times."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.units import E8, PPM
from terezi.desk.findings.quantities import DASH, Spoken, grouped, spoken

WHOLE_FROM = 10
MINUTE, HOUR, DAY = 60, 3_600, 86_400


def money(minor: int | None, currency: str) -> Spoken:
    """Say an amount in minor units."""
    return spoken(minor, "minor", currency)


def count(number: int) -> Spoken:
    return spoken(number, "count")


def pair(instrument: str) -> tuple[str, str]:
    """Return what is traded and in what it is paid, of BASE-QUOTE."""
    base, _dash, quote = instrument.rpartition("-")
    return base or instrument, quote


def about(millionths: int) -> Spoken:
    """Say an expected count: whole from ten on, a tenth below."""
    value = Decimal(millionths) / PPM
    return Spoken(grouped(value, 0 if value >= WHOLE_FROM else 1), "")


def amount(e8: int | None, unit: str) -> Spoken:
    """Say an amount of 1e-8 of an asset or a currency, with about four digits."""
    if e8 is None:
        return Spoken(DASH, "")
    value = Decimal(e8) / E8
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    decimals = 0 if value == value.to_integral_value() else max(0, 4 - whole) if whole else 6
    return Spoken(grouped(value, decimals), unit)


def share(ppm: int | None) -> Spoken:
    """Say a share of ppm as percent; small ones with two decimals."""
    if ppm is None:
        return Spoken(DASH, "")
    percent = Decimal(ppm) / 10_000
    fine = 0 if percent == percent.to_integral_value() else 1 if abs(percent) >= 10 else 2
    return Spoken(grouped(percent, fine), "%")


def lasting(seconds: int | None) -> Spoken:
    """Say how long something lasted, in the unit that says it in about two digits."""
    if seconds is None:
        return Spoken(DASH, "")
    for least, size, unit in (
        (2 * DAY, DAY, ngettext("day", "days", (seconds + DAY // 2) // DAY)),
        (2 * HOUR, HOUR, _("h")),
        (2 * MINUTE, MINUTE, _("min")),
    ):
        if seconds >= least:
            return Spoken(grouped(Decimal(seconds) / size, 0), unit)
    return Spoken(grouped(Decimal(seconds), 0), _("s"))


def clock(at: datetime, zone: str, *, exact: bool = False) -> str:
    """Say the time of day of an instant in a zone; `exact` to the millisecond."""
    local = at.astimezone(ZoneInfo(zone))
    if exact:
        return f"{local:%H:%M:%S}.{local.microsecond // 1_000:03d}"
    return str(time_format(local, "H:i:s"))


def span(from_at: datetime, to_at: datetime) -> Spoken:
    """Say how long it is from one instant to another."""
    return lasting(round((to_at - from_at) / timedelta(seconds=1)))


def short_day(at: datetime, zone: str) -> str:
    """Say the day of an instant in a zone, in figures."""
    return str(date_format(at.astimezone(ZoneInfo(zone)), "SHORT_DATE_FORMAT"))
