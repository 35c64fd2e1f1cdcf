"""A lake of a few days of two venues whose conduct every indicator of exchanges has something to say of."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from terezi.base.periods import days_up_to
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.jobs.summarise_venue_fees import summarise_venue_fees
from terezi.jobs.trace_coins import trace_coins
from terezi.law.book import law_on

DAY = date(2026, 3, 10)
SINCE = date(2025, 1, 1)
JANUARY = date(2026, 1, 15)
DAYS = 4
E8 = 10**8
INSTRUMENTS = {"BTC-GGM": 350_000, "USDT-GGM": 3.5, "BTC-USDT": 100_000, "XMR-USDT": 150, "ETH-BTC": 0.03}
OFTEN = (1, 1, 4, 1, 1)

EUROS, LARGE, RESIDENT = 12, 9, 4
"""The first trades of a day are against money nobody named, the first transfers are large, and one account is told resident."""


def lake_of_venues(folder: Path, *, trades: int = 300) -> Home:
    """Build the lake: trades, declarations, accounts, transfers and payouts from one seed, and what is added up of them."""
    home = Home.create(folder / "home", country="GG")
    lake, chance = Lake.open(home), random.Random(11)
    for table, rows in _register().items():
        lake.publish(table, _frame(table, ({"valid_from": SINCE} | row for row in rows)))
    for offset in range(DAYS):
        day = DAY - timedelta(days=offset)
        for table, told in _facts(chance, day, trades).items():
            lake.replace_day(table, day, _frame(table, (_arrived(day) | row for row in told)))
    law = partial(law_on, "GG")
    summarise_venue_fees(lake=lake, period=days_up_to(DAY, days=DAYS), law_on=law)
    trace_coins(lake=lake, law=law(DAY))
    short = _arrived(JANUARY) | _declared(JANUARY) | {"levy_minor": 100_000}
    lake.replace_day("venue_fees", JANUARY, _frame("venue_fees", [short]))
    return home


def _register() -> dict[str, list[dict[str, Any]]]:
    venue = {
        "name": "Venue",
        "licence_number": "EX",
        "status": "licensed",
        "actor_class": "exchange",
        "assets": "*",
    }
    site = {name: "x" for name, kind in TABLES["ref_sites"].polars_schema().items() if kind == pl.String}
    site |= {
        "licensed_w": 1,
        "pue_ppm": 10**6,
        "pool_share_ppm": 1,
        "site_id": "S1",
        "asset": "BTC",
        "status": "licensed",
    }
    fees = {"instrument": "*", "maker_ppm": -100, "taker_ppm": 2_000, "minimum_e8": 1_000}
    return {
        "ref_venues": [venue | {"venue_id": "V1"}, venue | {"venue_id": "V2", "status": "suspended"}],
        "ref_venue_fees": [
            fees | {"venue_id": "V1"},
            fees | {"venue_id": "V1", "instrument": "BTC-GGM", "maker_ppm": 1_000},
            fees | {"venue_id": "V2"},
        ],
        "ref_market_makers": [{"venue_id": "V1", "account_id": "A0", "instrument": "*"}],
        "ref_sites": [site],
        "ref_wallets": [{"address": "W1", "site_id": "S1"}],
    }


def _facts(chance: random.Random, day: date, trades: int) -> dict[str, list[dict[str, Any]]]:
    return {
        "venue_trades": list(_trades(chance, day, trades)),
        "venue_fees": [_declared(day)],
        "venue_accounts": [_account(chance, day, number) for number in range(20)],
        "venue_transfers": [_transfer(chance, day, number) for number in range(120)],
        "venue_levy_receipts": [_receipt(day)],
        "pool_payouts": [_payout(chance, day, number) for number in range(3)],
    }


def _declared(day: date) -> dict[str, Any]:
    return {"declared_day": day, "turnover_minor": 10**9, "fees_minor": 900_000, "currency": "GGM"}


def _arrived(day: date) -> dict[str, Any]:
    return {
        "day": day, "venue_id": "V1", "delivery": "d", "row_number": 1, "known_at": _noon(day), "revision": 0,
    }  # fmt: skip


def _trades(chance: random.Random, day: date, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        (instrument,) = chance.choices(list(INSTRUMENTS), OFTEN)
        buyer, seller = chance.sample([1, chance.choice([0, 2, 3, 4, 5])], 2)
        yield {
            "venue_id": chance.choice(["V1", "V1", "V2"]),
            "trade_id": f"T{number}",
            "instrument": instrument if number >= EUROS else "BTC-EUR",
            "sequence": number,
            "traded_at": _noon(day),
            "price_e8": round(INSTRUMENTS[instrument] * E8 * chance.uniform(0.9, 1.1)),
            "quantity_e8": chance.randrange(1, 5 * E8),
            "aggressor": chance.choice(["buy", "sell"]),
            "buy_order_id": "O1",
            "sell_order_id": "O2",
            "buyer_account_id": f"A{buyer}",
            "seller_account_id": f"A{seller}",
            "buyer_fee_e8": chance.randrange(10**9),
            "seller_fee_e8": chance.randrange(-1_000, 10**9),
        }


def _account(chance: random.Random, day: date, number: int) -> dict[str, Any]:
    return {
        "account_id": f"A{number}",
        "told_at": _noon(day),
        "client_class": chance.choice(["retail", "professional"]),
        "residence": (chance.choice(["GG", None, "AE"]), "GG")[number == RESIDENT],
        "kyc": chance.choice(["complete", "complete", "pending"]),
        "equity_minor": chance.randrange(10**6),
        "exposure_minor": chance.randrange(3 * 10**6),
    }


def _transfer(chance: random.Random, day: date, number: int) -> dict[str, Any]:
    counterparty = chance.choice(["own_wallet", "venue", "bank", "merchant", "unknown"])
    return {
        "transfer_id": f"X{number}",
        "at": _noon(day),
        "account_id": f"A{chance.randrange(20)}",
        "direction": chance.choice(["in", "out", "out", "out"]),
        "asset": chance.choice(["BTC", "GGM", "USDT"]),
        "amount_e8": chance.randrange(1, 3 * E8) * (1 if number >= LARGE else 50),
        "counterparty": counterparty,
        "counterparty_id": {"venue": "V9", "merchant": "CAFE"}.get(counterparty),
        "country": chance.choice(["GG", "GG", "AE"]),
        "address": chance.choice(["W1", "W7", None]),
    }


def _receipt(day: date) -> dict[str, Any]:
    return {
        "receipt_id": "R1", "received_at": _noon(day), "period_from": date(2026, 1, 1), "period_until": date(2026, 2, 1),
        "amount_minor": 5, "currency": "GGM",
    }  # fmt: skip


def _payout(chance: random.Random, day: date, number: int) -> dict[str, Any]:
    return {
        "pool_id": "P1", "payout_id": f"P{number}", "site_id": "S1", "paid_at": _noon(day), "asset": "BTC",
        "address": ("W1", "W1", "W9")[number], "amount_satoshi": chance.randrange(1, 5 * E8),
    }  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, tzinfo=UTC)


def _frame(table: str, rows: Any) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=TABLES[table].polars_schema(), orient="row")
