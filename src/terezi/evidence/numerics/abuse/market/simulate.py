"""Simulate a day of an exchange: a crowd, makers, innocents that look odd, and whatever is planted; rows as a venue tells them."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl

from terezi.base.units import DAY_S
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.abuse.market.limit_book import ORDER_NAMES, TRADE_NAMES, LimitBook
from terezi.evidence.numerics.abuse.market.traders import (
    Arbitrageur,
    Desk,
    Flicker,
    Floats,
    Impatient,
    Institution,
    Maker,
    Market,
    Person,
    Trader,
)

AGREED, INFORMAL, DESK_MAKER, DESK_CLIENTS = "MM-AGREED", "MM-INFORMAL", "FIRM-DESK-1", "FIRM-DESK-2"
ARBITRAGEUR, INSTITUTION, FLICKER, IMPATIENT = "ARBITRAGE", "INSTITUTION", "FLICKER", "IMPATIENT"
FIRM_KEY, HOME_KEY = "owner-of-two-desks", "device-of-a-household"


@dataclass(frozen=True)
class Shape:
    """How large a market is: people, what they trade in a day, how nervous the price is.

    `evenness` is the Pareto exponent of people's activity (the lower, the fewer trade nearly all); people trade in sessions of about
    `session_minutes`, at any time where it is 0.
    """

    people: int = 300
    trades_per_person: float = 10.0
    day_volatility: float = 0.03
    half_spread_ppm: int = 800
    maker_seconds: float = 60.0
    evenness: float = 1.4
    session_minutes: float = 0.0
    venue_id: str = "SIM"
    instrument: str = "BTC-GGM"
    price_e8: int = 1_000 * 10**8
    size_e8: int = 5 * 10**6


THIN = Shape(people=40, trades_per_person=6.0, half_spread_ppm=2_500, maker_seconds=240.0)
USUAL = Shape()
THICK = Shape(people=1_500, trades_per_person=10.0, half_spread_ppm=400, maker_seconds=45.0)


@dataclass(frozen=True)
class Simulated:
    """Rows of venue_orders, venue_trades and venue_accounts, and who makes the market under an agreement."""

    orders: pl.DataFrame
    trades: pl.DataFrame
    accounts: pl.DataFrame
    agreements: pl.DataFrame
    close_e8: int


def people(shape: Shape, seed: int) -> list[Trader]:
    """Return the ordinary traders of a venue, the same on every day of one seed: few trade much, most little."""
    random = np.random.default_rng([seed, 1])
    weight = random.pareto(shape.evenness, shape.people) + 0.2
    per_day = shape.trades_per_person * shape.people * weight / weight.sum()
    crowd: list[Trader] = [
        Person(
            f"P{number:05d}", float(min(per_day[number], 400)), scale=float(random.lognormal(0, 0.5)),
            patience=float(random.uniform(0.1, 0.8)), lean=float(random.beta(4, 4)), flat=bool(random.random() < 0.1),
            session_minutes=shape.session_minutes,
        )
        for number in range(shape.people)
    ]  # fmt: skip
    return crowd + _professionals(shape)


def _professionals(shape: Shape) -> list[Trader]:
    per_day = 0.02 * shape.people * shape.trades_per_person
    return [
        Maker(AGREED, shape.half_spread_ppm, every_seconds=shape.maker_seconds),
        Maker(INFORMAL, int(shape.half_spread_ppm * 1.3), levels=2, every_seconds=shape.maker_seconds * 2),
        Maker(DESK_MAKER, int(shape.half_spread_ppm * 1.1), levels=3, every_seconds=shape.maker_seconds),
        Desk(DESK_CLIENTS, per_day=per_day),
        Arbitrageur(ARBITRAGEUR, edge_ppm=shape.half_spread_ppm // 2),
        Institution(INSTITUTION, per_day=per_day),
        Flicker(FLICKER, half_spread_ppm=int(shape.half_spread_ppm * 1.2)),
        Impatient(IMPATIENT, per_day=min(60.0, per_day)),
    ]


def simulate(
    shape: Shape, *, day: date, seed: int, planted: Sequence[Trader] = (), worth: Floats | None = None, keys: dict[str, dict[str, str]] | None = None,
) -> Simulated:  # fmt: skip
    """Simulate one UTC day; the same seed and day give the same rows. `worth` is the coin's factor each second, from 1.

    `keys` gives accounts their owner, device and bank keys, besides those of the firm with two desks and of one household.
    """
    random = np.random.default_rng([seed, day.toordinal()])
    steps = random.normal(0, shape.day_volatility / np.sqrt(DAY_S), int(DAY_S))
    path = shape.price_e8 * np.exp(np.cumsum(steps)) * (1.0 if worth is None else worth)
    market = Market(LimitBook(), path, random, shape.size_e8)
    everybody = [*people(shape, seed), *planted]
    _run(market, everybody)
    accounts = _accounts(shape, market, day, keys or {})
    agreements = pl.DataFrame({"venue_id": [shape.venue_id], "account_id": [AGREED], "instrument": ["*"]})
    return Simulated(
        _orders(shape, market, day), _trades(shape, market, day), accounts, agreements, int(path[-1])
    )


def simulate_days(
    shape: Shape, *, first: date, days: int, seed: int, planted: Sequence[Trader] = (), keys: dict[str, dict[str, str]] | None = None,
) -> list[Simulated]:  # fmt: skip
    """Simulate days that follow each other, each from the price the last one left."""
    told: list[Simulated] = []
    for number in range(days):
        shape = replace(shape, price_e8=told[-1].close_e8) if told else shape
        day = first + timedelta(days=number)
        told.append(simulate(shape, day=day, seed=seed, planted=planted, keys=keys))
    return told


def _run(market: Market, everybody: Sequence[Trader]) -> None:
    wakes = [(float(at), number) for number, who in enumerate(everybody) for at in who.times(market.random)]
    heapq.heapify(wakes)
    while wakes:
        at, number = heapq.heappop(wakes)
        market.run_until(at)
        everybody[number].act(at, market)
    market.run_until(DAY_S)


def _at(column: str, day: date) -> pl.Expr:
    midnight = datetime.combine(day, time(), UTC)
    return pl.lit(midnight) + pl.duration(microseconds=(pl.col(column) * 1_000_000).cast(pl.Int64))


def _orders(shape: Shape, market: Market, day: date) -> pl.DataFrame:
    rows = pl.DataFrame(market.book.tape.orders, schema=list(ORDER_NAMES), orient="row")
    order_id = pl.format("{}-{}", pl.lit(f"{day:%m%d}"), "order_id")
    return _whole("venue_orders", rows.with_columns(at=_at("at", day), order_id=order_id), shape, day)


def _trades(shape: Shape, market: Market, day: date) -> pl.DataFrame:
    rows = pl.DataFrame(market.book.tape.trades, schema=list(TRADE_NAMES), orient="row")
    ids = {
        name: pl.format("{}-{}", pl.lit(f"{day:%m%d}"), name) for name in ("buy_order_id", "sell_order_id")
    }
    return _whole(
        "venue_trades",
        rows.with_columns(
            traded_at=_at("at", day), trade_id=pl.format("t{}-{}", pl.lit(f"{day:%m%d}"), "sequence"),
            buyer_fee_e8=pl.lit(0), seller_fee_e8=pl.lit(0), **ids,
        ),
        shape, day,
    )  # fmt: skip


def _accounts(shape: Shape, market: Market, day: date, keys: dict[str, dict[str, str]]) -> pl.DataFrame:
    innocent = {DESK_MAKER: {"owner_key": FIRM_KEY}, DESK_CLIENTS: {"owner_key": FIRM_KEY}}
    innocent |= {"P00000": {"device_key": HOME_KEY}, "P00001": {"device_key": HOME_KEY}}
    names = sorted({row[4] for row in market.book.tape.orders})
    told_at = datetime.combine(day, time(), UTC)
    rows = [
        {"account_id": name, "told_at": told_at, "client_class": "retail", "kyc": "complete", **(innocent | keys).get(name, {})}
        for name in names
    ]  # fmt: skip
    schema = dict(TABLES["venue_accounts"].polars_schema())
    return _whole("venue_accounts", pl.DataFrame(rows, schema=schema), shape, day)


def _whole(table: str, rows: pl.DataFrame, shape: Shape, day: date) -> pl.DataFrame:
    """Add what every row of a delivery carries, and keep the table's columns."""
    told = rows.with_columns(
        day=pl.lit(day), venue_id=pl.lit(shape.venue_id), instrument=pl.lit(shape.instrument), delivery=pl.lit("simulated"),
        row_number=pl.int_range(1, pl.len() + 1), known_at=pl.lit(datetime.combine(day, time(), UTC)), revision=pl.lit(0),
    )  # fmt: skip
    schema = TABLES[table].polars_schema()
    return told.select(schema.names()).cast(dict(schema))  # type: ignore[arg-type]
