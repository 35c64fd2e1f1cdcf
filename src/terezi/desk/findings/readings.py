"""What the screens read from the lake: small Polars frames, columns as in facts/tables.

The only module of the screens that opens the lake. The lake and its engine are imported when
first asked, so that the web process starts without them.
"""

from datetime import date
from functools import lru_cache
from typing import Any, Protocol, cast

import polars as pl
from django.conf import settings

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.purchase_prices import with_purchase_price

REMEMBERED = 64  # answers kept of one snapshot; a national month of site-days is some 50 MB


class Readings(Protocol):
    """The lake as the screens see it; a frame without rows where the lake holds nothing."""

    def latest_day(self) -> date | None:
        """Return the last settlement day whose witnesses were added up."""

    def weighed_days(self) -> tuple[date, ...]:
        """Return the settlement days whose witnesses were weighed, earliest first."""

    def sites(self, day: date) -> pl.DataFrame:
        """Return `ref_sites` as valid on `day` with what each site pays, one row a site."""

    def venues(self, day: date) -> pl.DataFrame:
        """Return `ref_venues` as valid on `day`, one row an exchange."""

    def machines(self, site_id: str, day: date) -> pl.DataFrame:
        """Return `ref_machines` of one site as valid on `day`."""

    def site_days(self, period: Period, site_id: str | None = None) -> pl.DataFrame:
        """Return `site_days` of a period, of one site or of all."""

    def weighings(self, period: Period, site_id: str | None = None) -> pl.DataFrame:
        """Return `weighings` whose window ends in the period."""

    def curtailments(self, site_id: str, period: Period) -> pl.DataFrame:
        """Return `curtailment_orders` to one site that start in the period."""

    def network(self, day: date) -> pl.DataFrame:
        """Return `network_days` of one day."""

    def snapshot(self) -> str:
        """Name the versions of the lake's tables which were read."""


def empty(table: str) -> pl.DataFrame:
    """Return the named table of the lake without rows."""
    return pl.DataFrame(schema=TABLES[table].polars_schema())


def valid_on(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """Keep the rows of a reference table that are true on `day`."""
    until = pl.col("valid_until")
    return frame.filter(pl.col("valid_from") <= day, until.is_null() | (until > day))


class LakeReadings:
    """Readings from the home's lake; one snapshot for the whole page."""

    def __init__(self) -> None:
        from terezi.evidence.facts.home import Home  # noqa: PLC0415 - see the module's docstring
        from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

        self._lake = Lake.open(Home(settings.TEREZI_HOME))

    def latest_day(self) -> date | None:
        days = self._lake.days("site_days")
        return max(days) if days else None

    def weighed_days(self) -> tuple[date, ...]:
        return tuple(self._lake.days("weighings"))

    def sites(self, day: date) -> pl.DataFrame:
        standing = valid_on(self._whole("ref_sites"), day)
        return with_purchase_price(standing, self._whole("levy_declarations"), day)

    def venues(self, day: date) -> pl.DataFrame:
        return valid_on(self._whole("ref_venues"), day)

    def machines(self, site_id: str, day: date) -> pl.DataFrame:
        return valid_on(self._whole("ref_machines").filter(pl.col("site_id") == site_id), day)

    def site_days(self, period: Period, site_id: str | None = None) -> pl.DataFrame:
        return self._of("site_days", period, site_id)

    def weighings(self, period: Period, site_id: str | None = None) -> pl.DataFrame:
        return self._of("weighings", period, site_id)

    def curtailments(self, site_id: str, period: Period) -> pl.DataFrame:
        return self._of("curtailment_orders", period, site_id)

    def network(self, day: date) -> pl.DataFrame:
        return self._of("network_days", days_up_to(day, days=1), None)

    def snapshot(self) -> str:
        return str(self._lake.snapshot())

    def _whole(self, table: str) -> pl.DataFrame:
        return self._lake.collect(self._lake.table(table))

    def _of(self, table: str, period: Period, site_id: str | None) -> pl.DataFrame:
        rows = self._lake.within(table, period)
        if site_id is not None:
            rows = rows.filter(rows.site_id == site_id)
        return self._lake.collect(rows)


class Remembered:
    """Readings which ask for the same thing once, as long as the lake stays at its snapshot."""

    def __init__(self, inner: Readings, told: dict[tuple[object, ...], Any] | None = None) -> None:
        self._inner = inner
        self._told = {} if told is None else told

    def _once(self, question: str, *asked: object) -> Any:
        key = (question, *asked)
        answer = self._told.get(key)
        if answer is None:
            answer = getattr(self._inner, question)(*asked)
            if len(self._told) >= REMEMBERED:
                self._told.clear()
            self._told[key] = answer
        return answer

    def latest_day(self) -> date | None:
        return cast("date | None", self._once("latest_day"))

    def weighed_days(self) -> tuple[date, ...]:
        return cast("tuple[date, ...]", self._once("weighed_days"))

    def sites(self, day: date) -> pl.DataFrame:
        return cast(pl.DataFrame, self._once("sites", day))

    def venues(self, day: date) -> pl.DataFrame:
        return cast(pl.DataFrame, self._once("venues", day))

    def machines(self, site_id: str, day: date) -> pl.DataFrame:
        return cast(pl.DataFrame, self._once("machines", site_id, day))

    def site_days(self, period: Period, site_id: str | None = None) -> pl.DataFrame:
        return cast(pl.DataFrame, self._once("site_days", period, site_id))

    def weighings(self, period: Period, site_id: str | None = None) -> pl.DataFrame:
        return cast(pl.DataFrame, self._once("weighings", period, site_id))

    def curtailments(self, site_id: str, period: Period) -> pl.DataFrame:
        return cast(pl.DataFrame, self._once("curtailments", site_id, period))

    def network(self, day: date) -> pl.DataFrame:
        return cast(pl.DataFrame, self._once("network", day))

    def snapshot(self) -> str:
        return cast(str, self._once("snapshot"))


def readings() -> Readings:
    """Open what the home holds now."""
    lake = LakeReadings()
    return Remembered(lake, _told(str(settings.TEREZI_HOME), lake.snapshot()))


@lru_cache(maxsize=2)
def _told(_home: str, _snapshot: str) -> dict[tuple[object, ...], Any]:
    """What was read at one snapshot: it cannot change, so pages share it."""
    return {}
