"""CNC-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import PPM, certain, share_ppm
from terezi.evidence.numerics.site_days import valid_on
from terezi.evidence.numerics.venues.turnover import total, traded
from terezi.law.terms import Law

SIDES = 2


@indicator(
    code="CNC-01",
    family="market",
    severity=Severity.NOTICE,
    unit="ppm",
    subject_kind="venue",
    sentence="Few accounts make its turnover: the index of concentration is {measured}, the policy notices {allowed}; the largest account has {largest_ppm}, where {share_ppm} is noticed. Accounts: {accounts}.",
    clears=("A market maker whose agreement was not filed", "A day of little trade"),
    article=lambda law: law.exchanges.concentration_index,
)
def turnover_concentrated(lake: Lake, law: Law) -> ir.Table:
    """Has its turnover from few accounts.

    Sum of the squared shares of accounts (Herfindahl) in the day's turnover, each trade half the buyer's and half the
    seller's. Market makers under an agreement of the day stay in the whole and are not counted as shares.
    """
    policy = law.exchanges
    trades = traded(lake, days_up_to(law.day, days=1))
    sides = trades.select("venue_id", "worth_minor", account_id=trades.buyer_account_id).union(
        trades.select("venue_id", "worth_minor", account_id=trades.seller_account_id)
    )
    whole = trades.group_by("venue_id").agg(whole=(total() * SIDES).cast("int64"))
    makers = lake.table("ref_market_makers")
    makers = makers.filter(valid_on(makers, ibis.literal(law.day, "date")))
    others = sides.anti_join(makers, ["venue_id", "account_id"])
    parts = (
        others.group_by("venue_id", "account_id")
        .agg(part=total())
        .join(whole, "venue_id")
        .filter(_.whole > 0)
    )
    parts = parts.mutate(share=share_ppm(parts.part, parts.whole))
    told = parts.group_by(subject=parts.venue_id).agg(
        measured=((_.share * _.share).sum() / PPM).floor().cast("int64"),
        largest_ppm=_.share.max(),
        accounts=_.count(),
    )
    told = told.mutate(
        allowed=ibis.literal(round(policy.concentration_index.value * PPM), "int64"),
        share_ppm=ibis.literal(round(policy.concentration_share.value * PPM), "int64"),
    )
    return certain(told.filter((_.measured > _.allowed) | (_.largest_ppm > _.share_ppm)))
