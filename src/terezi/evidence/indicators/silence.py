"""What the three silence indicators share: a witness that said nothing is absent, not zero."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.units import DAY_S
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM
from terezi.law.terms import Law

FAMILY = "freshness"


def silent_for(lake: Lake, law: Law, *, covered_s: str) -> ir.Table:
    """Return the sites whose witness covers too little of the day; `covered_s` is an expression by name."""
    allowed_s = law.supervision.stale_after_hours.value * 3_600
    days = lake.on("site_days", law.day).filter(_.registered_machines > 0)
    seconds = days[covered_s]
    if covered_s == "machine_seconds":
        seconds = seconds // days.registered_machines
    silent = days.mutate(silent_s=(DAY_S - seconds).cast("int64")).filter(_.silent_s >= allowed_s)
    return silent.select(
        subject=_.site_id,
        measured=_.silent_s,
        allowed=ibis.literal(allowed_s, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
