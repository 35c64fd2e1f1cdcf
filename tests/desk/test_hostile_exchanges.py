"""What strangers, rivals and officers of other work try on the doors of exchanges, and what they get."""

import json
from datetime import timedelta

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from terezi.base.errors import BadData
from terezi.desk.parties.models import Venue
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.venues import queries
from terezi.desk.venues.models import AlertLook, Filing
from terezi.desk.venues.sheets.alerts import AlertLine
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.reserves.leaf_proof import read_leaf_proof

from .conftest import AT, DAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "table", "status"),
    [
        (Role.ENERGY_INSPECTOR, "venue_trades", 403),
        (Role.LICENSING_OFFICER, "venue_accounts", 403),
        (Role.AML_ANALYST, "venue_fees", 403),
        (Role.AML_ANALYST, "venue_transfers", 200),
        (Role.MARKET_SUPERVISOR, "venue_fees", 200),
        (Role.ENERGY_INSPECTOR, "ref_venues", 200),
        (Role.LICENSING_OFFICER, "power_bids", 403),
        (Role.MARKET_SUPERVISOR, "ref_customers", 403),
        (Role.AML_ANALYST, "meter_screens", 403),
        (Role.POLICY_ECONOMIST, "power_bids", 200),
        (Role.AUDITOR, "meter_screens", 200),
    ],
)
def test_what_exchanges_bidders_and_homes_told_is_read_as_facts_by_those_alone_who_may_open_its_pages(
    signed_in, tmp_path, settings, role, table, status
):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path

    assert signed_in(role).get(f"/api/facts/{table}?day=2026-03-10").status_code == status


def test_an_officer_of_one_region_reads_nothing_of_exchanges_as_facts(signed_in, tmp_path, settings):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path
    client = signed_in(Role.MARKET_SUPERVISOR)
    Officer.objects.update(region="Balkan")

    assert client.get("/api/facts/venue_trades?day=2026-03-10").status_code == 403


METERS = (("M-FEEDER", "feeder", "F-1"), ("M-HOME", "customer", "F-1"), ("M-ELSEWHERE", "site", "F-2"))


LISTED = {"customer_class": "home", "source_rank": 1, "interval_seconds": 900, "valid_from": DAY}
READ = {
    "day": DAY, "read_at": AT, "interval_seconds": 900, "energy_wh": 1, "quality": "measured", "source_rank": 1, "flags": 0,
    "delivery": "d", "row_number": 1, "known_at": AT, "revision": 0,
}  # fmt: skip


@pytest.fixture
def two_regions(tmp_path, settings):
    lake = Lake.open(Home.create(tmp_path / "home", country="GG"))
    settings.TEREZI_HOME = tmp_path / "home"
    made = {name: TABLES[name].polars_schema() for name in ("ref_feeders", "ref_meters", "meter_readings")}
    places = {"F-1": "Mary", "F-2": "Balkan"}
    feeders = [
        {"feeder_id": code, "region": region, "name": code, "rated_w": 1} for code, region in places.items()
    ]
    meters = [
        {"meter_id": code, "kind": kind, "subject_id": code, "feeder_id": feeder, **LISTED}
        for code, kind, feeder in METERS
    ]
    read = [{"meter_id": code, **READ} for code, *_ in METERS]
    lake.publish("ref_feeders", pl.DataFrame(feeders, schema=made["ref_feeders"]))
    lake.publish("ref_meters", pl.DataFrame(meters, schema=made["ref_meters"]))
    lake.replace_day("meter_readings", DAY, pl.DataFrame(read, schema=made["meter_readings"]))
    return lake


@pytest.mark.parametrize(
    ("region", "read"),
    [("", {"M-FEEDER", "M-ELSEWHERE"}), ("Mary", {"M-FEEDER"}), ("Balkan", {"M-ELSEWHERE"})],
)
def test_facts_tell_nobodys_hours_at_home_and_nothing_of_another_region(signed_in, two_regions, region, read):
    client = signed_in(Role.ENERGY_INSPECTOR)
    Officer.objects.update(region=region)

    rows = client.get(f"/api/facts/meter_readings?day={DAY}").json()["rows"]
    about_home = client.get(f"/api/facts/meter_readings?day={DAY}&subject=M-HOME").json()["rows"]

    assert ({row["meter_id"] for row in rows}, about_home) == (read, [])


@pytest.mark.parametrize("as_at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_proof_of_a_moment_outside_all_calendars_is_answered_in_words(as_at):
    told = {
        "venue_id": "V", "as_at": as_at, "assets": ["BTC"], "client": "0" * 64, "amounts_e8": [1], "leaf": 0,
        "clients": 1, "path": [], "root": "0" * 64, "totals_e8": [1],
    }  # fmt: skip

    with pytest.raises(BadData, match="no proof of one balance"):
        read_leaf_proof(json.dumps(told))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_there_is_no_plan_of_a_day_outside_all_calendars(signed_in, tmp_path, settings, day):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path

    assert signed_in().get(f"/energy/plan/{day}").status_code == 404
    assert signed_in(Role.MARKET_SUPERVISOR).get(f"/energy/plan/{day}").status_code == 403


@pytest.mark.parametrize("address", ["/public/reserves/", "/public/", "/sign-in/"])
def test_a_stranger_fills_no_disk(client, tmp_path, settings, address):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "nowhere"
    large = SimpleUploadedFile("proof.json", b"[" * (4 << 20))
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies["csrftoken"] = "a" * 32

    assert client.post("/public/reserves/", {"file": large}).status_code in {400, 413}
    assert strict.post(address, {"file": large}).status_code in {400, 403, 413}


def test_a_file_of_a_return_is_as_large_as_a_return_may_be(signed_in, tmp_path, settings):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path
    client = signed_in(Role.APPLICANT)

    assert (
        client.post("/portal/returns/", {"file": SimpleUploadedFile("o.csv", b"x" * (4 << 20))}).status_code
        == 200
    )


def test_no_exchange_keeps_its_alerts_open_by_names_the_record_cannot_hold():
    row = {"venue_id": "GG-V1", "alert_id": "A", "day": DAY, "kind": "wash", "instrument": "BTC-GGM"}
    told = [AlertLine(row | {"cluster": "x" * 4_000 + end}, None).told for end in ("+1", "+2")]

    assert told[0].cluster != told[1].cluster
    for each in told:
        for name, value in vars(each).items():
            AlertLook._meta.get_field(name).clean(value, None)


def test_a_venue_that_files_a_hundred_thousand_returns_a_day_still_gets_receipts():
    venue = Venue.objects.create(code="GG-V1")
    told = {"venue": venue, "duty": "orders", "outcome": "accepted", "filed_by": "x", "filed_at": AT}
    for number in (99_999, 100_000):
        Filing.objects.create(number=f"GG-V1-20260310-{number}", file="o", delivery=f"{number}", **told)

    assert queries.next_number(venue, DAY) == "GG-V1-20260310-100001"


def test_what_no_database_looks_up_is_not_there(client, monkeypatch):
    asked = []
    monkeypatch.setattr(queries, "proof_with", asked.append)

    assert client.get("/public/reserves/%00").status_code == 404
    assert asked == []
    with pytest.raises(BadData, match="venue_id"):
        read_leaf_proof('{"venue_id": "\\u0000"}')


def test_two_rows_a_quarter_apart_file_no_quarter():
    venue = Venue.objects.create(code="GG-V1")
    days = [DAY - timedelta(days=n) for n in range(5)]
    Filing.objects.create(
        number="GG-V1-20260310-00001", venue=venue, duty="fees", outcome="accepted", filed_by="x", filed_at=AT,
        file="f", delivery="1", first_day=days[-1], last_day=days[0],
    )  # fmt: skip

    def filed(weighed_until):
        told = queries.filed_days([venue], days=days, zone="UTC", weighed_until=weighed_until)
        return {day for _venue, _duty, day in told}

    assert filed(None) == filed(AT - timedelta(hours=1)) == set(days)  # until the lake has looked
    assert filed(AT) == {days[0], days[-1]}
