"""LEV-01."""

from decimal import Decimal

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.law.terms import Law

LONGEST_PERIOD_DAYS = 92


@indicator(
    code="LEV-01",
    version=2,
    family="levy",
    severity=Severity.SERIOUS,
    unit="minor",
    sentence="Declared a levy of {measured} for a period in which the metered energy makes {allowed} due.",
    clears=("A corrected declaration", "Proof that part of the energy was not used for mining"),
    article=lambda law: law.levy.schedule,
)
def levy_below_due(lake: Lake, law: Law) -> ir.Table:
    """Declares less levy than the metered energy makes due.

    The latest complete declaration of each site, against the energy through its meter in the same
    days at the rate of the law; days without a meter reading count for nothing, to its favour.
    """
    period = days_up_to(law.day, days=2 * LONGEST_PERIOD_DAYS)
    least = 1 + float(law.supervision.least_gap_share.value)
    declared = _latest(lake, law)
    metered = lake.within("site_days", period).select("site_id", "day", "metered_wh")
    due = declared.join(metered, "site_id").filter(_.day >= _.period_from, _.day < _.period_until)
    due = due.group_by("site_id", "declared_levy_minor", "rate_minor_per_mwh").agg(
        wh=_.metered_wh.sum().cast("int64")
    )
    due = due.mutate(due_minor=(_.wh * _.rate_minor_per_mwh // 1_000_000).cast("int64"))
    return due.filter(_.due_minor > _.declared_levy_minor * least).select(
        subject=_.site_id,
        measured=_.declared_levy_minor,
        allowed=_.due_minor,
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        missing_minor=_.due_minor - _.declared_levy_minor,
    )


def _latest(lake: Lake, law: Law) -> ir.Table:
    """Return the last complete declaration of each site with the rate its price and power source ask.

    The power source is the one the register knew on the last day of the period declared, whatever came after.
    """
    all_of_them = lake.table("levy_declarations").filter(_.period_until <= ibis.literal(law.day, "date"))
    last = all_of_them.group_by("site_id").agg(period_from=_.period_from.max())
    sites = lake.table("ref_sites").select("site_id", "power_source", "valid_from", "valid_until")
    latest = all_of_them.join(last, ["site_id", "period_from"]).join(sites, "site_id")
    latest = latest.filter(
        _.valid_from < _.period_until, _.valid_until.isnull() | (_.valid_until >= _.period_until)
    )
    latest = latest.mutate(rate_minor_per_mwh=_rate(latest, law)).filter(_.rate_minor_per_mwh.notnull())
    return latest.select(
        "site_id", "period_from", "period_until", "declared_levy_minor", "rate_minor_per_mwh",
    )  # fmt: skip


def _rate(latest: ir.Table, law: Law) -> ir.IntegerValue:
    """Write the levy schedule as one expression; null where the law's rate is unknown, so no judgement."""
    schedule = law.levy.schedule.value
    price, source = latest.average_price_minor_per_mwh, latest.power_source
    own = [
        (source == "own_renewable", _minor_per_mwh(schedule.own_renewable_rate)),
        (source == "own_other", _minor_per_mwh(schedule.own_other_rate)),
    ]
    bands = [
        (price >= _minor_per_mwh(band.price_at_least), _minor_per_mwh(band.rate)) for band in schedule.bands
    ]
    return ibis.cases(*own, *bands, else_=_minor_per_mwh(None))


def _minor_per_mwh(per_kwh: Decimal | None) -> ir.IntegerScalar:
    return ibis.null("int64") if per_kwh is None else ibis.literal(int(per_kwh * 100 * 1_000), "int64")
