"""What the pages of load and visits read from the lake: small Polars frames, columns as in facts/tables.

The only module of visits that opens the lake; the lake and its engine are imported when first asked.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import polars as pl
from django.conf import settings

from terezi.base.periods import Period

PEERS_AT_MOST = 60
MILLION = 1_000_000
HOURS = tuple(f"h{hour:02d}_wh" for hour in range(24))


class Readings(Protocol):
    """The lake as these pages see it; a frame without rows where the lake holds nothing."""

    def balanced_days(self) -> Sequence[date]:
        """Return the days up to which feeders were balanced, earliest first."""

    def screened_days(self) -> Sequence[date]:
        """Return the days up to which meters were screened, earliest first."""

    def feeders(self) -> pl.DataFrame:
        """Return `ref_feeders`."""

    def balances(self, day: date) -> pl.DataFrame:
        """Return `feeder_balances` of one day, of every level."""

    def feeder_days(self, level: str, subject_id: str, period: Period) -> pl.DataFrame:
        """Return `feeder_days` of one part of the network, oldest first."""

    def flow(self, period: Period) -> pl.DataFrame:
        """Return what was delivered, metered, lost and left unexplained behind each feeder, in Wh of the period."""

    def candidates(self, feeder_id: str, day: date) -> pl.DataFrame:
        """Return `feeder_candidates` of one feeder, first place first."""

    def customer(self, customer_id: str) -> dict[str, Any] | None:
        """Return the row of `ref_customers`; None where the utility lists no such customer."""

    def meters_of(self, customer_id: str, day: date) -> list[str]:
        """Return the codes of a customer's meters on a day."""

    def meter_days(self, meters: Sequence[str], period: Period) -> pl.DataFrame:
        """Return `meter_days` of some meters, by meter and day."""

    def patterns(self, days: pl.DataFrame) -> dict[str, Any]:
        """Return what `window_patterns.patterns` says of a customer's days (day and HOURS), by machines of `ref_models`."""

    def screened_by_line(self, day: date, lines_ppm: Sequence[int], region: str) -> pl.DataFrame:
        """Count the screened meters by class, region and line.

        Columns `customer_class`, `region`, `line_ppm` (the lowest of `lines_ppm` at or above the p-value, null above
        all), `meters`, `probability_ppm` (summed) and `expected_wh` (probability x energy of a month, summed).
        """

    def peers(self, meter_ids: Sequence[str], customer: dict[str, Any], period: Period) -> pl.DataFrame:
        """Return `meter_days` of at most 60 other meters of the same tariff class and place."""

    def snapshot(self) -> str:
        """Name the versions of the lake's tables which were read."""


class LakeReadings:
    """Readings from the home's lake; one snapshot for the whole page."""

    def __init__(self) -> None:
        from terezi.evidence.facts.home import Home  # noqa: PLC0415 - see the module's docstring
        from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

        self._lake = Lake.open(Home(settings.TEREZI_HOME))

    def balanced_days(self) -> Sequence[date]:
        return self._lake.days("feeder_balances")

    def screened_days(self) -> Sequence[date]:
        return self._lake.days("meter_screens")

    def feeders(self) -> pl.DataFrame:
        return self._feeders

    @cached_property
    def _feeders(self) -> pl.DataFrame:
        return self._lake.collect(self._lake.table("ref_feeders")).sort("feeder_id")

    def balances(self, day: date) -> pl.DataFrame:
        return self._lake.collect(self._lake.on("feeder_balances", day)).sort("level", "subject_id")

    def feeder_days(self, level: str, subject_id: str, period: Period) -> pl.DataFrame:
        rows = self._lake.within("feeder_days", period)
        of_it = rows.filter(rows.level == level, rows.subject_id == subject_id)
        return self._lake.collect(of_it).sort("day")

    def flow(self, period: Period) -> pl.DataFrame:
        from terezi.evidence.numerics.feeders.flow import feeder_flow  # noqa: PLC0415

        return feeder_flow(self._lake, period)

    def candidates(self, feeder_id: str, day: date) -> pl.DataFrame:
        rows = self._lake.on("feeder_candidates", day)
        return self._lake.collect(rows.filter(rows.feeder_id == feeder_id)).sort("place")

    def customer(self, customer_id: str) -> dict[str, Any] | None:
        rows = self._lake.table("ref_customers")
        return _first(self._lake.collect(rows.filter(rows.customer_id == customer_id)))

    def meters_of(self, customer_id: str, day: date) -> list[str]:
        rows = self._lake.table("ref_meters")
        of_him = rows.filter(rows.kind == "customer", rows.subject_id == customer_id, rows.valid_from <= day)
        standing = of_him.filter(of_him.valid_until.isnull() | (of_him.valid_until > day))
        return sorted(self._lake.collect(standing)["meter_id"].unique().to_list())

    def meter_days(self, meters: Sequence[str], period: Period) -> pl.DataFrame:
        rows = self._lake.within("meter_days", period)
        return self._lake.collect(rows.filter(rows.meter_id.isin(list(meters)))).sort("meter_id", "day")

    def patterns(self, days: pl.DataFrame) -> dict[str, Any]:
        from terezi.evidence.numerics.meters.window_patterns import patterns  # noqa: PLC0415

        models = self._lake.collect(self._lake.table("ref_models").select("power_w").distinct())
        one = self._lake.memory(days.select("day", *HOURS).with_columns(meter_id=pl.lit("own")))
        return _first(self._lake.collect(patterns(one, models["power_w"].to_list()))) or {}

    def screened_by_line(self, day: date, lines_ppm: Sequence[int], region: str) -> pl.DataFrame:
        import ibis  # noqa: PLC0415 - takes a second

        rows, told = self._lake.on("meter_screens", day), self._lake.table("ref_customers")
        joined = rows.inner_join(told, "customer_id")
        joined = joined.filter(joined.region == region) if region else joined
        lines = [(joined.p_value_ppm <= line, line) for line in sorted(lines_ppm)]
        worth = joined.probability_ppm.cast("int64") * joined.expected_wh_per_month // MILLION
        counted = joined.mutate(line_ppm=ibis.cases(*lines, else_=None).cast("int64"), worth=worth).group_by(
            customer_class=joined.tariff_class, region=joined.region, line_ppm=ibis._.line_ppm
        )
        return self._lake.collect(
            counted.agg(
                meters=ibis._.count(),
                probability_ppm=ibis._.probability_ppm.sum().cast("int64"),
                expected_wh=ibis._.worth.sum().cast("int64"),
            )
        ).sort("customer_class", "region", "line_ppm")

    def peers(self, meter_ids: Sequence[str], customer: dict[str, Any], period: Period) -> pl.DataFrame:
        told, meters = self._lake.table("ref_customers"), self._lake.table("ref_meters")
        alike = told.filter(told.tariff_class == customer["tariff_class"], told.place == customer["place"])
        of_them = meters.filter(meters.kind == "customer").inner_join(
            alike, meters.subject_id == alike.customer_id
        )
        others = of_them.filter(~of_them.meter_id.isin(list(meter_ids)))
        names = sorted(self._lake.collect(others.select("meter_id"))["meter_id"].unique().to_list())
        return self.meter_days(_spread(names, PEERS_AT_MOST), period)

    def snapshot(self) -> str:
        return str(self._lake.snapshot())


def _first(frame: pl.DataFrame) -> dict[str, Any] | None:
    return frame.row(0, named=True) if len(frame) else None


def _spread(names: list[str], most: int) -> list[str]:
    """Take every n-th, so that the same meters are compared each time and no end of the list is preferred."""
    return names if len(names) <= most else [names[number * len(names) // most] for number in range(most)]


def readings() -> Readings:
    """Open what the home holds now."""
    return LakeReadings()
