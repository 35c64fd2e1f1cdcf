"""A small country for the tests of the screens: readings held in memory, findings on the record."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from django.core.management import call_command

from terezi.base.periods import Period
from terezi.desk.findings import actions, readings
from terezi.desk.findings.homes import DEMO_PASSWORD
from terezi.desk.findings.readings import empty, valid_on
from terezi.desk.findings.terms import Found
from terezi.desk.people.actions import appoint_demo_officers, enrol_demo_applicants
from terezi.evidence.facts.home import SETTINGS, Home
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.numerics.explanations import HYPOTHESES
from terezi.evidence.numerics.hypotheses import Explanation
from terezi.evidence.numerics.purchase_prices import with_purchase_price
from terezi.evidence.numerics.reasons import reasons
from terezi.law.book import law_on

DAY = date(2026, 3, 10)
COUNTRY = "GG"
AT = datetime(2026, 3, 11, 3, 30, tzinfo=UTC)
END = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)  # midnight in Garagum
NAMES = (
    "Günbatar Hash, Balkan", "Lebap Solo LLC", "Общество с ограниченной ответственностью «Каракумские вычисления — Северный машинный зал»",
    "گلگت بلتستان آبی توانائی اور حسابی مرکز (نجی) لمیٹڈ", "Mary Energiýa Dolandyryş we Hasaplaýyş Hususy Kärhanasy",
    "Qoraqum Hisoblash Markazi MChJ", "Balkan Gaz Hash",
)  # fmt: skip
REGIONS = ("Balkan", "Lebap", "Mary", "Ahal", "Dashoguz", "Arkadag")
MWH = 10**6


def _frame(table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    schema = TABLES[table].polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


@dataclass
class Country:
    """Readings of an invented country; every frame can be replaced by a test."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)

    def _of(self, table: str, period: Period, site_id: str | None = None) -> pl.DataFrame:
        frame = self.frames.get(table, empty(table))
        within = pl.col("day").is_between(period.starts_on, period.ends_before, closed="left")
        found = frame.filter(within)
        return found if site_id is None else found.filter(pl.col("site_id") == site_id)

    def latest_day(self) -> date | None:
        days = self.frames.get("site_days", empty("site_days"))["day"]
        return days.max() if len(days) else None  # type: ignore[return-value]

    def weighed_days(self) -> tuple[date, ...]:
        return tuple(sorted(self.frames.get("weighings", empty("weighings"))["day"].unique().to_list()))

    def sites(self, day: date) -> pl.DataFrame:
        standing = valid_on(self.frames.get("ref_sites", empty("ref_sites")), day)
        return with_purchase_price(standing, empty("levy_declarations"), day)

    def venues(self, day: date) -> pl.DataFrame:
        return valid_on(self.frames.get("ref_venues", empty("ref_venues")), day)

    def machines(self, site_id: str, day: date) -> pl.DataFrame:
        frame = self.frames.get("ref_machines", empty("ref_machines"))
        return valid_on(frame.filter(pl.col("site_id") == site_id), day)

    def site_days(self, period: Period, site_id: str | None = None) -> pl.DataFrame:
        return self._of("site_days", period, site_id)

    def weighings(self, period: Period, site_id: str | None = None) -> pl.DataFrame:
        return self._of("weighings", period, site_id)

    def curtailments(self, site_id: str, period: Period) -> pl.DataFrame:
        return self._of("curtailment_orders", period, site_id)

    def network(self, day: date) -> pl.DataFrame:
        return self._of("network_days", Period(day, day + timedelta(days=1)))

    def snapshot(self) -> str:
        return "meter_readings=12,pool_reports=9,site_days=31,weighings=31"


def country(*, sites: int = 43, days: int = 30) -> Country:
    """Build `sites` sites over `days` days; the first has a gap, some are stale, absent or idle."""
    codes = [f"GG-S-{number:05d}" for number in range(1, sites + 1)]
    return Country(
        {
            "ref_sites": _frame("ref_sites", [_site(number, code) for number, code in enumerate(codes)]),
            "ref_machines": _frame("ref_machines", [_batch(code, model) for code in codes[:50] for model in (0, 1)]),
            "site_days": _frame("site_days", [
                row for number, code in enumerate(codes) for row in _site_days(number, code, days)
            ]),
            "weighings": _frame("weighings", [
                row for number, code in enumerate(codes[:50]) for row in _weighings(number, code, days)
            ]),
            "curtailment_orders": _frame("curtailment_orders", [_order(codes[0], DAY - timedelta(days=ago)) for ago in (12, 11)]),
            "network_days": _frame("network_days", [
                {"day": DAY, "asset": "BTC", "starts_at": END - timedelta(days=1), "seconds": 86400, "difficulty": 15 * 10**13,
                 "subsidy_satoshi": 312500000, "price_usd_cents": 9_000_000, "delivery": "x", "row_number": 1, "known_at": AT, "revision": 0}
            ]),
        }
    )  # fmt: skip


def _site(number: int, code: str) -> dict[str, Any]:
    name = NAMES[number] if number < len(NAMES) else f"{REGIONS[number % 6]} Hash {number}"
    return {
        "site_id": code, "name": name, "licence_number": f"GG-MIN-{number + 1:06d}", "status": "licensed",
        "actor_class": "industrial", "region": REGIONS[number % 6], "feeder_id": f"F-{number % 18:02d}",
        "licensed_w": (20 + number % 7) * 10**6, "pue_ppm": 1_060_000, "evidence_grade": "submetered", "asset": "BTC",
        "scheme": "FPPS", "pool_id": "altyn-pool", "pool_share_ppm": 20_000, "tariff_minor_per_mwh": 14_500,
        "power_source": "grid", "valid_from": date(2025, 6, 1), "valid_until": None,
    }  # fmt: skip


def _batch(code: str, model: int) -> dict[str, Any]:
    return {
        "site_id": code, "batch_id": f"B{model}", "model": ("Antminer S21", "Whatsminer M60S")[model], "machines": 2400,
        "hash_rate_ghs": 200_000, "power_w": 3_500, "valid_from": date(2025, 6, 1), "valid_until": None,
    }  # fmt: skip


def _is_silent(number: int, ago: int) -> bool:
    return (number in {8, 9} and ago < 2) or number == 10 or (number == 0 and ago in {20, 21})


def _energy(number: int, ago: int) -> int:
    curtailed = 0.5 if number == 0 and ago in {11, 12} else 1.0
    return int((440 + 12 * math.sin(ago / 3 + number)) * MWH * curtailed)


def _gap_share(number: int, ago: int) -> float:
    return {0: 0.186 if ago < 17 else 0.0, 1: -0.11, 2: 0.07, 4: 0.05}.get(number, 0.0)


def _site_days(number: int, code: str, days: int) -> list[dict[str, Any]]:
    rows = []
    for ago in range(days):
        end = END - timedelta(days=ago)
        metered = 0 if number == 11 and ago == 0 else _energy(number, ago)
        silent = _is_silent(number, ago)
        rows.append({
            "day": DAY - timedelta(days=ago), "site_id": code, "metered_wh": None if silent else metered,
            "metered_seconds": 0 if silent else 86_400, "metered_rank": None if silent else 1,
            "metered_until": None if silent else end, "machine_gigahashes": 10**15, "machine_watt_seconds": 10**12,
            "machine_seconds": 4800 * 86_400, "machines_until": end, "accepted_gigahashes": 10**15,
            "earned_satoshi": 40_200_000, "pool_seconds": 86_400, "fee_ppm": 15_000, "rejected_ppm": 4_000,
            "registered_machines": 4800, "registered_ghs": 960_000_000, "registered_w": 16_800_000,
        })  # fmt: skip
    return rows


def _weighings(number: int, code: str, days: int) -> list[dict[str, Any]]:
    rows = []
    for ago in range(days):
        energy, silent = _energy(number, ago), _is_silent(number, ago)
        explained = int(energy / (1 + _gap_share(number, ago)))
        coins = int(explained * (1 + 0.012 * math.sin(ago * 1.7)))
        for window in (1, 7, 30) if ago == 0 else (1,):
            pairs = {"machines/coins": (explained, coins)}
            if not silent:
                pairs |= {"meter/machines": (energy, explained), "meter/coins": (energy, coins)}
            for pair, (observed, expected) in pairs.items():
                rows.append({
                    "day": DAY - timedelta(days=ago), "site_id": code, "window_days": window, "pair": pair,
                    "observed_wh": observed * window, "expected_wh": expected * window, "days_covered": window,
                    "sigma": 0.021, "z": math.log(observed / expected) / 0.021, "p_value": 1e-6, "q_value": 2e-5, "cusum": 9.1,
                    "least_share_ppm": 48_000,
                })  # fmt: skip
    return rows


def _order(code: str, day: date) -> dict[str, Any]:
    return {"day": day, "order_id": f"O-{day}", "site_id": code, "starts_at": END, "ends_at": AT, "limit_w": 9 * 10**6,
            "delivery": "x", "row_number": 1, "known_at": AT, "revision": 0}  # fmt: skip


WEIGHTS_PPM = {"undeclared_load": 713_000, "payouts_elsewhere": 164_000, "register_wrong": 88_000,
               "false_telemetry": 31_000, "luck": 4_000, "unmetered_energy": 0}  # fmt: skip
GAPS = np.array([0.206, 0.201, -0.005])  # ln: meter/machines, meter/coins, machines/coins
EXPLANATIONS = tuple(
    Explanation(each.code, each.title, WEIGHTS_PPM[each.code], *reasons(each.code, GAPS / 0.021, GAPS), each.tells_apart).as_json()
    for each in HYPOTHESES
)  # fmt: skip


def found(subject: str, code: str, *, day: date = DAY, **told: Any) -> Found:
    law, about = law_on(COUNTRY, day), catalogue()[code]
    measured, allowed = told.get("measured", 456 * MWH), told.get("allowed", 371 * MWH)
    weighed = {
        "window_days": 1,
        "observed_wh": measured,
        "expected_wh": allowed,
        "gap_ppm": 186_000,
        "sigma_ppm": 21_000,
    }
    told["values"] = {"measured": measured, "allowed": allowed, **told.get("values", weighed)}
    standard: dict[str, Any] = {
        "indicator": code, "indicator_version": "1", "title": about.title, "family": about.family,
        "severity": about.severity.value, "subject": subject, "subject_kind": about.subject_kind, "law_country": COUNTRY, "law_version": law.version,
        "article": law.power.metering_tolerance.source, "article_in_force_from": law.power.metering_tolerance.in_force_from,
        "measured": 456 * MWH, "allowed": 371 * MWH, "unit": "Wh", "gap_wh": 85 * MWH, "confidence_ppm": 994_000,
        "money_minor": 67_400_00, "levy_minor": 34_000_00, "currency": "GGM",
        "sentence": about.sentence, "hypotheses": EXPLANATIONS if about.code.startswith("REC") else (), "clears": about.clears,
    }  # fmt: skip
    return Found(**{**standard, **told})


def leads() -> list[Found]:
    """Findings of seven subjects, of several kinds."""
    return [
        found("GG-S-00001", "REC-01"),
        found("GG-S-00001", "REC-03", money_minor=61_000_00, confidence_ppm=981_000),
        found("GG-S-00002", "REC-04", measured=391 * MWH, allowed=440 * MWH, gap_wh=-49 * MWH, money_minor=39_200_00, confidence_ppm=961_000),
        found("GG-S-00003", "PWR-01", measured=23_400_000, allowed=22_000_000, unit="W", gap_wh=14 * MWH, values={"hours": 9},
              money_minor=8_300_00, confidence_ppm=999_000),
        found("GG-S-00004", "PAY-01", measured=120_000_000, allowed=0, unit="satoshi", gap_wh=0, values={"payments": 1, "addresses": 1},
              money_minor=None, levy_minor=None, confidence_ppm=1_000_000, severity="grave"),
        found("GG-S-00005", "CUR-01", measured=14_800_000, allowed=9_000_000, unit="W", gap_wh=11 * MWH, values={"reported_w": 8_900_000},
              money_minor=5_100_00, confidence_ppm=990_000),
        found("GG-S-00009", "MTR-01", measured=172_800, allowed=43_200, unit="s", gap_wh=0, values={},
              money_minor=None, levy_minor=None, confidence_ppm=1_000_000),
        found("C-77120", "HSE-01", measured=6_900_000, allowed=6_000_000, unit="Wh", gap_wh=900_000, values={"days": 30},
              money_minor=None, levy_minor=None, confidence_ppm=1_000_000),
    ]  # fmt: skip


RAN = ("REC-01", "REC-03", "REC-04", "PWR-01", "PAY-01", "CUR-01", "MTR-01", "HSE-01")


def put_on_record() -> None:
    """Receive the leads of the day, and a little less of them for the two days before."""
    for ago in (2, 1, 0):
        day = DAY - timedelta(days=ago)
        told = leads()
        kept = (
            told
            if ago == 0
            else [told[0], *told[3:5], found("GG-S-00007", "REC-01", day=day, money_minor=2_000_00)]
        )
        actions.receive(
            day=day,
            ran=RAN,
            found=kept,
            lake_snapshot="site_days=31,weighings=31",
            by="tests",
            at=AT - timedelta(days=ago),
        )


PASSWORD = "garagum-demo-2026"


def put_behind_the_pages(home: Path, built: Country) -> Callable[[], None]:
    """Let the pages read `built` as the lake of a demo home; answers how to undo it."""
    before = readings.readings
    (home / DEMO_PASSWORD).write_text(PASSWORD)
    readings.readings = lambda: readings.Remembered(built)
    Home.create(home, country=COUNTRY)

    def undo() -> None:
        readings.readings = before
        (home / SETTINGS).unlink()

    return undo


def fill_record() -> None:
    """Appoint officers and put the findings on the record."""
    appoint_demo_officers(password=PASSWORD, by="tests", at=datetime(2026, 3, 1, tzinfo=UTC))
    enrol_demo_applicants(password=PASSWORD, at=datetime(2026, 3, 1, tzinfo=UTC))
    put_on_record()


def fill_home(home: Path) -> None:
    """Make a home whose pages show the sample country."""
    if not (home / "record.sqlite3").exists():
        call_command("migrate", verbosity=0)
    put_behind_the_pages(home, country())
    fill_record()
