"""What the indicators of retail clients share: the accounts the rules of the law protect."""

import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.standing import standing_venues
from terezi.law.terms import Law

FAMILY = "clients"


def retail_accounts(lake: Lake, law: Law) -> ir.Table:
    """Return the day's retail accounts at venues of the classes the law's rules for retail clients bind."""
    bound = standing_venues(lake, law).filter(_.actor_class.isin(law.exchanges.retail_rules_bind.value))
    accounts = lake.on("venue_accounts", law.day).filter(_.client_class == "retail")
    return accounts.semi_join(bound, "venue_id")
