"""RSV-01."""

import ibis
import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.reserves.cover import owed, shortfalls, told, worst
from terezi.law.terms import Law


@indicator(
    code="RSV-01",
    family="reserves",
    severity=Severity.GRAVE,
    unit="min",
    subject_kind="venue",
    event=True,
    sentence="Reserves were below what clients are owed for {measured}, where {allowed} may pass before somebody is told; at the lowest they were {least_ppm} of what the law asks. At most {missing_e8} units of 1e-8 were missing; assets: {assets_below}; readings: {readings}.",
    clears=(
        "A corrected balance: a transfer between own wallets told out before it was told in",
        "A reading taken at two moments: liabilities before and reserves after withdrawals",
        "Reserves at an address or bank that was not told of, with its proof",
    ),
    article=lambda law: law.exchanges.reserve_ratio,
)
def reserves_below_liabilities(lake: Lake, law: Law) -> ir.Table:
    """Holds less for its clients than it owes them.

    Each asset for itself, from the first reading that is one unit or more below what is owed times the reserve ratio to the
    first that is not; the longest such time of any asset that reaches into the day.
    """
    after = law.exchanges.reserve_alert_after_seconds.value
    spans = shortfalls(owed(told(lake, law), law.exchanges.reserve_ratio.value), law)
    short = worst(spans.filter(spans.seconds >= after))
    return short.mutate(
        measured=short.below_minutes,
        allowed=ibis.literal(after // 60, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
