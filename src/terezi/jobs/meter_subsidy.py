"""Run the subsidy meter: what was sold to licensed sites below what the last MWh cost, by region and hour."""

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.power_plans.sales import subsidy_rows
from terezi.law.terms import Law


def meter_subsidy(*, lake: Lake, law: Law) -> int:
    """Replace `subsidy_hours` of the law's day; answers the rows written. Without plants or readings there is nothing to weigh."""
    rows = subsidy_rows(lake, law)
    if not rows.is_empty() or law.day in lake.days("subsidy_hours"):
        lake.replace_day("subsidy_hours", law.day, rows)
    return rows.height
