"""REC-01."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.disagreement import FAMILY, SENTENCE, standing_out
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="REC-01",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="Wh",
    sentence=SENTENCE.replace("{first}", "the meter").replace("{second}", "the work of the machines"),
    clears=(
        "A list of serial numbers that matches the load",
        "A test of the meter's current transformers",
        "An efficiency test of ten machines",
    ),
    article=lambda law: law.supervision.false_discovery_rate,
)
def meter_above_machines(lake: Lake, law: Law) -> ir.Table:
    """Draws more energy than its machines account for.

    More passes the meter than the reported machine work explains at the registered efficiency and overhead.
    """
    return standing_out(lake, law, pair="meter/machines", above=True)
