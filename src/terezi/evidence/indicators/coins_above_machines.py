"""REC-06."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.disagreement import FAMILY, SENTENCE, standing_out
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="REC-06",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="Wh",
    sentence=SENTENCE.replace("{first}", "the work of the machines").replace("{second}", "the coins"),
    clears=(
        "A list of serial numbers that matches the coins",
        "A full telemetry export of the controllers",
    ),
    article=lambda law: law.supervision.false_discovery_rate,
)
def coins_above_machines(lake: Lake, law: Law) -> ir.Table:
    """Earns more coins than its machines account for.

    The coins credited would need more work than the machines report.
    """
    return standing_out(lake, law, pair="machines/coins", above=False)
