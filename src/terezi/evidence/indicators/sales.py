"""What the indicators of mined coins share: the flows of the coin each site is licensed for."""

import ibis
import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.site_days import valid_on
from terezi.law.terms import Law

FAMILY = "sales"


def flows_of_licensed_coin(lake: Lake, law: Law) -> ir.Table:
    """Return the day's coin_flows, one row per site: other coins have other units and are not added to it."""
    sites = lake.table("ref_sites")
    mined = sites.filter(valid_on(sites, ibis.literal(law.day, "date"))).select("site_id", "asset")
    return lake.on("coin_flows", law.day).semi_join(mined, ["site_id", "asset"])
