"""Worked examples: questions to a pack with the answers a jurist expects."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import Field

from terezi.law.book import PACKS, law_on
from terezi.law.levy_schedule import NO_OTHER_KEYS
from terezi.law.refusals import BeforeTheLaw, NoSuchRule, UnknownLaw
from terezi.law.written import read_yaml

REFUSALS = {UnknownLaw: "unknown", BeforeTheLaw: "before the law", NoSuchRule: "no such rule"}


@dataclass(frozen=True)
class Kilowatthour:
    """What the levy of a kilowatt-hour depends on; the price in major units per kWh."""

    __pydantic_config__ = NO_OTHER_KEYS
    power_source: Literal["grid", "own_renewable", "own_other"]
    has_meter: bool
    average_price: Decimal | None = None


@dataclass(frozen=True)
class Example:
    """On a day, a question to one term, and what the law answers or refuses."""

    __pydantic_config__ = NO_OTHER_KEYS
    day: date
    question: str
    ask: str
    expect: Annotated[str, Field(min_length=1)]
    levy_on: Kilowatthour | None = None

    def answer(self, country: str) -> str:
        """Return what the law of the country says, or in one word why it does not."""
        try:
            value = attrgetter(f"{self.ask}.value")(law_on(country, self.day))
            return _spoken(value if self.levy_on is None else value.rate_per_kwh(**vars(self.levy_on)))
        except tuple(REFUSALS) as refused:
            return REFUSALS[type(refused)]


def examples(country: str) -> tuple[Example, ...]:
    """Return the worked examples of the country's pack.

    :raises BadData: naming file and key when they are not well written.
    """
    return read_yaml(PACKS / country, "examples", tuple[Example, ...])


def _spoken(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
