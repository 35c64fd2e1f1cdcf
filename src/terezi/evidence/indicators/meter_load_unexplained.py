"""LOD-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law

MONTH_DAYS = 30
DAY_HOURS = 24


@indicator(
    code="LOD-01",
    family="load",
    severity=Severity.NOTICE,
    unit="W",
    subject_kind="customer",
    sentence=(
        "Draws {measured}, {hours} hours a day, above what supplies of its class keep up; "
        "{ordinary_ppm} of ordinary supplies look so."
    ),
    clears=(
        "What runs there, told to the utility: a bakery, a cold store, servers, a mast, pumps",
        "Electric heating, or a car charged by night",
        "Several homes or a shop behind one meter",
        "A test of the meter",
        "A visit that sees the load",
    ),
    article=lambda law: law.detection.false_alarm_share,
)
def meter_load_unexplained(lake: Lake, law: Law) -> ir.Table:
    """Keeps up load that nothing known explains.

    From the last screening of all meters, if its window still reaches this day: supplies that look so at a lower rate
    than the false alarms the policy allows, with enough load to ask about, the most energy first and no more than the
    policy names at once. Statistics, not a rule of law: one in so many ordinary supplies looks the same.
    """
    detection = law.detection
    last = _last_screening(lake, law).filter(
        _.customer_id.notnull(),
        _.p_value_ppm <= int(detection.false_alarm_share.value * PPM),
        _.unexplained_w >= detection.household_least_unexplained_w.value,
    )
    first = ibis.row_number().over(order_by=[ibis.desc(_.expected_wh_per_month), _.customer_id])
    listed = _by_customer(last).mutate(place=first).filter(_.place < detection.leads_at_most.value)
    return listed.select(
        subject=_.customer_id,
        measured=_.unexplained_w,
        allowed=ibis.literal(0, "int64"),
        gap_wh=(_.expected_wh_per_month // MONTH_DAYS).cast("int64"),
        confidence_ppm=_.confidence_ppm,
        hours=_.hours,
        ordinary_ppm=_.p_value_ppm,
    )


def _last_screening(lake: Lake, law: Law) -> ir.Table:
    days = days_up_to(law.day, days=law.detection.screening_window_days.value)
    screens = lake.within("meter_screens", days)
    last = screens.agg(last_day=_.day.max())
    return screens.inner_join(last, screens.day == last.last_day)


def _by_customer(screens: ir.Table) -> ir.Table:
    """Take a customer's meters together; its confidence is the model's probability, or how rare it is while there is no model."""
    rare = (ibis.literal(PPM, "int64") - screens.p_value_ppm).cast("int64")
    meters = screens.mutate(confidence_ppm=(screens.model == "").ifelse(rare, screens.probability_ppm))
    return meters.group_by("customer_id").agg(
        unexplained_w=_.unexplained_w.sum().cast("int64"),
        expected_wh_per_month=_.expected_wh_per_month.sum().cast("int64"),
        p_value_ppm=_.p_value_ppm.min(),
        confidence_ppm=_.confidence_ppm.max(),
        hours=_.unexplained_hours.max().cast("int64"),
    )
