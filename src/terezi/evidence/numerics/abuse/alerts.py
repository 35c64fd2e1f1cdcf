"""What a detector answers: one group of accounts, what it did, and how rarely chance does the same."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import numpy as np
import polars as pl

from terezi.base.units import PPM
from terezi.evidence.facts.tables import VENUE_ALERTS

MOST_ACCOUNTS = 50
"""Accounts written out in one alert; a group that is larger is told with its largest."""


class Kind(StrEnum):
    """The patterns looked for."""

    SELF_TRADE = "self_trade"
    WASH = "wash"
    SPOOFING = "spoofing"
    LAYERING = "layering"
    MARKING_CLOSE = "marking_close"
    PUMP = "pump_and_dump"
    LISTING = "ahead_of_listing"


class Method(StrEnum):
    """What the pattern was compared with."""

    MATCHING = "matching"
    SIDES = "sides"
    CONCENTRATION = "concentration"
    CONFORMAL = "conformal"


@dataclass(frozen=True)
class Span:
    """Where to replay: sequence and time of the first and the last event."""

    from_sequence: int
    to_sequence: int
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True)
class Alert:
    """One group of accounts at one venue; `log10_p` is minus the decimal logarithm of the p-value, all groups counted in.

    Quantities are 1e-8 base, `expected` is a count, shares and moves are ppm; `details` hold further integers.
    """

    venue_id: str
    instrument: str
    kind: Kind
    accounts: tuple[str, ...]
    ties: tuple[str, ...]
    span: Span
    trades: int
    orders: int
    volume_e8: int
    net_e8: int
    share_ppm: int
    expected: float
    log10_p: float
    method: Method
    move_ppm: int = 0
    details: dict[str, int] = field(default_factory=dict)

    @property
    def cluster(self) -> str:
        """Name the group so that the same accounts have the same name on every day."""
        return f"{min(self.accounts)}+{_digest(*sorted(self.accounts))[:8]}"

    @property
    def p_value(self) -> float:
        return float(10.0 ** -max(0.0, self.log10_p))


def alert_rows(alerts: Iterable[Alert], *, day: date, compared_days: int, learning: bool) -> pl.DataFrame:
    """Return rows of VENUE_ALERTS, the rarest first; `learning` marks them as calibration."""
    ordered = sorted(alerts, key=lambda alert: (-alert.log10_p, alert.venue_id, alert.cluster))
    rows = [
        _row(alert, day) | {"compared_days": compared_days, "learning": int(learning)} for alert in ordered
    ]
    return pl.DataFrame(rows, schema=VENUE_ALERTS.polars_schema())


def _row(alert: Alert, day: date) -> dict[str, object]:
    told = {
        name: getattr(alert, name)
        for name in ("venue_id", "instrument", "cluster", "trades", "orders", "volume_e8", "net_e8", "share_ppm", "move_ppm")
    }  # fmt: skip
    return {
        **told,
        **vars(alert.span),
        "day": day,
        "kind": alert.kind.value,
        "method": alert.method.value,
        "alert_id": _digest(day.isoformat(), alert.venue_id, alert.instrument, alert.kind, *sorted(alert.accounts)),
        "accounts": json.dumps(list(alert.accounts[:MOST_ACCOUNTS])),
        "accounts_count": len(alert.accounts),
        "ties": json.dumps(list(alert.ties)),
        "expected": round(alert.expected * PPM),
        "log10_p_milli": round(float(np.clip(alert.log10_p, 0, 1e6)) * 1_000),
        "p_value_ppm": round(alert.p_value * PPM),
        "details": json.dumps(alert.details, sort_keys=True),
    }  # fmt: skip


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
