"""What the indicators of venues share."""

from typing import Any

import ibis
import ibis.expr.types as ir

from terezi.base.units import PPM
from terezi.evidence.indicators.indicator import CERTAIN_PPM
from terezi.evidence.numerics.venues.concentration import share_ppm
from terezi.evidence.numerics.venues.standing import standing_venues
from terezi.law.terms import Law, Term

__all__ = ["PPM", "certain", "levy_or_policy", "share_ppm", "standing_venues"]


def levy_or_policy(law: Law) -> Term[Any]:
    """Name the levy on exchanges, and the policy of watching fees where the law's levy is unknown."""
    levy = law.exchanges.levy_share
    return levy if levy.is_known else law.exchanges.fee_gap_share


def certain(told: ir.Table) -> ir.Table:
    """Add what an answer needs where no energy is at stake and nothing was estimated."""
    return told.mutate(gap_wh=ibis.literal(0, "int64"), confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"))
