"""What if: some days as they are planned and with a change, told as pairs of a gain and the risk that goes with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from terezi.base.errors import BadData
from terezi.base.periods import Period
from terezi.base.units import W_PER_MW
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.power_plans.costs import costs_of
from terezi.evidence.numerics.power_plans.grid import Grid, read_grid, units_of_plant
from terezi.evidence.numerics.power_plans.hours import hours_of, laid_out
from terezi.evidence.numerics.power_plans.plan import AS_IT_IS, proved
from terezi.evidence.numerics.power_plans.question import Question, ask
from terezi.evidence.numerics.surplus.balance import Instants
from terezi.evidence.numerics.surplus.charges import prices
from terezi.evidence.numerics.surplus.scenarios import NewMines, Outcome, Scenario, case_of, outcome
from terezi.evidence.numerics.witnesses import Floats
from terezi.law.terms import Law


@dataclass(frozen=True)
class Measure:
    """One figure as it is and with the change; `unit` is MWh, MW, hours or minor units of money."""

    name: str
    unit: str
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Pair:
    """A gain never stands alone: the risk beside it is of the same kind (energy, money, use of the grid)."""

    gain: Measure
    risk: Measure


@dataclass(frozen=True)
class Told:
    """What some days come to under one scenario; money in minor units, `left_mw` what the tightest hour leaves after all."""

    outcome: Outcome
    below_cost_mwh: float
    below_cost_hours: int
    subsidy_minor: float
    margin_minor: float
    left_mw: float


@dataclass(frozen=True)
class Comparison:
    """A scenario beside the days as they are."""

    name: str
    before: Told
    after: Told
    pairs: tuple[Pair, ...]


def compare(
    lake: Lake, law: Law, days: Sequence[date], scenarios: Sequence[Scenario]
) -> tuple[Comparison, ...]:
    """Allocate the days as they are and under each scenario, and put each beside the other.

    Days that were planned are taken with the demand of their plan, past days with the demand that was told. Every
    allocation is proved before it is answered.

    :raises BadData: when demand of an hour is neither planned nor told, or a scenario names what is not there.
    :raises Refused: when the law has no rule of allocation, or nobody knows it.
    """
    grid = read_grid(lake)
    starts_at = hours_of(days, law.settlement.time_zone.value)
    demand = _demand(lake, grid, days, starts_at, "demand_w")
    median = _demand(lake, grid, days, starts_at, "demand_median_w")
    question = ask(lake, law, grid, days, firm_until=min(days) - timedelta(days=1), demand_mw=demand)
    before = _told(grid, question, AS_IT_IS, median)
    return tuple(
        Comparison(scenario.name, before, after, _pairs(before, after))
        for scenario in scenarios
        for after in [_told(grid, question, scenario, median)]
    )


def dry_spell(
    grid: Grid, plants: Sequence[str], share: float, *, first: date, days: int, name: str
) -> Scenario:
    """Return the scenario in which plants give only a share of what was told, for so many days from the first on (UTC).

    :raises BadData: when a plant is not listed.
    """
    factors = {unit: share for plant in plants for unit in units_of_plant(grid, plant)}
    until = np.datetime64(first + timedelta(days=days), "s")
    return Scenario(
        name, generation_factor=factors, from_instant=np.datetime64(first, "s"), until_instant=until
    )


def line_out(lines: Sequence[str], *, name: str) -> Scenario:
    """Return the scenario in which lines are out on all days."""
    return Scenario(name, lines_out=tuple(lines))


def more_mining(mw: float, regions: Sequence[str], *, bid_minor: float, first: date, name: str) -> Scenario:
    """Return the scenario in which `mw` more are asked for, in equal parts by region, from a day (UTC) on at one bid."""
    begins = np.datetime64(first, "s")
    return Scenario(
        name, new_mines=tuple(NewMines(region, mw / len(regions), bid_minor, begins) for region in regions)
    )


def _demand(lake: Lake, grid: Grid, days: Sequence[date], starts_at: Instants, column: str) -> Floats:
    """Return the demand of the plan by hour and region, where there is none the one that was told.

    :raises BadData: naming region and hour of the first that is neither.
    """
    span = Period(min(days), max(days) + timedelta(days=1))
    planned = lake.collect(lake.within("surplus_hours", span).select("region", "starts_at", column))
    told = lake.collect(lake.within("demand_hours", span).select("region", "starts_at", "demand_w"))
    both = [
        laid_out(rows, grid.regions, starts_at, key="region", value=value, scale=W_PER_MW)
        for rows, value in ((planned, column), (told, "demand_w"))
    ]
    demand = np.where(np.isnan(both[0]), both[1], both[0])
    if np.isnan(demand).any():
        hour, region = np.unravel_index(int(np.argmax(np.isnan(demand))), demand.shape)
        raise BadData(
            f"The demand of {grid.regions[region]} in the hour from {starts_at[hour]} UTC is neither planned nor told: "
            "choose planned days, or past days of which demand_hours are loaded."
        )
    return demand


def _told(grid: Grid, question: Question, scenario: Scenario, median: Floats) -> Told:
    case = case_of(question.setting, scenario)
    allocation = question.answer(case)
    proved(question, case, allocation)
    expected = (
        median
        * case.balance.demand_mw
        / np.where(question.setting.demand_mw > 0, question.setting.demand_mw, 1)
    )
    cost = costs_of(grid, question.setting, scenario, case, allocation, demand_mw=expected)
    price = prices(
        case, allocation, kind=question.setting.auction_kind, reserve_price=question.setting.reserve_price
    )
    over = (np.nan_to_num(price) - cost[:, case.offers.region]) * allocation.mining_mw
    below = (over < 0) & (allocation.mining_mw > 0)
    left = (allocation.idle_mw + allocation.spilled_mw - allocation.shortage_mw).sum(axis=1)
    return Told(
        outcome=outcome(question.setting, scenario, case, allocation),
        below_cost_mwh=float(allocation.mining_mw[below].sum()),
        below_cost_hours=int(below.any(axis=1).sum()),
        subsidy_minor=float(np.abs(over[below]).sum()),
        margin_minor=float(over[over > 0].sum()),
        left_mw=float(left.min(initial=np.inf)),
    )


def _pairs(before: Told, after: Told) -> tuple[Pair, ...]:
    def both(name: str, unit: str, figure: Callable[[Told], float]) -> Measure:
        return Measure(name, unit, float(figure(before)), float(figure(after)))

    return (
        Pair(
            both("mined", "MWh", lambda told: told.outcome.mined_mwh),
            both("homes_lack", "MWh", lambda told: told.outcome.shortage_mwh),
        ),
        Pair(
            both("paid", "minor units", lambda told: told.outcome.paid),
            both("sold_below_cost", "minor units", lambda told: told.subsidy_minor),
        ),
        Pair(
            both("margin", "minor units", lambda told: told.margin_minor),
            both("below_cost", "hours", lambda told: told.below_cost_hours),
        ),
        Pair(
            both("left_in_the_tightest_hour", "MW", lambda told: told.left_mw),
            both("lines_are_full", "hours", lambda told: told.outcome.hours_with_a_full_line),
        ),
    )
