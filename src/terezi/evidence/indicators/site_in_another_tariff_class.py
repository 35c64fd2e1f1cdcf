"""TRF-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.site_days import speaking_sites, valid_on
from terezi.evidence.numerics.supplies import FISCAL
from terezi.law.terms import Law


@indicator(
    code="TRF-01",
    family="threshold",
    severity=Severity.SERIOUS,
    unit="Wh",
    sentence=(
        "Drew {measured} from the grid through a meter that is billed in another tariff class than the law bills "
        "mining in. Days counted: {days}."
    ),
    clears=(
        "A bill in the tariff class of mining",
        "A meter that measures no mining, told apart by the licence",
    ),
    article=lambda law: law.detection.tariff_class_for_mining,
)
def site_in_another_tariff_class(lake: Lake, law: Law) -> ir.Table:
    """Mines on the grid and is billed in another tariff class than that of mining.

    A site that may operate on the day and is fed by the grid, its fiscal meter as the register of meters has it, and
    what passed through it in the screening window. A site that drew nothing is billed nothing, and is not named.
    """
    window = days_up_to(law.day, days=law.detection.screening_window_days.value)
    meters = lake.table("ref_meters").filter(_.kind == "site", _.source_rank == FISCAL)
    meters = meters.filter(
        valid_on(meters, ibis.literal(law.day, "date")),
        _.customer_class != law.detection.tariff_class_for_mining.value,
    )
    sites = speaking_sites(lake, law.day).filter(_.power_source == "grid")
    sites = sites.semi_join(meters, sites.site_id == meters.subject_id).select("site_id")
    drawn = lake.within("site_days", window).filter(_.metered_wh > 0).join(sites, "site_id")
    return (
        drawn.group_by(subject=_.site_id)
        .agg(
            measured=_.metered_wh.sum().cast("int64"),
            days=_.day.nunique().cast("int64"),
        )
        .mutate(
            allowed=ibis.literal(0, "int64"),
            gap_wh=ibis.literal(0, "int64"),
            confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        )
    )
