"""The venues whose licence lets them operate on a day."""

import ibis
import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.site_days import valid_on
from terezi.law.terms import Law

OPERATING = ("registered", "licensed", "limited")


def standing_venues(lake: Lake, law: Law) -> ir.Table:
    """Return the ref_venues rows whose licence lets them operate on the law's day."""
    venues = lake.table("ref_venues")
    return venues.filter(valid_on(venues, ibis.literal(law.day, "date")), venues.status.isin(OPERATING))
