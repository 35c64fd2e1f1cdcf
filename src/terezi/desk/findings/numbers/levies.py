"""The levy of site-days under the law of the day."""

from decimal import Decimal

import polars as pl

from terezi.base.energy import WH_PER_KWH
from terezi.base.errors import Refused
from terezi.base.money import Money
from terezi.desk.findings.numbers.terms import Rule
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
    schedule = law.levy.schedule.value
    due = Decimal(0)
    kinds = rows.with_columns(has_meter=pl.col("metered_wh").is_not_null())
    for (tariff, has_meter, power_source), group in kinds.group_by(
        "purchase_price_minor_per_mwh", "has_meter", "power_source"
    ):
        price = None if tariff is None else Decimal(str(tariff)) / MINOR_PER_MAJOR / KWH_PER_MWH
        if has_meter:
            rate = schedule.rate_per_kwh(average_price=price, has_meter=True, power_source=str(power_source))
            due += rate * Decimal(int(group["metered_wh"].sum())) / WH_PER_KWH
    return Money.of(due, law.settlement.currency.value)
