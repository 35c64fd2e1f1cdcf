"""What venues hold for their clients against what they owe, as told: when it fell below what the law asks, and for how long.

An amount holds from the moment it was told of until the next; a shortfall lasts from the first reading that shows it to the
first that does not. The last reading known has no next: what it shows still stands, and lasts until then at least.
"""

from decimal import ROUND_CEILING, Decimal
from functools import cache
from typing import Any

import ibis
import ibis.expr.types as ir
from babel.numbers import list_currencies
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.lake import Lake
from terezi.law.terms import Law

_WHOSE = ["venue_id", "asset"]
_SHORT_OF_ALL = PPM - 1  # the most a share below one is told as: rounding must not make it whole


def told(lake: Lake, law: Law) -> ir.Table:
    """Return the balances of the law's day and of as many days before as the policy computes again."""
    return lake.within("venue_balances", days_up_to(law.day, days=law.supervision.recompute_days.value))


def share_ppm(share: Decimal) -> int:
    """Return a share of the law in millionths, never less than it is."""
    return int((share * PPM).to_integral_value(ROUND_CEILING))


def at_least(amount_e8: Any, ppm: int) -> ir.IntegerValue:
    """Return the least whole number of 1e-8 that is so many millionths of an amount, within 64 bits."""
    rest = amount_e8 % PPM
    whole = (amount_e8 - rest) // PPM  # exact even where an engine divides in floats
    return (whole * ppm + (rest * ppm + (PPM - 1)) // PPM).cast("int64")


def owed(balances: ir.Table, ratio: Decimal) -> ir.Table:
    """Ask of every reading reserves of `ratio` times what is owed to clients."""
    return _asked(
        balances, asked=at_least(balances.liabilities_e8, share_ppm(ratio)), held=balances.reserves_e8
    )


def in_cold(balances: ir.Table, share: Decimal, currency: str) -> ir.Table:
    """Ask of every reading of a coin that so much of the reserves is in cold storage; what is not told is not there."""
    coins = balances.filter(~balances.asset.isin([*_currencies(), currency]))
    return _asked(coins, asked=at_least(coins.reserves_e8, share_ppm(share)), held=coins.cold_e8)


def apart(balances: ir.Table) -> ir.Table:
    """Ask of every reading that what is owed to clients, as far as it is held at all, lies apart from the venue's own."""
    clients = ibis.least(balances.liabilities_e8, balances.reserves_e8)
    return _asked(balances, asked=clients, held=balances.segregated_e8)


def shortfalls(readings: ir.Table, law: Law) -> ir.Table:
    """Return the spans, reaching into the law's day, in which `held_e8` was below `asked_e8` by one unit or more.

    Columns: venue_id, asset, began_at, until_at, seconds, still (1 while no reading ends it), missing_e8 (the most), share_ppm
    (the least held of what was asked), readings, untold.
    """
    in_time = ibis.window(group_by=_WHOSE, order_by="as_at")
    marked = readings.mutate(short=readings.held_e8 < readings.asked_e8)
    marked = marked.mutate(
        begins=(marked.short & ~marked.short.lag().over(in_time).coalesce(ibis.literal(False))).cast("int64"),
        next_at=marked.as_at.lead().over(in_time),
        next_day=marked.day.lead().over(in_time),
    )
    so_far = ibis.cumulative_window(group_by=_WHOSE, order_by="as_at")
    spanned = marked.mutate(span=marked.begins.sum().over(so_far)).filter(_.short)
    found = spanned.group_by(*_WHOSE, "span").agg(
        began_at=spanned.as_at.min(),
        until_at=spanned.next_at.coalesce(spanned.as_at).max(),
        last_day=spanned.next_day.coalesce(spanned.day).max(),
        still=spanned.next_at.isnull().cast("int64").max(),
        missing_e8=(spanned.asked_e8 - spanned.held_e8).max().cast("int64"),
        share_ppm=_share(spanned.held_e8, spanned.asked_e8).min(),
        readings=_.count(),
        untold=spanned.untold.sum().cast("int64"),
    )
    seconds = (found.until_at.epoch_seconds() - found.began_at.epoch_seconds()).cast("int64")
    reaching = found.filter(found.last_day >= ibis.literal(law.day, "date"))
    return reaching.mutate(seconds=seconds).drop("span", "last_day")


def worst(spans: ir.Table) -> ir.Table:
    """Return one row per venue: the longest span in minutes begun, the least share and how many assets and readings."""
    minutes = -(-spans.seconds // 60)
    return spans.group_by(subject=spans.venue_id).agg(
        below_minutes=minutes.max().cast("int64"),
        least_ppm=spans.share_ppm.min().cast("int64"),
        assets_below=spans.asset.nunique().cast("int64"),
        still_below=spans.still.max().cast("int64"),
        missing_e8=spans.missing_e8.max().cast("int64"),
        readings=spans.readings.sum().cast("int64"),
        untold_readings=spans.untold.sum().cast("int64"),
    )


def proofs_taken(lake: Lake, law: Law) -> ir.Table:
    """Return the proofs the record took on the law's day, of whatever moment they are."""
    begins_at, ends_at = day_bounds(law.day, law.settlement.time_zone.value)
    proofs = lake.table("venue_proofs")
    taken_s = proofs.proved_at.epoch_seconds()
    return proofs.filter(taken_s >= int(begins_at.timestamp()), taken_s < int(ends_at.timestamp()))


def asked_of_proofs(proofs: ir.Table, ratio: Decimal) -> ir.Table:
    """Ask of every proved asset `ratio` times its total; what was not proved to be held is not there."""
    asked = at_least(proofs.total_e8, share_ppm(ratio))
    return proofs.mutate(asked_e8=asked, held_e8=proofs.held_e8.coalesce(0).cast("int64"))


def least_share(readings: ir.Table) -> ir.IntegerScalar:
    """Return the least of `held_e8` over `asked_e8` in millionths, never rounded to the whole."""
    return _share(readings.held_e8, readings.asked_e8).min()


def told_at_proofs(proofs: ir.Table, balances: ir.Table) -> ir.Table:
    """Pair every proved asset with the liabilities told of that moment, or last before it."""
    told_of = balances.select(
        "venue_id", "asset", told_at=balances.as_at, liabilities_e8=balances.liabilities_e8
    )
    proved = proofs.select("venue_id", "asset", "as_at", "total_e8")
    pairs = proved.join(told_of, _WHOSE).filter(_.told_at <= _.as_at)
    newest = ibis.window(group_by=[*_WHOSE, "as_at"], order_by=ibis.desc("told_at"))
    return pairs.mutate(place=ibis.row_number().over(newest)).filter(_.place == 0).drop("place")


def _asked(balances: ir.Table, *, asked: Any, held: Any) -> ir.Table:
    return balances.select(
        "day",
        *_WHOSE,
        "as_at",
        asked_e8=asked.cast("int64"),
        held_e8=held.coalesce(0).cast("int64"),
        untold=held.isnull().cast("int64"),
    )


def _share(held: Any, asked: Any) -> ir.IntegerValue:
    of = held.cast("float64") * float(PPM) / asked.nullif(0).cast("float64")
    return ibis.least(of.floor().cast("int64"), ibis.literal(_SHORT_OF_ALL, "int64"))


@cache
def _currencies() -> tuple[str, ...]:
    return tuple(sorted(list_currencies()))
