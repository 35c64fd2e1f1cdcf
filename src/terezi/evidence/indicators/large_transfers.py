"""LRG-02."""

import ibis
import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.thresholds import coins_moved_from
from terezi.evidence.numerics.venues.turnover import in_settlement_minor, total
from terezi.law.terms import Law


@indicator(
    code="LRG-02",
    family="flows",
    severity=Severity.NOTICE,
    unit="count",
    event=True,
    subject_kind="venue",
    sentence="Large transfers of coins: {measured}. Each is worth {from_minor} or more; out {out_minor}, in {in_minor}.",
    clears=("A transfer between wallets of the exchange's own", "An agreed transfer of reserves"),
    article=lambda law: law.exchanges.large_transfer,
)
def large_transfers(lake: Lake, law: Law) -> ir.Table:
    """Moved coins in large amounts.

    The day's transfers of coins from the amount of the policy on, at the prices of the day; coins without a price are left out.
    """
    least = in_settlement_minor(law, law.exchanges.large_transfer.value)
    rows = coins_moved_from(lake, law, least)
    return certain(
        rows.group_by(subject=rows.venue_id).agg(
            measured=rows.count(),
            allowed=ibis.literal(0, "int64"),
            from_minor=ibis.literal(least, "int64"),
            out_minor=total(ibis.ifelse(rows.direction == "out", rows.worth_minor, 0)),
            in_minor=total(ibis.ifelse(rows.direction == "in", rows.worth_minor, 0)),
        )
    )
