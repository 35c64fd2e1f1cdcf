"""What licensed sites drew in each hour of a day, and what one MWh more cost then, read from the lake."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import ibis
import numpy as np
import polars as pl
from ibis import _

from terezi.base.errors import BadData
from terezi.base.periods import Period, days_up_to
from terezi.base.units import HOUR_S, W_PER_MW
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import SITE_SALES, SUBSIDY_HOURS
from terezi.evidence.numerics.bills.energy import meter_spans
from terezi.evidence.numerics.power_plans.given import given_hours, grid_miners, hour_phase_s
from terezi.evidence.numerics.power_plans.grid import Grid, available_mw, exports_mw, read_grid
from terezi.evidence.numerics.power_plans.hours import hours_of, laid_out
from terezi.evidence.numerics.site_days import valid_on
from terezi.evidence.numerics.subsidy import Draws, Subsidy, subsidy, weighed
from terezi.evidence.numerics.surplus.balance import Instants
from terezi.evidence.numerics.surplus.marginal_cost import Supply, marginal_costs
from terezi.evidence.numerics.surplus.network import secure_limits
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths
from terezi.law.terms import Law

FACTS = ("ref_plants", "meter_readings")


@dataclass(frozen=True)
class Sales:
    """Rows of `subsidy_hours` and of `site_sales` for one day."""

    hours: pl.DataFrame
    sites: pl.DataFrame


def sales_of(lake: Lake, law: Law) -> Sales:
    """Return what was sold on the day of the law; no rows where no plant is listed or nothing was metered.

    Hours whose cost is neither measured nor planned have no row, and count in `site_sales` for what was given alone. A reading
    longer than an hour counts in the hour it begins in.
    """
    none = Sales(
        pl.DataFrame(schema=SUBSIDY_HOURS.polars_schema()), pl.DataFrame(schema=SITE_SALES.polars_schema())
    )
    drawn = _drawn(lake, law) if all(name in lake.snapshot().versions for name in FACTS) else None
    if drawn is None or drawn.is_empty():
        return none
    grid = read_grid(lake)
    starts_at = hours_of([law.day], law.settlement.time_zone.value)
    drawn = drawn.filter(pl.col("region").is_in(list(grid.regions)))
    cost = _costs(lake, grid, law.day, starts_at, drawn)
    draws = _draws(drawn, grid, starts_at)
    minor = np.rint(np.nan_to_num(cost.minor_per_mwh)).astype(np.int64).ravel()
    return Sales(
        _rows(law.day, grid, starts_at, cost, subsidy(draws, minor)),
        _by_site(law.day, drawn, draws, minor, ~np.isnan(cost.minor_per_mwh).ravel()),
    )


def _by_site(day: date, drawn: pl.DataFrame, draws: Draws, cost: Ints, known: Truths) -> pl.DataFrame:
    """Add up by site; what an unknown cost would be weighed against is left out."""
    of_each = weighed(draws, cost[draws.place])
    there = known[draws.place]
    costed = ("unpriced_wh", "paid_e6", "below_wh", "subsidy_e6", "margin_e6")
    frame = drawn.select("site_id", "region", drawn_wh="wh").with_columns(
        given_wh=pl.Series(of_each.given_wh),
        given_paid_e6=pl.Series(of_each.given_e6),
        below_hours=pl.Series(((of_each.below_wh > 0) & there).astype(np.int64)),
        **{name: pl.Series(getattr(of_each, name) * there) for name in costed},
    )
    added = frame.group_by("site_id", "region").agg(pl.exclude("site_id", "region").sum())
    return added.with_columns(day=pl.lit(day, pl.Date)).select(SITE_SALES.names).sort("site_id")


@dataclass(frozen=True)
class _Costs:
    """Marginal cost, (hours, regions), NaN where nobody knows; `measured` (hours,) where it rests on demand as it was."""

    minor_per_mwh: Floats
    measured: Truths


def _drawn(lake: Lake, law: Law) -> pl.DataFrame:
    """Return by site and hour: `site_id region starts_at wh given_wh given_price tariff`."""
    day, zone = law.day, law.settlement.time_zone.value
    period = days_up_to(day, days=1)
    spans = meter_spans(lake.collect(lake.table("ref_meters")), period)
    sites = _sites(lake, day)
    readings = lake.on("meter_readings", day).join(
        lake.memory(spans.select("meter_id", "site_id")), "meter_id"
    )
    phase = hour_phase_s(day, zone)
    second = readings.read_at.epoch_seconds().cast("int64") - phase
    by_hour = readings.mutate(hour_s=(second - second % HOUR_S + phase).cast("int64")).group_by(
        "site_id", "hour_s"
    )
    told = lake.collect(by_hour.agg(wh=_.energy_wh.cast("int64").sum().cast("int64")))
    given = _given(lake, law, period).rename({"price_minor_per_mwh": "given_price"})
    placed = told.join(sites, on="site_id").join(given, on=["site_id", "hour_s"], how="left")
    instants = pl.from_epoch("hour_s").dt.replace_time_zone("UTC").dt.cast_time_unit("us")
    return (
        placed.with_columns(starts_at=instants)
        .select(
            "site_id", "region", "starts_at", "wh", "given_wh", "given_price", tariff="tariff_minor_per_mwh"
        )
        .sort("starts_at", "site_id")
    )


def _given(lake: Lake, law: Law, period: Period) -> pl.DataFrame:
    """Return what bills take at the price of an allocation; nothing where the law does not say that they do."""
    columns = ("site_id", "hour_s", "given_wh", "price_minor_per_mwh")
    rows = given_hours(lake, period, law.settlement.time_zone.value).select(*columns)
    return lake.collect(rows if law.tariffs.pays_allocation_price else rows.limit(0))


def _sites(lake: Lake, day: date) -> pl.DataFrame:
    standing = grid_miners(lake).filter(valid_on(_, ibis.literal(day, "date")))
    told = lake.collect(standing.select("site_id", "region", "tariff_minor_per_mwh", "valid_from"))
    return told.sort("valid_from").unique("site_id", keep="last").drop("valid_from")


def _draws(drawn: pl.DataFrame, grid: Grid, starts_at: Instants) -> Draws:
    hour = np.searchsorted(
        starts_at, drawn["starts_at"].dt.replace_time_zone(None).to_numpy().astype("datetime64[s]")
    )
    region = np.array([grid.regions.index(name) for name in drawn["region"]], dtype=np.int64)
    return Draws(
        place=hour.astype(np.int64) * len(grid.regions) + region,
        wh=drawn["wh"].to_numpy().astype(np.int64),
        given_wh=drawn["given_wh"].fill_null(0).to_numpy().astype(np.int64),
        given_price=drawn["given_price"].fill_null(0).to_numpy().astype(np.int64),
        tariff=drawn["tariff"].fill_null(0).to_numpy().astype(np.int64),
        has_tariff=drawn["tariff"].is_not_null().to_numpy(),
    )


def _costs(lake: Lake, grid: Grid, day: date, starts_at: Instants, drawn: pl.DataFrame) -> _Costs:
    """Cost the last MWh on demand as it was where every region told it, else as planned."""
    planned = _planned(lake, grid, day, starts_at)
    told = lake.collect(lake.on("demand_hours", day).select("region", "starts_at", "demand_w"))
    demand = laid_out(told, grid.regions, starts_at, key="region", value="demand_w", scale=W_PER_MW)
    try:
        most = available_mw(lake, grid, [day], starts_at)
    except BadData:
        return _Costs(planned, np.zeros(len(starts_at), dtype=bool))
    measured: Truths = np.asarray(~np.isnan(demand).any(axis=1))
    mined = drawn.group_by("region", "starts_at").agg(pl.col("wh").sum())
    mining = laid_out(mined, grid.regions, starts_at, key="region", value="wh", scale=W_PER_MW)
    needed = np.nan_to_num(demand) + np.nan_to_num(mining) + exports_mw(lake, grid, [day], starts_at)
    supply = Supply(grid.plant_region, grid.marginal_cost, most, np.minimum(most, grid.must_run_mw))
    found = marginal_costs(grid.network, secure_limits(grid.network), supply, needed)
    return _Costs(np.where(measured[:, None], found, planned), measured)


def _planned(lake: Lake, grid: Grid, day: date, starts_at: Instants) -> Floats:
    told = lake.collect(
        lake.on("surplus_hours", day).select("region", "starts_at", "marginal_cost_minor_per_mwh")
    )
    return laid_out(told, grid.regions, starts_at, key="region", value="marginal_cost_minor_per_mwh", scale=1)


def _rows(day: date, grid: Grid, starts_at: Instants, cost: _Costs, weighed: Subsidy) -> pl.DataFrame:
    hours, regions = cost.minor_per_mwh.shape
    instants = [
        datetime.fromtimestamp(int(at), UTC) for at in starts_at.astype("datetime64[s]").astype(np.int64)
    ]
    frame = pl.DataFrame(
        {
            "day": [day] * (hours * regions),
            "region": list(grid.regions) * hours,
            "starts_at": [at for at in instants for _region in grid.regions],
            **vars(weighed),
            "marginal_cost_minor_per_mwh": np.rint(np.nan_to_num(cost.minor_per_mwh))
            .astype(np.int64)
            .ravel(),
            "cost_basis": [
                "measured" if each else "planned" for each in cost.measured for _region in grid.regions
            ],
            "known": ~np.isnan(cost.minor_per_mwh).ravel(),
        },
        schema_overrides={"day": pl.Date, "starts_at": pl.Datetime("us", "UTC")},
    )
    drew = pl.col("sold_wh") + pl.col("unpriced_wh") > 0
    return frame.filter(pl.col("known"), drew).select(SUBSIDY_HOURS.names)


@dataclass(frozen=True)
class Totals:
    """What a period comes to, all regions or one: the two pans side by side. `hours` count hours with any sale below cost."""

    hours: int
    below_wh: int
    subsidy_minor: int
    margin_minor: int
    sold_wh: int
    paid_minor: int
    unpriced_wh: int


def totals(lake: Lake, period: Period, *, region: str | None = None) -> Totals:
    """Add up the subsidy meter over some days."""
    rows = lake.collect(lake.within("subsidy_hours", period))
    rows = rows if region is None else rows.filter(pl.col("region") == region)
    below = rows.filter(pl.col("subsidy_minor") > 0)
    return Totals(
        hours=below["starts_at"].n_unique(),
        **{
            name: int(rows[name].sum())
            for name in ("below_wh", "subsidy_minor", "margin_minor", "sold_wh", "paid_minor", "unpriced_wh")
        },
    )
