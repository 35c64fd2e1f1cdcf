"""What every number of one day rests on: the findings that stand, the readings, the law."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

import polars as pl

from terezi.base.errors import Refused
from terezi.base.periods import Period, days_up_to
from terezi.desk.findings import queries
from terezi.desk.findings.models import Finding
from terezi.desk.findings.readings import Readings
from terezi.desk.findings.rules import ranked
from terezi.evidence.facts.days import day_bounds
from terezi.law.book import standing_law
from terezi.law.terms import Law

HISTORY_DAYS = 30


def money_of(finding: Finding) -> int:
    """Return the money at stake in minor units; 0 where no amount could be worked out."""
    return finding.money_minor or 0


def gap_of(finding: Finding) -> int:
    """Return the size of the gap in Wh, whichever way it points."""
    return abs(finding.gap_wh)


@dataclass(frozen=True)
class Basis:
    """One day of one country; frames are read once, when first asked for."""

    country: str
    day: date
    readings: Readings
    findings: tuple[Finding, ...]
    known_at: datetime | None = None  # the findings as they stood at this moment; None: as they stand now

    @cached_property
    def law(self) -> Law | None:
        """The law of the day; None where the country has no pack for it."""
        return standing_law(self.country, self.day)

    @cached_property
    def weighed_days(self) -> tuple[date, ...]:
        """The days that were weighed, earliest first: those with weighings, or with findings of their own."""
        return tuple(sorted({*self.readings.weighed_days(), *queries.days()}))

    @property
    def is_weighed(self) -> bool:
        return self.day in self.weighed_days

    @property
    def weighed_before(self) -> date | None:
        return max((day for day in self.weighed_days if day < self.day), default=None)

    @property
    def weighed_after(self) -> date | None:
        return min((day for day in self.weighed_days if day > self.day), default=None)

    @cached_property
    def sites(self) -> pl.DataFrame:
        return self.readings.sites(self.day)

    @cached_property
    def site_days(self) -> pl.DataFrame:
        return self.readings.site_days(days_up_to(self.day, days=1))

    @cached_property
    def site_month(self) -> pl.DataFrame:
        return self.readings.site_days(days_up_to(self.day, days=HISTORY_DAYS))

    @cached_property
    def weighings(self) -> pl.DataFrame:
        return self.readings.weighings(days_up_to(self.day, days=1))

    @cached_property
    def network(self) -> pl.DataFrame:
        return self.readings.network(self.day)

    @cached_property
    def snapshot(self) -> str:
        return self.readings.snapshot()

    @cached_property
    def day_end(self) -> datetime:
        """The instant at which the settlement day is over, in UTC."""
        try:
            zone = self.law.settlement.time_zone.value if self.law else "UTC"
        except Refused:
            zone = "UTC"
        return day_bounds(self.day, zone)[1].astimezone(UTC)

    @cached_property
    def currency(self) -> str:
        """The currency of the country, or of the findings where the law names none."""
        try:
            return self.law.settlement.currency.value if self.law else ""
        except Refused:
            return next((finding.currency for finding in self.findings if finding.currency), "")

    @cached_property
    def by_subject(self) -> dict[str, tuple[Finding, ...]]:
        """The findings of each subject, the strongest first; subjects in the same order."""
        return {group.subject: group.findings for group in ranked(self.findings)}

    def finding(self, number: int) -> "Finding | None":
        """Return a finding by its number, also one that was replaced since: its sheet stays as it was."""
        if not number:
            return None
        stands = next((finding for finding in self.findings if finding.pk == number), None)
        return stands or queries.finding(number)

    def site_month_of(self, site_id: str, days: int) -> pl.DataFrame:
        """Return the last `days` site-days of one site, oldest first."""
        return self.readings.site_days(days_up_to(self.day, days=days), site_id).sort("day")

    def period(self, days: int) -> Period:
        return days_up_to(self.day, days=days)
