"""RTL-03."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.retail import FAMILY
from terezi.evidence.indicators.venues import certain
from terezi.law.terms import Law


@indicator(
    code="RTL-03",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="count",
    event=True,
    subject_kind="venue",
    sentence="Accounts that traded before their client was fully identified: {measured}. Trades: {trades}.",
    clears=("A completed identification the venue had not told yet",),
    article=lambda law: law.exchanges.identified_before_trading,
)
def traded_before_identified(lake: Lake, law: Law) -> ir.Table:
    """Lets clients trade before they are fully identified.

    Accounts the venue tells as pending or simplified on the day, with a trade on that day.
    """
    not_yet = lake.on("venue_accounts", law.day).filter(_.kyc != "complete").select("venue_id", "account_id")
    if not law.exchanges.identified_before_trading.value:
        not_yet = not_yet.limit(0)
    trades = lake.on("venue_trades", law.day)
    sides = trades.select("venue_id", account_id=trades.buyer_account_id).union(
        trades.select("venue_id", account_id=trades.seller_account_id)
    )
    out = sides.join(not_yet, ["venue_id", "account_id"])
    return certain(
        out.group_by(subject=out.venue_id).agg(
            measured=_.account_id.nunique(), allowed=ibis.literal(0, "int64"), trades=_.count()
        )
    )
