"""REC-07."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.disagreement import FAMILY
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law

LONGEST_WINDOW_DAYS = 30


@indicator(
    code="REC-07",
    family=FAMILY,
    severity=Severity.NOTICE,
    unit="Wh",
    sentence="A small gap keeps one direction: the running sum is {cusum_thousandths}, and {limit_thousandths} is the limit.",
    clears=("A calibration on the site's own history", "An efficiency test of ten machines"),
    article=lambda law: law.supervision.cusum_limit,
)
def persistent_gap(lake: Lake, law: Law) -> ir.Table:
    """Two witnesses differ a little, but always in the same direction.

    The cumulative sum of the standardised gaps is beyond the limit of the supervision policy, though no
    single window stands out; a gap that does is told by the indicator of its direction.
    """
    limit = float(law.supervision.cusum_limit.value)
    rate = float(law.supervision.false_discovery_rate.value)
    weighed = lake.on("weighings", law.day)
    plain = weighed.filter(_.q_value <= rate).select("site_id").distinct()
    out = weighed.filter(_.cusum.abs() > limit, _.window_days == LONGEST_WINDOW_DAYS)
    out = out.anti_join(plain, "site_id")
    order = [out.cusum.abs().desc(), out.pair]
    out = out.mutate(place=ibis.row_number().over(ibis.window(group_by=out.site_id, order_by=order)))
    return out.filter(_.place == 0, _.days_covered > 0).select(
        subject=_.site_id,
        measured=_.observed_wh,
        allowed=_.expected_wh,
        gap_wh=((_.observed_wh - _.expected_wh).abs() // _.days_covered).cast("int64"),
        confidence_ppm=((1 - _.p_value) * 1_000_000).floor().cast("int64"),
        cusum_thousandths=(_.cusum * 1_000).floor().cast("int64"),
        limit_thousandths=ibis.literal(round(limit * 1_000), "int64"),
    )
