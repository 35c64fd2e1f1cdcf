"""LDF-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period, complete_months
from terezi.base.units import HOUR_S, PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.supplies import months_drawn, supplies_on, with_load_factor
from terezi.law.terms import Law

DAY_S = 24 * HOUR_S


@indicator(
    code="LDF-01",
    family="threshold",
    severity=Severity.NOTICE,
    unit="ppm",
    subject_kind="customer",
    sentence=(
        "Load factor of at least {measured} in each of the last calendar months, {months} in a row; from {allowed} "
        "on the law asks to show what runs day and night. Mean load: {mean_w}."
    ),
    clears=(
        "Another use that runs day and night, such as ovens, cooling, servers or a mast",
        "A registration for mining, billed in its own tariff class",
    ),
    article=lambda law: law.detection.load_factor_share,
)
def load_factor_in_months(lake: Lake, law: Law) -> ir.Table:
    """Draws evenly, month after month, as the law's load factor has it.

    Mean power over the highest interval's power, in each of the last calendar months that are over. A month counts
    where readings cover it whole. A threshold of law: whoever is billed as a miner, or has told the utility what
    runs there, has answered it, and is not named.
    """
    months = complete_months(law.day, months=law.detection.load_factor_months.value)
    share_ppm = int(law.detection.load_factor_share.value * PPM)
    asked = supplies_on(lake, law).filter(_.activity.isnull())
    if law.detection.tariff_class_for_mining.is_known:
        asked = asked.filter(_.tariff_class != law.detection.tariff_class_for_mining.value)
    even = with_load_factor(_covered(months_drawn(lake, months, asked), months, law))
    even = even.filter(_.load_factor_ppm >= share_ppm).group_by("customer_id", "meter_id")
    in_a_row = even.agg(
        months=_.count().cast("int64"), lowest_ppm=_.load_factor_ppm.min(), wh=_.wh.sum(), s=_.seconds.sum()
    ).filter(_.months == len(months))
    return (
        in_a_row.group_by(subject=_.customer_id)
        .agg(
            measured=_.lowest_ppm.max().cast("int64"),
            months=_.months.max(),
            mean_w=(_.wh * HOUR_S // _.s).sum().cast("int64"),
        )
        .mutate(
            allowed=ibis.literal(share_ppm, "int64"),
            gap_wh=ibis.literal(0, "int64"),
            confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        )
    )


def _covered(drawn: ir.Table, months: list[Period], law: Law) -> ir.Table:
    share = law.detection.complete_month_share.value
    least = [(drawn.month == place, int(month.days * DAY_S * share)) for place, month in enumerate(months)]
    return drawn.filter(drawn.seconds >= ibis.cases(*least, else_=0))
