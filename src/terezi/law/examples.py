"""Worked examples: questions to a pack with the answers a jurist expects."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from terezi.base.clocks import Clock
from terezi.law.book import PACKS, law_on
from terezi.law.levy_schedule import NO_OTHER_KEYS
from terezi.law.refusals import BeforeTheLaw, NoSuchRule, UnknownLaw
from terezi.law.rows import named_terms, said
from terezi.law.terms import Law, Term
from terezi.law.values import Fee, Validity
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
    """On a day, a question to one term, and what the law answers or refuses.

    `started` asks on which day a clock that started then is due, or a validity ends; `in_money` what a fee comes to;
    `region` how many watts may stand there.
    """

    __pydantic_config__ = NO_OTHER_KEYS
    day: date
    question: str
    ask: str
    expect: Annotated[str, Field(min_length=1)]
    levy_on: Kilowatthour | None = None
    started: date | None = None
    in_money: bool = False
    region: str | None = None

    def answer(self, country: str) -> str:
        """Return what the law of the country says, or in one word why it does not."""
        law = law_on(country, self.day)
        try:
            return self._answer(law, _term(law, self.ask))
        except tuple(REFUSALS) as refused:
            return REFUSALS[type(refused)]

    def _answer(self, law: Law, term: Term[Any]) -> str:
        value = term.value
        if self.levy_on is not None:
            return said(value.rate_per_kwh(**vars(self.levy_on)))
        if self.in_money and isinstance(value, Fee):
            due = law.licensing.in_money(term)
            return f"{due.amount:.2f} {due.currency}"
        if self.started and isinstance(value, Clock):
            return str(law.licensing.due_on(self.started, value))
        if self.started and isinstance(value, Validity):
            return str(value.ends_before(self.started) or "never")
        if self.region:
            return str(law.licensing.actor_class(self.ask.split(".")[2]).cap_w(self.region))
        return said(value)


def examples(country: str) -> tuple[Example, ...]:
    """Return the worked examples of the country's pack.

    :raises BadData: naming file and key when they are not well written.
    """
    return read_yaml(PACKS / country, "examples", tuple[Example, ...])


def _term(law: Law, asked: str) -> Term[Any]:
    terms = {f"{section}.{name}": term for section, name, term in named_terms(law)}
    return terms[asked]
