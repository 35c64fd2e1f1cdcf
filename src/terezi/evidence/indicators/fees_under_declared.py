"""FEE-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.indicators.venues import levy_or_policy
from terezi.law.terms import Law


@indicator(
    code="FEE-01",
    family="fees",
    severity=Severity.SERIOUS,
    unit="minor",
    subject_kind="venue",
    sentence="Declared fees of {measured} where its trades and its filed schedule make {allowed}: short by {fees_missing_minor}, {gap_ppm}. Days: {short_days}; days ago, the first {first_days_ago}, the last {last_days_ago}. The levy on it is {levy_missing_minor}.",
    clears=(
        "A corrected declaration",
        "A schedule that stood then and was not filed: a campaign, or fees of a group of clients",
        "Trades that were broken or told twice",
    ),
    article=levy_or_policy,
)
def fees_under_declared(lake: Lake, law: Law) -> ir.Table:
    """Declares less fees than its trades and filed schedule make.

    The days of the window on which the venue declared, and declared less than expected by more than is put down to
    rounding. Trades without a price or a filed fee count for nothing, to its favour; a day without a declaration is overdue
    and not short.
    """
    gap = float(law.exchanges.fee_gap_share.value)
    share = law.exchanges.levy_share
    levied = law.exchanges.levy_base.is_known and law.exchanges.levy_base.value == "fees" and share.is_known
    ppm = round(share.value * PPM) if levied else 0
    days = lake.within("venue_fee_days", days_up_to(law.day, days=law.exchanges.fee_window_days.value))
    short = days.filter(_.declared_fees_minor < _.expected_fees_minor.cast("float64") * (1 - gap))
    ago = ibis.literal(law.day, "date").delta(short.day, unit="day").cast("int64")
    told = short.mutate(ago=ago).group_by(subject=short.venue_id).agg(
        measured=_.declared_fees_minor.sum().cast("int64"),
        allowed=_.expected_fees_minor.sum().cast("int64"),
        short_days=_.count(),
        first_days_ago=_.ago.max(),
        last_days_ago=_.ago.min(),
    )  # fmt: skip
    missing = told.allowed - told.measured
    return told.mutate(
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        fees_missing_minor=missing,
        gap_ppm=(missing * PPM // told.allowed).cast("int64"),
        levy_missing_minor=(missing * ppm // PPM).cast("int64"),
    )
