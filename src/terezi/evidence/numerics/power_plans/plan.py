"""One planned day: the question, its answer, and the proof that goes with it."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from terezi.base.errors import Unavailable
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.demand.forecast import Forecast
from terezi.evidence.numerics.power_plans.costs import costs_of
from terezi.evidence.numerics.power_plans.foreseen import MEDIAN
from terezi.evidence.numerics.power_plans.grid import Grid
from terezi.evidence.numerics.power_plans.question import Question, ask
from terezi.evidence.numerics.power_plans.rows import Answer, allocation_rows, surplus_rows
from terezi.evidence.numerics.surplus.case import Allocation, Case
from terezi.evidence.numerics.surplus.certificate import TOLERANCE_MW, Certificate, certify, unfairness_mw
from terezi.evidence.numerics.surplus.scenarios import Scenario, case_of
from terezi.law.terms import Law

AS_IT_IS = Scenario("as it is")
INPUTS = (
    "ref_plants",
    "ref_lines",
    "ref_sites",
    "generation_hours",
    "demand_hours",
    "export_hours",
    "weather_hours",
    "power_bids",
)


@dataclass(frozen=True)
class DayPlan:
    """What is published of one day: rows of `surplus_hours` and `allocations`, and the certificate as plain values."""

    day: date
    surplus: pl.DataFrame
    allocations: pl.DataFrame
    told: dict[str, Any]


def plan_day(
    lake: Lake, law: Law, grid: Grid, *, planned_on: date, firm_until: date, forecast: Forecast, hours: slice
) -> DayPlan:
    """Plan the day of the law; `hours` are the day's among those of the forecast.

    :raises Refused, BadData: when the law or the facts do not let it be planned.
    :raises Unavailable: when the answer does not stand its own proof; nothing of it is published then.
    """
    quantile = float(law.surplus.demand_quantile.value)
    demand, median = (forecast.demand_mw[q][hours] for q in (quantile, MEDIAN))
    question = ask(lake, law, grid, [law.day], firm_until=firm_until, demand_mw=demand)
    case = case_of(question.setting, AS_IT_IS)
    allocation = question.answer(case)
    certificate = proved(question, case, allocation)
    cost = costs_of(grid, question.setting, AS_IT_IS, case, allocation, demand_mw=median)
    answer = Answer(case, allocation, median, cost, forecast.coverage[quantile])
    firm = law.day <= firm_until
    surplus = surplus_rows(question, grid, answer)
    given = allocation_rows(question, answer, firm=firm, planned_on=planned_on)
    told = {
        "day": str(law.day),
        "planned_on": str(planned_on),
        "firm": firm,
        "rule": question.rule,
        "tie_rule": question.setting.tie_rule,
        "law": {"country": law.country, "version": law.version, "articles": _articles(law)},
        "inputs": {name: version for name, version in lake.snapshot().versions.items() if name in INPUTS},
        "left_out": dict(sorted(question.asked.left_out.items())),
        "demand": {
            "method": forecast.method,
            "lead_hours": forecast.lead_hours,
            "quantile": quantile,
            "held_back_coverage": _number(forecast.coverage[quantile]),
            "held_back_pinball_mw": _number(forecast.pinball_mw[quantile]),
            "seasonal_naive_pinball_mw": _number(forecast.naive_pinball_mw[quantile]),
        },
        "certificate": _certified(question, case, allocation, certificate),
        "rows_sha256": {
            "surplus_hours": rows_sha256(surplus),
            "allocations": rows_sha256(given.drop("planned_on")),
        },
    }
    return DayPlan(law.day, surplus, given, told)


def proved(question: Question, case: Case, allocation: Allocation) -> Certificate:
    """Return the certificate of an allocation that stands it.

    :raises Unavailable: naming what is not proved.
    """
    certificate = certify(case, allocation)
    fair = question.rule == "fair_share"
    unfair = unfairness_mw(case, allocation, question.weight) if fair else 0.0
    proofs = {
        "every limit is kept and homes lack no more than without mining": certificate.is_feasible,
        "no outage overloads a line": certificate.is_secure,
        "no other allocation is worth more": certificate.is_best or fair,
        "shares are fair": unfair <= TOLERANCE_MW,
    }
    missing = [what for what, holds in proofs.items() if not holds]
    if missing:
        raise Unavailable(
            f"The allocation is not proved ({'; '.join(missing)}): nothing is published. Allocate by hand, and tell the makers."
        )
    return certificate


def _certified(
    question: Question, case: Case, allocation: Allocation, certificate: Certificate
) -> dict[str, Any]:
    fair = question.rule == "fair_share"
    return {
        **{
            name: value
            for name, value in asdict(certificate).items()
            if not (fair and name in {"value", "value_bound"})
        },
        "is_feasible": certificate.is_feasible,
        "is_secure": certificate.is_secure,
        "is_best": None if fair else certificate.is_best,
        "unfairness_mw": unfairness_mw(case, allocation, question.weight) if fair else None,
        "value_unit": "minor units of money",
    }


def _articles(law: Law) -> dict[str, str]:
    terms = (
        law.surplus.allocation_rule,
        law.surplus.demand_quantile,
        law.surplus.reserve_rule,
        law.surplus.firm_days_ahead,
    )
    return {term.name: term.article for term in terms}


def rows_sha256(rows: pl.DataFrame) -> str:
    """Return the SHA-256 of rows as CSV, so that anybody can check a published table."""
    return hashlib.sha256(rows.write_csv().encode()).hexdigest()


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
