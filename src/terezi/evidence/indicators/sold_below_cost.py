"""SUB-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="SUB-01",
    family="subsidy",
    severity=Severity.NOTICE,
    unit="minor",
    subject_kind="region",
    sentence="Power was sold to licensed sites for {measured} less than the last megawatt-hour cost: {hours} hours, {below_wh}. What was sold above its cost brought {margin_minor} more than it cost.",
    clears=(
        "A correction of the costs in the list of plants",
        "A contract that sets another price for the site",
        "Water or wind that would otherwise have been spilled, and was not told as such",
    ),
    article=lambda law: law.surplus.reserve_price,
)
def sold_below_cost(lake: Lake, law: Law) -> ir.Table:
    """Sells power to licensed sites for less than the last megawatt-hour costs.

    Metered energy of each hour at the price of its allocation, beyond that at the tariff, against the marginal cost of that
    hour and region. The confidence is the share of those hours whose cost rests on demand as it was, not as it was planned.
    """
    below = lake.on("subsidy_hours", law.day).filter(_.subsidy_minor > 0)
    measured = ibis.ifelse(_.cost_basis == "measured", CERTAIN_PPM, 0)
    return below.group_by(subject=_.region).agg(
        measured=_.subsidy_minor.sum().cast("int64"),
        allowed=ibis.literal(0, "int64"),
        gap_wh=_.below_wh.sum().cast("int64"),
        confidence_ppm=(measured.sum().cast("int64") // _.count()).cast("int64"),
        hours=_.count().cast("int64"),
        below_wh=_.below_wh.sum().cast("int64"),
        margin_minor=_.margin_minor.sum().cast("int64"),
    )
