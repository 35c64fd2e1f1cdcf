"""AST-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.standing import standing_venues
from terezi.law.terms import Law

ALL = "*"


@indicator(
    code="AST-01",
    family="venues",
    severity=Severity.SERIOUS,
    unit="count",
    event=True,
    subject_kind="venue",
    sentence="Told trades of assets that are not admitted, or not under its licence. Trades: {measured}; assets: {assets}; accounts that bought: {buyers}.",
    clears=(
        "An admission that stood on the day and was entered late",
        "The venue's correction of the instrument",
    ),
    article=lambda law: law.exchanges.admission_rule,
)
def asset_not_admitted(lake: Lake, law: Law) -> ir.Table:
    """Lets an asset be traded that is not admitted.

    Trades of the day whose base is not on the list of the law (where the rule is a list), or not among the assets the
    register names for the venue's licence. Quotes are looked at as bases of their own instruments.
    """
    trades = lake.on("venue_trades", law.day)
    sums = trades.mutate(base=trades.instrument.split("-")[0]).join(
        standing_venues(lake, law).select("venue_id", own=_.assets), "venue_id"
    )
    spaced = ibis.literal(" ") + sums.own + " "
    strange = (sums.own != ALL) & ~spaced.contains(ibis.literal(" ") + sums.base + " ")
    if law.exchanges.admission_rule.value == "list":
        strange |= ~sums.base.isin(law.exchanges.admitted_assets.value)
    out = sums.filter(strange)
    return certain(
        out.group_by(subject=out.venue_id).agg(
            measured=_.count(),
            allowed=ibis.literal(0, "int64"),
            assets=_.base.nunique(),
            buyers=_.buyer_account_id.nunique(),
        )
    )
