"""AST-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.law.terms import Law


@indicator(
    code="AST-02",
    family="venues",
    severity=Severity.GRAVE,
    unit="count",
    event=True,
    subject_kind="venue",
    sentence="Told trades of assets taken to hide sender or amount, which may not be traded. Trades: {measured}; assets: {assets}.",
    clears=(
        "Proof that the asset does not hide sender or amount",
        "The venue's correction of the instrument",
    ),
    article=lambda law: law.exchanges.anonymous_assets_allowed,
)
def anonymous_asset_traded(lake: Lake, law: Law) -> ir.Table:
    """Lets an asset be traded that hides sender or amount.

    Trades of the day with an asset of the policy's list as base or quote, where the law forbids such assets.
    """
    trades = lake.on("venue_trades", law.day)
    hidden = list(law.exchanges.anonymous_assets.value)
    parts = trades.instrument.split("-")
    trades = trades.mutate(base=parts[0], quote=parts[1])
    strange = trades.filter(_.base.isin(hidden) | _.quote.isin(hidden))
    if law.exchanges.anonymous_assets_allowed.value:
        strange = strange.limit(0)
    return certain(
        strange.group_by(subject=strange.venue_id).agg(
            measured=_.count(), allowed=ibis.literal(0, "int64"), assets=_.instrument.nunique()
        )
    )
