"""Run the subsidy meter: what was sold to licensed sites below what the last MWh cost, by region and hour, and by site."""

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.power_plans.sales import sales_of
from terezi.law.terms import Law


def meter_subsidy(*, lake: Lake, law: Law) -> int:
    """Replace `subsidy_hours` and `site_sales` of the law's day; answers the rows of the first.

    Without plants or readings there is nothing to weigh.
    """
    sales = sales_of(lake, law)
    for name, rows in (("subsidy_hours", sales.hours), ("site_sales", sales.sites)):
        if not rows.is_empty() or law.day in lake.days(name):
            lake.replace_day(name, law.day, rows)
    return sales.hours.height
