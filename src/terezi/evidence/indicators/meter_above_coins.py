"""REC-03."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.disagreement import FAMILY, SENTENCE, standing_out
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="REC-03",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="Wh",
    sentence=SENTENCE.replace("{first}", "the meter").replace("{second}", "the coins"),
    clears=(
        "A watcher link of every pool account",
        "A list of serial numbers that matches the load",
        "A declaration of other load behind the meter",
    ),
    article=lambda law: law.supervision.false_discovery_rate,
)
def meter_above_coins(lake: Lake, law: Law) -> ir.Table:
    """Draws more energy than its coins account for.

    More passes the meter than the coins paid by its pools explain under its payout scheme.
    """
    return standing_out(lake, law, pair="meter/coins", above=True)
