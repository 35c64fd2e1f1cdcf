"""Which hours of a plan price the energy of a bill, reckoned straight from a lake."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from terezi.base.periods import Period
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.power_plans.versions import keep_version
from terezi.jobs.bill_month import site_bills
from terezi.law.book import law_on
from terezi.law.tariffs import Tariffs
from terezi.law.term import Blank, Status
from tests.desk.conftest import METER, SITE, frame
from tests.evidence.powered import load

MONTH = Period(date(2026, 2, 1), date(2026, 3, 1))
DAY = date(2026, 2, 24)
MIDNIGHT = datetime(2026, 2, 23, 19, tzinfo=UTC)  # in Ashgabat
BEGINS = datetime(2026, 1, 31, 19, tzinfo=UTC)
HOUR = timedelta(hours=1)
MW = 1_000_000
GIVEN_W = 600_000


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A home in which S1 draws 1 MW in every hour of February but those of the 26th, of which nothing is told."""
    folder = tmp_path_factory.mktemp("allocated")
    home = Home.create(folder / "home", country="GG")
    lake = Lake.open(home)
    lake.publish("ref_sites", frame("ref_sites", SITE | {"licensed_w": MW}))
    lake.publish("ref_meters", frame("ref_meters", METER))
    hours = [BEGINS + HOUR * n for n in range(28 * 24) if not 25 * 24 <= n < 26 * 24]
    load(home, folder, "readings", [
        {"meter_id": METER["meter_id"], "read_at": at, "interval_seconds": 3_600, "energy_wh": MW, "quality": "measured", "source_rank": 1}
        for at in hours
    ])  # fmt: skip
    return home


def plan(home, day=DAY, *, sha256="a", **changed):
    """Keep a plan of a day: 0.6 MW in every hour, at 90 and so many hundredths as the hour has."""
    midnight = MIDNIGHT + (day - DAY)
    rows = [
        {
            "day": day, "site_id": SITE["site_id"], "region": SITE["region"], "starts_at": midnight + HOUR * n, "asked_w": MW,
            "allocated_w": GIVEN_W, "price_minor_per_mwh": 9_000 + n, "firm": True, "rule": "uniform", "why": "in_full",
            "bid_day": day, "planned_on": day - timedelta(days=1), **changed,
        }
        for n in range(24)
    ]  # fmt: skip
    keep_version(
        Lake.open(home), day, sha256, pl.DataFrame(rows, schema=TABLES["allocations"].polars_schema())
    )


def bill(home, *, at=MIDNIGHT - 9 * HOUR, is_firm=True, sha256="a", day=DAY):
    """Let two officers have signed a plan, and reckon the month."""
    lake = Lake.open(home)
    signed = pl.DataFrame(
        [(day, 1, sha256, is_firm, at)], schema=TABLES["ref_power_plans"].polars_schema(), orient="row"
    )
    lake.publish("ref_power_plans", signed)
    (one,) = site_bills(lake, "GG", MONTH)
    return one.charged


def wh(charged, kind, code=""):
    return sum(line.wh for line in charged.lines if line.kind == kind and line.code.startswith(code))


def test_what_the_law_adds_to_energy_falls_on_allocated_energy_where_it_says_so(told):
    plan(told)
    charged = bill(told)
    taxed = sum(line.amount_minor for line in charged.lines if line.kind not in {"tax", "levy"})
    (line,) = [line for line in charged.lines if line.kind == "allocation"]

    assert (line.wh, line.amount_minor) == (24 * GIVEN_W, 129_766)  # 0.6 MWh at 24 x 90.00 and 2.76, by hand
    assert wh(charged, "energy") == 672 * MW - 24 * GIVEN_W
    assert wh(charged, "surcharge", "network") == 672 * MW  # every kilowatt-hour goes over the network
    assert (
        wh(charged, "surcharge", "winter") == 120 * MW - 5 * GIVEN_W
    )  # a share of the tariff, not of the allocation
    assert [line.base_minor for line in charged.lines if line.kind == "tax"] == [taxed]
    assert wh(charged, "take_or_pay") == 0


def test_what_was_signed_counts_and_not_what_was_planned_later(told):
    plan(told)
    plan(told, sha256="b", allocated_w=100_000)

    assert wh(bill(told), "allocation") == 24 * GIVEN_W


@pytest.mark.parametrize(("is_firm", "sha256"), [(False, "a"), (True, "c")])
def test_a_plan_that_is_only_expected_or_whose_rows_nobody_signed_prices_nothing(told, is_firm, sha256):
    plan(told)

    assert wh(bill(told, is_firm=is_firm, sha256=sha256), "allocation") == 0


def test_a_plan_signed_in_the_middle_of_its_day_counts_from_the_next_hour(told):
    plan(told)

    assert wh(bill(told, at=MIDNIGHT + 10 * HOUR + timedelta(minutes=1)), "allocation") == 13 * GIVEN_W


def test_a_fair_share_has_no_price_of_its_own(told):
    plan(told, rule="fair_share")

    assert wh(bill(told), "allocation") == 0


def test_energy_that_is_estimated_is_paid_at_the_tariff(told):
    silent = DAY + timedelta(days=2)
    plan(told, silent)

    assert wh(bill(told, day=silent, at=MIDNIGHT), "allocation") == 0


def test_where_nobody_knows_what_allocated_energy_costs_the_tariff_is_charged_and_the_bill_says_so(
    told, monkeypatch
):
    plan(told)
    term = law_on("GG", MONTH.starts_on).tariffs.allocated_energy
    unknown = replace(term, stated=Blank.UNKNOWN, status=Status.UNKNOWN)
    monkeypatch.setattr(Tariffs, "allocated_energy", property(lambda self: unknown), raising=False)
    charged = bill(told)

    assert (wh(charged, "allocation"), wh(charged, "energy"), charged.unknown) == (0, 672 * MW, ())
    assert "Price of energy drawn within an allocation" in charged.remarks[0]


def test_of_two_orders_at_once_the_lower_limit_takes_back_what_lies_above_it(told, tmp_path):
    plan(told)
    at = MIDNIGHT + 8.5 * HOUR
    load(told, tmp_path, "orders", [
        {"order_id": f"O{n}", "site_id": SITE["site_id"], "starts_at": at, "ends_at": at + HOUR, "limit_w": limit}
        for n, limit in enumerate((200_000, 300_000))
    ])  # fmt: skip

    # half an hour of each of two hours is held to 0.2 MW
    assert wh(bill(told), "allocation") == 24 * GIVEN_W - 400_000
