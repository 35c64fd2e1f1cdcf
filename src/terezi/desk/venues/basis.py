"""What every number of the exchange monitor rests on: one day, its law, the lake, and who looks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

import polars as pl

from terezi.base.errors import Refused
from terezi.base.periods import Period, days_up_to
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import sees_region
from terezi.desk.venues import rules
from terezi.desk.venues.readings import Watching, days_stand_still
from terezi.desk.venues.terms import AnswerBy
from terezi.evidence.facts.days import day_bounds, settlement_day
from terezi.evidence.numerics.venues.levy_periods import LevyPeriod, ended_periods
from terezi.evidence.numerics.venues.turnover import in_settlement_minor
from terezi.law.book import standing_law
from terezi.law.term import Term
from terezi.law.terms import Law

T = TypeVar("T")
U = TypeVar("U")
OF_NO_REGION = ""
WINDOW_DAYS = 30  # shown of fees where the law names no window


@dataclass(frozen=True)
class MarketBasis:
    """One day of the exchanges of one country, asked at a moment."""

    country: str
    day: date
    at: datetime
    lake: Watching
    officer: Officer
    sees_fees: bool

    @property
    def sees_venues(self) -> bool:
        """An exchange lies in no region: officers of one region do not work on it."""
        return sees_region(self.officer, OF_NO_REGION)

    @cached_property
    def law(self) -> Law | None:
        """The law of the day; None where the country has no pack for it."""
        return standing_law(self.country, self.day)

    @cached_property
    def zone(self) -> str:
        return self.law.settlement.time_zone.value if self.law else "UTC"

    @property
    def currency(self) -> str:
        return known(self.law.settlement.currency, "") if self.law else ""

    @cached_property
    def moment(self) -> datetime:
        """When the day is looked at: its last instant, or now where it is not over."""
        return min(self.at, day_bounds(self.day, self.zone)[1] - timedelta(microseconds=1))

    @cached_property
    def feeds_at(self) -> datetime:
        """When feeds are looked at: now with the last day added up, as one dies between two nights; else when the day ended."""
        return self.at if self.day == self.lake.last_day and not days_stand_still() else self.moment

    @cached_property
    def venues(self) -> pl.DataFrame:
        """The exchanges on the register of the day, by code; none for officers of one region."""
        found = self.lake.venues(self.day)
        return found if self.sees_venues else found.clear()

    @cached_property
    def window(self) -> Period:
        """The days over which declared fees are compared."""
        days = known(self.law.exchanges.fee_window_days, WINDOW_DAYS) if self.law else WINDOW_DAYS
        return days_up_to(self.day, days=days)

    @cached_property
    def fee_gap(self) -> float:
        """The share by which declared may lie below expected before it is called short."""
        return float(known(self.law.exchanges.fee_gap_share, 0)) if self.law else 0.0

    @cached_property
    def levied(self) -> list[LevyPeriod]:
        """The levy periods that are over, paid or not yet due, the earliest first; none where the law leaves them open."""
        try:
            return ended_periods(self.law) if self.law else []
        except Refused:
            return []

    @cached_property
    def travel_rule_from_minor(self) -> int | None:
        """The amount from which data of both sides travel with a transfer; None where the law names none."""
        try:
            return (
                in_settlement_minor(self.law, self.law.exchanges.travel_rule_from.value) if self.law else None
            )
        except Refused:
            return None

    @cached_property
    def large_transfers(self) -> pl.DataFrame | None:
        """Count the day's transfers of coins the travel rule covers, by exchange; None where the law names no amount to begin from."""
        least = self.travel_rule_from_minor
        return None if self.law is None or least is None else self.lake.told_of_transfers(self.law, least)

    @property
    def today(self) -> date:
        """The settlement day on which it is asked."""
        return settlement_day(self.at, self.zone)

    @property
    def answer_by(self) -> AnswerBy:
        """By when an exchange answers what it is asked now."""
        law = standing_law(self.country, self.today)
        return rules.answer_by(law, asked_on=self.today) if law else AnswerBy(None, "")

    def row(self, venue_id: str) -> dict[str, object] | None:
        """Return the register's row of one exchange this officer may see."""
        found = self.venues.filter(pl.col("venue_id") == venue_id)
        return found.row(0, named=True) if len(found) else None


def known(term: Term[T], otherwise: U) -> T | U:
    """Return a value of the law, or what stands for it where nobody knows it."""
    return term.value if term.is_known else otherwise
