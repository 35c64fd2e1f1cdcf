"""ABU-02."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venue_patterns import EXPLAINED, by_venue
from terezi.law.terms import Law


@indicator(
    code="ABU-02",
    family="market",
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    event=True,
    sentence="Accounts took back orders within seconds, untraded, while they traded on the other side. Accounts: {measured}; orders: {orders}; trades: {trades}. A clean day of a venue shows any with a chance of at most {false_alarm_ppm}. Days it was watched before: {learning_days}.",
    clears=EXPLAINED,
    article=lambda law: law.exchanges.abuse_false_alarm_share,
)
def orders_shown_and_taken_back(lake: Lake, law: Law) -> ir.Table:
    """Large orders are shown on one side and taken back while the account trades on the other.

    Quoters of two sides and those who change their mind are told apart by the side they trade on. Makers under agreement are left out.
    """
    return by_venue(lake, law, "spoofing", "layering")
