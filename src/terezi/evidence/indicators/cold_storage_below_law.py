"""RSV-02."""

import ibis
import ibis.expr.types as ir

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.reserves.cover import in_cold, share_ppm, shortfalls, told, worst
from terezi.law.terms import Law


@indicator(
    code="RSV-02",
    family="reserves",
    severity=Severity.SERIOUS,
    unit="ppm",
    subject_kind="venue",
    sentence="Cold storage held {measured} of the reserves at the lowest, where {allowed} is asked: minutes at the longest: {below_minutes}. Assets: {assets_below}; readings: {readings}, of them {untold_readings} that tell of no cold storage.",
    clears=(
        "A corrected balance that tells what lies in cold storage",
        "Coins on their way from one cold wallet to another",
    ),
    article=lambda law: law.exchanges.cold_share,
)
def cold_storage_below_law(lake: Lake, law: Law) -> ir.Table:
    """Keeps less of the coins of its clients off line than the law asks.

    Each coin for itself; money in banks has no cold storage. A reading that tells none counts as none.
    """
    share = law.exchanges.cold_share.value
    spans = shortfalls(in_cold(told(lake, law), share, law.settlement.currency.value), law)
    below, asked = worst(spans), share_ppm(share)
    return below.mutate(
        measured=(below.least_ppm * asked // PPM).cast("int64"),
        allowed=ibis.literal(asked, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
