"""The question an allocation answers, drawn up from the lake under the law of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

import numpy as np
import polars as pl

from terezi.base.errors import Refused
from terezi.base.units import W_PER_MW
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.power_plans.bids import Asked, asked_of
from terezi.evidence.numerics.power_plans.grid import Grid, available_mw, exports_mw, units_of
from terezi.evidence.numerics.power_plans.hours import day_numbers, hours_of
from terezi.evidence.numerics.surplus.admission import (
    admitted,
    banned,
    joint_caps,
    paid_for,
    reserve_prices,
    zone_numbers,
)
from terezi.evidence.numerics.surplus.case import Allocation, Case, Offers
from terezi.evidence.numerics.surplus.fair_share import allocate_fair_share
from terezi.evidence.numerics.surplus.hourly import allocate
from terezi.evidence.numerics.surplus.scenarios import Setting
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths
from terezi.law.refusals import NoSuchRule
from terezi.law.terms import Law, Term

Rule = Literal["uniform", "pay_as_bid", "fair_share"]
T = TypeVar("T")
NOBODY_PREPAID = np.inf


@dataclass(frozen=True)
class Question:
    """Who asks for what on which days. `asked_mw`, `ban`, `paid_mw` (what the prepayment covers) are (hours, mines).

    Money is in minor units per MWh. `weight` (mines,) is for fair shares; `day_of_hour` (hours,) places hours in `days`.
    """

    days: tuple[date, ...]
    day_of_hour: Ints
    rule: Rule
    setting: Setting
    asked: Asked
    asked_mw: Floats
    ban: Truths
    paid_mw: Floats
    weight: Floats

    def answer(self, case: Case) -> Allocation:
        """Allocate a case of this question, or of a scenario of it, by the rule of the law."""
        if self.rule != "fair_share":
            return allocate(case)
        new = len(case.offers.mines) - len(self.weight)
        most = case.offers.most_mw[:, len(self.weight) :].max(axis=0, initial=0)
        added = np.maximum(most, 1e-6) if not (self.weight == 1).all() else np.ones(new)
        return allocate_fair_share(case, np.append(self.weight, added))


def ask(
    lake: Lake, law: Law, grid: Grid, days: Sequence[date], *, firm_until: date, demand_mw: Floats
) -> Question:
    """Draw up the question for some days in a row; `demand_mw` is (hours, regions) at the quantile of the law.

    :raises Refused: when the law has no rule, or nobody knows it.
    :raises BadData: when what the balance needs was not told.
    """
    zone = law.settlement.time_zone.value
    starts_at, day_of_hour = hours_of(days, zone), day_numbers(days, zone)
    asked = asked_of(lake, law, days, firm_until=firm_until, regions=grid.regions)
    units = units_of(grid, available_mw(lake, grid, days, starts_at))
    zones = _zones(law, grid)
    reserve = _reserve_price(law, grid, zones)
    mines = _Mines.of(asked, days, day_of_hour, grid.regions)
    ban = banned(_or(law.surplus.bans, ()), grid.regions, starts_at, zone=zone)
    most = admitted(
        mines.asked,
        mines.bid,
        region=mines.region,
        licensed_mw=mines.licensed,
        ban=ban,
        reserve_price=reserve,
    )
    paid = paid_for(most, mines.bid, prepaid=_prepaid(law, mines), day=day_of_hour)
    offers = Offers.of(mines.names, mines.region, most_mw=paid, bid_per_mwh=mines.bid, rank=mines.rank)
    setting = Setting(
        network=grid.network,
        starts_at=starts_at,
        units=units,
        demand_mw=demand_mw,
        exports_mw=exports_mw(lake, grid, days, starts_at),
        offers=offers,
        zone=zones,
        reserve_rule=law.surplus.reserve_rule.value,
        reserve_price=reserve,
        auction_kind="uniform" if _rule(law) == "fair_share" else law.surplus.auction_kind.value,
        tie_rule="time_stamp" if _rule(law) == "fair_share" else law.surplus.tie_rule.value,
        caps=joint_caps(_or(law.surplus.phase_caps, ()), grid.regions, mines.region, len(starts_at)),
    )
    return Question(
        tuple(days),
        day_of_hour,
        _rule(law),
        setting,
        asked,
        mines.asked,
        ban[:, mines.region],
        paid,
        _weight(law, mines),
    )


@dataclass(frozen=True)
class _Mines:
    """Sites as mines: `asked licensed bid` are (hours, mines), `prepaid` (days, mines), `region rank` (mines,)."""

    names: tuple[str, ...]
    region: Ints
    rank: Ints
    asked: Floats
    licensed: Floats
    bid: Floats
    prepaid: Floats

    @classmethod
    def of(cls, asked: Asked, days: Sequence[date], day_of_hour: Ints, regions: Sequence[str]) -> "_Mines":
        rows = asked.rows
        names = tuple(sorted(set(rows["site_id"])))
        last = rows.sort("day").unique("site_id", keep="last").sort("site_id")
        daily = {
            name: _by_day(rows, days, names, name)
            for name in ("limit_w", "licensed_w", "bid_minor", "prepaid_minor")
        }
        first_bid = (
            rows.group_by("site_id").agg(pl.col("bid_at").min()).sort("bid_at", "site_id", nulls_last=True)
        )
        order = {name: at for at, name in enumerate(first_bid["site_id"])}
        return cls(
            names=names,
            region=np.array([regions.index(name) for name in last["region"]], dtype=np.int64),
            rank=np.array([order[name] for name in names], dtype=np.int64),
            asked=daily["limit_w"][day_of_hour] / W_PER_MW,
            licensed=daily["licensed_w"][day_of_hour] / W_PER_MW,
            bid=daily["bid_minor"][day_of_hour],
            prepaid=daily["prepaid_minor"],
        )


def _by_day(rows: pl.DataFrame, days: Sequence[date], names: tuple[str, ...], column: str) -> Floats:
    """Lay a column out as (days, mines); 0 where a site asks for nothing that day, or where it is empty."""
    place = {name: at for at, name in enumerate(names)}
    laid = np.zeros((len(days), len(names)))
    for row in rows.iter_rows(named=True):
        laid[days.index(row["day"]), place[row["site_id"]]] = row[column] or 0
    return laid


def _rule(law: Law) -> Rule:
    if law.surplus.allocation_rule.value == "fair_share":
        return "fair_share"
    return law.surplus.auction_kind.value


def _zones(law: Law, grid: Grid) -> Ints:
    try:
        return zone_numbers(law.surplus.zones.value, grid.regions)
    except NoSuchRule:
        return np.zeros(len(grid.regions), dtype=np.int64)


def _reserve_price(law: Law, grid: Grid, zones: Ints) -> Floats:
    """Return the least price of each region in minor units per MWh; by fair share bids count for nothing.

    :raises Refused: when it hangs on cap prices of generators, which no list tells yet, or is in another currency.
    """
    if _rule(law) == "fair_share":
        return np.zeros(len(grid.regions))
    price = _or(law.surplus.reserve_price, None)
    if price is None:
        return np.zeros(len(grid.regions))
    currency = law.settlement.currency.value
    if price.basis != "fixed" or price.currency != currency:
        raise Refused(
            f"The reserve price of {law.country} is {price}: it can be worked out only where it is fixed in {currency}. "
            "What to do: allocate by hand, or have the regulator fix it."
        )
    nothing = np.zeros(0)
    fixed = reserve_prices(
        price, grid.regions, zones, unit_region=nothing.astype(np.int64), unit_cap_price=nothing
    )
    minor: Floats = fixed * 100
    return minor


def _prepaid(law: Law, mines: _Mines) -> Floats:
    caps = _rule(law) != "fair_share" and bool(_or(law.surplus.prepayment_caps_bid, False))
    return mines.prepaid if caps else np.full(mines.prepaid.shape, NOBODY_PREPAID)


def _weight(law: Law, mines: _Mines) -> Floats:
    licensed = mines.licensed.max(axis=0, initial=0)
    if _rule(law) == "fair_share" and law.surplus.fair_share_weight.value == "licensed_power":
        weight: Floats = np.maximum(licensed, 1e-6)
        return weight
    return np.ones(len(licensed))


def _or(term: Term[Any], otherwise: T) -> Any | T:
    """Return what the law says, or `otherwise` where it says that it has no such rule; what is unknown still stops."""
    try:
        return term.value
    except NoSuchRule:
        return otherwise
