"""Accounts that bought a coin before its listing was announced, out of keeping with when they and others else buy it.

An account's purchases are counted in hours, so that one decision cut into slices is one; the share that falls before the announcement
is compared with the other buyers' (binomial, all buyers counted in). One listing tells little: see docs/market-abuse.md for the power.
"""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from ibis import _
from scipy.stats import binom

from terezi.base.units import PPM
from terezi.evidence.facts.instants import epoch_microseconds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.abuse.alerts import Alert, Kind, Method, Span
from terezi.evidence.numerics.abuse.meetings import HOUR_US, PLACE, without
from terezi.evidence.numerics.abuse.policy import Policy

LEAST_HOURS = 3


def ahead_of_listing(lake: Lake, trades: Any, listings: Any, spared: Any, policy: Policy) -> list[Alert]:
    """Look at what was bought in the policy's hours before each announcement in `listings`; `trades` are of all venues and days before."""
    told = lake.collect(listings.filter(listings.event == "announced").select("venue_id", "instrument", "at"))
    least = policy.least_log10_p
    found: dict[tuple[str, str], Alert] = {}
    for _venue_id, instrument, at in told.unique().sort("at", "venue_id", "instrument").iter_rows():
        since = at - timedelta(hours=policy.listing_window_hours)
        for alert in _before(lake, trades, spared, instrument.partition("-")[0], since, at):
            if alert.log10_p >= least:
                found.setdefault((alert.venue_id, alert.cluster), alert)
    return list(found.values())


def purchases(trades: Any, *, base: str, since: datetime, until: datetime) -> Any:
    """Add up by venue, instrument and account what was bought of a coin before `until`: in how many hours, and of those since `since`."""
    of_coin = trades.filter(trades.instrument.startswith(f"{base}-"), trades.traded_at < until)
    late = of_coin.traded_at >= since
    hour = (epoch_microseconds(of_coin.traded_at) // HOUR_US).cast("int64")
    rows = of_coin.mutate(account_id=of_coin.buyer_account_id, hour=hour, late=late)
    return rows.group_by([*PLACE, "account_id"]).agg(
        hours=_.hour.nunique().cast("int64"),
        late_hours=_.late.ifelse(_.hour, None).nunique().cast("int64"),
        late_trades=_.late.ifelse(1, 0).sum().cast("int64"),
        late_e8=_.late.ifelse(_.quantity_e8, 0).sum().cast("int64"),
        from_sequence=_.late.ifelse(_.sequence, None).min(),
        to_sequence=_.late.ifelse(_.sequence, None).max(),
        from_at=_.late.ifelse(_.traded_at, None).min(),
        to_at=_.late.ifelse(_.traded_at, None).max(),
    )


def sales(trades: Any, *, base: str, since: datetime, until: datetime) -> Any:
    """Add up by venue, instrument and account what was sold of a coin between two instants, 1e-8 base."""
    of_coin = trades.filter(
        trades.instrument.startswith(f"{base}-"), trades.traded_at >= since, trades.traded_at < until
    )
    told = of_coin.group_by([*PLACE, "seller_account_id"]).agg(sold_e8=_.quantity_e8.sum().cast("int64"))
    return told.rename(account_id="seller_account_id")


def _before(lake: Lake, trades: Any, spared: Any, base: str, since: datetime, at: datetime) -> list[Alert]:
    bought = purchases(trades, base=base, since=since, until=at)
    sold = lake.collect(sales(trades, base=base, since=since, until=at))
    everybody = lake.collect(bought)
    free = lake.collect(without(bought, spared, "account_id")).join(
        sold, on=[*PLACE, "account_id"], how="left"
    )
    free = free.with_columns(net_e8=pl.col("late_e8") - pl.col("sold_e8").fill_null(0))
    # Who sold as much as he bought was not waiting for news.
    able = free.filter(pl.col("late_hours") >= LEAST_HOURS, 2 * pl.col("net_e8") >= pl.col("late_e8"))
    return [_judged(row, everybody) for row in able.sort(*PLACE, "account_id").iter_rows(named=True)]


def _judged(row: dict[str, Any], everybody: pl.DataFrame) -> Alert:
    here = everybody.filter(pl.col("venue_id") == row["venue_id"], pl.col("instrument") == row["instrument"])
    others = here.filter(pl.col("account_id") != row["account_id"])
    share = (int(others["late_hours"].sum()) + 1) / (int(others["hours"].sum()) + 2)
    tail = -float(binom.logsf(row["late_hours"] - 1, row["hours"], share)) / float(np.log(10))
    return Alert(
        venue_id=row["venue_id"],
        instrument=row["instrument"],
        kind=Kind.LISTING,
        accounts=(row["account_id"],),
        ties=(),
        span=Span(row["from_sequence"], row["to_sequence"], row["from_at"], row["to_at"]),
        trades=row["late_trades"],
        orders=0,
        volume_e8=row["late_e8"],
        net_e8=row["net_e8"],
        share_ppm=row["late_e8"] * PPM // max(1, int(here["late_e8"].sum())),
        expected=row["hours"] * share,
        log10_p=max(0.0, tail - float(np.log10(everybody.height))),
        method=Method.CONCENTRATION,
        details={"hours_before_announcement": row["late_hours"], "hours_in_all": row["hours"]},
    )
