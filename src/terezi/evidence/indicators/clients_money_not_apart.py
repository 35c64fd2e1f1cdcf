"""RSV-03."""

import ibis
import ibis.expr.types as ir

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.reserves.cover import apart, shortfalls, told, worst
from terezi.law.terms import Law


@indicator(
    code="RSV-03",
    family="reserves",
    severity=Severity.SERIOUS,
    unit="ppm",
    subject_kind="venue",
    sentence="Of what it holds of its clients, {measured} lay apart from its own at the lowest, where {allowed} is asked: minutes at the longest: {below_minutes}. Assets: {assets_below}; readings: {readings}, of them {untold_readings} that tell nothing of it.",
    clears=(
        "A corrected balance that tells what lies on accounts apart",
        "An account that is kept apart and was not told of, with the bank's or custodian's word",
    ),
    article=lambda law: law.exchanges.segregation_required,
)
def clients_money_not_apart(lake: Lake, law: Law) -> ir.Table:
    """Keeps what belongs to clients together with its own.

    What is owed to clients, as far as reserves reach, against what lies on accounts apart. A reading that tells nothing of it
    counts as nothing.
    """
    balances = told(lake, law)
    asked = balances if law.exchanges.segregation_required.value else balances.limit(0)
    below = worst(shortfalls(apart(asked), law))
    return below.mutate(
        measured=below.least_ppm,
        allowed=ibis.literal(PPM, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
