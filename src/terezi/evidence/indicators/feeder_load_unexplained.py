"""FDR-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law

HOURS_PER_DAY = 24


@indicator(
    code="FDR-01",
    family="load",
    severity=Severity.SERIOUS,
    unit="W",
    subject_kind="feeder",
    unmetered=True,
    sentence="{measured} went in that neither meters nor the loss of lines and transformers explain. The interval reaches from {low_w} to {high_w}; days since it rose (0: no rise was seen, only the level): {days}.",
    clears=(
        "A customer, a street light or an own use of the grid that has no meter yet",
        "A meter that stands still or counts too little, or a customer listed on another feeder",
        "A test of the feeder's meter",
        "A change of switching or of lines that changes the technical loss",
    ),
    article=lambda law: law.detection.feeder_false_alarm_share,
)
def feeder_load_unexplained(lake: Lake, law: Law) -> ir.Table:
    """More goes into a feeder than its customers' meters and physics explain.

    Delivered less metered less technical loss, over a window of days, compared with the feeder's own history and with what
    physics allows. It says how much and where, not whose: customers behind the feeder are not accused by it.
    """
    share = float(law.detection.feeder_false_alarm_share.value)
    least_w = law.detection.feeder_least_unexplained_w.value
    told = lake.on("feeder_balances", law.day).filter(_.level == "feeder", _.p_ppm < round(share * PPM))
    out = told.filter(_.unexplained_w >= least_w)
    today = ibis.literal(law.day, "date")
    return out.select(
        subject=out.subject_id,
        measured=out.unexplained_w,
        allowed=out.technical_loss_w,
        gap_wh=(out.unexplained_w * HOURS_PER_DAY).cast("int64"),
        confidence_ppm=(ibis.literal(PPM, "int64") - out.p_ppm).cast("int64"),
        low_w=out.low_w.cast("int64"),
        high_w=out.high_w.cast("int64"),
        days=today.delta(ibis.coalesce(out.changed_on, today), unit="day").cast("int64"),
    )
