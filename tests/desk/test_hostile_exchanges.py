"""What strangers, rivals and officers of other work try on the doors of exchanges, and what they get."""

import json
from datetime import timedelta

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
    ],
)
def test_what_exchanges_filed_is_read_as_facts_by_those_alone_who_may_open_its_pages(
    signed_in, tmp_path, settings, role, table, status
):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path

    assert signed_in(role).get(f"/api/facts/{table}?day=2026-03-10").status_code == status


def test_an_officer_of_one_region_reads_nothing_of_exchanges_as_facts(signed_in, tmp_path, settings):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path
    client = signed_in(Role.MARKET_SUPERVISOR)
    Officer.objects.update(region="Balkan")

    assert client.get("/api/facts/venue_trades?day=2026-03-10").status_code == 403


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
