"""RES-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.law.terms import Law


@indicator(
    code="RES-01",
    family="clients",
    severity=Severity.SERIOUS,
    unit="count",
    event=True,
    subject_kind="venue",
    sentence="Trades of residents against money the law does not name for them: {measured}. Accounts: {accounts}; currencies: {currencies}.",
    clears=(
        "A residence that was told wrong: a corrected row",
        "A permission of the regulator for this market",
    ),
    article=lambda law: law.exchanges.residents_trade_in,
)
def residents_trade_other_money(lake: Lake, law: Law) -> ir.Table:
    """Lets residents trade against money the law does not name.

    The day's trades with an account told to be resident here, in a quote that is neither on the law's list nor a coin: coins are
    what the policy takes for stablecoins, and whatever is itself traded as a base on the day. An account whose residence is not
    told counts for nothing.
    """
    policy = law.exchanges
    trades = lake.on("venue_trades", law.day)
    parts = trades.instrument.split("-")
    named = trades.mutate(base=parts[0], quote=parts[1])
    coins = named.select(quote=named.base).distinct()
    other = named.filter(~_.quote.isin([*policy.residents_trade_in.value, *policy.stablecoins.value]))
    other = other.anti_join(coins, "quote")
    accounts = lake.on("venue_accounts", law.day).filter(_.residence == law.country)
    residents = accounts.select("venue_id", "account_id").distinct()
    sides = other.select("venue_id", "trade_id", "quote", account_id=other.buyer_account_id).union(
        other.select("venue_id", "trade_id", "quote", account_id=other.seller_account_id)
    )
    told = sides.semi_join(residents, ["venue_id", "account_id"])
    return certain(
        told.group_by(subject=told.venue_id).agg(
            measured=_.trade_id.nunique(),
            allowed=ibis.literal(0, "int64"),
            accounts=_.account_id.nunique(),
            currencies=_.quote.nunique(),
        )
    )
