"""What the indicators of venues share: the venues that may trade, and the article where only policy stands."""

from typing import Any

import ibis
import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.site_days import valid_on
from terezi.law.terms import Law, Term

OPERATING = ("registered", "licensed", "limited")


def levy_or_policy(law: Law) -> Term[Any]:
    """Name the levy on exchanges, and the policy of watching fees where the law's levy is unknown."""
    levy = law.exchanges.levy_share
    return levy if levy.is_known else law.exchanges.fee_gap_share


def standing_venues(lake: Lake, law: Law) -> ir.Table:
    """Return the ref_venues rows whose licence lets them operate on the law's day."""
    venues = lake.table("ref_venues")
    return venues.filter(valid_on(venues, ibis.literal(law.day, "date")), venues.status.isin(OPERATING))
