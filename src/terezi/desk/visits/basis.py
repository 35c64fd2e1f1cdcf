"""What every number of these pages rests on: the last screening and balance, the law, and whose region it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from terezi.base.errors import Refused
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import sees_region
from terezi.desk.visits.readings import MILLION, Readings
from terezi.desk.visits.terms import VisitRule
from terezi.law.book import law_on, standing_law
from terezi.law.term import Term
from terezi.law.terms import Law


@dataclass(frozen=True)
class LoadBasis:
    """What one officer sees of one day: `balanced_on` and `screened_on` are the last days at or before it."""

    country: str
    day: date
    readings: Readings
    officer: Officer

    @property
    def region(self) -> str:
        """The officer's region; empty where he works for the whole country."""
        return self.officer.region

    @cached_property
    def balanced_on(self) -> date | None:
        return max((day for day in self.readings.balanced_days() if day <= self.day), default=None)

    @cached_property
    def screened_on(self) -> date | None:
        return max((day for day in self.readings.screened_days() if day <= self.day), default=None)

    @cached_property
    def law(self) -> Law | None:
        """The law of the day; None where the country has no pack for it."""
        return standing_law(self.country, self.day)

    @cached_property
    def feeders(self) -> pl.DataFrame:
        """The utility's feeders of this officer's region, by code."""
        found = self.readings.feeders()
        return found.filter(pl.col("region") == self.region) if self.region else found

    @cached_property
    def balances(self) -> pl.DataFrame:
        """The last balances of this officer's feeders and of what hangs on them, by level and code."""
        if self.balanced_on is None:
            return pl.DataFrame(schema={"level": pl.String, "subject_id": pl.String, "feeder_id": pl.String})
        seen = self.feeders["feeder_id"].implode()
        return self.readings.balances(self.balanced_on).filter(pl.col("feeder_id").is_in(seen))

    @cached_property
    def false_alarm_ppm(self) -> int | None:
        """How many innocent meters in a million may stand out, as the policy says."""
        return ppm_of(self.law.detection.false_alarm_share) if self.law else None

    @cached_property
    def visit_rule(self) -> VisitRule:
        """What the law lets a week hold.

        :raises Refused: when the law of the day does not say it.
        """
        law = law_on(self.country, self.day)
        told = law.detection
        return VisitRule(
            law.country,
            law.version,
            told.visits_per_week.article,
            int(told.visits_per_week.value),
            int(told.exploration_share.value * MILLION),
            int(told.screening_window_days.value),
        )

    def sees(self, region: str) -> bool:
        """Answer whether what lies in a region is this officer's to see."""
        return sees_region(self.officer, region)

    def feeder(self, feeder_id: str) -> dict[str, Any] | None:
        """Return the utility's row of a feeder this officer may see."""
        found = self.feeders.filter(pl.col("feeder_id") == feeder_id)
        return found.row(0, named=True) if len(found) else None


def ppm_of(term: Term[Decimal]) -> int | None:
    """Return a share of the law in ppm; None where the law does not say it."""
    try:
        return int(term.value * MILLION)
    except Refused:
        return None


def days_of(term: "Term[int]", otherwise: int) -> int:
    """Return a number of days of the law, or how many to show where it says none."""
    return int(term.value) if term.is_known else otherwise
