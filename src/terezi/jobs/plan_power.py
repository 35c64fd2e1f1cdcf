"""Plan the surplus of the days ahead: the balance of every hour, who may mine, and a proof that no home goes without."""

from dataclasses import dataclass
from datetime import date, timedelta

from terezi.base.errors import BadData, Refused
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.plans import KeptPlan, digest_of, keep_plan, kept_plan
from terezi.evidence.numerics.demand.forecast import Forecast
from terezi.evidence.numerics.power_plans.foreseen import foreseen
from terezi.evidence.numerics.power_plans.grid import Grid, read_grid
from terezi.evidence.numerics.power_plans.hours import first_after, hours_of
from terezi.evidence.numerics.power_plans.plan import DayPlan, plan_day
from terezi.evidence.numerics.power_plans.versions import keep_current, keep_version
from terezi.law.book import law_on
from terezi.law.refusals import NoSuchRule
from terezi.law.terms import Law

NEEDED = ("ref_plants", "demand_hours", "generation_hours")


@dataclass(frozen=True)
class Planned:
    """SHA-256 of the certificate by day planned, days that stood already, and why other days were not planned."""

    planned_on: date
    planned: dict[date, str]
    stood: list[date]
    could_not: dict[date, str]
    allocated_mwh: dict[date, float]

    def as_dict(self) -> dict[str, object]:
        return {
            "planned_on": str(self.planned_on),
            "planned": {str(day): sha for day, sha in self.planned.items()},
            "stood": [str(day) for day in self.stood],
            "could_not": {str(day): why for day, why in self.could_not.items()},
            "allocated_mwh": {str(day): energy for day, energy in self.allocated_mwh.items()},
        }

    def lines(self) -> list[str]:
        """Say it day by day."""
        told = {
            day: f"{day}: {self.allocated_mwh[day]:,.1f} MWh to mines, certificate {sha[:16]}"
            for day, sha in self.planned.items()
        }
        told |= {day: f"{day}: stands as planned before" for day in self.stood}
        told |= {day: f"{day}: not planned. {why}" for day, why in self.could_not.items()}
        return [told[day] for day in sorted(told)]


def plan_if_told(*, home: Home, on: date) -> Planned | None:
    """Plan where the lake holds what a plan needs and the country's law lets power be allocated; otherwise answer nothing."""
    lake = Lake.open(home)
    there = all(name in lake.snapshot().versions for name in NEEDED)
    surplus = law_on(home.country, on).surplus
    terms = (surplus.allocation_rule, surplus.demand_quantile, surplus.reserve_rule, surplus.firm_days_ahead)
    if not there or not all(term.is_known for term in terms):
        return None
    return plan_power(home=home, on=on)


def plan_power(*, home: Home, on: date) -> Planned:
    """Plan the days after the settlement day `on`, as many as the law publishes; what was told of `on` and later is not used
    to foresee demand.

    A firm day that has its certificate is never planned again. The same facts once more change nothing. A day that cannot be
    planned keeps nobody from planning the others.

    :raises Refused: when the law has no rule of allocation, or nobody knows it.
    :raises BadData: when no plant is listed.
    """
    lake, law = Lake.open(home), law_on(home.country, on)
    firm_until = on + timedelta(days=law.surplus.firm_days_ahead.value)
    days = first_after(on, days=_published_days(law))
    standing = {day: kept_plan(home, day) for day in days}
    stood = [day for day, plan in standing.items() if plan is not None and _stands(plan, on)]
    grid = read_grid(lake)
    told, could_not = _forecasts(lake, law, grid, [day for day in days if day not in stood], firm_until, on)
    planned, energy = {}, {}
    for day, (forecast, hours) in told.items():
        try:
            made = plan_day(
                lake,
                law_on(home.country, day),
                grid,
                planned_on=on,
                firm_until=firm_until,
                forecast=forecast,
                hours=hours,
            )
        except (BadData, Refused) as why:
            could_not[day] = str(why)
            continue
        planned[day] = _keep(home, lake, made)
        energy[day] = int(made.allocations["allocated_w"].sum()) / 1e6
    return Planned(on, planned, stood, could_not, energy)


def _stands(plan: KeptPlan, on: date) -> bool:
    """A firm day is never planned again, nor one that was planned later than `on`."""
    return plan.is_firm or plan.told["planned_on"] > str(on)


def _published_days(law: Law) -> int:
    try:
        return max(law.surplus.published_days_ahead.value, law.surplus.firm_days_ahead.value)
    except NoSuchRule:
        return law.surplus.firm_days_ahead.value


def _forecasts(
    lake: Lake, law: Law, grid: Grid, days: list[date], firm_until: date, on: date
) -> tuple[dict[date, tuple[Forecast, slice]], dict[date, str]]:
    """Foresee firm days and expected days apart: the nearer ones may rest on later demand."""
    zone = law.settlement.time_zone.value
    found: dict[date, tuple[Forecast, slice]] = {}
    could_not: dict[date, str] = {}
    for group in ([day for day in days if day <= firm_until], [day for day in days if day > firm_until]):
        if not group:
            continue
        try:
            forecast = foreseen(lake, law, grid.regions, group, known_before=on)
        except BadData as why:
            could_not |= dict.fromkeys(group, str(why))
            continue
        first = 0
        for day in group:
            hours = len(hours_of([day], zone))
            found[day] = (forecast, slice(first, first + hours))
            first += hours
    return found, could_not


def _keep(home: Home, lake: Lake, made: DayPlan) -> str:
    """Write tables first and the certificate last: a day without its certificate is not published, and is planned again."""
    keep_current(lake, made.day)
    keep_version(lake, made.day, digest_of(made.told), made.allocations)
    lake.replace_day("surplus_hours", made.day, made.surplus)
    lake.replace_day("allocations", made.day, made.allocations)
    return keep_plan(home, made.day, made.told).sha256
