"""A lake of a few rows: what a test does not say gets an ordinary value."""

from datetime import UTC, date, datetime, timedelta

import ibis
import polars as pl
import pytest

from terezi.base.periods import Period
from terezi.evidence.facts.tables import TABLES
from terezi.jobs.look import leads_of
from terezi.law.book import law_on

DAY = date(2026, 2, 10)
MIDNIGHT = datetime(2026, 2, 9, 19, tzinfo=UTC)
ORDINARY = {
    "day": DAY, "site_id": "S1", "meter_id": "M1", "machine_id": "C1", "pool_id": "P1", "read_at": MIDNIGHT,
    "interval_seconds": 3_600, "energy_wh": 0, "quality": "measured", "source_rank": 1, "flags": 0,
    "machines": 1, "hash_rate_ghs": 0, "power_w": 0, "starts_at": MIDNIGHT, "seconds": 86_400, "asset": "BTC",
    "scheme": "FPPS", "rejected_ppm": 0, "fee_ppm": 0, "earned_satoshi": 0, "payout_id": "T1", "paid_at": MIDNIGHT,
    "address": "A1", "amount_satoshi": 0, "currency": "GGM", "order_id": "O1", "limit_w": 0,
    "ends_at": MIDNIGHT + timedelta(hours=4), "delivery": "d", "row_number": 1, "known_at": MIDNIGHT, "revision": 0,
    "name": "One", "licence_number": "L1", "status": "licensed", "actor_class": "industrial", "region": "R",
    "feeder_id": "F1", "licensed_w": 10_000_000, "pue_ppm": 1_000_000, "evidence_grade": "sampled",
    "pool_share_ppm": 100_000, "power_source": "grid", "valid_from": date(2025, 1, 1), "kind": "site",
    "subject_id": "S1", "customer_class": "mining", "accredited": True, "batch_id": "B1", "model": "S21",
    "metered_seconds": 86_400, "machine_seconds": 86_400, "pool_seconds": 86_400, "registered_machines": 1,
    "registered_ghs": 1, "registered_w": 1, "window_days": 30, "pair": "meter/machines", "observed_wh": 0,
    "expected_wh": 0, "days_covered": 30, "sigma": 0.02, "z": 0.0, "p_value": 1.0, "q_value": 1.0, "cusum": 0.0,
    "period_from": date(2026, 1, 1), "period_until": date(2026, 2, 1), "declared_wh": 0, "declared_levy_minor": 0,
}  # fmt: skip


class TinyLake:
    """The reading side of a lake over rows given one by one."""

    def __init__(self):
        self.rows = {name: [] for name in TABLES}

    def tell(self, table, **said):
        names = TABLES[table].names
        self.rows[table].append({name: said.get(name, ORDINARY.get(name)) for name in names})

    def table(self, name):
        return ibis.memtable(pl.DataFrame(self.rows[name], schema=TABLES[name].polars_schema(), orient="row"))

    def on(self, name, day):
        return self.within(name, Period(day, day + timedelta(days=1)))

    def within(self, name, period):
        rows = self.table(name)
        return rows.filter(rows.day >= period.starts_on, rows.day < period.ends_before)

    def days(self, name):
        return sorted({row["day"] for row in self.rows[name]})

    def memory(self, frame):
        return ibis.memtable(frame)

    def collect(self, expression):
        return pl.DataFrame(ibis.duckdb.connect().to_pyarrow(expression))


@pytest.fixture
def lake():
    told = TinyLake()
    told.tell("ref_sites")
    told.tell("ref_meters")
    return told


@pytest.fixture
def found():
    """Answer an indicator's leads under Garagum's law of a day, as (subject, measured, allowed)."""

    def find(indicator, lake, day=DAY):
        return [
            (lead.subject, lead.measured, lead.allowed)
            for lead in leads_of(indicator, lake=lake, law=law_on("GG", day))
        ]

    return find
