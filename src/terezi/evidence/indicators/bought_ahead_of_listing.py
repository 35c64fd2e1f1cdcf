"""ABU-05."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venue_patterns import EXPLAINED, by_venue
from terezi.law.terms import Law


@indicator(
    code="ABU-05",
    family="market",
    severity=Severity.NOTICE,
    unit="count",
    subject_kind="venue",
    event=True,
    sentence="Accounts bought before a listing was announced, out of keeping with when they and others buy. Accounts: {measured}; trades: {trades}. A clean day of a venue shows any with a chance of at most {false_alarm_ppm}. Days it was watched before: {learning_days}.",
    clears=EXPLAINED,
    article=lambda law: law.exchanges.abuse_false_alarm_share,
)
def bought_ahead_of_listing(lake: Lake, law: Law) -> ir.Table:
    """Accounts buy a coin shortly before its listing is announced.

    What falls into the hours before the announcement is compared with the other buyers' purchases.
    """
    return by_venue(lake, law, "ahead_of_listing")
