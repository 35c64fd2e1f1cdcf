"""The settlement day: the local day, in the country's settlement zone, in which an interval starts."""

from datetime import UTC, date, datetime, time, timedelta
from typing import overload
from zoneinfo import ZoneInfo

import polars as pl

TIME_OF = {
    "meter_readings": "read_at",
    "machine_telemetry": "read_at",
    "pool_reports": "starts_at",
    "pool_payouts": "paid_at",
    "network_days": "starts_at",
    "levy_declarations": "period_from",
    "curtailment_orders": "starts_at",
    "weather_hours": "starts_at",
    "generation_hours": "starts_at",
    "demand_hours": "starts_at",
    "export_hours": "starts_at",
    "power_bids": "bid_day",
    "venue_orders": "at",
    "venue_trades": "traded_at",
    "venue_balances": "as_at",
    "venue_fees": "declared_day",
    "venue_levy_receipts": "received_at",
    "venue_accounts": "told_at",
    "venue_transfers": "at",
    "venue_listings": "at",
    "venue_incidents": "began_at",
    "venue_levels": "at",
    "ticks": "traded_at",
}
"""The column of each fact table that its settlement day follows from."""


@overload
def settlement_day(instant: pl.Expr, zone: str) -> pl.Expr: ...
@overload
def settlement_day(instant: datetime, zone: str) -> date: ...
def settlement_day(instant: pl.Expr | datetime, zone: str) -> pl.Expr | date:
    """Return the local day of an instant; past changes of the zone and summer time are followed."""
    if isinstance(instant, datetime):
        return instant.astimezone(ZoneInfo(zone)).date()
    return instant.dt.convert_time_zone(zone).dt.date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the first instant of a settlement day and of the next, in UTC; 23, 24 or 25 hours apart."""
    return _begins(day, zone), _begins(day + timedelta(days=1), zone)


def _begins(day: date, zone: str) -> datetime:
    # A midnight that clocks skip is read with the offset before: that is the instant they were moved.
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
