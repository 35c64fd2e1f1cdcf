"""A price driven up and let fall again, and the accounts that bought before and sold into the rise.

The rise is compared with the venue's own earlier stretches of as many minutes (conformal; in units of each instrument's usual move,
so that instruments compare). Only where accounts that had bought before sold a good part of what was sold into it is there an alert.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.abuse import spells as pass_over
from terezi.evidence.numerics.abuse.alerts import Alert, Kind, Method, Span
from terezi.evidence.numerics.abuse.meetings import without
from terezi.evidence.numerics.abuse.policy import Policy

STEPS = 8
"""Spells into which a stretch is cut; stretches follow each other by half."""
TWICE = 2.0
"""Who sells more than twice what it had bought sold for other reasons."""
LEAST_SHARE = 0.1
"""Of what is sold into the rise, the share that comes from those who had bought before."""
OVERLAP = 3
"""Stretches that one event stands in, about: those of a day count as so many fewer."""
BEFORE = 6
"""Stretches before the low in which an account may have bought."""
TAIL = 3.0
"""Exponent of the tail of returns on every market looked at (Gopikrishnan et al. 1998)."""
Floats = npt.NDArray[np.float64]
EMPTIED = 0.5
"""The share of what it bought before that an account sells into the rise."""


@dataclass(frozen=True)
class Rise:
    """A stretch of one instrument: spell of the low, of the high, the rise and the fall after it (log), in usual moves."""

    venue_id: str
    instrument: str
    low: int
    high: int
    end: int
    rise: float
    score: float


def pump_and_dump(
    lake: Lake, trades: Any, spared: Any, policy: Policy, *, begins: datetime, day_begins: datetime
) -> list[Alert]:  # fmt: skip
    """Look for rises that began on the day that begins at `day_begins`, among `trades` since `begins`."""
    minutes = max(1, policy.pump_window_minutes // STEPS)
    told = lake.collect(pass_over.prices(trades, begins=begins, minutes=minutes)).sort(
        "venue_id", "instrument", "spell"
    )
    today = int((day_begins - begins).total_seconds() // 60) // minutes
    stretches = [rise for (venue, name), rows in told.group_by("venue_id", "instrument", maintain_order=True)
                 for rise in _stretches(str(venue), str(name), rows)]  # fmt: skip
    least = policy.least_log10_p
    found = []
    for rise in _highest([each for each in stretches if each.high >= today]):
        at_venue = np.array(
            [each.score for each in stretches if each.venue_id == rise.venue_id and each.high < today]
        )
        looked_at = sum(each.venue_id == rise.venue_id and each.high >= today for each in stretches)
        log10_p = _rare(rise.score, at_venue) - float(np.log10(max(1, looked_at / OVERLAP)))
        if log10_p >= least and rise.score > 0:
            found += _sold_into(lake, trades, spared, rise, log10_p, begins=begins, minutes=minutes)
    return found


def _rare(score: float, earlier: Floats) -> float:
    """Return minus log10 of how rarely a stretch scores so high; beyond the highest earlier one the inverse cubic law carries on."""
    if not len(earlier):
        return 0.0
    counted = -float(np.log10((1 + (earlier >= score).sum()) / (1 + len(earlier))))
    return counted + TAIL * max(0.0, float(np.log10(max(score, 1e-9) / max(float(earlier.max()), 1.0))))


def _stretches(venue_id: str, instrument: str, rows: pl.DataFrame) -> Iterator[Rise]:
    first, last = int(rows["spell"].min()), int(rows["spell"].max())  # type: ignore[arg-type]
    every = pl.DataFrame({"spell": np.arange(first, last + 1)}).join(rows, on="spell", how="left")
    price = np.log(every["last_e8"].forward_fill().to_numpy())
    usual = 1.4826 * float(np.median(np.abs(np.diff(price)))) if len(price) > 1 else 0.0
    usual = max(usual, float(np.std(np.diff(price))) / 10 if len(price) > 1 else 0.0, 1e-6) * np.sqrt(STEPS)
    for start in range(0, len(price) - STEPS, STEPS // 2):
        stretch = price[start : start + 2 * STEPS]
        rises = stretch[:STEPS] - np.minimum.accumulate(stretch[:STEPS])
        high = int(np.argmax(rises))
        low = int(np.argmin(stretch[: high + 1]))
        fall = float(stretch[high] - stretch[high:].min())
        both = min(float(rises[high]), 2 * fall)
        at = first + start
        yield Rise(
            venue_id, instrument, at + low, at + high, at + len(stretch), float(rises[high]), both / usual
        )


def _highest(rises: list[Rise]) -> list[Rise]:
    """Keep of an instrument's stretches the highest: one event stands in two of them."""
    best: dict[tuple[str, str], Rise] = {}
    for rise in rises:
        key = (rise.venue_id, rise.instrument)
        if key not in best or rise.score > best[key].score:
            best[key] = rise
    return list(best.values())


def _sold_into(
    lake: Lake, trades: Any, spared: Any, rise: Rise, log10_p: float, *, begins: datetime, minutes: int
) -> list[Alert]:
    step = timedelta(minutes=minutes)
    here = trades.filter(trades.venue_id == rise.venue_id, trades.instrument == rise.instrument)
    since, low, until = (
        begins + (rise.low - BEFORE * STEPS) * step,
        begins + rise.low * step,
        begins + (rise.high + STEPS // 2) * step,
    )
    before = lake.collect(pass_over.held(here.filter(here.traded_at >= since, here.traded_at < low)))
    into_rise = pass_over.held(here.filter(here.traded_at >= low, here.traded_at < until))
    into = lake.collect(into_rise)
    free = lake.collect(without(into_rise, spared, "account_id"))
    had = before.select(
        "account_id",
        had_e8=pl.col("bought_e8") - pl.col("sold_e8"),
        since_sequence="from_sequence",
        since_at="from_at",
    )
    sold = (pl.col("sold_e8") - pl.col("bought_e8")).alias("net_sold_e8")
    who = free.join(had, on="account_id").with_columns(sold).filter(
        pl.col("had_e8") > 0, pl.col("net_sold_e8") >= EMPTIED * pl.col("had_e8"), pl.col("net_sold_e8") <= TWICE * pl.col("had_e8")
    ).sort("net_sold_e8", "account_id", descending=[True, False])  # fmt: skip
    whole = int(into["sold_e8"].sum())
    if who.is_empty() or int(who["net_sold_e8"].sum()) < LEAST_SHARE * whole:
        return []
    return [_alert(who, rise, log10_p, whole)]


def _alert(who: pl.DataFrame, rise: Rise, log10_p: float, whole: int) -> Alert:
    sold = int(who["net_sold_e8"].sum())
    main = who.filter((pl.col("net_sold_e8").cum_sum() - pl.col("net_sold_e8")) < 0.8 * sold)
    return Alert(
        venue_id=rise.venue_id,
        instrument=rise.instrument,
        kind=Kind.PUMP,
        accounts=tuple(main["account_id"]),
        ties=(),
        span=Span(who["since_sequence"].min(), who["to_sequence"].max(), who["since_at"].min(), who["to_at"].max()),  # type: ignore[arg-type]
        trades=int(main["trades"].sum()),
        orders=0,
        volume_e8=int(main["sold_e8"].sum()),
        net_e8=int(main["net_sold_e8"].max()),  # type: ignore[arg-type]
        share_ppm=int(main["sold_e8"].sum()) * PPM // max(1, whole),
        expected=0.0,
        log10_p=log10_p,
        method=Method.CONFORMAL,
        move_ppm=round(np.expm1(rise.rise) * PPM),
        details={"bought_before_e8": int(main["had_e8"].sum()), "sold_net_e8": int(main["net_sold_e8"].sum()), "usual_moves_milli": round(rise.score * 1000)},
    )  # fmt: skip
