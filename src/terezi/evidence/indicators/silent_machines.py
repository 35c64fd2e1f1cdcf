"""TEL-01."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.silence import FAMILY, silent_for
from terezi.law.terms import Law


@indicator(
    code="TEL-01",
    family=FAMILY,
    severity=Severity.NOTICE,
    unit="s",
    sentence="Its machines reported nothing for {measured} of the day; their work is unknown, not zero.",
    clears=("The missing export of the controllers", "A notice of shutdown for those hours"),
    article=lambda law: law.supervision.stale_after_hours,
)
def silent_machines(lake: Lake, law: Law) -> ir.Table:
    """Its machines are silent.

    Telemetry is missing for longer than the policy lets pass; the work is unknown, not zero.
    """
    return silent_for(lake, law, covered_s="machine_seconds")
