"""ABU-04."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venue_patterns import EXPLAINED, by_venue
from terezi.law.terms import Law


@indicator(
    code="ABU-04",
    family="market",
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    event=True,
    sentence="A price rose by {move_ppm} and fell back; accounts that had bought before sold into it. Accounts: {accounts}; trades: {trades}. A clean day of a venue shows any with a chance of at most {false_alarm_ppm}. Days it was watched before: {learning_days}.",
    clears=EXPLAINED,
    article=lambda law: law.exchanges.abuse_false_alarm_share,
)
def price_driven_up_and_sold_into(lake: Lake, law: Law) -> ir.Table:
    """A price is driven up and let fall, and accounts that had bought before sell into the rise.

    The rise is compared with the venue's own earlier ones.
    """
    return by_venue(lake, law, "pump_and_dump")
