"""FEE-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain, levy_or_policy
from terezi.law.terms import Law


@indicator(
    code="FEE-01",
    family="fees",
    severity=Severity.SERIOUS,
    unit="minor",
    subject_kind="venue",
    version=2,
    sentence="Fees: {measured} declared where its trades and its filed schedule make {allowed}, short by {fees_missing_minor}, {gap_ppm}, on days: {short_days}. Turnover: {turnover_declared_minor} declared where its trades make {turnover_told_minor}, on days: {turnover_days}. Days ago, the first {first_days_ago}, the last {last_days_ago}. The levy on what is short is {levy_missing_minor}.",
    clears=(
        "A corrected declaration",
        "A schedule that stood then and was not filed: a campaign, or fees of a group of clients",
        "Trades that were broken or told twice",
    ),
    article=levy_or_policy,
)
def fees_under_declared(lake: Lake, law: Law) -> ir.Table:
    """Declares less fees or turnover than its trades and filed schedule make.

    The days of the window on which the venue declared, and declared less fees, or less turnover, than its trades make by
    more than is put down to rounding. Trades without a price or a filed fee count for nothing, to its favour; a day without a declaration is overdue
    and not short.
    """
    gap = float(law.exchanges.fee_gap_share.value)
    days = lake.within("venue_fee_days", days_up_to(law.day, days=law.exchanges.fee_window_days.value))
    days = days.mutate(
        is_short=_is_below(days.declared_fees_minor, days.expected_fees_minor, gap),
        is_turnover_short=_is_below(days.declared_turnover_minor, days.turnover_minor, gap),
    )
    short = days.filter(_.is_short | _.is_turnover_short)
    ago = ibis.literal(law.day, "date").delta(short.day, unit="day").cast("int64")
    told = short.mutate(ago=ago).group_by(subject=short.venue_id).agg(
        measured=_sum(short.declared_fees_minor, short.is_short),
        allowed=_sum(short.expected_fees_minor, short.is_short),
        short_days=_sum(ibis.literal(1), short.is_short),
        turnover_days=_sum(ibis.literal(1), short.is_turnover_short),
        turnover_declared_minor=_sum(short.declared_turnover_minor, short.is_turnover_short),
        turnover_told_minor=_sum(short.turnover_minor, short.is_turnover_short),
        first_days_ago=_.ago.max(),
        last_days_ago=_.ago.min(),
    )  # fmt: skip
    missing = told.allowed - told.measured
    not_told = {"fees": missing, "turnover": told.turnover_told_minor - told.turnover_declared_minor}
    return certain(told).mutate(
        fees_missing_minor=missing,
        gap_ppm=(missing * PPM // told.allowed.nullif(0)).coalesce(0).cast("int64"),
        levy_missing_minor=_levy_on(not_told, law),
    )


def _is_below(declared: ir.IntegerColumn, told: ir.IntegerColumn, gap: float) -> ir.BooleanColumn:
    """Say where less was declared than is put down to rounding; what was not declared is not short."""
    return (declared < told.cast("float64") * (1 - gap)).coalesce(False)


def _sum(amount: ir.IntegerValue, where: ir.BooleanColumn) -> ir.IntegerScalar:
    return ibis.ifelse(where, amount, 0).sum().cast("int64")


def _levy_on(not_told: dict[str, ir.IntegerColumn], law: Law) -> ir.IntegerValue:
    """Return the levy on what was not told of its base; nothing where the law's base or share is unknown."""
    base, share = law.exchanges.levy_base, law.exchanges.levy_share
    if not (base.is_known and share.is_known):
        return ibis.literal(0, "int64")
    return (not_told[base.value] * round(share.value * PPM) // PPM).cast("int64")
