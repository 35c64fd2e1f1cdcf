"""XBR-01."""

import ibis.expr.types as ir
from ibis import _

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.mix import abroad
from terezi.law.terms import Law


@indicator(
    code="XBR-01",
    family="flows",
    severity=Severity.NOTICE,
    unit="minor",
    subject_kind="venue",
    sentence="More went abroad than came: {measured} net ({out_minor} out, {in_minor} in), where {allowed} would not be noticed. The country of the other side is known for {coverage_ppm} of what moved.",
    clears=(
        "Coins of a client that moved house",
        "The venue's correction of countries",
        "An agreed transfer of reserves",
    ),
    article=lambda law: law.exchanges.net_outflow_share,
)
def net_outflow_abroad(lake: Lake, law: Law) -> ir.Table:
    """Sends more abroad than comes back.

    Transfers of the window of fees whose other side is in another country, at the prices of their days. Where the country is
    known for less of the worth than the policy asks, nothing is judged.
    """
    least = round(law.exchanges.cross_border_coverage.value * PPM)
    told = abroad(lake, law).filter(_.coverage_ppm >= least, _.net_minor > _.allowed_minor)
    return certain(
        told.select(
            "out_minor",
            "in_minor",
            "coverage_ppm",
            subject=_.venue_id,
            measured=_.net_minor,
            allowed=_.allowed_minor,
        )
    )
