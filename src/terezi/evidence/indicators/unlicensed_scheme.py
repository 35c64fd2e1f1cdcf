"""PAY-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.site_days import valid_on
from terezi.law.terms import Law


@indicator(
    code="PAY-02",
    family="payouts",
    severity=Severity.SERIOUS,
    unit="satoshi",
    event=True,
    sentence="Credited {measured} under a payout scheme, or by a pool, that the licence does not allow. Pools: {pools}.",
    clears=("The pool's accreditation", "A change of the licence from an earlier day"),
    article=lambda law: law.mining.payout_schemes_allowed,
)
def unlicensed_scheme(lake: Lake, law: Law) -> ir.Table:
    """Mines under a payout scheme or in a pool that is not allowed.

    Compares each pool report of the day with the schemes the law allows and, where the law wants
    accredited pools only, with the register of pools.
    """
    pools = lake.table("ref_pools")
    accredited = pools.filter(valid_on(pools, ibis.literal(law.day, "date")), pools.accredited)
    marked = accredited.select("pool_id", is_accredited=_.accredited).distinct()
    reports = lake.on("pool_reports", law.day).left_join(marked, "pool_id")
    strange = reports.scheme.notin(law.mining.payout_schemes_allowed.value)
    if law.mining.accredited_pool_only.value:
        strange |= (reports.scheme != "solo") & reports.is_accredited.isnull()
    return (
        reports.filter(strange)
        .group_by(subject=_.site_id)
        .agg(
            measured=_.earned_satoshi.sum().cast("int64"),
            allowed=ibis.literal(0, "int64"),
            gap_wh=ibis.literal(0, "int64"),
            confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
            pools=_.pool_id.nunique(),
        )
    )
