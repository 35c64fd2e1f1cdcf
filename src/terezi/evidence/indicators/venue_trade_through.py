"""VEN-04."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="VEN-04",
    family="completeness",
    severity=Severity.NOTICE,
    unit="count",
    subject_kind="venue",
    sentence="Trades passed by a better order then waiting in its own book, the furthest by {measured} millionths of the price, where {allowed} are let pass. Trades: {trades}.",
    clears=("The rule of the venue for such trades", "Order events that were left out, filed late"),
    article=lambda law: law.exchanges.trade_through_ppm,
)
def venue_trade_through(lake: Lake, law: Law) -> ir.Table:
    """Trades of a venue do not agree with its own book.

    A trade took a price while a better order of the other side was waiting: the book that was told is not the one that traded.
    """
    allowed = law.exchanges.trade_through_ppm.value
    hours = lake.on("venue_liquidity", law.day)
    beyond = hours.filter(hours.passed_by > 0, hours.passed_by_ppm > allowed)
    return (
        beyond.group_by(subject=beyond.venue_id)
        .agg(
            measured=_.passed_by_ppm.max().cast("int64"),
            trades=_.passed_by.sum().cast("int64"),
        )
        .mutate(
            allowed=ibis.literal(allowed, "int64"),
            gap_wh=ibis.literal(0, "int64"),
            confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        )
    )
