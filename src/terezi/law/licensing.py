"""What the law says of applying for, holding and losing a licence: shared rules, and one set for each actor class."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from terezi.base.clocks import Clock, OnRestDay, Weekday, due_on
from terezi.base.errors import Refused
from terezi.base.money import Money
from terezi.base.units import W_PER_MW
from terezi.law.levy_schedule import NotNegative
from terezi.law.refusals import NoSuchRule, UnknownLaw
from terezi.law.term import Term
from terezi.law.values import (
    INDEX,
    Amount,
    ApplicantKind,
    Check,
    Code,
    Document,
    Fee,
    Ground,
    Opinion,
    Part,
    Place,
    Prerequisite,
    Range,
    Regime,
    Share,
    Title,
    Validity,
    Word,
)

EVERY_OTHER_REGION = "*"


@dataclass(frozen=True)
class ActorClass:
    """What one class of actors needs, shows, pays and is given: one file of the pack, whose name is the id."""

    id: str
    title: Term[Title]
    activity: Term[Code]
    regime: Term[Regime]
    number_prefix: Term[str]
    granted_status: Term[Literal["registered", "licensed"]]
    may_operate: Term[bool]
    applicant_kinds: Term[tuple[ApplicantKind, ...]]
    non_resident_allowed: Term[bool]
    form: Term[Literal["short", "long"]]
    parts: Term[tuple[Part, ...]]
    documents: Term[tuple[Document, ...]]
    prerequisites: Term[tuple[Prerequisite, ...]]
    checks: Term[tuple[Check, ...]]
    opinions: Term[tuple[Opinion, ...]]
    steps: Term[tuple[Code, ...]]
    follows: Term[Code]
    fee: Term[Fee]
    monthly_fee: Term[Fee]
    capital: Term[Fee]
    decision: Term[Clock]
    issue: Term[Clock]
    validity: Term[Validity]
    cap_mw: Term[Mapping[str, NotNegative]]

    def cap_w(self, region: str) -> int | None:
        """Return the most watts that may stand licensed in the region under this class; none where the law sets no cap.

        :raises UnknownLaw: when nobody knows whether there is a cap.
        """
        try:
            caps = self.cap_mw.value
        except NoSuchRule:
            return None
        cap: Decimal | None = caps.get(region, caps.get(EVERY_OTHER_REGION))
        return None if cap is None else int(cap * W_PER_MW)


@dataclass(frozen=True)
class Licensing:
    """What holds for every class; `classes` holds the rest by class id."""

    working_days: Term[tuple[Weekday, ...]]
    holidays: Term[tuple[date, ...]]
    due_on_rest_day: Term[OnRestDay]
    index_unit: Term[Amount]
    review_target: Term[Clock]
    answer: Term[Clock]
    opinion: Term[Clock]
    forbidden_words: Term[tuple[str, ...]]
    forbidden_forms: Term[tuple[Word, ...]]
    reserved_words: Term[tuple[str, ...]]
    reserved_forms: Term[tuple[Word, ...]]
    reserved_for: Term[tuple[Code, ...]]
    advertising_warnings: Term[tuple[Code, ...]]
    advertising_prohibited: Term[tuple[Code, ...]]
    advertising_forms: Term[Mapping[Code, tuple[Word, ...]]]
    ownership_bars: Term[tuple[Code, ...]]
    offshore_places: Term[tuple[Place, ...]]
    name_match_from: Term[Share]
    name_possible_from: Term[Share]
    refusal_grounds: Term[tuple[Ground, ...]]
    limitation_grounds: Term[tuple[Ground, ...]]
    suspension_grounds: Term[tuple[Ground, ...]]
    withdrawal_grounds: Term[tuple[Ground, ...]]
    strike_off_grounds: Term[tuple[Ground, ...]]
    suspension_months: Term[Range]
    cure_months: Term[Range]
    recheck: Term[Clock]
    reinstatement: Term[Clock]
    appeal_bodies: Term[tuple[Code, ...]]
    appeal: Term[Clock]
    titles: Term[Mapping[Code, Title]]
    classes: Mapping[str, ActorClass]

    def actor_class(self, id: str) -> ActorClass:
        """Return a class of actors.

        :raises Refused: naming the classes there are.
        """
        if id not in self.classes:
            there = ", ".join(self.classes) or "none"
            raise Refused(
                f"The law of {self.titles.country} has no actor class {id!r}. What to do: choose one of {there}."
            )
        return self.classes[id]

    def fee_due(self, id: str) -> Money:
        """Return what an applicant of the class pays, in money.

        :raises UnknownLaw: naming the article, when the fee or the worth of the index unit is not known.
        """
        return self.in_money(self.actor_class(id).fee)

    def monthly_fee_due(self, id: str) -> Money:
        """Return what a holder of the class pays each month, in money; refuses as `fee_due` does."""
        return self.in_money(self.actor_class(id).monthly_fee)

    def capital_due(self, id: str) -> Money:
        """Return the least capital of the class, in money; refuses as `fee_due` does."""
        return self.in_money(self.actor_class(id).capital)

    def in_money(self, fee: Term[Fee]) -> Money:
        """Return a fee in money, through the index unit where it counts in it; refuses as `fee_due` does."""
        stated = fee.value
        if stated.unit != INDEX:
            return stated.in_money(None)
        try:
            return stated.in_money(self.index_unit.value)
        except Refused as refused:
            raise UnknownLaw(f"{fee.article}: {stated}, and their worth is not known. {refused}") from refused

    def due_on(self, start: date, clock: Clock) -> date:
        """Return the last day of a clock, by the working days, holidays and rest day rule of this law."""
        return due_on(
            start,
            clock,
            working_days=self.working_days.value,
            holidays=frozenset(self.holidays.value),
            on_rest_day=self.due_on_rest_day.value,
        )

    def title_of(self, code: str) -> str:
        """Return what a code of this pack is called in English; a code without a title stands as it is."""
        return self.titles.value.get(code, code)
