"""VLC-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.standing import standing_venues
from terezi.law.terms import Law


@indicator(
    code="VLC-01",
    family="venues",
    severity=Severity.GRAVE,
    unit="count",
    subject_kind="venue",
    sentence="Told trades on a day on which its licence does not let it operate. Trades: {measured}; accounts that bought: {buyers}.",
    clears=(
        "A licence that stood on the day and was entered late",
        "Proof that the trades are of another day",
    ),
    article=lambda law: law.exchanges.licence_required,
)
def trades_without_licence(lake: Lake, law: Law) -> ir.Table:
    """Trades on a day on which no licence lets it operate.

    Trades of the day at a venue that the register does not hold, or holds as suspended, withdrawn or expired on that day.
    """
    trades = lake.on("venue_trades", law.day)
    if not law.exchanges.licence_required.value:
        trades = trades.limit(0)
    beyond = trades.anti_join(standing_venues(lake, law), "venue_id")
    return certain(
        beyond.group_by(subject=beyond.venue_id).agg(
            measured=_.count(), allowed=ibis.literal(0, "int64"), buyers=_.buyer_account_id.nunique()
        )
    )
