"""The law of a country on a day."""

from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from terezi.base.errors import Refused
from terezi.law.terms import Law
from terezi.law.written import Pack, read_pack

PACKS = files("terezi.law") / "packs"


@cache
def countries() -> tuple[str, ...]:
    """Return the codes of all countries that have a pack."""
    return tuple(sorted(folder.name for folder in PACKS.iterdir() if folder.is_dir()))


@lru_cache(maxsize=2048)
def law_on(country: str, day: date) -> Law:
    """Return the law of the country (its code) as it stands on the day.

    :raises Refused: when there is no pack for the country.
    """
    return pack(country).on(day)


def standing_law(country: str, day: date) -> Law | None:
    """Return the law of the country on the day; None where there is no pack for the country."""
    return law_on(country, day) if country in countries() else None


def day_in(country: str, at: datetime) -> date:
    """Return the day it is in a country at a moment, by the time zone its law settles in; in UTC where that is unknown."""
    try:
        zone = law_on(country, at.date()).settlement.time_zone.value
    except Refused:
        return at.date()
    return at.astimezone(ZoneInfo(zone)).date()


def law_at(country: str, at: datetime) -> Law:
    """Return the law of the day it is in a country at a moment.

    :raises Refused: when there is no pack for the country.
    """
    return law_on(country, day_in(country, at))


@cache
def pack(country: str) -> Pack:
    """Return the whole pack of the country, every value of every date."""
    if country not in countries():
        raise Refused(
            f"There is no law pack for {country!r}. What to do: choose one of {', '.join(countries())}."
        )
    return read_pack(PACKS / country)
