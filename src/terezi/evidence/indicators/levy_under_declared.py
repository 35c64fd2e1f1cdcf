"""FEE-04."""

import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.levy_dues import levy_dues
from terezi.evidence.numerics.venues.levy_periods import due_periods
from terezi.law.terms import Law


@indicator(
    code="FEE-04",
    family="fees",
    severity=Severity.SERIOUS,
    unit="minor",
    subject_kind="venue",
    sentence="Levy of {measured} was declared where the law makes {allowed} of its trades and returns: {missing_minor} was not declared. Periods past their day of payment: {periods}; days in them declared too low or not at all: {short_days}. Never declared: {undeclared_days} days of {licensed_days} it was licensed to operate, {trades_undeclared_days} of them with trades told.",
    clears=(
        "A declaration of the days left out, or a corrected one",
        "A relief from the levy that the law on file does not know",
        "Trades that were broken or told twice",
    ),
    article=lambda law: law.exchanges.levy_share,
)
def levy_under_declared(lake: Lake, law: Law) -> ir.Table:
    """Declares less levy than the law makes.

    Periods whose day of payment is over, each by itself: the law's share of the larger of what the trades tell and what the
    venue declares, against the levy it declared. A day never declared counts as declared nothing: with trades told it is
    due by them, without trades it is told by its number and makes no amount. What stands in one period too much is not set
    against another.
    """
    told = levy_dues(lake, law, due_periods(law)).filter(_.is_short)
    declared = told.declared_minor.coalesce(0)
    missing = (told.due_minor - declared).clip(lower=0)
    return certain(
        told.mutate(declared=declared, missing=missing)
        .group_by(subject=_.venue_id)
        .agg(
            measured=_.declared.sum().cast("int64"),
            allowed=_.due_minor.sum().cast("int64"),
            missing_minor=_.missing.sum().cast("int64"),
            periods=_.count(),
            short_days=_.short_days.sum().cast("int64"),
            undeclared_days=_.undeclared_days.sum().cast("int64"),
            licensed_days=_.licensed_days.sum().cast("int64"),
            trades_undeclared_days=_.trades_undeclared_days.sum().cast("int64"),
        )
    )
