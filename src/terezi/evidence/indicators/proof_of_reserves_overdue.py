"""RSV-05."""

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.indicators.venues import standing_venues
from terezi.law.terms import Law

DAY = timedelta(days=1)


@indicator(
    code="RSV-05",
    family="reserves",
    severity=Severity.SERIOUS,
    unit="days",
    subject_kind="venue",
    sentence="Its last proof of reserves, or its first licence where it gave none, lies {measured} back, where one is asked every {allowed}. Proofs on record: {proofs}.",
    clears=("A proof that was given and not yet taken: terezi prove",),
    article=lambda law: law.exchanges.reserve_proof_every_days,
)
def proof_of_reserves_overdue(lake: Lake, law: Law) -> ir.Table:
    """Has not proved its reserves for longer than the law allows.

    Venues that may operate; counted from the moment of the last proof, with the days the law gives to file one after it.
    """
    every = law.exchanges.reserve_proof_every_days.value
    today = ibis.literal(law.day, "date")
    given = lake.table("venue_proofs").filter(_.day <= today).group_by("venue_id").agg(
        last_day=_.day.max(), proofs=_.as_at.nunique().cast("int64")
    )  # fmt: skip
    standing = standing_venues(lake, law).select("venue_id").distinct()
    began = lake.table("ref_venues").group_by("venue_id").agg(began_on=_.valid_from.min())
    venues = standing.join(began, "venue_id").left_join(given, "venue_id").drop("venue_id_right")
    since = venues.last_day.coalesce(venues.began_on)
    late = venues.mutate(since=since).filter(_.since <= ibis.literal(_late_since(law, every), "date"))
    return late.select(
        subject=late.venue_id,
        measured=today.delta(late.since, unit="day").cast("int64"),
        allowed=ibis.literal(every, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        proofs=late.proofs.coalesce(0).cast("int64"),
    )


def _late_since(law: Law, every: int) -> date:
    """Return the last day from which the next proof is overdue on the law's day."""
    day = law.day - every * DAY - DAY
    while _due(day + every * DAY, law) >= law.day:
        day -= DAY
    return day


def _due(day: date, law: Law) -> date:
    """Return the last day a proof of `day` may be filed on: that day itself where the law gives no more."""
    deadlines = law.exchanges.return_deadlines
    clocks = (
        [each.clock for each in deadlines.value if each.duty == "reserve_proof"] if deadlines.is_known else []
    )
    if not clocks or clocks[0] is None:
        return day
    return law.licensing.due_on(day, clocks[0])
