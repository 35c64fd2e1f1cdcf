"""VEN-05."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="VEN-05",
    family="licence",
    severity=Severity.GRAVE,
    unit="count",
    subject_kind="venue",
    event=True,
    sentence="Returns name this venue on days for which the register holds no licence of it. Rows: {measured}; returns turned away: {deliveries}.",
    clears=("The licence, entered in the register", "The right code of a licensed venue"),
    article=lambda law: law.exchanges.licence_required,
)
def venue_unlicensed(lake: Lake, law: Law) -> ir.Table:
    """A venue without a licence sends returns.

    Rows that came this day name a venue no licence of the register covers: they were turned away whole, and somebody may trade there.
    """
    required = bool(law.exchanges.licence_required.value)
    refused = lake.on("venue_refusals", law.day).filter(ibis.literal(required))
    return (
        refused.group_by(subject=refused.venue_id)
        .agg(
            measured=_["rows"].sum().cast("int64"),
            deliveries=_.delivery.nunique().cast("int64"),
        )
        .mutate(
            allowed=ibis.literal(0, "int64"),
            gap_wh=ibis.literal(0, "int64"),
            confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        )
    )
