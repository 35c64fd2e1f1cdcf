"""What the pages of surplus power read from the lake and from the certificates beside it: small Polars frames.

The only module of energy that opens the lake; the lake and its engine are imported when first asked.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl
from django.conf import settings

from terezi.base.periods import Period
from terezi.desk.energy.scenarios import scenarios_of
from terezi.desk.energy.terms import Change

if TYPE_CHECKING:
    from terezi.evidence.facts.lake import Lake
    from terezi.evidence.facts.plans import KeptPlan
    from terezi.evidence.numerics.power_plans.what_if import Comparison

DRAW_SECONDS = 3_600  # over which "what a mine draws now" is averaged
REMEMBERED = 32


class Readings(Protocol):
    """The lake as these pages see it; a frame without rows where the lake holds nothing."""

    def measured_days(self) -> Sequence[date]:
        """Return the days whose site meters were added up, earliest first."""

    def planned_days(self) -> Sequence[date]:
        """Return the days power was planned for, earliest first."""

    def sites(self, day: date) -> pl.DataFrame:
        """Return `ref_sites` as valid on a day, by site."""

    def feeders(self) -> pl.DataFrame:
        """Return `ref_feeders`."""

    def surplus(self, period: Period) -> pl.DataFrame:
        """Return `surplus_hours`, by region and hour."""

    def allocations(self, period: Period, sites: Sequence[str] | None = None) -> pl.DataFrame:
        """Return `allocations`, of some sites or of all, by site and hour."""

    def signed(self, plans: Mapping[date, str], sites: Sequence[str] | None = None) -> pl.DataFrame:
        """Return rows of `allocations` as the certificates fix them (SHA-256 by day), of some sites or of all."""

    def measured(self, day: date) -> set[str]:
        """Return the sites whose meters told of a day, once it was added up."""

    def subsidy(self, period: Period) -> pl.DataFrame:
        """Return `subsidy_hours`, by region and hour."""

    def site_sales(self, period: Period) -> pl.DataFrame:
        """Return `site_sales`, by site and day."""

    def drawn(self, period: Period, site_id: str = "") -> pl.DataFrame:
        """Return what site meters measured: region, starts_at (hour, UTC), wh; of one site where it is named."""

    def flow(self, period: Period) -> pl.DataFrame:
        """Return where the energy behind each feeder went, as numerics/feeders/flow says."""

    def orders(self, period: Period) -> pl.DataFrame:
        """Return `curtailment_orders` that start in the period, the newest first."""

    def order_rows(self, number: str) -> pl.DataFrame:
        """Return the rows of `curtailment_orders` of one order, by site."""

    def responses(self, orders: pl.DataFrame, period: Period) -> pl.DataFrame:
        """Return what meters and machines show of orders, as numerics/order_responses says."""

    def read_until(self) -> datetime | None:
        """Return up to when site meters were read; None where they never were."""

    def draws(self, until: datetime, day: date) -> pl.DataFrame:
        """Return site_id and draws_w: the mean power of the hour before `until`, of sites read in it."""

    def price_and_licence(self, day: date) -> pl.DataFrame:
        """Return site_id, price_minor_per_mwh of the last allocation up to the day (else the tariff) and licensed_on."""

    def gateways(self) -> dict[str, str]:
        """Return the gateway that brings the readings of each site's fiscal meter."""

    def certificate(self, day: date) -> "KeptPlan | None":
        """Return the certificate of a day's plan."""

    def site_days(self, period: Period, site_id: str) -> pl.DataFrame:
        """Return `site_days` of one site, oldest first."""

    def machines(self, site_id: str, day: date) -> pl.DataFrame:
        """Return `ref_machines` of one site as valid on a day."""

    def lines(self) -> dict[str, str]:
        """Return the lines between regions by their ids, each with the two it joins."""

    def compare(self, change: Change, days: Sequence[date]) -> "Sequence[Comparison]":
        """Work days out as they are, with each change by itself, and with all of them; nothing where nothing changes.

        :raises BadData, Refused: when the lake or the law does not let them be worked out.
        """

    def snapshot(self) -> str:
        """Name the versions of the lake's tables which were read."""


class LakeReadings:
    """Readings from the home's lake; one snapshot for the whole page."""

    def __init__(self) -> None:
        from terezi.evidence.facts.home import Home  # noqa: PLC0415 - see the module's docstring
        from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

        self._home = Home(settings.TEREZI_HOME)
        self._lake: Lake = Lake.open(self._home)

    def measured_days(self) -> Sequence[date]:
        return self._lake.days("site_days")

    def planned_days(self) -> Sequence[date]:
        return self._lake.days("surplus_hours")

    def sites(self, day: date) -> pl.DataFrame:
        until = pl.col("valid_until")
        standing = (pl.col("valid_from") <= day) & (until.is_null() | (until > day))
        return self._sites.filter(standing)

    @cached_property
    def _sites(self) -> pl.DataFrame:
        return self._lake.collect(self._lake.table("ref_sites")).sort("site_id", "valid_from")

    @cached_property
    def _feeders(self) -> pl.DataFrame:
        return self._lake.collect(self._lake.table("ref_feeders")).sort("feeder_id")

    def feeders(self) -> pl.DataFrame:
        return self._feeders

    def surplus(self, period: Period) -> pl.DataFrame:
        return self._within("surplus_hours", period).sort("region", "starts_at")

    def allocations(self, period: Period, sites: Sequence[str] | None = None) -> pl.DataFrame:
        rows = self._lake.within("allocations", period)
        rows = rows if sites is None else rows.filter(rows.site_id.isin(list(sites)))
        return self._lake.collect(rows).sort("site_id", "starts_at")

    def signed(self, plans: Mapping[date, str], sites: Sequence[str] | None = None) -> pl.DataFrame:
        if not plans:
            return pl.DataFrame(schema=self._lake.collect(self._lake.table("allocations").limit(0)).schema)
        span = Period(min(plans), max(plans) + timedelta(days=1))
        rows = self._lake.within("allocation_versions", span)
        rows = rows.filter(rows.certificate_sha256.isin(sorted(set(plans.values()))))
        rows = rows if sites is None else rows.filter(rows.site_id.isin(list(sites)))
        wanted = pl.DataFrame({"day": list(plans), "certificate_sha256": list(plans.values())})
        kept = self._lake.collect(rows).join(wanted, on=["day", "certificate_sha256"], how="semi")
        older = self._signed_before_versions(plans, set(kept["day"]), sites)
        return pl.concat([kept.drop("certificate_sha256"), older]).sort("site_id", "starts_at")

    def _signed_before_versions(
        self, plans: Mapping[date, str], kept: set[date], sites: Sequence[str] | None
    ) -> pl.DataFrame:
        """Return the rows of days of which no version is kept and whose plan was not made again since."""
        there = [day for day, sha256 in plans.items() if day not in kept and self._is_current(day, sha256)]
        span = Period(min(plans), max(plans) + timedelta(days=1))
        return self.allocations(span, sites).filter(pl.col("day").is_in(there))

    def _is_current(self, day: date, sha256: str) -> bool:
        plan = self.certificate(day)
        return plan is not None and plan.sha256 == sha256

    def measured(self, day: date) -> set[str]:
        told = self._lake.on("site_days", day)
        return set(self._lake.collect(told.filter(told.metered_wh.notnull()).select("site_id"))["site_id"])

    def site_sales(self, period: Period) -> pl.DataFrame:
        return self._within("site_sales", period).sort("site_id", "day")

    def subsidy(self, period: Period) -> pl.DataFrame:
        return self._within("subsidy_hours", period).sort("region", "starts_at")

    def drawn(self, period: Period, site_id: str = "") -> pl.DataFrame:
        key = (str(settings.TEREZI_HOME), self.snapshot(), period, site_id)
        return _drawn(self._lake, key)

    def flow(self, period: Period) -> pl.DataFrame:
        from terezi.evidence.numerics.feeders.flow import feeder_flow  # noqa: PLC0415

        return feeder_flow(self._lake, period)

    def orders(self, period: Period) -> pl.DataFrame:
        found = self._within("curtailment_orders", period)
        return found.sort("starts_at", "order_id", "site_id", descending=[True, True, False])

    def order_rows(self, number: str) -> pl.DataFrame:
        rows = self._lake.table("curtailment_orders")
        return self._lake.collect(rows.filter(rows.order_id == number)).sort("site_id")

    def responses(self, orders: pl.DataFrame, period: Period) -> pl.DataFrame:
        from terezi.evidence.numerics.order_responses import responses  # noqa: PLC0415

        return self._lake.collect(responses(self._lake, self._lake.memory(orders), period))

    def read_until(self) -> datetime | None:
        return self._read_until

    @cached_property
    def _read_until(self) -> datetime | None:
        days = self._lake.days("meter_readings")
        if not days:
            return None
        rows = self._lake.on("meter_readings", days[-1])
        meters = self._lake.table("ref_meters")
        of_sites = rows.semi_join(meters.filter(meters.kind == "site"), "meter_id")
        ends = of_sites.read_at.epoch_seconds() + of_sites.interval_seconds
        last = self._lake.collect(of_sites.aggregate(last_s=ends.max()))["last_s"].to_list()
        return datetime.fromtimestamp(int(last[0]), UTC) if last and last[0] is not None else None

    def draws(self, until: datetime, day: date) -> pl.DataFrame:
        from terezi.evidence.numerics.order_responses import metered_w  # noqa: PLC0415

        ends = int(until.timestamp())
        sites = self.sites(day).select("site_id").with_columns(order_id=pl.lit("now"), limit_w=pl.lit(0))
        asked = sites.with_columns(from_s=pl.lit(ends - DRAW_SECONDS), until_s=pl.lit(ends))
        asked = asked.cast({"limit_w": pl.Int64, "from_s": pl.Int64, "until_s": pl.Int64})
        period = Period(day - timedelta(days=1), day + timedelta(days=2))
        found = self._lake.collect(metered_w(self._lake, self._lake.memory(asked), period))
        return found.select("site_id", draws_w="mean_w").sort("site_id")

    def price_and_licence(self, day: date) -> pl.DataFrame:
        first = self._sites.group_by("site_id").agg(licensed_on=pl.col("valid_from").min())
        standing = self.sites(day).select("site_id", "tariff_minor_per_mwh").join(first, on="site_id")
        known = [each for each in self._lake.days("allocations") if each <= day]
        if not known:
            return standing.rename({"tariff_minor_per_mwh": "price_minor_per_mwh"})
        rows = self._lake.on("allocations", known[-1])
        told = self._lake.collect(rows.group_by("site_id").agg(price=rows.price_minor_per_mwh.min()))
        joined = standing.join(told, on="site_id", how="left")
        price = pl.coalesce("price", "tariff_minor_per_mwh").cast(pl.Int64)
        return joined.select("site_id", "licensed_on", price_minor_per_mwh=price)

    def gateways(self) -> dict[str, str]:
        meters, gateways = self._lake.table("ref_meters"), self._lake.table("ref_gateways")
        fiscal = meters.filter(meters.kind == "site", meters.source_rank == 1)
        joined = fiscal.inner_join(gateways, "meter_id").select("subject_id", "gateway_id").distinct()
        return dict(self._lake.collect(joined).sort("subject_id", "gateway_id").iter_rows())

    def certificate(self, day: date) -> "KeptPlan | None":
        from terezi.evidence.facts.plans import kept_plan  # noqa: PLC0415

        return kept_plan(self._home, day)

    def site_days(self, period: Period, site_id: str) -> pl.DataFrame:
        rows = self._lake.within("site_days", period)
        return self._lake.collect(rows.filter(rows.site_id == site_id)).sort("day")

    def machines(self, site_id: str, day: date) -> pl.DataFrame:
        rows = self._lake.table("ref_machines")
        of_it = rows.filter(rows.site_id == site_id, rows.valid_from <= day)
        return self._lake.collect(of_it.filter(of_it.valid_until.isnull() | (of_it.valid_until > day)))

    def lines(self) -> dict[str, str]:
        told = self._lake.collect(self._lake.table("ref_lines")).sort("line_id")
        return {
            line: f"{line}: {one} – {other}"
            for line, one, other in told.select("line_id", "from_region", "to_region").iter_rows()
        }

    def _hydro_plants(self) -> list[str]:
        plants = self._lake.collect(self._lake.table("ref_plants")).filter(pl.col("fuel") == "hydro")
        return sorted(plants["plant_id"])

    def compare(self, change: Change, days: Sequence[date]) -> "Sequence[Comparison]":
        from terezi.evidence.numerics.power_plans.grid import read_grid  # noqa: PLC0415
        from terezi.evidence.numerics.power_plans.what_if import compare  # noqa: PLC0415
        from terezi.law.book import law_on  # noqa: PLC0415

        scenarios = scenarios_of(change, read_grid(self._lake), self._hydro_plants(), days)
        law = law_on(self._home.country, days[0])
        return compare(self._lake, law, days, scenarios) if scenarios else ()

    def snapshot(self) -> str:
        return str(self._lake.snapshot())

    def _within(self, table: str, period: Period) -> pl.DataFrame:
        return self._lake.collect(self._lake.within(table, period))


_told: dict[tuple[Any, ...], pl.DataFrame] = {}


def _drawn(lake: "Lake", key: tuple[str, str, Period, str]) -> pl.DataFrame:
    """Add meters up by region and hour; what was read at one snapshot cannot change, so pages and pictures share it."""
    if key not in _told:
        if len(_told) >= REMEMBERED:
            _told.clear()
        _told[key] = _add_up(lake, key[2], key[3])
    return _told[key]


def _add_up(lake: "Lake", period: Period, site_id: str) -> pl.DataFrame:
    import ibis  # noqa: PLC0415 - takes a second
    from ibis import _  # noqa: PLC0415

    meters = lake.table("ref_meters").filter(_.kind == "site")
    meters = meters.filter(_.subject_id == site_id) if site_id else meters
    best = meters.group_by("subject_id").agg(best=_.source_rank.min())
    fiscal = meters.inner_join(best, "subject_id").filter(_.source_rank == _.best)
    of_sites = fiscal.select("meter_id", site_id=_.subject_id).distinct()
    regions = lake.table("ref_sites").select("site_id", "region", "valid_from", "valid_until")
    rows = lake.within("meter_readings", period).inner_join(of_sites, "meter_id")
    rows = rows.inner_join(regions, "site_id").filter(
        _.valid_from <= _.day, _.valid_until.isnull() | (_.valid_until > _.day)
    )
    hours = rows.group_by("region", starts_at=_.read_at.truncate("h")).agg(
        wh=_.energy_wh.sum().cast("int64"), meters=_.meter_id.nunique()
    )
    return lake.collect(hours.order_by("region", ibis.asc("starts_at")))


def readings() -> Readings:
    """Open what the home holds now."""
    return LakeReadings()
