"""RSV-04."""

import ibis
import ibis.expr.types as ir
from babel.numbers import list_currencies
from ibis import _

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.reserves.cover import asked_of_proofs, least_share, proofs_taken
from terezi.law.terms import Law


@indicator(
    code="RSV-04",
    family="reserves",
    severity=Severity.GRAVE,
    unit="ppm",
    subject_kind="venue",
    event=True,
    sentence="The proof of reserves showed {measured} of what the law asks at the lowest, where {allowed} is asked; at most {missing_e8} units of 1e-8 were not shown. Assets: {assets_below}; addresses signed for: {signed_addresses} of {addresses}.",
    clears=(
        "Addresses whose keys had no hand that day, signed over a new challenge",
        "Coins with a custodian, with the custodian's own proof",
    ),
    article=lambda law: law.exchanges.reserve_ratio,
)
def proved_reserves_below_liabilities(lake: Lake, law: Law) -> ir.Table:
    """Proved to hold less than it proved to owe.

    Proofs taken that day, each asset but money without addresses, which lies in banks: what signed addresses of the register hold
    at one height of the chain against the total of all clients times the reserve ratio.
    """
    proofs = asked_of_proofs(proofs_taken(lake, law), law.exchanges.reserve_ratio.value)
    money = sorted({*list_currencies(), law.settlement.currency.value})
    below = proofs.filter((_.addresses > 0) | ~_.asset.isin(money), _.held_e8 < _.asked_e8)
    told = below.group_by(subject=below.venue_id).agg(
        measured=least_share(below).cast("int64"),
        missing_e8=(below.asked_e8 - below.held_e8).max().cast("int64"),
        assets_below=below.asset.nunique().cast("int64"),
        signed_addresses=below.signed.sum().cast("int64"),
        addresses=below.addresses.sum().cast("int64"),
    )
    return told.mutate(
        allowed=ibis.literal(PPM, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
