"""A small lake of three exchanges: one whose fees are short and in which two accounts trade in a ring, one that fell silent and held too little, one that told nothing."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from terezi.base.periods import days_up_to
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES

DAY = date(2026, 3, 10)
SINCE = date(2025, 1, 1)
JANUARY = date(2026, 1, 20)
BEFORE = DAY - timedelta(days=7)
E8 = 10**8
ZONE = "Asia/Ashgabat"
BEGINS, ENDS = day_bounds(DAY, ZONE)
RING_AT = BEGINS + timedelta(hours=10)
SHOWN_AT = BEGINS + timedelta(hours=12)
MIDDLE = 350_000 * E8
RING, SHOWER, TRIAL = "00000000000000aa", "00000000000000bb", "00000000000000cc"
NAMES = {"GG-V1": "Altyn Bazar", "GG-V2": "Kümüş Birža", "GG-V3": "Merjen"}
FEE = 100_000_00  # minor units a day
Row = dict[str, Any]


def home_of_exchanges(folder: Path) -> Home:
    """Build the lake in a new home of Garagum."""
    home = Home.create(folder / "home", country="GG")
    lake = Lake.open(home)
    for table, rows in _register().items():
        lake.publish(table, lake_frame(table, rows))
    for table, days in _told().items():
        for day, rows in days.items():
            lake.replace_day(table, day, lake_frame(table, [{"day": day} | row for row in rows]))
    return home


def _register() -> dict[str, list[Row]]:
    venue = {"status": "licensed", "actor_class": "exchange", "assets": "*", "valid_from": SINCE}
    return {
        "ref_venues": [
            venue | {"venue_id": code, "name": name, "licence_number": f"GG-EXC-00000{place}"}
            for place, (code, name) in enumerate(NAMES.items(), start=1)
        ],
        "ref_market_makers": [
            {"venue_id": "GG-V1", "account_id": "MM", "instrument": "*", "valid_from": SINCE}
        ],
    }


def _told() -> dict[str, dict[date, list[Row]]]:
    orders, trades = _events()
    return {
        "venue_orders": {DAY: orders},
        "venue_trades": {DAY: trades},
        "venue_balances": {DAY: list(_balances())},
        "venue_levy_receipts": {date(2026, 2, 13): [_receipt()]},
        "venue_prices": {DAY: [{"asset": "GGM", "currency": "GGM", "price_micro": 100 * 10**6}]},
        "venue_fee_days": {day: list(_fee_days(day)) for day in (*days_up_to(DAY, days=9), JANUARY)},
        "venue_fees": {JANUARY: [_declared(JANUARY)]},
        "venue_days": {BEFORE: [_whole("GG-V1", 0)], DAY: [_whole("GG-V1", 0), _whole("GG-V2", 7)]},
        "venue_filings": {DAY: [_filed("GG-V1", duty) for duty in ("orders", "trades", "fees")] + [_filed("GG-V2", "fees", rows=0)]},
        "venue_liquidity": {day: list(_hours()) for day in (BEFORE, DAY)},
        "venue_alerts": {DAY: list(_alerts())},
        "venue_size_statistics": {day: list(_sizes(day)) for day in days_up_to(DAY, days=7)},
    }  # fmt: skip


def _events() -> tuple[list[Row], list[Row]]:
    """Return a standing book of a market maker, a ring of two accounts, and one account that shows and takes back."""
    orders: list[Row] = []
    trades: list[Row] = []
    count = iter(range(1, 10_000))

    def order(
        at: datetime, event: str, order_id: str, account: str, side: str, price: int, quantity: int
    ) -> None:
        told = {
            "sequence": next(count),
            "at": at,
            "event": event,
            "order_id": order_id,
            "account_id": account,
        }
        orders.append(told | {"side": side, "price_e8": price, "quantity_e8": quantity})

    for level in range(1, 9):
        for side, sign in (("buy", -1), ("sell", 1)):
            price = MIDDLE + sign * level * 100 * E8
            order(
                BEGINS + timedelta(seconds=level),
                "add",
                f"M{side}{level}",
                "MM",
                side,
                price,
                level * E8 // 2,
            )
    for number in range(12):
        at = RING_AT + timedelta(seconds=20 * number)
        seller, buyer = ("A-17", "B-04") if number % 2 else ("B-04", "A-17")
        order(at, "add", f"R{number}", seller, "sell", MIDDLE, E8)
        trades.append(_trade(next(count), at + timedelta(seconds=1), f"R{number}", seller, buyer))
    for number in range(6):
        at = SHOWN_AT + timedelta(seconds=30 * number)
        order(at, "add", f"S{number}", "C-09", "buy", MIDDLE - 100 * E8, 9 * E8)
        order(at + timedelta(seconds=4), "cancel", f"S{number}", "C-09", "buy", MIDDLE - 100 * E8, 0)
    order(ENDS - timedelta(seconds=20), "add", "Mlast", "MM", "buy", MIDDLE - 900 * E8, E8)
    silent = {
        "venue_id": "GG-V2",
        "instrument": "BTC-GGM",
        "sequence": 1,
        "at": ENDS - timedelta(hours=3),
        "event": "add",
    }
    silent |= {"order_id": "K1", "account_id": "K", "side": "buy", "price_e8": MIDDLE, "quantity_e8": E8}
    return [*orders, silent], trades


def _trade(sequence: int, at: datetime, order: str, seller: str, buyer: str) -> Row:
    told = {
        "trade_id": f"T{sequence}",
        "sequence": sequence,
        "traded_at": at,
        "price_e8": MIDDLE,
        "quantity_e8": E8,
    }
    sides = {
        "buyer_account_id": buyer,
        "seller_account_id": seller,
        "buy_order_id": f"X{order}",
        "sell_order_id": order,
    }
    return told | sides | {"aggressor": "buy", "buyer_fee_e8": 0, "seller_fee_e8": 0}


def _balances() -> Iterator[Row]:
    """Yield readings every ten minutes; for forty of them one exchange holds less than it owes."""
    for step in range(0, 24 * 6):
        at = BEGINS + timedelta(minutes=10 * step)
        short = 60 <= step < 64
        yield {
            "venue_id": "GG-V1",
            "asset": "BTC",
            "as_at": at,
            "liabilities_e8": 100 * E8,
            "reserves_e8": 104 * E8,
            "cold_e8": 90 * E8,
        }
        yield {"venue_id": "GG-V2", "asset": "BTC", "as_at": at, "liabilities_e8": 50 * E8, "reserves_e8": (48 if short else 51) * E8}  # fmt: skip


def _receipt() -> Row:
    told = {"receipt_id": "B1", "received_at": datetime(2026, 2, 13, tzinfo=UTC), "amount_minor": FEE // 10}
    return told | {"period_from": date(2026, 1, 1), "period_until": date(2026, 2, 1), "currency": "GGM"}


def _fee_days(day: date) -> Iterator[Row]:
    """Yield fees of each day: for six days one exchange declares 2.9 % less than its trades make, another trades nothing."""
    short = DAY - timedelta(days=7) <= day < DAY - timedelta(days=1)
    declared = FEE * 971 // 1000 if short else FEE
    told = {"currency": "GGM", "unpriced_trades": 0, "unscheduled_trades": 0}
    money = {
        "trades": 4_000,
        "turnover_minor": 400 * FEE,
        "expected_fees_minor": FEE,
        "charged_fees_minor": FEE,
    }
    yield (
        told | money | {"venue_id": "GG-V1", "declared_fees_minor": declared, "expected_levy_minor": FEE // 5}
    )
    nothing = {"trades": 0, "turnover_minor": 0, "expected_fees_minor": 0, "charged_fees_minor": 0}
    yield told | nothing | {"venue_id": "GG-V2", "declared_fees_minor": 0, "expected_levy_minor": 0}


def _declared(day: date) -> Row:
    told = {"venue_id": "GG-V1", "declared_day": day, "currency": "GGM"}
    return told | {"turnover_minor": 400 * FEE, "fees_minor": FEE}


def _whole(venue: str, missing: int) -> Row:
    counts = {
        "orders": 900,
        "trades": 100,
        "missing": missing,
        "gaps": min(missing, 2),
        "first_sequence": 1,
        "last_sequence": 1_000 + missing,
    }
    return counts | {"venue_id": venue, "instrument": "BTC-GGM", "first_at": BEGINS, "last_at": ENDS}


def _filed(venue: str, duty: str, rows: int = 100) -> Row:
    times = dict.fromkeys(("first_known_at", "last_known_at", "last_at"), ENDS)
    return times | {"venue_id": venue, "duty": duty, "rows": rows, "silent_seconds": 60}


def _hours() -> Iterator[Row]:
    for hour in range(24):
        if hour == 5:
            continue
        means = {"middle_e8": MIDDLE, "spread_ppm": 600 + 20 * hour, "premium_ppm": 2_000 + 100 * hour}
        depth = {
            f"depth_{side}_{band}_e8": (3 if band == "near" else 7) * E8
            for side in ("bid", "ask")
            for band in ("near", "far")
        }
        counts = {"book_seconds": 3_600, "orders": 90, "cancels": 40, "trades": 30, "volume_e8": 12 * E8}
        at = BEGINS + timedelta(hours=hour)
        yield means | depth | counts | {"venue_id": "GG-V1", "instrument": "BTC-GGM", "starts_at": at, "slippage_buy_small_ppm": 400, "slippage_sell_small_ppm": 420}  # fmt: skip


def _sizes(day: date) -> Iterator[Row]:
    """Yield the statistics of one market of many trades, whose first digits moved on the last day, and of one of few."""
    now = {"basis": "venue_trades", "trades": 6_000, "drawn": 5_000, "is_used": 1}
    beside = {"error_e6": 900, "usual_e6": 3_000, "bound_e6": 6_000}
    digits = 21_000 if day == DAY else 4_000
    yield now | beside | {"statistic": "first_digits", "value_e6": digits, "p_value_ppm": 5_000}
    yield now | beside | {"statistic": "lognormal", "value_e6": 5_900, "p_value_ppm": 60_000}
    yield now | {"statistic": "round_sizes", "value_e6": 300_000, "error_e6": 6_500, "usual_e6": 270_000, "bound_e6": 60_000, "p_value_ppm": 550_000}  # fmt: skip
    yield now | {"statistic": "turnover_step", "drawn": 60, "value_e6": 1_850_000, "error_e6": 110_000, "usual_e6": 10**6, "step_day": BEFORE}  # fmt: skip
    yield now | {"statistic": "tail", "value_e6": 1_210_000, "error_e6": 77_000, "usual_e6": 1_400_000, "false_alarms_ppm": 70_000, "is_used": 0}  # fmt: skip
    few = now | {"venue_id": "GG-V2", "trades": 120, "drawn": 120}
    yield from (few | {"statistic": name} for name in ("first_digits", "lognormal", "round_sizes"))
    yield few | {"statistic": "tail", "is_used": 0}
    yield few | {"statistic": "turnover_step", "drawn": 9}


def _alerts() -> Iterator[Row]:
    alert = {
        "venue_id": "GG-V1",
        "instrument": "BTC-GGM",
        "ties": "[]",
        "compared_days": 30,
        "learning": 0,
        "p_value_ppm": 0,
    }
    ring = {
        "from_sequence": 17,
        "to_sequence": 40,
        "from_at": RING_AT,
        "to_at": RING_AT + timedelta(seconds=240),
    }
    yield alert | ring | {
        "alert_id": RING, "kind": "wash", "cluster": "A-17+1", "accounts": json.dumps(["A-17", "B-04"]), "accounts_count": 2,
        "trades": 12, "volume_e8": 12 * E8, "net_e8": 0, "share_ppm": 16_000, "expected": 300_000, "log10_p_milli": 6_100,
        "method": "matching", "details": json.dumps({"meetings": 12, "hours": 1}),
    }  # fmt: skip
    shown = {
        "from_sequence": 41,
        "to_sequence": 52,
        "from_at": SHOWN_AT,
        "to_at": SHOWN_AT + timedelta(seconds=154),
    }
    yield alert | shown | {
        "alert_id": SHOWER, "kind": "spoofing", "cluster": "C-09+1", "accounts": json.dumps(["C-09"]), "accounts_count": 1,
        "trades": 3, "orders": 6, "volume_e8": 2 * E8, "net_e8": 2 * E8, "share_ppm": 2_000, "expected": 1_000_000, "log10_p_milli": 3_200,
        "method": "sides", "details": json.dumps({"moments_other_side": 5, "moments_same_side": 0, "large_shows": 6}),
    }  # fmt: skip
    yield alert | ring | {
        "alert_id": TRIAL, "kind": "marking_close", "cluster": "K+1", "accounts": json.dumps(["K"]), "accounts_count": 1, "learning": 1,
        "venue_id": "GG-V2", "compared_days": 3, "trades": 9, "volume_e8": E8, "net_e8": E8, "share_ppm": 400_000, "move_ppm": 9_000,
        "log10_p_milli": 2_100, "method": "concentration", "details": "{}", "expected": 0,
    }  # fmt: skip


def lake_frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Give what a row does not say an ordinary value; what may be empty stays empty."""
    ordinary = {
        "day": DAY,
        "venue_id": "GG-V1",
        "instrument": "BTC-GGM",
        "delivery": "d",
        "row_number": 1,
        "known_at": ENDS,
        "revision": 0,
    }
    columns = {column.name: column for column in TABLES[table].columns}
    schema = TABLES[table].polars_schema()
    whole = [
        {
            name: row.get(
                name, ordinary.get(name, None if column.nullable or not schema[name].is_integer() else 0)
            )
            for name, column in columns.items()
        }
        for row in rows
    ]
    return pl.DataFrame(whole, schema=schema, orient="row")
