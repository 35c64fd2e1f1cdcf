"""How much of a venue's turnover comes from how few accounts."""

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.site_days import valid_on
from terezi.evidence.numerics.venues.account_days import account_days_within
from terezi.evidence.numerics.venues.turnover import total


def concentration(lake: Lake, period: Period) -> ir.Table:
    """Return by venue `index_ppm` (sum of the squared shares of accounts in turnover), `largest_ppm` and `accounts`.

    Each trade is half the buyer's and half the seller's; market makers under an agreement of the period's last day stay in
    the whole and are not counted as shares (Herfindahl).
    """
    return (
        account_shares(lake, period)
        .group_by("venue_id")
        .agg(
            index_ppm=((_.share * _.share).sum() / PPM).floor().cast("int64"),
            largest_ppm=_.share.max(),
            accounts=_.count(),
        )
    )


def account_shares(lake: Lake, period: Period) -> ir.Table:
    """Return `venue_id account_id part whole share` (doubled minor units, ppm) of every account but those market makers."""
    sides = account_days_within(lake, period).filter(_.worth_minor.notnull())
    whole = sides.group_by("venue_id").agg(whole=total())
    makers = lake.table("ref_market_makers")
    makers = makers.filter(valid_on(makers, ibis.literal(period.ends_before - timedelta(days=1), "date")))
    others = sides.anti_join(makers, ["venue_id", "account_id"])
    parts = (
        others.group_by("venue_id", "account_id")
        .agg(part=total())
        .join(whole, "venue_id")
        .filter(_.whole > 0)
    )
    return parts.mutate(share=share_ppm(parts.part, parts.whole))


def share_ppm(part: Any, whole: Any) -> ir.IntegerValue:
    """Return part over whole in parts per million; parts above 64 bits of it are cut coarser first."""
    coarse = part > 10**12
    return ibis.ifelse(coarse, part // (whole // PPM), part * PPM // whole).cast("int64")
