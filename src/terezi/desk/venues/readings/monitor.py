"""What the pages of the exchange monitor read: small Polars frames of one day or period, columns as in facts/tables.

The lake and its engine are imported when first asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl
from django.conf import settings
from django.utils import timezone

from terezi.base.errors import Refused, Unavailable
from terezi.base.periods import Period, days_up_to
from terezi.desk.findings.homes import demo_password
from terezi.desk.people.here import country_here
from terezi.law.book import day_in, standing_law
from terezi.law.terms import Law

if TYPE_CHECKING:
    from terezi.evidence.facts.lake import Lake
    from terezi.evidence.numerics.books.film import Frame
    from terezi.evidence.numerics.venues.freshness import Feed
    from terezi.evidence.numerics.venues.levy_periods import LevyPeriod

KNOWN_BY = ("venue_fee_days", "venue_days", "venue_filings", "venue_liquidity", "venue_alerts")
"""Tables whose last day is the last day anything is known of."""
TOLD_WITHIN_DAYS = 7
"""How long ago a balance, or a proof, may have been told to be shown as the last one."""
FRAMES, LEVELS = 12, 8


@dataclass(frozen=True)
class Watching:
    """The lake as the monitor sees it; a frame without rows where it holds nothing."""

    lake: "Lake"

    @cached_property
    def last_day(self) -> date | None:
        """The last day anything was added up of."""
        return max((day for name in KNOWN_BY for day in self.lake.days(name)[-1:]), default=None)

    def venues(self, day: date) -> pl.DataFrame:
        """Return the `ref_venues` rows that stand on a day, whatever their status, by code."""
        rows = self.lake.collect(self.lake.table("ref_venues"))
        standing = (pl.col("valid_from") <= day) & (
            pl.col("valid_until").is_null() | (pl.col("valid_until") > day)
        )
        return rows.filter(standing).sort("venue_id")

    def registered_from(self) -> dict[str, date]:
        """Return the first day of which `ref_venues` says anything of each exchange, whatever its status became since."""
        rows = self.lake.collect(self.lake.table("ref_venues"))
        return dict(rows.group_by("venue_id").agg(pl.col("valid_from").min()).iter_rows())

    def feeds(self, law: Law, at: datetime) -> list["Feed"]:
        """Return every feed as it stood at a moment; none where the law names no deadlines."""
        from terezi.evidence.numerics.venues.freshness import feeds_at  # noqa: PLC0415

        try:
            return feeds_at(self.lake, law, at)
        except Refused:
            return []

    def rows(self, name: str, period: Period, *by: str) -> pl.DataFrame:
        """Return the rows of a small derived table, or of declarations, within a period."""
        found = self.lake.collect(self.lake.within(name, period))
        return found.sort("day", *by)

    def receipts(self, period: Period, currency: str) -> pl.DataFrame:
        """Return `venue_levy_receipts` that pay for days of a period, in the settlement currency, the earliest first."""
        rows = self.lake.table("venue_levy_receipts")
        inside = (rows.period_from >= period.starts_on) & (rows.period_from < period.ends_before)
        return self.lake.collect(rows.filter(inside, rows.currency == currency)).sort("received_at")

    def levy_dues(self, law: Law, periods: Sequence["LevyPeriod"]) -> dict[tuple[str, date], dict[str, Any]]:
        """Return the rows of `numerics.venues.levy_dues` by exchange and day after the period; none where the law names no levy."""
        from terezi.evidence.numerics.venues.levy_dues import levy_dues  # noqa: PLC0415

        try:
            rows = self.lake.collect(levy_dues(self.lake, law, periods))
        except Refused:
            return {}
        return {(row["venue_id"], row["until"]): row for row in rows.iter_rows(named=True)}

    def treasury_told_until(self) -> date | None:
        """Return the last day of which the treasury told any receipt of a levy."""
        return next(iter(self.lake.days("venue_levy_receipts")[-1:]), None)

    def balances(self, day: date) -> pl.DataFrame:
        """Return `venue_balances` of a day, in the order of time."""
        return self.lake.collect(self.lake.on("venue_balances", day)).sort("venue_id", "asset", "as_at")

    def last_balances(self, day: date) -> pl.DataFrame:
        """Return the last row of `venue_balances` of each venue and asset within the week up to a day."""
        import ibis  # noqa: PLC0415 - takes a second

        rows = self.lake.within("venue_balances", days_up_to(day, days=TOLD_WITHIN_DAYS))
        newest = ibis.window(group_by=["venue_id", "asset"], order_by=ibis.desc("as_at"))
        last = rows.mutate(place=ibis.row_number().over(newest))
        return self.lake.collect(last.filter(last.place == 0).drop("place")).sort("venue_id", "asset")

    def shortfalls(self, law: Law, period: Period | None = None) -> pl.DataFrame:
        """Return the spans in which reserves lay below what the law asks; columns of `reserves.cover.shortfalls`.

        They reach into the law's day; with a period, whose first day is the law's, those of the whole period.
        """
        from terezi.evidence.numerics.reserves import cover  # noqa: PLC0415

        try:
            told = (
                cover.told(self.lake, law) if period is None else self.lake.within("venue_balances", period)
            )
            spans = cover.shortfalls(cover.owed(told, law.exchanges.reserve_ratio.value), law)
            return self.lake.collect(spans).sort("venue_id", "asset", "began_at")
        except Refused:
            return pl.DataFrame(schema={"venue_id": pl.String, "asset": pl.String, "seconds": pl.Int64})

    def concentration(self, day: date) -> pl.DataFrame:
        """Return by venue how much of the day's turnover comes from few accounts, in ppm."""
        from terezi.evidence.numerics.venues.concentration import concentration  # noqa: PLC0415

        return self.lake.collect(concentration(self.lake, days_up_to(day, days=1))).sort("venue_id")

    def account_shares(self, day: date, venue_id: str) -> pl.DataFrame:
        """Return the accounts of a venue by their share in the day's turnover, the largest first; columns of `account_shares`."""
        from terezi.evidence.numerics.venues.concentration import account_shares  # noqa: PLC0415

        rows = account_shares(self.lake, days_up_to(day, days=1))
        own = self.lake.collect(rows.filter(rows.venue_id == venue_id))
        return own.sort("share", "account_id", descending=[True, False])

    def fees_by_instrument(self, law: Law, venue_id: str) -> pl.DataFrame:
        """Return what a venue turned over and charged on the law's day by instrument; columns of `fees_by_instrument`."""
        from terezi.evidence.numerics.venues.fees import fees_by_instrument  # noqa: PLC0415

        return fees_by_instrument(self.lake, law, venue_id)

    def told_of_transfers(self, law: Law, from_minor: int) -> pl.DataFrame:
        """Return by venue how many transfers of coins the day has (`moved`), how many are of an amount or more, and how many of these name the other side (`told`)."""
        rows = _coins_moved(self.lake, law)
        large = (rows.worth_minor >= from_minor).coalesce(False)
        told = large & (rows.counterparty != "unknown")
        counted = rows.group_by("venue_id").agg(
            moved=rows.count(),
            transfers=large.cast("int64").sum().cast("int64"),
            told=told.cast("int64").sum().cast("int64"),
        )
        return self.lake.collect(counted).sort("venue_id")

    def large_transfers(self, law: Law, from_minor: int, venue_id: str) -> pl.DataFrame:
        """Return a venue's transfers of coins of the day from an amount on by asset and direction: `transfers`, `told`, `worth_minor`, `told_minor`."""
        import ibis  # noqa: PLC0415 - takes a second

        from terezi.evidence.numerics.venues.turnover import total  # noqa: PLC0415

        rows = _coins_moved(self.lake, law)
        rows = rows.filter(rows.venue_id == venue_id, rows.worth_minor >= from_minor)
        told = rows.counterparty != "unknown"
        summed = rows.group_by("asset", "direction").agg(
            transfers=rows.count(),
            told=told.cast("int64").sum().cast("int64"),
            worth_minor=total(rows.worth_minor),
            told_minor=total(ibis.ifelse(told, rows.worth_minor, 0)),
        )
        return self.lake.collect(summed).sort("asset", "direction")

    def parts_of_turnover(
        self, period: Period, *, stablecoins: Sequence[str] = (), currency: str = ""
    ) -> pl.DataFrame:
        """Return by venue `turnover_minor`, `part_minor`, `share_ppm` of a period in stablecoins, or against a currency."""
        from terezi.evidence.numerics.venues import mix  # noqa: PLC0415

        trades = mix.traded_by_accounts(self.lake, period)
        told = mix.against_money(trades, currency) if currency else mix.in_stablecoins(trades, stablecoins)
        return self.lake.collect(told).sort("venue_id")

    def abroad(self, law: Law) -> pl.DataFrame:
        """Return by venue what crossed the border within the window of fees; columns of `mix.abroad`.

        :raises UnknownLaw: where the law leaves its window or share open.
        """
        from terezi.evidence.numerics.venues.mix import abroad  # noqa: PLC0415

        return self.lake.collect(abroad(self.lake, law)).sort("venue_id")

    def coin_flows(self, day: date) -> pl.DataFrame:
        """Return `coin_flows` of the last day up to a day they were followed on, of the coin each site is licensed for, with its `name` and `region`."""
        told = [each for each in self.lake.days("coin_flows") if each <= day]
        if not told:
            return pl.DataFrame()
        from terezi.evidence.numerics.site_days import valid_on  # noqa: PLC0415

        flows, sites = self.lake.on("coin_flows", told[-1]), self.lake.table("ref_sites")
        named = sites.filter(valid_on(sites, told[-1])).select("site_id", "asset", "name", "region")
        return self.lake.collect(flows.inner_join(named, ["site_id", "asset"])).sort(
            "leaked_low_satoshi", "earned_satoshi", "site_id", descending=[True, True, False]
        )

    def alerts(self, period: Period) -> pl.DataFrame:
        """Return `venue_alerts` of some days, the rarest first."""
        found = self.lake.collect(self.lake.within("venue_alerts", period))
        return found.sort("day", "log10_p_milli", "alert_id", descending=[True, True, False])

    def alert(self, alert_id: str) -> dict[str, Any] | None:
        """Return one row of `venue_alerts` by its id."""
        rows = self.lake.table("venue_alerts")
        found = self.lake.collect(rows.filter(rows.alert_id == alert_id))
        return found.row(0, named=True) if len(found) else None

    def trades_among(self, alert: dict[str, Any], accounts: Sequence[str], *, both: bool) -> pl.DataFrame:
        """Return the trades of a group over an alert's span, in order; `both` where each side has to be of the group."""
        rows = self.lake.within("venue_trades", _days_of(alert))
        buys, sells = rows.buyer_account_id.isin(list(accounts)), rows.seller_account_id.isin(list(accounts))
        here = rows.filter(
            rows.venue_id == alert["venue_id"],
            rows.instrument == alert["instrument"],
            (buys & sells) if both else (buys | sells),
        )
        return _of_span(self.lake.collect(here), "traded_at", alert)

    def orders_of(self, alert: dict[str, Any], accounts: Sequence[str]) -> pl.DataFrame:
        """Return the order events of a group over an alert's span, in order."""
        rows = self.lake.within("venue_orders", _days_of(alert))
        here = rows.filter(
            rows.venue_id == alert["venue_id"],
            rows.instrument == alert["instrument"],
            rows.account_id.isin(list(accounts)),
        )
        return _of_span(self.lake.collect(here), "at", alert)

    def film(
        self,
        venue_id: str,
        instrument: str,
        zone: str,
        *,
        starts_at: datetime,
        ends_at: datetime,
        accounts: Sequence[str] = (),
        through: datetime | None = None,
    ) -> tuple["Frame", ...]:
        """Return moments of a market's book with the accounts' part of it; none where its orders were not told."""
        from terezi.evidence.numerics.books.film import film_strip  # noqa: PLC0415

        try:
            frames = film_strip(
                self.lake,
                venue_id=venue_id,
                instrument=instrument,
                starts_at=starts_at,
                ends_at=ends_at,
                zone=zone,
                frames=FRAMES,
                levels=LEVELS,
                accounts=accounts,
                through=through,
            )
        except Unavailable:
            return ()
        return tuple(frames)

    def instruments(self, venue_id: str, day: date) -> list[str]:
        """Return what a venue told a book of on a day, whether the day was added up or not, by name."""
        from terezi.evidence.numerics.books.market import markets  # noqa: PLC0415

        told = self.lake.on("venue_liquidity", day)
        named = self.lake.collect(told.filter(told.venue_id == venue_id).select("instrument").distinct())
        found = named["instrument"].to_list() or [
            one.instrument
            for one in markets(self.lake, day, ("venue_orders", "venue_levels"))
            if one.venue_id == venue_id
        ]
        return sorted(found)


def _coins_moved(lake: "Lake", law: Law) -> Any:
    """Return the law's day's transfers of coins with their worth: what goes to a bank travels by other rules."""
    from terezi.evidence.numerics.venues.turnover import moved  # noqa: PLC0415

    rows = moved(lake, days_up_to(law.day, days=1))
    return rows.filter(rows.asset != law.settlement.currency.value)


def _of_span(rows: pl.DataFrame, at: str, alert: dict[str, Any]) -> pl.DataFrame:
    """Keep the rows of an alert's span, in order; by time, as numbers may begin anew each day."""
    return rows.filter(pl.col(at).is_between(alert["from_at"], alert["to_at"])).sort(at, "sequence")


def _days_of(alert: dict[str, Any]) -> Period:
    """The settlement days an alert's events may lie in: the day before, too, as a day of the zone begins before UTC's."""
    first: date = min(alert["from_at"].date(), alert["day"])
    return Period(first - timedelta(days=1), alert["day"] + timedelta(days=1))


def watching() -> Watching:
    """Open what the home holds now; one snapshot for the whole page."""
    from terezi.evidence.facts.home import Home  # noqa: PLC0415
    from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

    return Watching(Lake.open(Home(settings.TEREZI_HOME)))


def zone() -> str:
    """Return the time zone of the country's clocks, as its law names it today; UTC where it has no pack."""
    law = standing_law(country_here(), timezone.now().date())
    return law.settlement.time_zone.value if law else "UTC"


def today(at: datetime) -> date:
    """Return the day by which duties are counted: that of the clock, or the last one known where days stand still, in a demo."""
    return still_day() or day_in(country_here(), at)


def still_day() -> date | None:
    """Return the day at which a demo stands still: the last one anything is known of; None in a home that lives by the clock."""
    return watching().last_day if days_stand_still() else None


def days_stand_still() -> bool:
    """Say whether this home is a demo, told once and never again, rather than one that lives by the clock."""
    return bool(demo_password())
