"""What the alerts of a day say of each venue, by kind of pattern."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.law.terms import Law

EXPLAINED = (
    "An agreement to make the market that the authority was not told of",
    "Accounts of one firm whose desks do not know of each other's orders, told by the venue",
    "The orders behind the trades, replayed with the venue",
)


def by_venue(lake: Lake, law: Law, *kinds: str) -> ir.Table:
    """Return one row per venue that is past its learning period and has alerts of the kinds: groups, trades, orders, share, rarity.

    Asks the policy's share of false alarms first, so that an unknown one stops the indicator.
    """
    allowed_ppm = round(float(law.exchanges.abuse_false_alarm_share.value) * PPM)
    learning_days = int(law.exchanges.learning_days.value)
    alerts = lake.on("venue_alerts", law.day).filter(_.kind.isin(list(kinds)), _.learning == 0)
    told = alerts.group_by("venue_id").agg(
        groups=_.count().cast("int64"),
        accounts=_.accounts_count.sum().cast("int64"),
        trades=_.trades.sum().cast("int64"),
        orders=_.orders.sum().cast("int64"),
        share_ppm=_.share_ppm.max().cast("int64"),
        move_ppm=_.move_ppm.abs().max().cast("int64"),
        rarest_ppm=_.p_value_ppm.min().cast("int64"),
    )
    return told.select(
        "accounts",
        "trades",
        "orders",
        "share_ppm",
        "move_ppm",
        subject=told.venue_id,
        measured=told.groups,
        allowed=ibis.literal(0, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=(ibis.literal(PPM, "int64") - told.rarest_ppm).cast("int64"),
        false_alarm_ppm=ibis.literal(allowed_ppm, "int64"),
        learning_days=ibis.literal(learning_days, "int64"),
    )
