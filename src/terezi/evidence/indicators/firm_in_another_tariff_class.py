"""TRF-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.supplies import machine_like
from terezi.law.terms import Law


@indicator(
    code="TRF-02",
    family="threshold",
    severity=Severity.NOTICE,
    unit="W",
    subject_kind="customer",
    sentence=(
        "A firm that holds a licence draws at least {measured} day and night here, {base_ppm} of the mean load, and "
        "is billed in another tariff class than the law bills mining in. Days counted: {days}."
    ),
    clears=("Another use of this supply", "A bill in the tariff class of mining"),
    article=lambda law: law.detection.tariff_class_for_mining,
)
def firm_in_another_tariff_class(lake: Lake, law: Law) -> ir.Table:
    """Has a load like that of machines, and another tariff class than that of mining.

    A supply of a firm that holds the licence of a site, by its register number, with a base load near its mean load
    over the screening window; the class is the utility's, else that of the register of meters.
    """
    class_of_mining = law.detection.tariff_class_for_mining.value
    there = machine_like(lake, law).filter(_.tariff_class != class_of_mining)
    return (
        there.group_by(subject=_.customer_id)
        .agg(
            measured=_.base_w.sum().cast("int64"),
            base_ppm=_.base_ppm.max(),
            days=_.days.max(),
        )
        .mutate(
            allowed=ibis.literal(0, "int64"),
            gap_wh=ibis.literal(0, "int64"),
            confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        )
    )
