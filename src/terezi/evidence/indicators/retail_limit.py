"""RTL-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period, calendar_month, days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.retail import FAMILY, retail_accounts
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.turnover import in_settlement_minor, moved, total
from terezi.law.terms import Law


@indicator(
    code="RTL-02",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    sentence="Retail clients who brought more than {limit_minor} in the calendar month: {measured}. The most one brought is {most_minor}; beyond the limit lie {beyond_minor}.",
    clears=("A passed test, or proof of income or wealth", "The client's classification as professional"),
    article=lambda law: law.exchanges.retail_limit,
)
def retail_limit(lake: Lake, law: Law) -> ir.Table:
    """Takes more of retail clients in a month than the law allows.

    Money and coins that resident retail accounts brought since the first of the month, at the prices of their days. A
    higher limit by income or wealth, and a passed test, are known to the venue only; they clear it.
    """
    limit = in_settlement_minor(law, law.exchanges.retail_limit.value.amount_per_month)
    month = Period(calendar_month(law.day).starts_on, days_up_to(law.day, days=1).ends_before)
    residents = retail_accounts(lake, law).filter(_.residence.isnull() | (_.residence == law.country))
    came = moved(lake, month).filter(_.direction == "in", _.worth_minor.notnull())
    brought = came.semi_join(residents, ["venue_id", "account_id"])
    brought = brought.group_by("venue_id", "account_id").agg(brought=total())
    above = brought.filter(_.brought > limit)
    return certain(
        above.group_by(subject=above.venue_id).agg(
            measured=_.count(),
            allowed=ibis.literal(0, "int64"),
            most_minor=_.brought.max(),
            beyond_minor=(_.brought - limit).sum().cast("int64"),
            limit_minor=ibis.literal(limit, "int64"),
        )
    )
