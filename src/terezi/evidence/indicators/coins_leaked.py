"""SAL-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.law.terms import Law

PPM = 1_000_000


@indicator(
    code="SAL-02",
    family="sales",
    severity=Severity.NOTICE,
    unit="satoshi",
    sentence="Coins that went past the licensed venues: {measured}, between {low_satoshi} and {high_satoshi}. Earned {earned_satoshi}, of which to undeclared addresses {undeclared_satoshi}; from the venues to strangers {withdrawn_satoshi}; made by the metered energy and told by no pool {unreported_satoshi}. Days looked at: {window_days}.",
    clears=(
        "A declaration of the address with proof of control",
        "A statement of what the declared wallets hold, signed with their keys",
        "A sale at a licensed venue from an account nobody linked to the site",
    ),
    article=lambda law: law.exchanges.sale_channel,
)
def coins_leaked(lake: Lake, law: Law) -> ir.Table:
    """Lets coins go past the licensed venues.

    What was seen to leave: paid to undeclared addresses, taken from venues to strangers, or made by the metered energy and told
    by no pool. Coins that may still lie in declared wallets make the interval wider and are by themselves no lead.
    """
    flows = lake.on("coin_flows", law.day).filter(_.leaked_low_satoshi > 0)
    if law.exchanges.sale_channel.value != "licensed_exchange":
        flows = flows.limit(0)
    names = ("earned_satoshi", "undeclared_satoshi", "withdrawn_satoshi", "unreported_satoshi")
    return flows.group_by(subject=flows.site_id).agg(
        measured=_.leaked_satoshi.sum().cast("int64"),
        allowed=ibis.literal(0, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(
            round(float(1 - (1 - law.exchanges.leakage_confidence.value) / 2) * PPM), "int64"
        ),
        low_satoshi=_.leaked_low_satoshi.sum().cast("int64"),
        high_satoshi=_.leaked_high_satoshi.sum().cast("int64"),
        window_days=_.window_days.max().cast("int64"),
        **{name: flows[name].sum().cast("int64") for name in names},
    )
