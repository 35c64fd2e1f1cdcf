"""CNC-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.concentration import concentration
from terezi.law.terms import Law


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
    shares = concentration(lake, days_up_to(law.day, days=1))
    told = shares.rename(subject="venue_id", measured="index_ppm")
    told = told.mutate(
        allowed=ibis.literal(round(policy.concentration_index.value * PPM), "int64"),
        share_ppm=ibis.literal(round(policy.concentration_share.value * PPM), "int64"),
    )
    return certain(told.filter((_.measured > _.allowed) | (_.largest_ppm > _.share_ppm)))
