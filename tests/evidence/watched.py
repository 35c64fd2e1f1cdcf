"""A lake of a simulated day of two exchanges, with returns that lack rows, reserves that fall short and proofs that do not agree."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.abuse.market.planted import Ring, Spoofer
from terezi.evidence.numerics.abuse.market.simulate import THIN, simulate

DAY = date(2026, 2, 10)
SINCE = date(2025, 1, 1)
NOON = datetime(2026, 2, 10, 7, tzinfo=UTC)
HOME, OTHER = "SIM", "SIM-2"
E8 = 10**8


def lake_of_markets(folder: Path) -> Home:
    """Fill a lake with what was told of the day; nothing is added up yet."""
    home = Home.create(folder / "home", country="GG")
    lake = Lake.open(home)
    told = simulate(
        replace(THIN, people=40),
        day=DAY,
        seed=6,
        planted=[Ring(("R0", "R1", "R2"), 40), Spoofer("S", 25, layers=5)],
    )
    offset = timedelta(hours=5)
    orders, trades = (
        told.orders.with_columns(pl.col("at") - offset),
        told.trades.with_columns(pl.col("traded_at") - offset),
    )
    late = (pl.col("sequence") % 97 == 0).cast(pl.Int64) * timedelta(seconds=30)
    lacking = orders.filter(pl.col("sequence") % 50 != 0).with_columns(pl.col("at") - late)
    facts = {
        "venue_orders": pl.concat([orders, _of_other(lacking)]),
        "venue_trades": pl.concat([trades, _of_other(trades)]),
        "venue_accounts": told.accounts,
        "venue_balances": _rows("venue_balances", [_balance(hour) for hour in range(24)]),
        "venue_proofs": _rows("venue_proofs", [_proof()]),
        "venue_refusals": _rows("venue_refusals", [_refusal()]),
        "ticks": _rows("ticks", [_tick(trades, minute) for minute in range(0, 1_440, 20)]),
    }  # fmt: skip
    for table, rows in facts.items():
        lake.replace_day(table, DAY, rows)
    venue = {
        "name": "V",
        "licence_number": "EX",
        "status": "licensed",
        "actor_class": "exchange",
        "assets": "*",
    }
    lake.publish(
        "ref_venues",
        _rows("ref_venues", [venue | {"venue_id": one, "valid_from": SINCE} for one in (HOME, OTHER)]),
    )
    fees = {"instrument": "*", "maker_ppm": -100, "taker_ppm": 2_000, "minimum_e8": 10, "valid_from": SINCE}
    lake.publish("ref_venue_fees", _rows("ref_venue_fees", [fees | {"venue_id": HOME}]))
    return home


def _of_other(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(venue_id=pl.lit(OTHER))


def _rows(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    arrived = {
        "day": DAY,
        "delivery": "d",
        "row_number": 1,
        "known_at": NOON + timedelta(days=1),
        "revision": 0,
    }
    return pl.DataFrame([arrived | row for row in rows], schema=TABLES[table].polars_schema())


def _balance(hour: int) -> dict[str, Any]:
    owed = 1_000 * E8
    return {
        "venue_id": HOME, "asset": "BTC", "as_at": NOON - timedelta(hours=12 - hour), "liabilities_e8": owed,
        "reserves_e8": owed - (1 if hour in (5, 6, 20) else -E8), "cold_e8": owed // 3, "segregated_e8": owed - hour, "own_e8": 0,
    }  # fmt: skip


def _proof() -> dict[str, Any]:
    return {
        "venue_id": HOME, "asset": "BTC", "as_at": NOON, "root": "r", "digest": "d", "clients": 5, "total_e8": 1_001 * E8,
        "held_e8": 900 * E8, "cold_e8": 0, "addresses": 2, "signed": 1, "proved_at": NOON + timedelta(hours=1),
    }  # fmt: skip


def _refusal() -> dict[str, Any]:
    return {
        "venue_id": "XX", "table_name": "venue_trades", "rows": 7, "first_day": DAY, "last_day": DAY, "refused_at": NOON,
    }  # fmt: skip


def _tick(trades: pl.DataFrame, minute: int) -> dict[str, Any]:
    """Tell a price of the world at half of what the simulated one is worth in dollars of 3.5."""
    price = round(trades["price_e8"][0] / 7)
    base = trades["instrument"][0].partition("-")[0]
    at = NOON - timedelta(hours=12) + timedelta(minutes=minute)
    return {
        "venue_id": "world",
        "instrument": f"{base}-USD",
        "trade_id": str(minute),
        "traded_at": at,
        "price_e8": price,
        "quantity_e8": E8,
    }
