"""MTR-01."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.silence import FAMILY, silent_for
from terezi.law.terms import Law


@indicator(
    code="MTR-01",
    family=FAMILY,
    severity=Severity.NOTICE,
    unit="s",
    sentence="Its meter said nothing for {measured} of the day; what was drawn then is unknown, not zero.",
    clears=("The missing readings from the meter's own memory", "A visit to read the register"),
    article=lambda law: law.supervision.stale_after_hours,
)
def silent_meter(lake: Lake, law: Law) -> ir.Table:
    """Its meter is silent.

    The best-ranked site meter is missing for longer than the policy lets pass; the energy is unknown, not zero.
    """
    return silent_for(lake, law, covered_s="metered_seconds")
