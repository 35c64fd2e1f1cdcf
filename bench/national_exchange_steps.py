"""The steps of the exchange bench, each run in a process of its own; the last line is JSON."""

import hashlib
import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from bench.national_exchange_load import Exchanges, tell_day, tell_register
from bench.national_steps import Clock, quiet
from terezi.base.errors import Refused
from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.numerics.venues.concentration import concentration
from terezi.jobs.summarise_books import summarise_books
from terezi.jobs.summarise_venue_fees import summarise_venue_fees
from terezi.jobs.summarise_venues import summarise_venues
from terezi.jobs.trace_coins import trace_coins
from terezi.jobs.watch_markets import watch_markets
from terezi.law.book import law_on

COUNTRY, DAYS = "GG", 30
MONTH = Period(date(2026, 2, 9), date(2026, 2, 9) + timedelta(days=DAYS))
LAW_OF = partial(law_on, COUNTRY)
ZONE = LAW_OF(MONTH.starts_on).settlement.time_zone.value
FAMILIES = ("VLC", "AST", "RTL", "MER", "MIX", "XBR", "CNC", "FEE", "SAL", "VEN", "LIQ", "RSV", "ABU")
READ = {
    "venue_orders": ("venue_id", "instrument", "sequence", "at", "event", "order_id", "account_id", "side", "price_e8", "quantity_e8", "known_at"),
    "venue_trades": (
        "venue_id", "trade_id", "instrument", "sequence", "traded_at", "price_e8", "quantity_e8", "aggressor", "buy_order_id",
        "sell_order_id", "buyer_account_id", "seller_account_id", "buyer_fee_e8", "seller_fee_e8", "known_at",
    ),
}  # fmt: skip


def generate(folder: Path, day: date, trades: str) -> dict[str, Any]:
    """Draw a day of the exchanges; these seconds are nobody's goal."""
    home = Home.create(folder / "home", country=COUNTRY)
    if day == MONTH.starts_on:
        tell_register(home)
    return tell_day(home, Exchanges(int(trades), MONTH, ZONE), day)


def scan(folder: Path, day: date) -> dict[str, Any]:
    """Read the columns of a day's orders and trades that the passes read, and take the highest of each so that none is skipped."""
    lake = _lake(folder)
    began = Clock()
    for name, columns in READ.items():
        rows = lake.on(name, day)
        lake.collect(rows.agg(n=rows.count(), **{column: rows[column].max() for column in columns}))
    return began.told()


def fees(folder: Path, day: date) -> dict[str, Any]:
    """Add up the fees, prices and accounts of the day."""
    lake = _lake(folder)
    began = Clock()
    done = summarise_venue_fees(lake=lake, period=days_up_to(day, days=30), law_on=LAW_OF)
    return {**began.told(), "days": len(done)}


def returns(folder: Path, day: date) -> dict[str, Any]:
    """Weigh how whole the returns of the day are."""
    lake = _lake(folder)
    began = Clock()
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, hours=3)
    done = summarise_venues(lake=lake, period=days_up_to(day, days=1), zone=ZONE, at=at, progress=quiet)
    took = began.told()
    rows = lake.collect(lake.on("venue_days", day))
    return {
        **took,
        "days": len(done),
        **{name: int(rows[name].sum()) for name in ("missing", "orphans", "backward")},
    }


def books(folder: Path, day: date) -> dict[str, Any]:
    """Replay the books of the day."""
    lake = _lake(folder)
    began = Clock()
    done = summarise_books(lake=lake, period=days_up_to(day, days=1), law_on=LAW_OF)
    return {**began.told(), "days": len(done)}


def coins(folder: Path, day: date) -> dict[str, Any]:
    """Follow the mined coins."""
    lake = _lake(folder)
    began = Clock()
    rows = trace_coins(lake=lake, law=LAW_OF(day))
    return {**began.told(), "rows": rows}


def markets(folder: Path, day: date) -> dict[str, Any]:
    """Watch the markets of the day."""
    lake = _lake(folder)
    began = Clock()
    watched = watch_markets(lake=lake, law=LAW_OF(day))
    return {**began.told(), "alerts": watched.alerts, "trials": watched.trials}


def indicators(folder: Path, day: date) -> dict[str, Any]:
    """Ask every indicator of exchanges of the day."""
    lake, law = _lake(folder), LAW_OF(day)
    began = Clock()
    each, found = {}, {}
    for code, one in catalogue().items():
        if code.startswith(FAMILIES):
            own = time.perf_counter()
            try:
                found[code] = lake.collect(one.find(lake, law)).height
            except Refused:
                found[code] = None
            each[code] = round(time.perf_counter() - own, 2)
    return {**began.told(), "each": each, "found": {code: n for code, n in found.items() if n != 0}}


def page(folder: Path, day: date) -> dict[str, Any]:
    """Ask what a page asks of concentration: once a cold process has it, then the mean of five."""
    lake = _lake(folder)
    lake.collect(concentration(lake, days_up_to(day, days=1)))
    began = Clock()
    for _ in range(5):
        again = _lake(folder)
        again.collect(concentration(again, days_up_to(day, days=1)))
    return {name: value / 5 for name, value in began.told().items()}


def answers(folder: Path, day: date) -> dict[str, Any]:
    """Hash every derived row of the day, so that two ways can be compared."""
    lake = _lake(folder)
    told = (
        "venue_fee_days",
        "venue_prices",
        "venue_days",
        "venue_filings",
        "venue_liquidity",
        "venue_standing",
        "coin_flows",
        "venue_alerts",
    )
    return {name: _hash(lake.collect(lake.on(name, day))) for name in told} | {
        "concentration": _hash(lake.collect(concentration(lake, days_up_to(day, days=1))))
    }


def _hash(rows: pl.DataFrame) -> str:
    ordered = rows.select(sorted(rows.columns))
    return (
        f"{rows.height}:{hashlib.sha256(ordered.sort(ordered.columns).write_csv().encode()).hexdigest()[:16]}"
    )


def _lake(folder: Path) -> Lake:
    return Lake.open(Home(folder / "home"))


STEPS = {
    name: globals()[name]
    for name in (
        "generate",
        "scan",
        "fees",
        "returns",
        "books",
        "coins",
        "markets",
        "indicators",
        "page",
        "answers",
    )
}

if __name__ == "__main__":
    verb, folder_name, day_name, *more = sys.argv[1:]
    print(json.dumps(STEPS[verb](Path(folder_name), date.fromisoformat(day_name), *more)))
