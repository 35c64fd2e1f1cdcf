"""ADR-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.supplies import machine_like
from terezi.law.terms import Law


@indicator(
    code="ADR-01",
    family="threshold",
    severity=Severity.NOTICE,
    unit="W",
    subject_kind="customer",
    sentence=(
        "A firm that holds a licence draws at least {measured} day and night here, {base_ppm} of the mean load, "
        "and the supply stands in none of its licences. Days counted: {days}."
    ),
    clears=(
        "Another use that runs day and night, such as cooling, servers of other firms or a workshop",
        "The supply entered in the licence, if it stands at the licensed address",
    ),
    article=lambda law: law.mining.licensed_address_only,
)
def mining_at_unlicensed_address(lake: Lake, law: Law) -> ir.Table:
    """Has a load like that of machines at a supply outside its licence.

    A firm that holds the licence of a site, by its register number; a supply of the utility's list that is no meter
    of a licensed site; a base load near the mean load, over the screening window. Only where the law binds mining
    to the licensed address.
    """
    bound = law.mining.licensed_address_only.value
    there = machine_like(lake, law).filter(ibis.literal(bound))
    return (
        there.group_by(subject=_.customer_id)
        .agg(
            measured=_.base_w.sum().cast("int64"),
            gap_wh=(_.wh // _.days).sum().cast("int64"),
            base_ppm=_.base_ppm.max(),
            days=_.days.max(),
        )
        .mutate(
            allowed=ibis.literal(0, "int64"),
            confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        )
    )
