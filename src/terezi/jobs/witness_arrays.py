"""Turn the lake's site days into the arrays the weighing is given: (sites, days), NaN where absent."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from terezi.base.periods import Period
from terezi.base.units import DAY_S, PPM
from terezi.evidence.facts.grades import Grade
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.expected_coins import NetworkDays
from terezi.evidence.numerics.site_days import speaking_sites
from terezi.evidence.numerics.witnesses import Floats, Ints, SiteDays, Sites


@dataclass(frozen=True)
class Weighable:
    """Everything the weighing needs for one country and span of days; `site_ids` names the rows."""

    site_ids: list[str]
    sites: Sites
    days: SiteDays
    network: NetworkDays


def weighable(lake: Lake, *, period: Period) -> Weighable:
    """Read the sites that may operate on the last day of `period`, and their days within it."""
    register = (
        lake.collect(speaking_sites(lake, list(period)[-1])).sort("site_id").unique("site_id", keep="last")
    )
    register = register.sort("site_id")
    told = lake.collect(lake.within("site_days", period))
    register = with_told_scheme(register, told)
    grid = _Grid.of(of_one_scheme(told, register), register["site_id"], period)
    return Weighable(
        site_ids=register["site_id"].to_list(),
        sites=_sites(register),
        days=_days(grid, share_log=(register["evidence_grade"] == Grade.SHARE_LOG).to_numpy()),
        network=_network(lake, period),
    )


def with_told_scheme(register: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Let the scheme the pools last applied stand in for the one declared: luck follows what was done."""
    last = told.filter(pl.col("scheme").is_not_null()).sort("day").unique("site_id", keep="last")
    joined = register.join(last.select("site_id", told_scheme="scheme"), on="site_id", how="left")
    return joined.with_columns(scheme=pl.coalesce("told_scheme", "scheme")).sort("site_id")


def of_one_scheme(told: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Take the coins of days under another scheme, or under several, for absent: one rule weighs a window."""
    weighed = told.join(register.select("site_id", one_scheme="scheme"), on="site_id", how="inner")
    same = pl.col("scheme") == pl.col("one_scheme")
    return weighed.with_columns(earned_satoshi=pl.when(same).then("earned_satoshi")).drop("one_scheme")


@dataclass(frozen=True)
class _Grid:
    rows: pl.DataFrame
    row: Ints
    column: Ints
    shape: tuple[int, int]

    @classmethod
    def of(cls, told: pl.DataFrame, site_ids: pl.Series, period: Period) -> "_Grid":
        places = pl.DataFrame({"site_id": site_ids, "row": np.arange(len(site_ids), dtype=np.int64)})
        placed = told.join(places, on="site_id", how="inner", maintain_order="left")
        column = (placed["day"] - pl.Series([period.starts_on])).dt.total_days()
        return cls(placed, placed["row"].to_numpy(), column.to_numpy(), (len(site_ids), period.days))

    def of_column(self, name: str, *, per: float = 1.0) -> Floats:
        cells = np.full(self.shape, np.nan)
        cells[self.row, self.column] = self.rows[name].cast(pl.Float64).to_numpy() / per
        return cells


def _sites(register: pl.DataFrame) -> Sites:
    return Sites(
        grade=tuple(register["evidence_grade"]),
        scheme=tuple(register["scheme"]),
        pue=register["pue_ppm"].to_numpy() / PPM,
        pool_share=np.where(register["pool_share_ppm"] > 0, register["pool_share_ppm"] / PPM, np.nan),
    )


def _days(grid: _Grid, *, share_log: np.ndarray) -> SiteDays:
    machines = grid.of_column("registered_machines")
    reported, accepted = grid.of_column("machine_gigahashes"), grid.of_column("accepted_gigahashes")
    rejected = np.nan_to_num(grid.of_column("rejected_ppm", per=PPM))
    pool_coverage = grid.of_column("pool_seconds", per=DAY_S)
    time_reported = grid.of_column("machine_seconds", per=DAY_S)
    covered = np.divide(time_reported, machines, out=np.full(machines.shape, np.nan), where=machines > 0)
    by_log = share_log[:, None]
    return SiteDays(
        metered_wh=grid.of_column("metered_wh"),
        metered_coverage=grid.of_column("metered_seconds", per=DAY_S),
        machine_gigahashes=np.where(by_log, accepted / (1 - rejected), reported),
        machine_coverage=np.where(by_log, pool_coverage, covered),
        earned_satoshi=grid.of_column("earned_satoshi"),
        pool_coverage=pool_coverage,
        fee=np.nan_to_num(grid.of_column("fee_ppm", per=PPM)),
        rejected=rejected,
        registered_ghs=grid.of_column("registered_ghs"),
        registered_w=grid.of_column("registered_w"),
    )


def _network(lake: Lake, period: Period) -> NetworkDays:
    rows = lake.collect(lake.within("network_days", period)).sort("starts_at")
    return NetworkDays.from_spans(
        days=period.days,
        day_index=(rows["day"] - pl.Series([period.starts_on])).dt.total_days().to_numpy(),
        seconds=rows["seconds"].cast(pl.Float64).to_numpy(),
        difficulty=rows["difficulty"].cast(pl.Float64).to_numpy(),
        subsidy_satoshi=rows["subsidy_satoshi"].cast(pl.Float64).to_numpy(),
        fees_satoshi=rows["fees_satoshi"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        blocks=rows["blocks"].cast(pl.Float64).fill_null(0).to_numpy(),
    )
