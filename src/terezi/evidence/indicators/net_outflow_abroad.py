"""XBR-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain, share_ppm
from terezi.evidence.numerics.venues.turnover import moved, total
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
    policy = law.exchanges
    rows = moved(lake, days_up_to(law.day, days=policy.fee_window_days.value)).filter(_.worth_minor.notnull())
    abroad = (rows.country != law.country).coalesce(False)
    sums = rows.group_by(subject=rows.venue_id).agg(
        all_minor=total(),
        known_minor=total(ibis.ifelse(rows.country.notnull(), rows.worth_minor, 0)),
        out_minor=total(ibis.ifelse(abroad & (rows.direction == "out"), rows.worth_minor, 0)),
        in_minor=total(ibis.ifelse(abroad & (rows.direction == "in"), rows.worth_minor, 0)),
    )
    sums = sums.filter(_.all_minor > 0)
    share = float(policy.net_outflow_share.value)
    told = sums.mutate(
        measured=sums.out_minor - sums.in_minor,
        allowed=((sums.out_minor + sums.in_minor).cast("float64") * share).floor().cast("int64"),
        coverage_ppm=share_ppm(sums.known_minor, sums.all_minor),
    )
    least = round(policy.cross_border_coverage.value * PPM)
    out = told.filter(_.coverage_ppm >= least, _.measured > _.allowed)
    return certain(out.drop("all_minor", "known_minor"))
