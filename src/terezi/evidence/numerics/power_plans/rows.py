"""The answer as rows of the lake, in whole watts and minor units."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import polars as pl

from terezi.base.units import PPM, W_PER_MW
from terezi.evidence.facts.tables import ALLOCATIONS, SURPLUS_HOURS
from terezi.evidence.numerics.power_plans.grid import Grid
from terezi.evidence.numerics.power_plans.question import Question
from terezi.evidence.numerics.surplus.balance import Instants
from terezi.evidence.numerics.surplus.case import Allocation, Case
from terezi.evidence.numerics.surplus.charges import prices
from terezi.evidence.numerics.surplus.publication import whole_watts
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths

SAME_MW = 1e-6
WHY = (
    "in_full",
    "nothing_left",
    "outbid",
    "shared",
    "joint_cap",
    "not_prepaid",
    "below_reserve_price",
    "banned",
)


@dataclass(frozen=True)
class Answer:
    """A case with its allocation, the median of demand (hours, regions) and the cost of one MWh more (hours, regions)."""

    case: Case
    allocation: Allocation
    median_mw: Floats
    marginal_cost: Floats
    coverage: float


def surplus_rows(question: Question, grid: Grid, answer: Answer) -> pl.DataFrame:
    """Return the rows of `surplus_hours`, one per hour and region."""
    case, given = answer.case, answer.allocation
    balance = case.balance
    columns = {
        "available_w": balance.available_mw,
        "must_run_w": balance.must_run_mw,
        "demand_w": balance.demand_mw,
        "demand_median_w": answer.median_mw,
        "reserve_w": balance.reserve_mw,
        "export_w": balance.exports_mw,
        "surplus_w": balance.left_mw,
        "net_import_w": given.flow_mw @ grid.network.imports().T,
        "unused_w": given.idle_mw + given.spilled_mw,
        "shortage_w": given.shortage_mw,
    }
    rows = {name: np.rint(mw * W_PER_MW).astype(np.int64).ravel() for name, mw in columns.items()}
    rows["allocated_w"] = _added(
        whole_watts(given.mining_mw), case.offers.region, balance.demand_mw.shape
    ).ravel()
    hours, regions = balance.demand_mw.shape
    return _framed(
        {
            "day": _days(question, regions),
            "region": list(grid.regions) * hours,
            "starts_at": _instants(balance.starts_at, regions),
            **rows,
            "marginal_cost_minor_per_mwh": np.rint(answer.marginal_cost).astype(np.int64).ravel(),
            "confidence_ppm": [round(answer.coverage * PPM)] * (hours * regions),
        },
        SURPLUS_HOURS,
    )


def allocation_rows(question: Question, answer: Answer, *, firm: bool, planned_on: date) -> pl.DataFrame:
    """Return the rows of `allocations`, one per hour and site that asked on the day."""
    case, given = answer.case, answer.allocation
    hours, mines = given.mining_mw.shape
    frame = pl.DataFrame(
        {
            "day": _days(question, mines),
            "site_id": list(case.offers.mines) * hours,
            "starts_at": _instants(case.balance.starts_at, mines),
            "asked_w": np.rint(question.asked_mw * W_PER_MW).astype(np.int64).ravel(),
            "allocated_w": whole_watts(given.mining_mw).ravel(),
            "price_minor_per_mwh": np.rint(np.nan_to_num(_price(question, answer))).astype(np.int64).ravel(),
            "why": [WHY[number] for number in why_of(question, answer).ravel()],
        },
        schema_overrides={
            "day": pl.Date,
            "starts_at": pl.Datetime("us", "UTC"),
            "site_id": pl.String,
            "why": pl.String,
        },
    )
    asked = question.asked.rows.select("day", "site_id", "region", "bid_day", "tariff_minor")
    told = frame.join(asked, on=["day", "site_id"]).with_columns(
        firm=pl.lit(firm), rule=pl.lit(question.rule), planned_on=pl.lit(planned_on, pl.Date)
    )
    if question.rule == "fair_share":
        told = told.with_columns(price_minor_per_mwh=pl.col("tariff_minor"))
    return told.select(ALLOCATIONS.names)


def why_of(question: Question, answer: Answer) -> Ints:
    """Say by its place in WHY what decided how much each mine got, (hours, mines)."""
    case, given = answer.case, answer.allocation
    most, drawn = case.offers.most_mw, given.mining_mw
    region = case.offers.region
    unmet = drawn < most - SAME_MW
    reserve = question.setting.reserve_price[region]
    admitted = ~question.ban & (case.offers.bid_per_mwh >= reserve)
    capped = unmet & _under_a_full_cap(case, drawn)
    with np.errstate(invalid="ignore"):
        outbid = unmet & (drawn <= SAME_MW) & (case.offers.bid_per_mwh <= given.price_per_mwh[:, region])
    found: list[tuple[Truths, str]] = [
        (question.ban, "banned"),
        (~admitted, "below_reserve_price"),
        (capped, "joint_cap"),
        (outbid & _somebody_got(case, drawn), "outbid"),
        (unmet & (drawn <= SAME_MW), "nothing_left"),
        (unmet, "shared"),
        (most < question.asked_mw - SAME_MW, "not_prepaid"),
    ]
    return np.select(
        [mask for mask, _ in found], [WHY.index(word) for _, word in found], WHY.index("in_full")
    ).astype(np.int64)


def _somebody_got(case: Case, drawn: Floats) -> Truths:
    """Say of each hour and mine whether any mine drew in that hour."""
    anybody: Truths = np.asarray((drawn > SAME_MW).any(axis=1))
    return np.broadcast_to(anybody[:, None], drawn.shape)


def _under_a_full_cap(case: Case, drawn: Floats) -> Truths:
    full = np.zeros(drawn.shape, dtype=bool)
    for cap in case.caps:
        reached: Truths = drawn[:, cap.members].sum(axis=1) >= cap.most_mw - SAME_MW
        full |= reached[:, None] & cap.members
    return full


def _price(question: Question, answer: Answer) -> Floats:
    setting = question.setting
    return prices(
        answer.case, answer.allocation, kind=setting.auction_kind, reserve_price=setting.reserve_price
    )


def _added(watts: Ints, region: Ints, shape: tuple[int, ...]) -> Ints:
    added = np.zeros(shape, dtype=np.int64)
    np.add.at(added.T, region, watts.T)
    return added


def _days(question: Question, each: int) -> list[date]:
    return [question.days[at] for at in np.repeat(question.day_of_hour, each)]


def _instants(starts_at: Instants, each: int) -> list[datetime]:
    seconds = np.repeat(starts_at.astype("datetime64[s]").astype(np.int64), each)
    return [datetime.fromtimestamp(int(at), UTC) for at in seconds]


def _framed(columns: dict[str, Any], table: Any) -> pl.DataFrame:
    return pl.DataFrame(
        columns, schema_overrides={"starts_at": pl.Datetime("us", "UTC"), "day": pl.Date}
    ).select(table.names)
