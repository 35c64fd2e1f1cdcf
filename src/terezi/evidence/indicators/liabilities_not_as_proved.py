"""RSV-06."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.reserves.cover import proofs_taken, told_at_proofs
from terezi.law.terms import Law


@indicator(
    code="RSV-06",
    family="reserves",
    severity=Severity.SERIOUS,
    unit="ppm",
    subject_kind="venue",
    event=True,
    sentence="What it told it owes its clients was {measured} away from the total its proof of that moment makes, at most {unlike_e8} units of 1e-8. Assets that do not agree: {assets_unlike} of {assets_proved}.",
    clears=(
        "A balance told at another moment than the proof's",
        "Accounts that are clients in one and the venue's own in the other",
    ),
    article=lambda law: law.exchanges.reserve_proof_every_days,
)
def liabilities_not_as_proved(lake: Lake, law: Law) -> ir.Table:
    """Told other liabilities than its proof makes.

    Each asset of a proof taken that day against the balance told of the same moment, or last before it. An asset of which nothing
    was told agrees with nothing and is left out.
    """
    back = days_up_to(law.day, days=law.exchanges.reserve_proof_every_days.value)
    pairs = told_at_proofs(proofs_taken(lake, law), lake.within("venue_balances", back))
    apart = (pairs.total_e8 - pairs.liabilities_e8).abs()
    most = ibis.greatest(pairs.total_e8, pairs.liabilities_e8, 1).cast("float64")
    seen = pairs.mutate(apart=apart, ppm=(apart.cast("float64") * float(PPM) / most).ceil().cast("int64"))
    by_venue = seen.group_by(subject=seen.venue_id).agg(
        measured=seen.ppm.max().cast("int64"),
        unlike_e8=seen.apart.max().cast("int64"),
        assets_unlike=(seen.apart > 0).cast("int64").sum().cast("int64"),
        assets_proved=_.count(),
    )
    return by_venue.filter(_.assets_unlike > 0).mutate(
        allowed=ibis.literal(0, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
