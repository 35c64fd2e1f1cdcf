"""What if: days as they are planned and with a change, side by side; a gain never stands without its risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite

from django.utils.translation import gettext as _

from terezi.base.units import WH_PER_MWH
from terezi.desk.decisions.words import day as said_day
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.terms import Change
from terezi.desk.findings.quantities import MINUS, Spoken, grouped, spoken

MOST_DAYS = 7


@dataclass(frozen=True)
class Figure:
    """One figure under one scenario; how it differs from the days as they are."""

    value: Spoken
    change: str
    is_worse: bool


@dataclass(frozen=True)
class PairRow:
    """A gain and its risk; of each the figure as it is and one per scenario."""

    gain: str
    gains: Sequence[Figure]
    risk: str
    risks: Sequence[Figure]


@dataclass(frozen=True)
class WhatIf:
    """The page."""

    said: str
    names: Sequence[str]
    pairs: Sequence[PairRow]
    days: Sequence[date]


def days_asked(basis: EnergyBasis, count: int) -> list[date]:
    """Return so many days that are planned from the day after, else the last days that were."""
    planned = list(basis.readings.planned_days())
    ahead = [day for day in planned if day > basis.day][: min(count, MOST_DAYS)]
    return ahead or [day for day in planned if day <= basis.day][-min(count, MOST_DAYS) :]


def worked(basis: EnergyBasis, change: Change, days: Sequence[date]) -> WhatIf | None:
    """Compare the days with each change by itself and with all together; None where nothing is changed.

    :raises BadData, Refused: when the lake or the law does not let the days be worked out.
    """
    compared = basis.readings.compare(change, days)
    if not compared:
        return None
    first = compared[0]
    rows = []
    for number, pair in enumerate(first.pairs):
        gains = [pair.gain.before, *(each.pairs[number].gain.after for each in compared)]
        risks = [pair.risk.before, *(each.pairs[number].risk.after for each in compared)]
        rows.append(
            PairRow(
                _says(pair.gain.name),
                _figures(gains, pair.gain.unit, basis.currency, more_is_worse=False),
                _says(pair.risk.name),
                _figures(risks, pair.risk.unit, basis.currency, more_is_worse=True),
            )
        )
    names = [_("As planned"), *(each.name for each in compared)]
    if len(compared) > 1:
        names[-1] = _("All together")
    return WhatIf(_said(basis, names[-1], rows, days), names, rows, days)


def _figures(amounts: Sequence[float], unit: str, currency: str, *, more_is_worse: bool) -> list[Figure]:
    found = []
    for amount in amounts:
        change = amount - amounts[0]
        is_same = abs(change) < 1e-6 * max(abs(amounts[0]), 1.0)
        signed = "" if is_same else f"{'+' if change > 0 else MINUS}{_said_of(abs(change), unit, currency)}"
        found.append(
            Figure(_said_of(amount, unit, currency), signed, not is_same and (change > 0) == more_is_worse)
        )
    return found


def _said_of(amount: float, unit: str, currency: str) -> Spoken:
    if not isfinite(amount):
        return spoken(None, "")
    if unit == "MWh":
        return spoken(round(amount * WH_PER_MWH), "Wh")
    if unit == "MW":
        return spoken(round(amount * WH_PER_MWH), "W")
    if unit == "minor units":
        return spoken(round(amount), "minor", currency)
    return Spoken(grouped(Decimal(round(amount)), 0), _("h") if unit == "hours" else unit)


def _said(basis: EnergyBasis, name: str, rows: Sequence[PairRow], days: Sequence[date]) -> str:
    mined, lack = rows[0].gains[-1], rows[0].risks[-1]
    told = _("{name}, {first} to {last}: mines would draw {mined} ({change}), homes would lack {lack}.")
    return told.format(
        name=name, first=said_day(days[0]), last=said_day(days[-1]), mined=mined.value,
        change=mined.change or _("no change"), lack=lack.value,
    )  # fmt: skip


def _says(name: str) -> str:
    return {
        "mined": _("Drawn by mines"),
        "homes_lack": _("Homes lack"),
        "paid": _("Paid by mines"),
        "sold_below_cost": _("Sold below cost, cost more than paid"),
        "margin": _("Brought above cost"),
        "below_cost": _("Hours sold below cost"),
        "left_in_the_tightest_hour": _("Left in the tightest hour"),
        "lines_are_full": _("Hours with a full line"),
    }.get(name, name)
