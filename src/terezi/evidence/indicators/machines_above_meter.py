"""REC-02."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.disagreement import FAMILY, SENTENCE, standing_out
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="REC-02",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="Wh",
    unmetered=True,
    sentence=SENTENCE.replace("{first}", "the meter").replace("{second}", "the work of the machines"),
    clears=(
        "A test of the meter's current transformers",
        "A sealed check meter for a week",
        "An efficiency test of ten machines",
    ),
    article=lambda law: law.supervision.false_discovery_rate,
)
def machines_above_meter(lake: Lake, law: Law) -> ir.Table:
    """Machines report more work than the metered energy allows.

    The reported machine work would need more energy than passed the meter.
    """
    return standing_out(lake, law, pair="meter/machines", above=False)
