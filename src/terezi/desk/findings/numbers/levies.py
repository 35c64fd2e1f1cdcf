"""The levy of site-days under the law of the day."""

from decimal import Decimal
from typing import Any, cast

import polars as pl
from django.utils.translation import gettext as _

from terezi.base.errors import Refused
from terezi.base.money import Money
from terezi.base.units import WH_PER_KWH
from terezi.desk.findings.numbers.terms import Input, Rule
from terezi.desk.findings.quantities import spoken
from terezi.law.terms import Law

KWH_PER_MWH = 1000
MINOR_PER_MAJOR = 100
NO_PACK = "No law pack covers this day: see the Law page"


def levy_rule(law: Law | None) -> Rule | None:
    """Name the article the levy rests on."""
    return Rule(law.levy.schedule.source, law.version, law.levy.schedule.status) if law else None


def levy_of_rows(law: Law | None, rows: pl.DataFrame) -> Money:
    """Add up the levy of site-days joined with `ref_sites`.

    :raises Refused: when the law knows no rate for one of them.
    """
    if law is None:
        raise Refused(NO_PACK)
    due = Decimal(0)
    kinds = rows.with_columns(has_meter=pl.col("metered_wh").is_not_null())
    for (tariff, has_meter, power_source), group in kinds.group_by(
        "purchase_price_minor_per_mwh", "has_meter", "power_source"
    ):
        if has_meter:
            rate = rate_per_kwh(law, cast("int | None", tariff), str(power_source))
            due += rate * Decimal(int(group["metered_wh"].sum())) / WH_PER_KWH
    return Money.of(due, law.settlement.currency.value)


def rate_per_kwh(law: Law, price_minor_per_mwh: int | None, power_source: str) -> Decimal:
    """Return the rate of metered power bought at this price, in money per kWh.

    :raises Refused: when the law knows no rate for it.
    """
    price = None if price_minor_per_mwh is None else _per_kwh(price_minor_per_mwh)
    schedule = law.levy.schedule.value
    return schedule.rate_per_kwh(average_price=price, has_meter=True, power_source=power_source)


def rate_inputs(law: Law | None, rows: pl.DataFrame) -> tuple[Input, ...]:
    """Return price, band and rate, per MWh, of the site-days of one site."""
    if law is None or rows.is_empty():
        return ()
    row = rows.row(0, named=True)
    price, currency = row["purchase_price_minor_per_mwh"], law.settlement.currency.value
    rate = rate_per_kwh(law, price, row["power_source"])
    told = [Input("price", _("What the site pays per MWh"), price, "minor", currency)]
    if (band := _band(law, price, row["power_source"])) is not None:
        told.append(Input("band", _("Its band begins at a price per MWh of"), band, "minor", currency))
    return (*told, Input("rate", _("Rate of the levy per MWh"), _minor_per_mwh(rate), "minor", currency))


def site_parts(law: Law | None, joined: pl.DataFrame, shown: int) -> tuple[Input, ...]:
    """Return the levy of each site with its energy, price and rate: the largest first, the rest as one.

    :raises Refused: when the law knows no rate for one of them.
    """
    if law is None:
        return ()
    currency = law.settlement.currency.value
    parts = [_part(law, row, currency) for row in joined.iter_rows(named=True) if row["metered_wh"]]
    parts.sort(key=lambda each: -(each.value or 0))
    if rest := parts[shown:]:
        others = sum(each.value or 0 for each in rest)
        parts[shown:] = [Input("part", _("Others: {n}").format(n=len(rest)), others, "minor", currency)]
    return tuple(parts)


def _part(law: Law, row: dict[str, Any], currency: str) -> Input:
    price = row["purchase_price_minor_per_mwh"]
    per_kwh = rate_per_kwh(law, price, row["power_source"])
    rate, due = _minor_per_mwh(per_kwh), per_kwh * Decimal(row["metered_wh"]) / WH_PER_KWH
    says = _("{site}: {energy} at {rate} per MWh (bought at {price} per MWh)").format(
        site=row["site_id"],
        energy=spoken(row["metered_wh"], "Wh"),
        rate=spoken(rate, "minor", currency),
        price=spoken(price, "minor", currency),
    )
    return Input("part", says, round(due * MINOR_PER_MAJOR), "minor", currency)


def _band(law: Law, price_minor_per_mwh: int | None, power_source: str) -> int | None:
    """Return from which price per MWh the band of this price reaches; None where no band decides."""
    if power_source != "grid" or price_minor_per_mwh is None:
        return None
    floors = [_minor_per_mwh(band.price_at_least) for band in law.levy.schedule.value.bands]
    return max((floor for floor in floors if floor <= price_minor_per_mwh), default=None)


def _per_kwh(minor_per_mwh: int) -> Decimal:
    return Decimal(minor_per_mwh) / MINOR_PER_MAJOR / KWH_PER_MWH


def _minor_per_mwh(per_kwh: Decimal) -> int:
    return round(per_kwh * MINOR_PER_MAJOR * KWH_PER_MWH)
