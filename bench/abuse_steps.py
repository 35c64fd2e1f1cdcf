"""Days of simulated exchanges, and whom the detectors name on them: what bench.abuse adds up.

Many days are handed to a detector at once, each as a venue of its own: a detector looks at every venue by itself.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import numpy as np
import polars as pl

from terezi.demo.exchanges.clients import crowd, draw_clients
from terezi.demo.exchanges.market import run_market, worth_e8
from terezi.demo.exchanges.terms import EXCHANGES
from terezi.demo.span import Span
from terezi.evidence.numerics.abuse.alerts import Alert
from terezi.evidence.numerics.abuse.market.planted import Ring, Spoofer
from terezi.evidence.numerics.abuse.market.simulate import THICK, THIN, USUAL, simulate_days
from terezi.evidence.numerics.abuse.market.traders import Trader
from terezi.evidence.numerics.abuse.policy import Policy
from terezi.evidence.numerics.abuse.spoofing import spoofing
from terezi.evidence.numerics.abuse.wash import wash

DAY = date(2026, 2, 10)
FORTNIGHT = 14
SMALL = dataclasses.replace(USUAL, people=90, maker_seconds=120.0, half_spread_ppm=1_500)
SHAPES = {
    "thin": THIN,
    "thin in sessions": dataclasses.replace(THIN, evenness=1.1, session_minutes=20),
    "small": SMALL,
    "small in sessions": dataclasses.replace(SMALL, evenness=1.1, session_minutes=15),
    "middling": dataclasses.replace(USUAL, people=180, maker_seconds=90.0, half_spread_ppm=1_200),
    "usual": USUAL,
    "usual in sessions": dataclasses.replace(USUAL, evenness=1.1, session_minutes=10),
    "thick": THICK,
}
Row = dict[str, object]


class Memory:
    """The part of a lake that detectors ask for, over rows in memory."""

    def __init__(self) -> None:
        self._engine = ibis.duckdb.connect(memory_limit="2GB")

    def memory(self, frame: pl.DataFrame) -> ibis.Table:
        return ibis.memtable(frame)

    def collect(self, expression: ibis.Table) -> pl.DataFrame:
        return pl.DataFrame(self._engine.to_pyarrow(expression))


@dataclass(frozen=True)
class Told:
    """What a venue told, with its seed: orders are empty where only trades are looked at."""

    seed: int
    trades: pl.DataFrame
    orders: pl.DataFrame
    accounts: pl.DataFrame
    agreements: pl.DataFrame


def market(name: str, seed: int, planted: Sequence[Trader] = (), *, days: int = 1) -> Told:
    """Simulate a venue of its own name; what the detectors must not lean on is varied."""
    factor = np.random.default_rng([seed, 1]).uniform(0.6, 1.5, 4)
    shape = SHAPES[name]
    shape = dataclasses.replace(
        shape,
        people=int(shape.people * factor[0]),
        day_volatility=float(shape.day_volatility * 2 ** (2 * factor[1] - 2)),
        half_spread_ppm=int(shape.half_spread_ppm * factor[2]),
        maker_seconds=float(shape.maker_seconds * factor[3]),
        venue_id=f"{seed}",
    )
    first = DAY - timedelta(days=days - 1)
    each = simulate_days(shape, first=first, days=days, seed=seed, planted=planted)
    later = [pl.col("sequence") + number * 10**8 for number in range(days)]
    return Told(
        seed,
        trades=pl.concat(one.trades.with_columns(add) for one, add in zip(each, later, strict=True)),
        orders=pl.concat(one.orders.with_columns(add) for one, add in zip(each, later, strict=True)),
        accounts=pl.concat(one.accounts for one in each).unique("account_id", maintain_order=True),
        agreements=each[0].agreements,
    )


def country(number: int, seed: int) -> Told:
    """Simulate a fortnight of one of the demo country's exchanges, in which nothing is planted; the book is never emptied."""
    venue, random = EXCHANGES[number], np.random.default_rng([seed, number])
    span, instrument = Span(DAY, FORTNIGHT), venue.instruments[0]
    clients = draw_clients(venue, [], random)
    worth = worth_e8(272_000 * np.exp(np.cumsum(random.normal(0, 0.02, FORTNIGHT))), random)
    told = run_market(
        venue, instrument, worth, crowd=crowd(clients, instrument, random), sales=(), span=span, random=random
    )
    keys = ("account_id", "owner_key", "device_key", "bank_key")
    accounts = pl.DataFrame([{key: getattr(client, key) for key in keys} for client in clients.everybody()])
    maker = {"account_id": clients.named["maker"].account_id, "instrument": "*"}
    named = pl.lit(f"{seed}").alias("venue_id")
    return Told(
        seed,
        told.trades.rename({"at": "traded_at"}).with_columns(named),
        told.orders.with_columns(named),
        accounts.with_columns(named),
        pl.DataFrame([maker]).with_columns(named),
    )


def halved(policy: Policy) -> Policy:
    """Return the policy of the second look at a thin venue: half the level for each look."""
    return dataclasses.replace(policy, false_alarm_share=policy.false_alarm_share / 2)


def ring(name: str, members: int, seed: int, *, share: float) -> tuple[Ring]:
    """Plant a ring that trades about `share` of the turnover, in turn or at random; the crowd's wakes bring some 1.5 trades each.

    One wake of five is camouflage.
    """
    shape = SHAPES[name]
    per_day = 2.4 * share * shape.people * shape.trades_per_person
    return (Ring(ring_names(members), per_day, camouflage=0.2, at_random=seed % 2 == 1),)


def ring_names(members: int) -> tuple[str, ...]:
    return tuple(f"RING-{number}" for number in range(members))


def spoofer(shows: int, prices: int) -> tuple[Spoofer]:
    return (Spoofer("SPOOFER", shows / 0.8, layers=prices),)


def washers(told: Sequence[Told], policy: Policy) -> dict[int, list[Alert]]:
    """Return by seed the groups named for trading with each other."""
    parts = (lambda one: one.trades, lambda one: one.accounts, lambda one: one.agreements)
    return _named(wash, told, parts, policy)


def spoofers(told: Sequence[Told], policy: Policy) -> dict[int, list[Alert]]:
    """Return by seed who is named for shows."""
    parts = (lambda one: one.orders, lambda one: one.trades, lambda one: one.agreements)
    return _named(spoofing, told, parts, policy)


def _named(
    detector: Callable[..., list[Alert]],
    told: Sequence[Told],
    parts: Iterable[Callable[[Told], pl.DataFrame]],
    policy: Policy,
) -> dict[int, list[Alert]]:
    lake = Memory()
    tables = [lake.memory(pl.concat([part(one) for one in told], how="diagonal")) for part in parts]
    named: dict[int, list[Alert]] = {one.seed: [] for one in told}
    for alert in detector(lake, *tables, policy):
        named[int(alert.venue_id)].append(alert)
    return named


def ring_row(told: Told, alerts: Sequence[Alert], names: tuple[str, ...]) -> Row:
    """Say what share of the turnover the ring came to, and whether it was found: whole and with nobody else, in part, or not."""
    inside = pl.col("buyer_account_id").is_in(names) & pl.col("seller_account_id").is_in(names)
    own = told.trades.filter(inside)
    ours = [set(alert.accounts) for alert in alerts if set(alert.accounts) & set(names)]
    return {
        "share": float(own["quantity_e8"].sum() / told.trades["quantity_e8"].sum()),
        "ring_trades": own.height,
        "whole": any(each >= set(names) for each in ours),
        "exactly": any(each == set(names) for each in ours),
        "any": bool(ours),
        "others": any(not set(alert.accounts) & set(names) for alert in alerts),
    }
