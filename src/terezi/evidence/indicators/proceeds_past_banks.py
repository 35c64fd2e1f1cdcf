"""SAL-03."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.sales import FAMILY
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.site_days import valid_on
from terezi.evidence.numerics.venues.turnover import moved, total
from terezi.law.terms import Law


@indicator(
    code="SAL-03",
    family=FAMILY,
    severity=Severity.SERIOUS,
    unit="minor",
    event=True,
    subject_kind="venue",
    sentence="Paid {measured} of money to elsewhere than a bank of the country, from accounts that coins of declared wallets came to. Payments: {payments}; accounts: {accounts}.",
    clears=("The bank's statement", "The exchange's correction of the other side or its country"),
    article=lambda law: law.exchanges.sale_proceeds_to_bank,
)
def proceeds_past_banks(lake: Lake, law: Law) -> ir.Table:
    """Pays money of mined coins past the banks of the country.

    Money the day's accounts of miners took out, where the other side is no bank or is told to be abroad. Such accounts are those
    that coins of declared wallets came to in the days coins are followed. A bank whose country is not told counts as one here.
    """
    went = moved(lake, days_up_to(law.day, days=1)).filter(
        _.direction == "out", _.asset == law.settlement.currency.value
    )
    if not law.exchanges.sale_proceeds_to_bank.value:
        went = went.limit(0)
    past = went.filter((_.counterparty != "bank") | (_.country != law.country).coalesce(False))
    past = past.semi_join(_of_miners(lake, law), ["venue_id", "account_id"])
    return certain(
        past.group_by(subject=past.venue_id).agg(
            measured=total(past.worth_minor.coalesce(0)),
            allowed=ibis.literal(0, "int64"),
            payments=past.count(),
            accounts=past.account_id.nunique(),
        )
    )


def _of_miners(lake: Lake, law: Law) -> ir.Table:
    """Return (venue_id, account_id) of the accounts that coins of declared wallets came to."""
    window = days_up_to(law.day, days=law.exchanges.leakage_window_days.value)
    came = lake.within("venue_transfers", window).filter(_.direction == "in")
    mined = came.join(lake.table("ref_wallets"), "address").filter(valid_on(_, _.day))
    return mined.select("venue_id", "account_id").distinct()
