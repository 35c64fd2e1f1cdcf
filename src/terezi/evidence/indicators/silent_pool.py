"""POL-01."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.silence import FAMILY, silent_for
from terezi.law.terms import Law


@indicator(
    code="POL-01",
    family=FAMILY,
    severity=Severity.NOTICE,
    unit="s",
    sentence="Its pools reported nothing for {measured} of the day; the coins are unknown, not zero.",
    clears=("The pool's missing report", "A notice of shutdown for that day"),
    article=lambda law: law.supervision.stale_after_hours,
)
def silent_pool(lake: Lake, law: Law) -> ir.Table:
    """Its pool reports are silent.

    Pool reports are missing for longer than the policy lets pass; the coins are unknown, not zero.
    """
    return silent_for(lake, law, covered_s="pool_seconds")
