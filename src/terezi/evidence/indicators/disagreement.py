"""What the six disagreement indicators share: a weighing that stands out among all sites."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.law.terms import Law

ABSURD_WH = 9 * 10**12  # a site of ten gigawatts draws less in a month
FAMILY = "reconciliation"
SENTENCE = (
    "Energy by {first} is {observed_wh}, by {second} {expected_wh}: a gap of {gap_ppm}, "
    "where {sigma_ppm} would be ordinary. Days weighed: {window_days}."
)


def standing_out(lake: Lake, law: Law, *, pair: str, above: bool) -> ir.Table:
    """Return the sites whose `pair` disagrees in one direction, each by its clearest window.

    A gap stands out when its q-value is within the false discovery rate of the policy and its share
    is not below the least gap worth a question.
    """
    rate = float(law.supervision.false_discovery_rate.value)
    least = float(law.supervision.least_gap_share.value)
    out = lake.on("weighings", law.day).filter(_.pair == pair, _.q_value <= rate)
    out = out.filter(_.z > 0 if above else _.z < 0)
    out = out.mutate(gap_total_wh=(_.observed_wh - _.expected_wh).abs())
    larger = ibis.greatest(out.observed_wh, out.expected_wh)
    out = out.filter(out.gap_total_wh >= larger * least, larger > 0)
    order = [out.q_value, out.window_days.desc()]
    out = out.mutate(place=ibis.row_number().over(ibis.window(group_by=out.site_id, order_by=order)))
    return out.filter(_.place == 0).select(
        subject=_.site_id,
        measured=_.observed_wh,
        allowed=_.expected_wh,
        gap_wh=(_.gap_total_wh // _.days_covered).cast("int64"),
        confidence_ppm=((1 - _.q_value) * 1_000_000).floor().cast("int64"),
        observed_wh=_.observed_wh,
        expected_wh=_.expected_wh,
        window_days=_.window_days.cast("int64"),
        gap_ppm=_ppm(_.gap_total_wh, ibis.greatest(_.observed_wh, _.expected_wh)).cast("int64"),
        sigma_ppm=(_.sigma * 1_000_000).floor().cast("int64"),
    )


def _ppm(part: ir.IntegerValue, whole: ir.IntegerValue) -> ir.IntegerValue:
    """Return a share in parts per million; of absurd amounts the whole is cut first, so that 64 bits hold."""
    return ibis.ifelse(part > ABSURD_WH, part // (whole // PPM), part * PPM // whole)
