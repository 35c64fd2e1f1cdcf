"""What customers' supplies drew, by month and over a window, as engine-neutral expressions.

Sums, maxima and places in an order of integers only, so that every engine answers the same bits.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period, days_up_to
from terezi.base.units import HOUR_S, PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.site_days import valid_on
from terezi.law.terms import Law

MILLI = 1_000
FISCAL = 1
HOLDS_A_LICENCE = ("registered", "licensed", "limited", "suspended")
BASE_PLACE = (5, 100)
"""The base load is the power below which a supply lies for five of a hundred intervals (physics, section 4)."""
WRITTEN_EITHER_WAY = r"[\s./-]"


def supplies(lake: Lake) -> ir.Table:
    """Return the customers' meters with their days: meter_id, customer_id, tariff_class, activity,
    registration_number, valid_from, valid_until.

    The utility's list says the class where it holds the customer, else the register of meters does.
    """
    meters = lake.table("ref_meters").filter(_.kind == "customer", _.source_rank == FISCAL)
    meters = meters.select(
        "meter_id", "customer_class", "valid_from", "valid_until", customer_id=_.subject_id
    )
    listed = lake.table("ref_customers")
    listed = listed.select("tariff_class", "activity", "registration_number", listed_id=_.customer_id)
    told = meters.left_join(listed, meters.customer_id == listed.listed_id)
    return told.select(
        "meter_id",
        "customer_id",
        "activity",
        "registration_number",
        "valid_from",
        "valid_until",
        tariff_class=ibis.coalesce(_.tariff_class, _.customer_class),
    )


def supplies_on(lake: Lake, law: Law) -> ir.Table:
    """Return `supplies` as they are on the day of the law."""
    all_of_them = supplies(lake)
    return all_of_them.filter(valid_on(all_of_them, ibis.literal(law.day, "date")))


def months_drawn(lake: Lake, months: Sequence[Period], of: ir.Table) -> ir.Table:
    """Return, by customer, meter and month (0 the earliest): wh, seconds covered, first_day, last_day, highest_mw.

    `months` follow each other; `of` holds rows of `supplies`, and a month in which a meter passed from one customer to
    another is nobody's. `highest_mw` is the highest mean power of one interval, in mW, so that a small load is not
    rounded away.
    """
    drawn = lake.within("meter_readings", Period(months[0].starts_on, months[-1].ends_before))
    begun = [(drawn.day >= ibis.literal(month.starts_on, "date")).cast("int64") for month in months]
    # Adding up before any name is joined takes a quarter of the time: it is the country's every reading.
    by_meter = drawn.mutate(month=sum(begun[1:], start=begun[0]) - 1).group_by("meter_id", "month")
    added = by_meter.agg(
        wh=_.energy_wh.sum().cast("int64"),
        seconds=_.interval_seconds.cast("int64").sum().cast("int64"),
        first_day=_.day.min(),
        last_day=_.day.max(),
        highest_mw=(_.energy_wh * (HOUR_S * MILLI) // _.interval_seconds).max().cast("int64"),
    )
    whose = added.join(of, "meter_id")
    return whose.filter(valid_on(whose, whose.first_day), valid_on(whose, whose.last_day))


def with_load_factor(months: ir.Table) -> ir.Table:
    """Add `load_factor_ppm`, mean power over the highest interval's; empty for a row of `months_drawn` without energy."""
    mean_mw = months.wh * (HOUR_S * MILLI) // months.seconds.nullif(0)
    return months.mutate(load_factor_ppm=(mean_mw * PPM // months.highest_mw.nullif(0)).cast("int64"))


def machine_like(lake: Lake, law: Law) -> ir.Table:
    """Return the supplies of firms that hold a licence and draw day and night as machines do.

    Columns: customer_id, tariff_class, base_w, base_ppm (base over mean load), wh, days. A supply counts with its
    base load and base share at the policy's least, over a screening window that the readings cover.
    """
    policy, window = law.detection, days_up_to(law.day, days=law.detection.screening_window_days.value)
    covered_s = int(window.days * 24 * HOUR_S * policy.complete_month_share.value)
    least_ppm = int(policy.machine_like_base_share.value * PPM)
    base = _base_loads(_drawn(lake, window, of_licence_holders(lake, law)))
    base = base.filter(_.seconds >= covered_s, _.base_w >= policy.machine_like_least_w.value)
    base = base.mutate(
        base_ppm=(_.base_w * PPM // (_.wh * HOUR_S // _.seconds.nullif(0)).nullif(0)).cast("int64")
    )
    return base.filter(_.base_ppm >= least_ppm)


def of_licence_holders(lake: Lake, law: Law) -> ir.Table:
    """Return the supplies of firms that hold the licence of a site on the day, by their register number."""
    holders = lake.table("ref_holders")
    standing = valid_on(holders, ibis.literal(law.day, "date")), holders.status.isin(HOLDS_A_LICENCE)
    firms = holders.filter(*standing).select(firm=_plain(holders.registration_number)).distinct()
    of_firms = supplies_on(lake, law).filter(_.registration_number.notnull())
    return of_firms.semi_join(firms, _plain(of_firms.registration_number) == firms.firm)


def _plain(number: ir.StringValue) -> ir.StringValue:
    """A register number as its digits and letters: offices part them in their own ways."""
    return number.upper().re_replace(WRITTEN_EITHER_WAY, "")


def _drawn(lake: Lake, span: Period, of: ir.Table) -> ir.Table:
    """The readings of a few meters, those of `of`, on the days each row of it is true."""
    readings = lake.within("meter_readings", span).select("meter_id", "day", "interval_seconds", "energy_wh")
    joined = readings.join(of, "meter_id")
    return joined.filter(valid_on(joined, joined.day))


def _base_loads(drawn: ir.Table) -> ir.Table:
    power = drawn.mutate(power_w=drawn.energy_wh * HOUR_S // drawn.interval_seconds)
    ordered = ibis.window(group_by=["customer_id", "meter_id"], order_by="power_w")
    whole = ibis.window(group_by=["customer_id", "meter_id"])
    placed = power.mutate(place=ibis.row_number().over(ordered), readings=ibis._.count().over(whole))
    part, of = BASE_PLACE
    at_base = placed.place == placed.readings * part // of
    return placed.group_by("customer_id", "tariff_class", "meter_id").agg(
        base_w=placed.power_w.max(where=at_base).cast("int64"),
        wh=placed.energy_wh.sum().cast("int64"),
        seconds=placed.interval_seconds.cast("int64").sum().cast("int64"),
        days=placed.day.nunique().cast("int64"),
    )
