"""Simulated markets of a day, the policy they are looked at under, and an engine over rows in memory."""

from datetime import UTC, date, datetime, timedelta

import ibis
import polars as pl
import pytest

from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.abuse.policy import Policy

DAY = date(2026, 2, 10)
MIDNIGHT = datetime(2026, 2, 10, tzinfo=UTC)
POLICY = Policy(
    false_alarm_share=0.01, learning_days=14, makers_spared=True, wash_least_share=0.005, spoof_cancel_seconds=5,
    spoof_size_times=5.0, close_window_minutes=10, pump_window_minutes=240, listing_window_hours=72,
)  # fmt: skip


class Memory:
    """The part of a lake that detectors ask for."""

    def __init__(self):
        self.engine = ibis.duckdb.connect()

    def memory(self, frame):
        return ibis.memtable(frame)

    def collect(self, expression):
        return pl.DataFrame(self.engine.to_pyarrow(expression))


@pytest.fixture(scope="session")
def lake():
    return Memory()


def told(table, rows):
    """Return rows of a table with ordinary values where nothing is said."""
    ordinary = {
        "day": DAY, "venue_id": "V1", "instrument": "BTC-GGM", "known_at": MIDNIGHT, "delivery": "d", "row_number": 1, "revision": 0,
        "buyer_fee_e8": 0, "seller_fee_e8": 0, "aggressor": "buy", "price_e8": 10**11, "quantity_e8": 10**6, "event": "add",
        "side": "buy", "client_class": "retail", "kyc": "complete", "told_at": MIDNIGHT,
    }  # fmt: skip
    schema = TABLES[table].polars_schema()
    return pl.DataFrame(
        [{name: row.get(name, ordinary.get(name)) for name in schema} for row in rows],
        schema=schema,
        orient="row",
    )


def trade(number, buyer, seller, *, at=None, **said):
    return {
        "trade_id": f"t{number}", "sequence": number, "traded_at": at or MIDNIGHT + timedelta(seconds=number),
        "buy_order_id": f"b{number}", "sell_order_id": f"s{number}", "buyer_account_id": buyer, "seller_account_id": seller, **said,
    }  # fmt: skip


NOBODY = pl.DataFrame(schema={"venue_id": pl.String, "account_id": pl.String, "instrument": pl.String})
