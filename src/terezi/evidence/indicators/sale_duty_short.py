"""SAL-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.sales import FAMILY, flows_of_licensed_coin
from terezi.evidence.indicators.venues import certain
from terezi.law.terms import Law


@indicator(
    code="SAL-01",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="satoshi",
    sentence="Coins that had to be sold at a licensed venue and are not seen sold: {measured}. Earned and past the days of sale: {due_satoshi}; seen sold: {sold_satoshi}. Days looked at: {window_days}.",
    clears=(
        "A sale at a licensed venue from an account nobody linked to the site",
        "A declaration of another wallet with proof of control",
    ),
    article=lambda law: law.exchanges.sale_duty_share,
)
def sale_duty_short(lake: Lake, law: Law) -> ir.Table:
    """Sells less of its coins than the law asks.

    The share of the law of all coins earned in the window and past the days of sale, less everything seen sold in the window:
    what is sold early counts too, to the site's favour.
    """
    share = float(law.exchanges.sale_duty_share.value)
    flows = flows_of_licensed_coin(lake, law)
    owed = (flows.due_satoshi.cast("float64") * share).floor().cast("int64")
    short = flows.mutate(short=owed - flows.sold_satoshi).filter(_.short > 0)
    return certain(
        short.select(
            "due_satoshi",
            "sold_satoshi",
            subject=short.site_id,
            measured=short.short,
            allowed=ibis.literal(0, "int64"),
            window_days=short.window_days.cast("int64"),
        )
    )
