"""REC-05."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.disagreement import FAMILY, SENTENCE, standing_out
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law


@indicator(
    code="REC-05",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="Wh",
    sentence=SENTENCE.replace("{first}", "the work of the machines").replace("{second}", "the coins"),
    clears=(
        "A watcher link of every pool account",
        "The payout history of the declared wallets",
        "The pool's statement of luck and rejects",
    ),
    article=lambda law: law.supervision.false_discovery_rate,
)
def machines_above_coins(lake: Lake, law: Law) -> ir.Table:
    """Machines report more work than its coins account for.

    The reported machine work should have earned more coins than its pools credited.
    """
    return standing_out(lake, law, pair="machines/coins", above=True)
