"""Somebody trades hard one way at the end of a settlement day, and the price goes with him as it seldom does.

Two comparisons have to agree, and the weaker counts: the account takes in the close far more of its orders than the others do of
theirs (binomial, all accounts and sides counted in), and the price moves that way more than in the other spells of as many minutes
(conformal). Whoever merely trades at the close moves no price; a price that moves by itself is nobody's.
"""

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import binom

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.abuse import spells as pass_over
from terezi.evidence.numerics.abuse.alerts import Alert, Kind, Method, Span
from terezi.evidence.numerics.abuse.meetings import without
from terezi.evidence.numerics.abuse.policy import Policy

LEAST_ORDERS = 3
LEAST_SHARE = 0.2
"""Of what is taken on that side in the close, the share from which an account can have moved the price."""


def marking_close(
    lake: Lake, trades: Any, earlier: Any, spared: Any, policy: Policy, *, begins: datetime, ends: datetime, history_begins: datetime
) -> list[Alert]:  # fmt: skip
    """Look at the last minutes before `ends`; `earlier` are trades of the days before, from `history_begins`, to compare with."""
    minutes = policy.close_window_minutes
    last = round((ends - begins).total_seconds() / 60) // minutes - 1
    today = lake.collect(pass_over.prices(trades, begins=begins, minutes=minutes))
    before = lake.collect(pass_over.prices(earlier, begins=history_begins, minutes=minutes))
    told = pass_over.takers(trades, begins=begins, minutes=minutes, last=last)
    took = lake.collect(told)
    able = lake.collect(without(told, spared, "account_id")).filter(pl.col("closing_orders") >= LEAST_ORDERS)
    least = policy.least_log10_p
    found = []
    for key in able.select("venue_id", "instrument").unique().sort("venue_id", "instrument").iter_rows():
        here = (pl.col("venue_id") == key[0]) & (pl.col("instrument") == key[1])
        places = took.filter(pl.col("venue_id") == key[0])["instrument"].n_unique()
        move, rare = _move(today.filter(here), before.filter(here), last)
        found += _of_place(able.filter(here), took.filter(here), move, rare, places)
    return [alert for alert in found if alert.log10_p >= least]


def _move(today: pl.DataFrame, before: pl.DataFrame, last: int) -> tuple[float, float]:
    """Return the move of the close (log) and minus log10 of how rarely a spell moves so far, either way."""
    moves = pl.concat([today.filter(pl.col("spell") != last), before])
    others = np.abs(np.log(moves["last_e8"].to_numpy() / moves["first_e8"].to_numpy()))
    close = today.filter(pl.col("spell") == last)
    if close.is_empty():
        return 0.0, 0.0
    prior = today.filter(pl.col("spell") < last).sort("spell")
    opened = prior["last_e8"][-1] if prior.height else close["first_e8"][0]
    move = float(np.log(close["last_e8"][0] / opened))
    return move, float(-np.log10((1 + (others >= abs(move)).sum()) / (1 + len(others))))


def _of_place(able: pl.DataFrame, took: pl.DataFrame, move: float, rare: float, places: int) -> list[Alert]:
    side = "buy" if move > 0 else "sell"
    all_of_side = took.filter(pl.col("aggressor") == side)
    volume = max(1, int(took["closing_volume_e8"].sum()))
    found = []
    for row in able.filter(pl.col("aggressor") == side).sort("account_id").iter_rows(named=True):
        others = all_of_side.filter(pl.col("account_id") != row["account_id"])
        share = (int(others["closing_orders"].sum()) + 1) / (int(others["orders"].sum()) + 2)
        tail = -float(binom.logsf(row["closing_orders"] - 1, row["orders"], share)) / float(np.log(10))
        if row["closing_volume_e8"] < LEAST_SHARE * int(all_of_side["closing_volume_e8"].sum()):
            continue
        log10_p = min(tail - float(np.log10(2 * took["account_id"].n_unique())), rare) - float(
            np.log10(places)
        )
        found.append(_alert(row, move, max(0.0, log10_p), row["orders"] * share, volume))
    return found


def _alert(row: dict[str, Any], move: float, log10_p: float, expected: float, volume: int) -> Alert:
    return Alert(
        venue_id=row["venue_id"],
        instrument=row["instrument"],
        kind=Kind.MARKING_CLOSE,
        accounts=(row["account_id"],),
        ties=(),
        span=Span(row["from_sequence"], row["to_sequence"], row["from_at"], row["to_at"]),
        trades=row["closing_trades"],
        orders=0,
        volume_e8=row["closing_volume_e8"],
        net_e8=row["closing_volume_e8"],
        share_ppm=row["closing_volume_e8"] * PPM // volume,
        expected=expected,
        log10_p=log10_p,
        method=Method.CONCENTRATION,
        move_ppm=round(np.expm1(move) * PPM),
        details={"orders_at_close": row["closing_orders"], "orders_all_day": row["orders"], "bought": int(row["aggressor"] == "buy")},
    )  # fmt: skip
