"""RTL-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.retail import FAMILY, retail_accounts
from terezi.evidence.indicators.venues import certain
from terezi.law.terms import Law


@indicator(
    code="RTL-01",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    sentence="Retail clients above the limit of {limit_ppm} of what they own: {measured} of {accounts}. Beyond the limit lie {beyond_minor}.",
    clears=("The client's classification as professional", "The venue's correction of equity or exposure"),
    article=lambda law: law.exchanges.retail_leverage_limit,
)
def retail_leverage(lake: Lake, law: Law) -> ir.Table:
    """Lets retail clients hold more than the leverage the law allows.

    Exposure over equity of each retail account as the venue tells them for the day; an account without both is not judged.
    """
    limit_ppm = round(law.exchanges.retail_leverage_limit.value * PPM)
    told = retail_accounts(lake, law).filter(_.equity_minor.notnull(), _.exposure_minor.notnull())
    allowed = (told.equity_minor.cast("float64") * (limit_ppm / PPM)).floor().cast("int64")
    told = told.mutate(beyond=ibis.greatest(told.exposure_minor - allowed, 0))
    out = told.group_by(subject=told.venue_id).agg(
        measured=(_.beyond > 0).cast("int64").sum().cast("int64"),
        accounts=_.count(),
        beyond_minor=_.beyond.sum().cast("int64"),
    )
    out = out.mutate(allowed=ibis.literal(0, "int64"), limit_ppm=ibis.literal(limit_ppm, "int64"))
    return certain(out.filter(_.measured > 0))
