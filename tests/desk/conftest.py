"""Officers and small registers for the desk's tests."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from terezi.desk.findings.terms import Found
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.tables import REFERENCES

AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
DAY = date(2026, 3, 10)
PASSWORD = "balance-and-two-pans"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nobody_counted_yet() -> None:
    cache.clear()


@pytest.fixture
def officer(db: None) -> Callable[..., Officer]:
    def make(role: Role = Role.ENERGY_INSPECTOR, username: str | None = None) -> Officer:
        name = username or role.value
        return Officer.objects.create(
            username=name, name=name.title(), role=role, appointed_at=AT, password=make_password(PASSWORD)
        )

    return make


@pytest.fixture
def signed_in(officer: Callable[..., Officer]) -> Callable[..., Client]:
    def make(role: Role = Role.ENERGY_INSPECTOR) -> Client:
        client = Client()
        client.force_login(officer(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


def a_finding(**changes: Any) -> Found:
    told: dict[str, Any] = {
        "indicator": "REC-01",
        "indicator_version": "1",
        "title": "Meter above machines",
        "family": "reconciliation",
        "severity": "serious",
        "subject": "GG-S-001",
        "subject_kind": "site",
        "law_country": "GG",
        "law_version": "0123abcd",
        "article": "Mining Rules, art. 7",
        "article_in_force_from": date(2026, 1, 1),
        "measured": 456_000_000,
        "allowed": 371_000_000,
        "unit": "Wh",
        "gap_wh": 85_000_000,
        "confidence_ppm": 900_000,
        "money_minor": 670_000,
        "levy_minor": 12_000,
        "currency": "GGM",
        "sentence": "The meter shows {metered_mwh} MWh, the machines explain {explained_mwh}",
        "values": {"metered_mwh": 456, "explained_mwh": 371},
        "hypotheses": (
            {"code": "undeclared", "weight_ppm": 600_000, "for": ("coins agree",), "against": []},
        ),
        "clears": ("Serial list",),
    }
    return Found(**told | changes)


SITE: dict[str, Any] = {
    "site_id": "GG-S-001",
    "name": "Günbatar Hash, Balkan",
    "licence_number": "GG-MIN-000001",
    "status": "licensed",
    "actor_class": "industrial",
    "region": "Balkan",
    "feeder_id": "Balkan-1",
    "licensed_w": 20_000_000,
    "pue_ppm": 1_080_000,
    "evidence_grade": "submetered",
    "asset": "BTC",
    "scheme": "FPPS",
    "pool_id": "pool-a",
    "pool_share_ppm": 120_000,
    "tariff_minor_per_mwh": 4_500,
    "power_source": "grid",
    "valid_from": date(2025, 6, 1),
    "valid_until": None,
}
MACHINE: dict[str, Any] = {
    "site_id": "GG-S-001",
    "batch_id": "B-1",
    "model": "Antminer S21",
    "machines": 100,
    "hash_rate_ghs": 200_000,
    "power_w": 3_500,
    "valid_from": date(2025, 6, 1),
    "valid_until": None,
}
METER: dict[str, Any] = {
    "meter_id": "M-1",
    "kind": "site",
    "subject_id": "GG-S-001",
    "feeder_id": "Balkan-1",
    "source_rank": 1,
    "interval_seconds": 900,
    "customer_class": "mining",
    "valid_from": date(2025, 6, 1),
    "valid_until": None,
}
WALLET: dict[str, Any] = {
    "address": "bc1qgunbatar",
    "site_id": "GG-S-001",
    "valid_from": date(2025, 6, 1),
    "valid_until": None,
}
POOL: dict[str, Any] = {
    "pool_id": "pool-a",
    "name": "Pool A",
    "accredited": True,
    "valid_from": date(2025, 1, 1),
    "valid_until": None,
}
VENUE: dict[str, Any] = {
    "venue_id": "GG-V1",
    "name": "Altyn Bazar",
    "licence_number": "GG-EXC-000001",
    "status": "licensed",
    "actor_class": "exchange",
    "assets": "BTC ETH",
    "valid_from": date(2025, 6, 1),
    "valid_until": None,
}
VENUE_FEE: dict[str, Any] = {
    "venue_id": "GG-V1",
    "instrument": "*",
    "maker_ppm": -100,
    "taker_ppm": 1_000,
    "minimum_e8": 0,
    "valid_from": date(2025, 6, 1),
    "valid_until": None,
}
MARKET_MAKER: dict[str, Any] = {
    "venue_id": "GG-V1",
    "account_id": "A-7",
    "instrument": "BTC-GGM",
    "valid_from": date(2025, 6, 1),
    "valid_until": None,
}
RESERVE_ADDRESS: dict[str, Any] = {
    "venue_id": "GG-V1",
    "asset": "BTC",
    "address": "bc1qreserve",
    "storage": "cold",
    "valid_from": date(2025, 6, 1),
    "valid_until": None,
}
TABLES = {table.name: table for table in REFERENCES}


def frame(table: str, *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=TABLES[table].polars_schema())


def register() -> dict[str, pl.DataFrame]:
    return {
        "ref_sites": frame("ref_sites", SITE),
        "ref_machines": frame("ref_machines", MACHINE),
        "ref_meters": frame("ref_meters", METER),
        "ref_wallets": frame("ref_wallets", WALLET),
        "ref_pools": frame("ref_pools", POOL),
    }


def venues() -> dict[str, pl.DataFrame]:
    return {
        "ref_venues": frame("ref_venues", VENUE),
        "ref_venue_fees": frame("ref_venue_fees", VENUE_FEE),
        "ref_market_makers": frame("ref_market_makers", MARKET_MAKER),
        "ref_reserve_addresses": frame("ref_reserve_addresses", RESERVE_ADDRESS),
    }
