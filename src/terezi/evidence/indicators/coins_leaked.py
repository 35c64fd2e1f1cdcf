"""SAL-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.sales import FAMILY, flows_of_licensed_coin
from terezi.law.terms import Law


@indicator(
    code="SAL-02",
    family=FAMILY,
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
    flows = flows_of_licensed_coin(lake, law).filter(_.leaked_low_satoshi > 0)
    if law.exchanges.sale_channel.value != "licensed_exchange":
        flows = flows.limit(0)
    doubt_ppm = round(float(1 - law.exchanges.leakage_confidence.value) / 2 * PPM)
    return flows.select(
        "earned_satoshi",
        "undeclared_satoshi",
        "withdrawn_satoshi",
        "unreported_satoshi",
        subject=flows.site_id,
        measured=flows.leaked_satoshi,
        allowed=ibis.literal(0, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(PPM - doubt_ppm, "int64"),
        low_satoshi=flows.leaked_low_satoshi,
        high_satoshi=flows.leaked_high_satoshi,
        window_days=flows.window_days.cast("int64"),
    )
