"""The levy the law makes of each period against the levy declared for it, by exchange; and the days nothing was declared of."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.site_days import valid_on
from terezi.evidence.numerics.venues.declared_levies import declared_levies
from terezi.evidence.numerics.venues.levy_periods import LevyPeriod
from terezi.evidence.numerics.venues.standing import OPERATING
from terezi.law.terms import Law

KINDS = {"venue_id": "string", "day": "date", "due": "int64", "declared": "int64", "trades": "int64"}
ROUNDED_MINOR = 1
"""How much of a day's levy is put down to rounding, whatever its amount."""


def levy_dues(lake: Lake, law: Law, periods: Sequence[LevyPeriod]) -> ir.Table:
    """Return one row per exchange and period of which a trade or a declaration is known, `until` the day after its last.

    `due_minor` is what the law makes of the larger of told and declared base, `declared_minor` what was declared of it, empty
    where no day was; `trades_undeclared_days` are days with trades told and no declaration, `licensed_days` and
    `undeclared_days` those its licence let it operate on, and of these the days it never declared.

    :raises UnknownLaw: when the law names no base or share of the levy, or no share put down to rounding.
    """
    spans = _spans(lake, periods)
    days = _inside(levy_days(lake, law, _whole(periods)), spans)
    sums = days.group_by("venue_id", "until").agg(
        due_minor=_.due_minor.sum().cast("int64"),
        declared_minor=_.declared_minor.sum().cast("int64"),
        declared_days=_.declared_minor.notnull().sum().cast("int64"),
        short_days=_is_short_day(days).sum().cast("int64"),
        trades_undeclared_days=_is_traded_undeclared(days).sum().cast("int64"),
    )
    held = sums.left_join(_licensed(lake, spans), ["venue_id", "until"]).drop("venue_id_right", "until_right")
    held = held.left_join(_declared_under_licence(lake, days), ["venue_id", "until"])
    held = held.drop("venue_id_right", "until_right").mutate(licensed_days=_.licensed_days.coalesce(0))
    told = held.mutate(undeclared_days=held.licensed_days - held.under_licence.coalesce(0))
    return told.drop("under_licence").mutate(
        is_short=_is_short(told, float(law.exchanges.fee_gap_share.value))
    )


def levy_days(lake: Lake, law: Law, period: Period) -> ir.Table:
    """Return `venue_id`, `day`, `due_minor`, `declared_minor` (empty where not declared), `trades` of the days anything is known of.

    A day nobody added up yet is due by its declaration alone.
    """
    currency = law.settlement.currency.value
    told = declared_levies(lake, law, period)
    added = lake.within("venue_fee_days", period).filter(_.currency == currency)
    no_levy = ibis.null("int64")
    declared = told.select(
        "venue_id", "day", due="owed_minor", declared="levy_minor", trades=ibis.literal(0, "int64")
    )
    added = added.select("venue_id", "day", due="expected_levy_minor", declared=no_levy, trades="trades")
    both = declared.cast(KINDS).union(added.cast(KINDS))
    by_day = both.group_by("venue_id", "day").agg(
        due_minor=_.due.max(), declared_minor=_.declared.max(), trades=_.trades.max()
    )
    return by_day.mutate(due_minor=_.due_minor.coalesce(0))


def _is_short_day(days: ir.Table) -> ir.BooleanColumn:
    return days.due_minor - days.declared_minor.coalesce(0) > ROUNDED_MINOR


def _is_traded_undeclared(days: ir.Table) -> ir.BooleanColumn:
    return days.declared_minor.isnull() & (days.trades > 0)


def _is_short(told: ir.Table, gap: float) -> ir.BooleanColumn:
    """Say where less was declared than is put down to rounding, or trades are told of days nobody declared."""
    declared = told.declared_minor.coalesce(0)
    rounded = told.declared_days * ROUNDED_MINOR
    less = (declared < told.due_minor.cast("float64") * (1 - gap)) & (told.due_minor - declared > rounded)
    return less | (told.trades_undeclared_days > 0)


def _whole(periods: Sequence[LevyPeriod]) -> Period:
    return Period(periods[0].period.starts_on, periods[-1].period.ends_before)


def _spans(lake: Lake, periods: Sequence[LevyPeriod]) -> ir.Table:
    told = {
        "starts": [each.period.starts_on for each in periods],
        "until": [each.period.ends_before for each in periods],
    }
    return lake.memory(pl.DataFrame(told, schema={"starts": pl.Date, "until": pl.Date}))


def _inside(days: ir.Table, spans: ir.Table) -> ir.Table:
    return days.cross_join(spans).filter(_.day >= _.starts, _.day < _.until)


def _operating(lake: Lake) -> ir.Table:
    venues = lake.table("ref_venues")
    return venues.filter(venues.status.isin(OPERATING)).select("venue_id", "valid_from", "valid_until")


def _licensed(lake: Lake, spans: ir.Table) -> ir.Table:
    """Count the days of each period on which the register let an exchange operate."""
    held = _operating(lake).cross_join(spans)
    begins = ibis.greatest(held.valid_from, held.starts)
    ends = ibis.least(held.valid_until.coalesce(held.until), held.until)
    counted = held.mutate(days=ends.delta(begins, unit="day").cast("int64")).filter(_.days > 0)
    return counted.group_by("venue_id", "until").agg(licensed_days=_.days.sum().cast("int64"))


def _declared_under_licence(lake: Lake, days: ir.Table) -> ir.Table:
    declared = days.filter(_.declared_minor.notnull()).select("venue_id", "day", "until")
    held = declared.inner_join(_operating(lake), "venue_id")
    held = held.filter(valid_on(held, held.day))
    return held.group_by("venue_id", "until").agg(under_licence=_.count())
