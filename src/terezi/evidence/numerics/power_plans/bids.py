"""What sites ask for: their bids, or by fair share what their licences allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.law.refusals import NoSuchRule
from terezi.law.terms import Law

MAY_MINE = ("registered", "licensed", "limited")
CARRIED_DAYS = 31
"""A bid for a day is taken as expected for days after it for so long, until the site bids for them."""


@dataclass(frozen=True)
class Asked:
    """One row per day and site, sorted: `day site_id region licensed_w limit_w bid_minor bid_at bid_day prepaid_minor
    tariff_minor`; and why somebody was left out, by site."""

    rows: pl.DataFrame
    left_out: dict[str, str]


def asked_of(
    lake: Lake, law: Law, days: Sequence[date], *, firm_until: date, regions: Sequence[str]
) -> Asked:
    """Read what may be given on each day.

    Up to `firm_until` only bids for the day itself that came in time count; on later days a site that has not bid yet
    is expected to ask what it asked last.
    """
    sites = _sites(lake, days)
    elsewhere = sites.filter(~pl.col("region").is_in(list(regions)))
    left_out = dict.fromkeys(elsewhere["site_id"], "its region is not on the grid")
    sites = sites.filter(pl.col("region").is_in(list(regions)))
    if law.surplus.allocation_rule.value == "fair_share":
        return Asked(_by_licence(sites), left_out)
    bids, late = _bids(lake, law, days, firm_until)
    nobody = set(bids["site_id"]) - set(sites["site_id"]) - set(left_out)
    left_out |= late | dict.fromkeys(nobody, "no licence lets it mine on the day")
    told = bids.join(sites, on=["day", "site_id"]).sort("day", "site_id")
    return Asked(told.select(_by_licence(sites).columns), left_out)


def _sites(lake: Lake, days: Sequence[date]) -> pl.DataFrame:
    register = lake.collect(lake.table("ref_sites")).filter(pl.col("status").is_in(MAY_MINE))
    on_days = register.join(pl.DataFrame({"day": list(days)}, schema={"day": pl.Date}), how="cross").filter(
        pl.col("valid_from") <= pl.col("day"),
        pl.col("valid_until").is_null() | (pl.col("valid_until") > pl.col("day")),
    )
    newest = on_days.sort("valid_from").unique(["day", "site_id"], keep="last")
    return newest.select(
        "day", "site_id", "region", "licensed_w", tariff_minor=pl.col("tariff_minor_per_mwh")
    ).sort("day", "site_id")


def _by_licence(sites: pl.DataFrame) -> pl.DataFrame:
    return sites.select(
        "day",
        "site_id",
        "region",
        "licensed_w",
        limit_w="licensed_w",
        bid_minor=pl.lit(0, pl.Int64),
        bid_at=pl.lit(None, pl.Datetime("us", "UTC")),
        bid_day=pl.lit(None, pl.Date),
        prepaid_minor=pl.lit(None, pl.Int64),
        tariff_minor="tariff_minor",
    )


def _bids(
    lake: Lake, law: Law, days: Sequence[date], firm_until: date
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return each site's bid for each day, and the sites whose bid for a firm day came too late."""
    span = Period(min(days) - timedelta(days=CARRIED_DAYS), max(days) + timedelta(days=1))
    told = lake.collect(lake.within("power_bids", span)).rename({"price_minor_per_mwh": "bid_minor"})
    in_time = told.filter(_in_time(told, law))
    found = [_standing(in_time, day, firm=day <= firm_until) for day in days]
    firm = [day for day in days if day <= firm_until]
    late = told.filter(pl.col("bid_day").is_in(firm)).join(in_time, on=["site_id", "bid_day"], how="anti")
    return pl.concat(found), dict.fromkeys(late["site_id"], "its bid came after the time of the law")


def _in_time(told: pl.DataFrame, law: Law) -> pl.Series:
    """Say of each bid whether it came before trading closed on the day before its day; where no law closes, all did."""
    try:
        closes = time.fromisoformat(law.surplus.bids_until.value)
    except NoSuchRule:
        return pl.Series([True] * len(told), dtype=pl.Boolean)
    zone = ZoneInfo(law.settlement.time_zone.value)
    until = [datetime.combine(day - timedelta(days=1), closes, zone) for day in told["bid_day"]]
    return pl.Series([at <= end for at, end in zip(told["bid_at"], until, strict=True)], dtype=pl.Boolean)


def _standing(bids: pl.DataFrame, day: date, *, firm: bool) -> pl.DataFrame:
    oldest = day if firm else day - timedelta(days=CARRIED_DAYS)
    days = pl.col("bid_day").is_between(oldest, day)
    last = bids.filter(days).sort("bid_day", "bid_at").unique("site_id", keep="last")
    return last.select(
        "site_id", "limit_w", "bid_minor", "bid_at", "bid_day", "prepaid_minor", day=pl.lit(day, pl.Date)
    )
