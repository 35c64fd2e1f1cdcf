"""What sites were given for each hour: by the firm plan two officers had signed before it began, less what orders took back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.periods import Period
from terezi.base.units import HOUR_S
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.power_plans.bids import MAY_MINE
from terezi.evidence.numerics.site_days import valid_on

GRID = "grid"
AUCTIONED = ("uniform", "pay_as_bid")  # a fair share has no price of its own
ORDER_DAYS = 7  # before a period, in which an order that still holds may have begun
Held = tuple[int, int, int]  # from, until (seconds since 1970, UTC), highest mean power in W
TAKEN = {"site_id": pl.String, "hour_s": pl.Int64, "limit_w": pl.Int64, "ordered_s": pl.Int64}


def given_hours(lake: Lake, period: Period, zone: str) -> ir.Table:
    """Return `day site_id region hour_s given_wh price_minor_per_mwh` of every hour and site that was given power at a price.

    `hour_s` is when the hour begins, in seconds since 1970 (UTC). Only a site that may mine with power of the grid counts;
    an order takes back what lies above its limit, from its first second to its last.
    """
    plans = lake.table("ref_power_plans").filter(_.is_firm)
    plans = plans.select("certificate_sha256", "published_at", day=_.plan_day)
    kept = lake.within("allocation_versions", period)
    kept = kept.filter(_.price_minor_per_mwh.notnull(), _.rule.isin(AUCTIONED))
    signed = kept.inner_join(plans, ["day", "certificate_sha256"]).filter(_.published_at <= _.starts_at)
    rows = signed.select(
        "day", "site_id", "region", "allocated_w", "price_minor_per_mwh",
        hour_s=_.starts_at.epoch_seconds().cast("int64"),
    )  # fmt: skip
    return _less_orders(_standing(lake, rows), lake.memory(taken_back(lake, period, zone)))


def hour_phase_s(day: date, zone: str) -> int:
    """Return by how many seconds the hours of a settlement day begin after those of UTC."""
    return int(day_bounds(day, zone)[0].timestamp()) % HOUR_S


def grid_miners(lake: Lake) -> ir.Table:
    """Return the rows of `ref_sites` that may mine with power of the grid."""
    return lake.table("ref_sites").filter(_.status.isin(MAY_MINE), _.power_source == GRID)


def _standing(lake: Lake, rows: ir.Table) -> ir.Table:
    there = grid_miners(lake).select("site_id", "valid_from", "valid_until")
    days = rows.select("day", "site_id").distinct().inner_join(there, "site_id")
    standing = days.filter(valid_on(_, _.day))
    return rows.semi_join(standing.select("day", "site_id"), ["day", "site_id"])


def _less_orders(rows: ir.Table, taken: ir.Table) -> ir.Table:
    above = ibis.greatest(_.allocated_w - _.limit_w, 0) * _.ordered_s
    cut = rows.inner_join(taken, ["site_id", "hour_s"]).group_by("site_id", "hour_s")
    lost = cut.agg(lost_ws=above.sum().cast("int64"))
    left = rows.left_join(lost, ["site_id", "hour_s"])
    return left.select(
        "day",
        "site_id",
        "region",
        "hour_s",
        "price_minor_per_mwh",
        given_wh=((_.allocated_w * HOUR_S - _.lost_ws.fill_null(0)) // HOUR_S).cast("int64"),
    )


def taken_back(lake: Lake, period: Period, zone: str) -> pl.DataFrame:
    """Return `site_id hour_s limit_w ordered_s`: for how long of an hour orders held a site to a limit; of several the lowest."""
    begun = Period(period.starts_on - timedelta(days=ORDER_DAYS), period.ends_before)
    orders = lake.collect(lake.within("curtailment_orders", begun))
    held: dict[str, list[Held]] = defaultdict(list)
    for row in orders.iter_rows(named=True):
        held[row["site_id"]].append((_s(row["starts_at"]), _s(row["ends_at"]), row["limit_w"]))
    phase = hour_phase_s(period.starts_on, zone)
    rows = [(site, *piece) for site, of_site in sorted(held.items()) for piece in _pieces(of_site, phase)]
    return pl.DataFrame(rows, schema=TAKEN, orient="row")


def _pieces(held: Sequence[Held], phase: int) -> Iterator[tuple[int, int, int]]:
    """Cut orders of one site where any begins or ends and at every hour, so that no second counts twice."""
    edges = {edge for begins, ends, _limit in held for edge in (begins, ends)}
    hours = {
        hour
        for begins, ends, _limit in held
        for hour in range((begins - phase) // HOUR_S * HOUR_S + phase, ends, HOUR_S)
    }
    cuts = sorted(edges | {hour for hour in hours if hour > min(edges)})
    for first, until in pairwise(cuts):
        limits = [limit for begins, ends, limit in held if begins <= first and until <= ends]
        if limits:
            yield (first - phase) // HOUR_S * HOUR_S + phase, min(limits), until - first


def _s(at: datetime) -> int:
    return int(at.timestamp())
