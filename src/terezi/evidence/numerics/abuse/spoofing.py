"""Large orders shown on one side and taken back while the account trades on the other.

Whoever changes his mind takes back on the side he then trades as often as on the other, or more often; who quotes both sides takes
back both. So among the moments in which a lopsided show meets own trading, the other side comes up by the toss of a coin.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import binom

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.abuse import shows as pass_over
from terezi.evidence.numerics.abuse.alerts import Alert, Kind, Method, Span
from terezi.evidence.numerics.abuse.meetings import without
from terezi.evidence.numerics.abuse.policy import Policy

LOPSIDED = 3
"""How many times as much is taken back on one side as was placed on the other."""
LAYERS = 3
"""Prices in one show from which it is layered."""


def spoofing(lake: Lake, orders: Any, trades: Any, spared: Any, policy: Policy) -> list[Alert]:
    """Look through order events and trades of a period; an alert is rarer than the policy's share of false alarms at its venue."""
    told = lake.collect(_moments(orders, trades, spared, policy)).sort(*pass_over.MOMENT)
    sides = told.with_columns(
        other=_met("shown_sell_e8", "shown_buy_e8", "bought_e8")
        | _met("shown_buy_e8", "shown_sell_e8", "sold_e8"),
        same=_met("shown_buy_e8", "shown_sell_e8", "bought_e8")
        | _met("shown_sell_e8", "shown_buy_e8", "sold_e8"),
    )
    one = _apart(sides.filter(pl.col("other") != pl.col("same")))
    least = policy.least_log10_p
    return [alert for alert in _judged(one, told) if alert.log10_p >= least]


def _moments(orders: Any, trades: Any, spared: Any, policy: Policy) -> Any:
    seconds = policy.spoof_cancel_seconds
    back = without(pass_over.taken_back(orders, trades, seconds=seconds), spared, "account_id")
    large = pass_over.large_shows(
        back, pass_over.usual_size(trades), pass_over.posted(orders, seconds=seconds), size_times=policy.spoof_size_times,
        lopsided=LOPSIDED,
    )  # fmt: skip
    return pass_over.coincidences(large, trades, seconds=seconds)


def _apart(met: pl.DataFrame) -> pl.DataFrame:
    """Keep of moments that follow each other the first: a trade counts in two of them."""
    follows = pl.col("moment").diff().over(*pass_over.WHO).fill_null(2) <= 1
    return met.sort(*pass_over.MOMENT).filter(~follows)


def _met(more: str, less: str, own: str) -> pl.Expr:
    return (pl.col(more) > pl.col(less)) & (pl.col(own) > 0)


def _judged(one: pl.DataFrame, told: pl.DataFrame) -> Iterator[Alert]:
    looked_at = {
        venue: rows.select("account_id", "instrument").n_unique()
        for (venue,), rows in told.group_by("venue_id")
    }
    shows = {key: rows.height for key, rows in told.group_by(*pass_over.WHO)}
    for key, rows in one.sort(*pass_over.MOMENT).group_by(*pass_over.WHO, maintain_order=True):
        met = rows.filter("other")
        if met.is_empty():
            continue
        tail = -float(binom.logsf(met.height - 1, rows.height, 0.5)) / np.log(10)
        log10_p = max(0.0, float(tail) - float(np.log10(looked_at[key[0]])))
        yield _alert(met, rows.height, log10_p, shows[key])


ENDS = (
    pl.col("from_sequence").min(),
    pl.col("to_sequence").max(),
    pl.col("from_at").min(),
    pl.col("to_at").max(),
)


def _alert(met: pl.DataFrame, coincided: int, log10_p: float, shows: int) -> Alert:
    first, sums = met.row(0, named=True), met.sum().row(0, named=True)
    shown = int(met.select(pl.max_horizontal("shown_buy_e8", "shown_sell_e8").median()).item())
    traded = met.select(
        pl.when(pl.col("shown_sell_e8") > pl.col("shown_buy_e8")).then("bought_e8").otherwise("sold_e8").sum()
    ).item()
    layered = met["prices"].to_numpy().mean() >= LAYERS
    return Alert(
        venue_id=first["venue_id"],
        instrument=first["instrument"],
        kind=Kind.LAYERING if layered else Kind.SPOOFING,
        accounts=(first["account_id"],),
        ties=(),
        span=Span(*met.select(ENDS).row(0)),
        trades=int(sums["trades"]),
        orders=int(sums["orders"]),
        volume_e8=int(traded),
        net_e8=abs(int(sums["bought_e8"]) - int(sums["sold_e8"])),
        share_ppm=int(traded) * PPM // max(1, first["volume_e8"]),
        expected=coincided / 2,
        log10_p=log10_p,
        method=Method.SIDES,
        details={
            "moments_other_side": met.height,
            "moments_same_side": coincided - met.height,
            "large_shows": shows,
            "shown_median_e8": shown,
            "usual_trade_e8": first["usual_e8"],
            "prices_each_milli": round(float(met["prices"].to_numpy().mean()) * 1_000),
        },
    )
