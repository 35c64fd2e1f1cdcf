"""ABU-03."""

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venue_patterns import EXPLAINED, by_venue
from terezi.law.terms import Law


@indicator(
    code="ABU-03",
    family="market",
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    event=True,
    sentence="Accounts took up to {share_ppm} of what was traded in the last minutes of the day, and the price moved by {move_ppm} with them. Accounts: {measured}; trades: {trades}. A clean day of a venue shows any with a chance of at most {false_alarm_ppm}. Days it was watched before: {learning_days}.",
    clears=EXPLAINED,
    article=lambda law: law.exchanges.abuse_false_alarm_share,
)
def price_moved_at_the_close(lake: Lake, law: Law) -> ir.Table:
    """One account trades hard at the end of a day and the price goes with it.

    The account's orders crowd into the close unlike others', and the price moves further than in other stretches of as many minutes.
    """
    return by_venue(lake, law, "marking_close")
