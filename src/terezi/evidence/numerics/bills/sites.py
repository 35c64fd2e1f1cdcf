"""What every site on the register used in some days, with the time that no reading covers."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.bills.calendar import Calendar, calendar
from terezi.evidence.numerics.bills.energy import allocated_by_band, energy_by_band, meter_spans
from terezi.evidence.numerics.bills.parts import Part
from terezi.evidence.numerics.bills.use import BandUse, Use

BILLED_STATUSES = ("registered", "licensed", "limited", "suspended")
SUMS = ("wh", "seconds", "unmeasured_wh", "astride_wh", "allocated_wh", "allocated_e6")
Key = tuple[int, str]


def billed_sites(ref_sites: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return the rows of `ref_sites` under which a site is billed on some day of a period, the earliest first.

    A suspended site is: it may not mine, and still pays for what it draws.
    """
    return ref_sites.filter(
        pl.col("status").is_in(BILLED_STATUSES),
        pl.col("valid_from") < period.ends_before,
        pl.col("valid_until").is_null() | (pl.col("valid_until") > period.starts_on),
    ).sort("site_id", "valid_from")


def site_uses(lake: Lake, parts: Sequence[Part], sites: pl.DataFrame) -> dict[str, Use]:
    """Return the use of each site over all parts, by site; a site without a meter has all its time missing.

    `sites` are rows of `billed_sites`: only days on which a site stands on the register count.
    """
    period = Period(parts[0].period.starts_on, parts[-1].period.ends_before)
    hours = calendar(parts)
    spans = _inside(meter_spans(lake.collect(lake.table("ref_meters")), period), sites, period)
    told: dict[tuple[str, int, str], dict[str, int]] = {
        (row["site_id"], row["part"], row["band"]): row
        for row in lake.collect(energy_by_band(lake, period, hours, spans)).iter_rows(named=True)
    }
    for key, within in _allocated(lake, period, hours, spans, parts).items():
        told[key] = told[key] | within
    expected = _expected(hours, sites, period)
    return {
        site_id: Use(
            tuple(parts),
            tuple(_band(site_id, key, seconds, told) for key, seconds in sorted(of_site.items())),
        )
        for site_id, of_site in expected.items()
    }


def _allocated(
    lake: Lake, period: Period, hours: Calendar, spans: pl.DataFrame, parts: Sequence[Part]
) -> dict[tuple[str, int, str], dict[str, int]]:
    """Return what lay within allocations by site, part and band; nothing where no plan was ever made public."""
    if all(day not in period for day in lake.days("allocation_versions")):
        return {}
    zone = parts[0].law.settlement.time_zone.value
    rows = lake.collect(allocated_by_band(lake, period, hours, spans, zone)).iter_rows(named=True)
    return {(row["site_id"], row["part"], row["band"]): row for row in rows}


def metered_sites(lake: Lake, period: Period) -> frozenset[str]:
    """Return the sites that have a meter on the register on some day of a period."""
    return frozenset(meter_spans(lake.collect(lake.table("ref_meters")), period)["site_id"])


def _band(site_id: str, key: Key, seconds: int, told: dict[tuple[str, int, str], dict[str, int]]) -> BandUse:
    sums = told.get((site_id, *key), {})
    wh, covered, unmeasured_wh, astride_wh, allocated_wh, allocated_e6 = (
        int(sums.get(name, 0)) for name in SUMS
    )
    part, band = key
    return BandUse(
        part,
        band,
        wh,
        covered,
        seconds,
        unmeasured_wh,
        astride_wh,
        allocated_wh=allocated_wh,
        allocated_e6=allocated_e6,
    )


def _inside(spans: pl.DataFrame, sites: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Cut the meters' spans to the days on which their site stands on the register."""
    days = sites.select(
        "site_id",
        from_day=pl.col("valid_from").clip(lower_bound=period.starts_on),
        until_day=pl.col("valid_until").fill_null(period.ends_before).clip(upper_bound=period.ends_before),
    )
    both = spans.join(days, on="site_id").with_columns(
        first=pl.max_horizontal("first", "from_day"), until=pl.min_horizontal("until", "until_day")
    )
    return both.filter(pl.col("first") < pl.col("until")).select(spans.columns)


def _expected(hours: Calendar, sites: pl.DataFrame, period: Period) -> dict[str, dict[Key, int]]:
    """Return the seconds each site should have told of, by part and band."""
    of_days: dict[tuple[date, date], dict[Key, int]] = {}
    told: dict[str, dict[Key, int]] = {}
    for row in sites.iter_rows(named=True):
        days = (
            max(row["valid_from"], period.starts_on),
            min(row["valid_until"] or period.ends_before, period.ends_before),
        )
        if days not in of_days:
            of_days[days] = _seconds(hours, *days)
        of_site = told.setdefault(row["site_id"], {})
        for key, seconds in of_days[days].items():
            of_site[key] = of_site.get(key, 0) + seconds
    return told


def _seconds(hours: Calendar, first: date, until: date) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for offset in range((until - first).days):
        for key, seconds in hours.seconds[first + timedelta(days=offset)].items():
            sums[key] = sums.get(key, 0) + seconds
    return sums
