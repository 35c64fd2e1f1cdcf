"""The levy exchanges declare, day by day, as they filed it last; also of days nothing was added up of."""

import ibis
import ibis.expr.types as ir

from terezi.base.periods import Period
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.law.terms import Law


def declared_levies(lake: Lake, law: Law, period: Period) -> ir.Table:
    """Return `venue_id`, `day`, `levy_minor`, `owed_minor` of the days declared: the levy told, and the law's share of the base told.

    Where no levy was told, its share stands for it.

    :raises UnknownLaw: when the law names no base or share.
    """
    base, ppm = law.exchanges.levy_base.value, round(law.exchanges.levy_share.value * PPM)
    days = lake.within("venue_fees", period)
    days = days.filter(days.currency == law.settlement.currency.value)
    owed = (days[f"{base}_minor"] * ppm // PPM).cast("int64")
    levy = ibis.coalesce(days.levy_minor, owed).cast("int64")
    return days.select("venue_id", day=days.declared_day, levy_minor=levy, owed_minor=owed)
