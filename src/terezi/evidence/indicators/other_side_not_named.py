"""TRV-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.thresholds import coins_moved_from
from terezi.evidence.numerics.venues.turnover import in_settlement_minor, total
from terezi.law.terms import Law


@indicator(
    code="TRV-01",
    family="flows",
    severity=Severity.SERIOUS,
    unit="count",
    event=True,
    subject_kind="venue",
    sentence="Transfers of coins so large that data of both sides travel with them, and whose other side it does not know: {measured} of {large}. Worth of these: {worth_minor}.",
    clears=(
        "The data that travelled and were left out of the return: a corrected row",
        "Proof that the address is the client's own",
    ),
    article=lambda law: law.exchanges.travel_rule_from,
)
def other_side_not_named(lake: Lake, law: Law) -> ir.Table:
    """Moves large amounts of coins without knowing the other side.

    The day's transfers of coins from the amount of the law on, at the prices of the day, told with an unknown other side.
    What travelled with the others cannot be seen in a return: a name told there is taken for one that travelled.
    """
    least = in_settlement_minor(law, law.exchanges.travel_rule_from.value)
    rows = coins_moved_from(lake, law, least)
    unnamed = rows.counterparty == "unknown"
    sums = rows.group_by(subject=rows.venue_id).agg(
        measured=unnamed.cast("int64").sum().cast("int64"),
        large=rows.count(),
        worth_minor=total(ibis.ifelse(unnamed, rows.worth_minor, 0)),
    )
    return certain(sums.filter(_.measured > 0).mutate(allowed=ibis.literal(0, "int64")))
