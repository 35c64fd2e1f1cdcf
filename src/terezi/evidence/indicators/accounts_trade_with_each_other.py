"""ABU-01."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venue_patterns import EXPLAINED, by_venue
from terezi.law.terms import Law


@indicator(
    code="ABU-01",
    family="market",
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    event=True,
    sentence="Accounts traded with each other more often than the book brings them together, up to {share_ppm} of an instrument's turnover. Groups: {measured}; accounts: {accounts}; trades: {trades}. A clean day of a venue shows any with a chance of at most {false_alarm_ppm}. Days it was watched before: {learning_days}.",
    clears=EXPLAINED,
    article=lambda law: law.exchanges.abuse_false_alarm_share,
)
def accounts_trade_with_each_other(lake: Lake, law: Law) -> ir.Table:
    """Accounts trade with each other more than the book explains.

    One owner's accounts, accounts that share a device or a bank, or a ring in which all end as they began. Makers under agreement are left out.
    """
    return by_venue(lake, law, "self_trade", "wash")
