"""What every number of these pages rests on: one day, the week up to it, the law, and whose region it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import polars as pl

from terezi.base.errors import Refused
from terezi.base.periods import Period, days_up_to
from terezi.desk.energy import queries
from terezi.desk.energy.readings import Readings
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import sees_region
from terezi.evidence.facts.days import day_bounds
from terezi.law.book import standing_law
from terezi.law.terms import Law

WEEK = 7
DAYS_BACK = 3  # of the strip's week, those up to the day; the rest lies ahead
SUBSIDY_DAYS = 30


@dataclass(frozen=True)
class EnergyBasis:
    """What one officer sees of one day."""

    country: str
    day: date
    readings: Readings
    officer: Officer
    _prices: dict[date, dict[str, int | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def region(self) -> str:
        """The officer's region; empty where he works for the whole country."""
        return str(self.officer.region)

    @cached_property
    def law(self) -> Law | None:
        """The law of the day; None where the country has no pack for it."""
        return standing_law(self.country, self.day)

    @cached_property
    def currency(self) -> str:
        try:
            return self.law.settlement.currency.value if self.law else ""
        except Refused:
            return ""

    @cached_property
    def zone(self) -> str:
        try:
            return self.law.settlement.time_zone.value if self.law else "UTC"
        except Refused:
            return "UTC"

    @property
    def week(self) -> Period:
        """The seven days up to the day."""
        return days_up_to(self.day, days=WEEK)

    @property
    def strip(self) -> Period:
        """The 168 hours of the strip: days measured, and days planned ahead."""
        starts_on = self.day - timedelta(days=DAYS_BACK - 1)
        return Period(starts_on, starts_on + timedelta(days=WEEK))

    @property
    def month(self) -> Period:
        return days_up_to(self.day, days=SUBSIDY_DAYS)

    def begins(self, day: date) -> datetime:
        """Return the first instant of a settlement day, in UTC."""
        return day_bounds(day, self.zone)[0].astimezone(UTC)

    @property
    def day_end(self) -> datetime:
        return self.begins(self.day + timedelta(days=1))

    def seen(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Keep the rows of this officer's region, of a frame that has a column `region`."""
        return frame.filter(pl.col("region") == self.region) if self.region else frame

    def sees(self, region: str) -> bool:
        return sees_region(self.officer, region)

    @cached_property
    def sites(self) -> pl.DataFrame:
        return self.seen(self.readings.sites(self.day))

    @cached_property
    def feeders(self) -> pl.DataFrame:
        return self.seen(self.readings.feeders())

    def given(self, period: Period, sites: Sequence[str] | None = None) -> pl.DataFrame:
        """Return what two officers made public, as rows of `allocations`; of days that have come only what was firm."""
        plans = {
            day: plan.certificate_sha256
            for day, plan in queries.published(period).items()
            if plan.is_firm or day > self.day
        }
        return self.seen(self.readings.signed(plans, sites))

    @cached_property
    def surplus_week(self) -> pl.DataFrame:
        """`surplus_hours` of the week, as planned."""
        return self.seen(self.readings.surplus(self.week))

    @cached_property
    def public_week(self) -> pl.DataFrame:
        """`surplus_hours` of the week, in which mines get what was made public; `is_given` where anything was."""
        given = self.given(self.week)
        added = given.group_by("region", "starts_at").agg(given_w=pl.col("allocated_w").sum())
        plan = self.surplus_week.join(added, on=["region", "starts_at"], how="left")
        left = pl.col("allocated_w") + pl.col("unused_w")
        public = pl.col("given_w").fill_null(0)
        return plan.with_columns(
            allocated_w=public,
            unused_w=(left - public).clip(lower_bound=0),
            is_given=pl.col("day").is_in(given["day"].unique().to_list()),
        ).drop("given_w")

    @cached_property
    def drawn_all(self) -> pl.DataFrame:
        """What meters showed by region and hour from the first day of the week to the last of the strip."""
        return self.seen(self.readings.drawn(Period(self.week.starts_on, self.strip.ends_before)))

    @cached_property
    def drawn_week(self) -> pl.DataFrame:
        return self.drawn_all.filter(
            pl.col("starts_at").is_between(self.begins(self.week.starts_on), self.day_end, "left")
        )

    def prices_on(self, day: date) -> dict[str, int | None]:
        """Return what each site pays, in minor units per MWh, by its last allocation up to a day, else its tariff."""
        if day not in self._prices:
            told = self.readings.price_and_licence(day)
            self._prices[day] = dict(told.select("site_id", "price_minor_per_mwh").iter_rows())
        return self._prices[day]

    @cached_property
    def snapshot(self) -> str:
        return self.readings.snapshot()
