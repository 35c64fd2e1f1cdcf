"""REC-04."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.disagreement import FAMILY, SENTENCE, standing_out
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="REC-04",
    family=FAMILY,
    severity=Severity.GRAVE,
    unit="Wh",
    unmetered=True,
    sentence=SENTENCE.replace("{first}", "the meter").replace("{second}", "the coins"),
    clears=(
        "A test of the meter's current transformers",
        "A sealed check meter for a week",
        "Proof of machines at another licensed site",
    ),
    article=lambda law: law.supervision.false_discovery_rate,
)
def coins_above_meter(lake: Lake, law: Law) -> ir.Table:
    """Earns more coins than the metered energy allows.

    The coins paid by its pools would need more energy than passed the meter.
    """
    return standing_out(lake, law, pair="meter/coins", above=False)
