"""Laws bent by a test, and the use of a site that draws the same power all month."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from terezi.base.periods import Period
from terezi.evidence.numerics.bills.calendar import calendar
from terezi.evidence.numerics.bills.parts import Part, parts_of
from terezi.evidence.numerics.bills.use import BandUse, Supply, Use
from terezi.law.book import law_on

FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))
JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))
ONE_MW = Supply(licensed_w=1_000_000)


def flat(country: str, period: Period, watts: int = 1_000_000) -> Use:
    """Return the use of a site that draws `watts` in every second of the period."""
    return even(parts_of(country, period), watts)


def even(parts: tuple[Part, ...], watts: int) -> Use:
    told: dict[tuple[int, str], int] = {}
    for day in calendar(parts).seconds.values():
        for key, seconds in day.items():
            told[key] = told.get(key, 0) + seconds
    bands = [BandUse(part, band, watts * s // 3600, s, s) for (part, band), s in told.items()]
    return Use(tuple(parts), tuple(bands))


def bent(country: str, day: date, *, section: str = "tariffs", **stated):
    """Return a law in which some terms of a section say something else."""
    law = law_on(country, day)
    terms = getattr(law, section)
    return replace(
        law,
        **{section: replace(terms, **{k: replace(getattr(terms, k), stated=v) for k, v in stated.items()})},
    )


def amounts(charged, kind: str) -> dict[tuple[str, date], Decimal]:
    """Return the amounts of one kind of charge in major units, by code and first day."""
    return {
        (line.code, line.starts_on): Decimal(line.amount_minor) / 100
        for line in charged.lines
        if line.kind == kind
    }
