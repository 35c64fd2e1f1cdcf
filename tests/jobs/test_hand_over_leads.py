"""What a day's screenings say comes to the record as leads, and the pages read the same lake."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from terezi.base.periods import days_up_to
from terezi.desk.visits import readings
from terezi.desk.visits.models import Lead
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.jobs.hand_over_leads import customer_leads, hand_over_leads
from terezi.jobs.mining_price import mining_price_minor_per_mwh
from terezi.law.book import law_on
from tests.journeys.load_sample import HOURS

DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 11, 4, 0, tzinfo=UTC)
LAW = law_on("GG", DAY)
LINE_PPM = int(LAW.detection.false_alarm_share.value * 1_000_000)


def frame(table, *rows):
    schema = TABLES[table].polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def screened(number, **changes):
    return {
        "meter_id": f"M{number}", "customer_id": f"C{number}", "model": "ab" * 32, "group": "household/Mary", "days": 28, "rule": 0,
        "score_ppm": -number, "p_value_ppm": 500_000, "probability_ppm": 900, "unexplained_w": 20, "unexplained_hours": 24,
        "expected_wh_per_month": 14_400, "money_minor": 115, "reason_1": "floor_w", "reason_1_value": 40, **changes,
    }  # fmt: skip


def balanced(subject, level="feeder", **changes):
    return {
        "level": level, "subject_id": subject, "feeder_id": "Mary-2", "window_days": 30, "days_covered": 30, "history_days": 60,
        "delivered_w": 4_000_000, "technical_loss_w": 120_000, "coverage_ppm": 990_000, "unexplained_w": 16_000, "low_w": 9_000,
        "high_w": 23_000, "p_ppm": 200, "changed_on": date(2026, 2, 14), "can_tell": "changes", **changes,
    }  # fmt: skip


def customer(number):
    return {
        "customer_id": f"C{number}",
        "region": "Mary",
        "place": "Bayramaly",
        "feeder_id": "Mary-2",
        "tariff_class": "household",
    }


def site(site_id, price):
    return {
        "site_id": site_id, "name": site_id, "licence_number": site_id, "status": "licensed", "actor_class": "industrial",
        "region": "Mary", "feeder_id": "Mary-2", "licensed_w": 1_000_000, "pue_ppm": 1_080_000, "evidence_grade": "sampled",
        "asset": "BTC", "scheme": "FPPS", "pool_id": "p", "pool_share_ppm": 1, "tariff_minor_per_mwh": price,
        "power_source": "grid", "valid_from": DAY - timedelta(days=30), "valid_until": None,
    }  # fmt: skip


@pytest.fixture
def home(tmp_path, settings, db):
    settings.TEREZI_HOME = tmp_path
    return Home.create(tmp_path, country="GG")


@pytest.fixture
def lake(home):
    lake = Lake.open(home)
    rows = [screened(number) for number in range(10, 70)]
    rows += [
        screened(1, p_value_ppm=LINE_PPM, unexplained_w=3_200, probability_ppm=870_000, expected_wh_per_month=2_300_000, money_minor=18_400),
        screened(2, p_value_ppm=LINE_PPM + 1, unexplained_w=3_200),
        screened(3, p_value_ppm=100, unexplained_w=299),
        screened(4, p_value_ppm=100, unexplained_w=5_000, customer_id=None),
    ]  # fmt: skip
    lake.replace_day("meter_screens", DAY, frame("meter_screens", *rows))
    lake.publish("ref_customers", frame("ref_customers", *map(customer, range(70))))
    # one price in every site's contract but one, who mines at night
    sites = (site("S1", 8_000), site("S2", 8_000), site("S3", 5_000), site("S4", None))
    lake.publish("ref_sites", frame("ref_sites", *sites))
    feeder = {"feeder_id": "Mary-2", "region": "Mary", "name": "Mary 2", "rated_w": 5_000_000}
    lake.publish("ref_feeders", frame("ref_feeders", feeder))
    parts = (
        balanced("Mary-2"),
        balanced("Mary-2/T1", "transformer", unexplained_w=9_999),
        balanced("Mary-2/T2", "transformer", low_w=-1),
        balanced("Mary-2/A", "phase"),
    )
    lake.replace_day("feeder_balances", DAY, frame("feeder_balances", *parts))
    return lake


def test_customers_above_the_line_and_worth_a_visit_come_and_a_sample_of_all_others(lake):
    found = list(customer_leads(lake, LAW))
    above = [one for one in found if one.is_above_line]
    sample = [one for one in found if not one.is_above_line]

    assert [(one.subject, one.region, one.customer_class) for one in above] == [("C1", "Mary", "household")]
    assert (
        len(sample) == LAW.detection.visits_per_week.value == round(62 * sample[0].sampled_ppm / 1e6 + 0.0001)
    )
    assert [one.subject for one in customer_leads(lake, LAW)] == [one.subject for one in found]


def test_a_lead_says_why_and_what_would_clear_it(lake):
    [lead] = [one for one in customer_leads(lake, LAW) if one.is_above_line]

    assert list(lead.reasons) == [{"code": "floor_w", "value": 40}]
    assert "activity_needs_steady_power" in lead.clears
    assert (lead.money_minor, lead.currency, lead.least_w) == (18_400, "GGM", 300)


def test_feeders_and_transformers_come_where_what_they_miss_is_worth_a_visit(lake):
    hand_over_leads(lake=lake, law=LAW, at=AT)

    found = Lead.objects.exclude(subject_kind="customer")
    assert [(one.subject_kind, one.subject, one.region) for one in found] == [("feeder", "Mary-2", "Mary")]
    # priced as the meters are, at the middle price of those who mine with a licence: 16 kW for 720 hours at 8000 minor units per MWh
    assert (found[0].expected_wh_per_month, found[0].money_minor) == (11_520_000, 92_160)


def test_no_price_is_told_before_anybody_holds_a_licence(lake):
    before = law_on("GG", DAY - timedelta(days=31))

    assert mining_price_minor_per_mwh(lake, LAW) == 8_000
    assert mining_price_minor_per_mwh(lake, before) is None


def test_handed_over_twice_nothing_changes(lake):
    first = hand_over_leads(lake=lake, law=LAW, at=AT)
    again = hand_over_leads(lake=lake, law=LAW, at=AT + timedelta(days=1))

    assert first.meters
    assert first.meters.new == 1 + LAW.detection.visits_per_week.value
    assert (again.meters and again.meters.anything, again.feeders and again.feeders.anything) == (
        False,
        False,
    )


def test_a_day_that_nobody_screened_hands_nothing_over(lake):
    other = law_on("GG", DAY - timedelta(days=1))

    assert hand_over_leads(lake=lake, law=other, at=AT).meters is None
    assert not Lead.objects.exists()


def test_the_pages_count_screened_meters_by_class_region_and_line(lake):
    told = readings.readings().screened_by_line(DAY, [1_000, LINE_PPM, 600_000], "")

    by_line = {row["line_ppm"]: row for row in told.iter_rows(named=True)}
    assert {line: row["meters"] for line, row in by_line.items()} == {1_000: 1, LINE_PPM: 1, 600_000: 61}
    assert by_line[LINE_PPM]["probability_ppm"] == 870_000
    assert by_line[LINE_PPM]["expected_wh"] == 2_300_000 * 87 // 100
    assert readings.readings().screened_by_line(DAY, [1_000], "Balkan").is_empty()


def test_the_pages_read_balances_flows_customers_and_hours(lake):
    day = {
        "level": "feeder", "subject_id": "Mary-2", "feeder_id": "Mary-2", "delivered_wh": 100, "registered_wh": 20, "other_wh": 60,
        "metered_wh": 80, "missing_wh": 5, "technical_loss_wh": 3, "residual_wh": 12, "sigma_wh": 1, "hours": 24, "coverage_ppm": 10**6,
    }  # fmt: skip
    lake.replace_day("feeder_days", DAY, frame("feeder_days", day))
    meters = [
        {"meter_id": f"M{n}", "kind": "customer", "subject_id": f"C{n}", "feeder_id": "Mary-2", "source_rank": 1, "interval_seconds": 3600,
         "customer_class": "household", "valid_from": date(2025, 1, 1)}
        for n in range(1, 4)
    ]  # fmt: skip
    lake.publish("ref_meters", frame("ref_meters", *meters))
    hours = [
        {"meter_id": f"M{n}", **dict.fromkeys(HOURS, 100 * n), **dict.fromkeys(
            ("covered_seconds", "total_wh", "hours_covered", "whole", "lowest_wh", "highest_wh", "zero_hours", "steps_wh",
             "steps_up_highest_wh", "steps_down_highest_wh"), 0)}
        for n in range(1, 4)
    ]  # fmt: skip
    lake.replace_day("meter_days", DAY, frame("meter_days", *hours))

    read, period = readings.readings(), days_up_to(DAY, days=28)
    assert (read.balanced_days(), read.screened_days()) == ([DAY], [DAY])
    assert read.balances(DAY)["subject_id"].to_list() == ["Mary-2", "Mary-2/A", "Mary-2/T1", "Mary-2/T2"]
    assert read.feeder_days("feeder", "Mary-2", period)["residual_wh"].to_list() == [12]
    [flow] = read.flow(period).to_dicts()
    assert (flow["delivered_wh"], flow["unexplained_wh"]) == (100, 12)
    told = read.customer("C1")
    assert told
    assert read.customer("nobody") is None
    assert read.meters_of("C1", DAY) == ["M1"]
    assert read.meter_days(["M1"], period)["h05_wh"].to_list() == [100]
    assert sorted(read.peers(["M1"], told, period)["meter_id"].unique()) == ["M2", "M3"]
    assert read.candidates("Mary-2", DAY).is_empty()
