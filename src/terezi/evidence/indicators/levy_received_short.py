"""FEE-02."""

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.venues.declared_levies import declared_levies
from terezi.evidence.numerics.venues.levy_periods import LevyPeriod, due_periods
from terezi.law.terms import Law


@indicator(
    code="FEE-02",
    family="fees",
    severity=Severity.SERIOUS,
    unit="minor",
    subject_kind="venue",
    sentence="Levy of {measured} was received where {allowed} was declared: {missing_minor} is missing. Periods past their day of payment: {periods}.",
    clears=(
        "The bank's statement of a payment the treasury has not told yet",
        "A corrected declaration",
        "A payment booked for another period",
    ),
    article=lambda law: law.exchanges.levy_share,
)
def levy_received_short(lake: Lake, law: Law) -> ir.Table:
    """Pays less levy than it declares.

    Periods whose day of payment is over, each by itself: what the venue declared of levy (or the law's share of what it
    declared) against what the treasury received for days of that period. Paid too much in one is not set against another,
    and a period after which the treasury told nothing at all is not judged.
    """
    due = due_periods(law)
    gap = float(law.exchanges.fee_gap_share.value)
    declared, received = _declared(lake, law, due), _received(lake, law, due)
    both = declared.left_join(received, ["venue_id", "until"]).mutate(received=_.received.coalesce(0))
    told_until = lake.table("venue_levy_receipts").day.max().as_scalar()
    short = both.filter(both.until <= told_until, both.received < both.declared * (1 - gap))
    told = short.group_by(subject=_.venue_id).agg(
        measured=_.received.sum().cast("int64"),
        allowed=_.declared.sum().cast("int64"),
        periods=_.count(),
    )
    return told.mutate(
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        missing_minor=told.allowed - told.measured,
    )


def _declared(lake: Lake, law: Law, due: list[LevyPeriod]) -> ir.Table:
    inside = _by_period(lake, declared_levies(lake, law, _whole(due)), "day", due)
    return inside.group_by("venue_id", "until").agg(declared=_.levy_minor.sum().cast("int64"))


def _received(lake: Lake, law: Law, due: list[LevyPeriod]) -> ir.Table:
    paid = lake.table("venue_levy_receipts").filter(_.currency == law.settlement.currency.value)
    inside = _by_period(lake, paid, "period_from", due)
    return inside.group_by("venue_id", "until").agg(received=_.amount_minor.sum().cast("int64"))


def _by_period(lake: Lake, rows: ir.Table, day: str, due: list[LevyPeriod]) -> ir.Table:
    """Give each row the period its day lies in, named by the day after its last; rows of no period are left out."""
    spans = {
        "starts": [each.period.starts_on for each in due],
        "until": [each.period.ends_before for each in due],
    }
    periods = lake.memory(pl.DataFrame(spans, schema={"starts": pl.Date, "until": pl.Date}))
    return rows.cross_join(periods).filter(_[day] >= _.starts, _[day] < _.until)


def _whole(due: list[LevyPeriod]) -> Period:
    return Period(due[0].period.starts_on, due[-1].period.ends_before)
