"""The API answers what the record and the lake hold, in JSON and CSV."""

import csv
import io
import json
from datetime import date

import polars as pl
import pytest
from django.test import Client

from terezi.base.errors import Unavailable
from terezi.desk.findings import actions as findings
from terezi.desk.licences.actions import import_register
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import SITE_DAYS

from .conftest import AT, DAY, a_finding, register


@pytest.fixture
def client(signed_in) -> Client:
    return signed_in(Role.ENERGY_INSPECTOR)


def receive(*found):
    findings.receive(day=DAY, ran=["REC-01"], found=found, lake_snapshot="v1", by="run_indicators", at=AT)


class TestFindings:
    def test_the_last_day_is_answered_where_none_is_named(self, client):
        receive(a_finding())

        answer = client.get("/api/findings").json()

        (item,) = answer["items"]
        assert (answer["count"], answer["next_offset"]) == (1, None)
        assert (item["subject"], item["gap_wh"], item["day"]) == ("GG-S-001", 85_000_000, "2026-03-10")
        assert item["values"] == {"metered_mwh": 456, "explained_mwh": 371}

    def test_a_sentence_comes_with_its_values_in_words_and_as_a_template(self, client):
        template = "Drew {measured} where {gap_ppm} would be ordinary, in {days} days."
        values = {"measured": 456_000_000, "gap_ppm": 186_000, "days": 30}
        receive(a_finding(sentence=template, values=values))
        said = "Drew 456 megawatt-hours where 18.6 percent would be ordinary, in 30 days."

        (item,) = client.get("/api/findings").json()["items"]
        (row,) = csv.DictReader(io.StringIO(client.get("/api/findings?format=csv").content.decode()))
        one = client.get(f"/api/findings/{item['id']}").json()

        assert (item["sentence"], row["sentence"], one["sentence"]) == (said, said, said)
        assert (item["sentence_template"], row["sentence_template"]) == (template, template)

    def test_a_record_without_findings_answers_an_empty_list(self, client):
        assert client.get("/api/findings").json() == {"count": 0, "next_offset": None, "items": []}

    def test_findings_of_a_subject_and_of_a_day(self, client):
        receive(a_finding(), a_finding(subject="other"))

        of_subject = client.get("/api/findings?subject=other").json()
        of_day = client.get("/api/findings?day=2026-03-09").json()

        assert [item["subject"] for item in of_subject["items"]] == ["other"]
        assert of_day["count"] == 0

    def test_pages_follow_each_other(self, client):
        receive(*[a_finding(subject=f"S-{number}") for number in range(5)])

        first = client.get("/api/findings?limit=3").json()
        rest = client.get(f"/api/findings?limit=3&offset={first['next_offset']}").json()

        assert [item["subject"] for item in first["items"] + rest["items"]] == [
            f"S-{number}" for number in range(5)
        ]
        assert rest["next_offset"] is None

    def test_too_much_at_once_is_refused(self, client):
        assert client.get("/api/findings?limit=100000").status_code == 422

    @pytest.mark.parametrize("table", ["findings", "sites", "facts/site_days"])
    def test_a_page_beyond_what_a_database_counts_is_refused(self, client, table):
        answer = client.get(f"/api/{table}?day=2026-03-10&offset=9223372036854775808")

        assert answer.status_code == 422

    @pytest.mark.parametrize("table", ["findings", "facts/site_days", "facts/ref_sites"])
    def test_a_moment_without_zone_is_utc_and_one_beyond_the_calendar_is_refused(
        self, client, table, settings, tmp_path
    ):
        settings.TEREZI_HOME = tmp_path
        at = f"/api/{table}?day=2026-03-10&known_at="

        assert client.get(at + "2026-03-10T00:00:00").status_code == 200
        assert client.get(at + "0001-01-01T00:00:00%2B14:00").status_code == 422
        assert client.get(at + "9999-12-31T23:59:59-14:00").status_code == 422

    def test_one_finding_comes_with_its_replies(self, client, officer):
        receive(a_finding())
        number = client.get("/api/findings").json()["items"][0]["id"]
        findings.reply(finding=number, text="CT ratio", said_by="Serdar", by=officer(Role.AUDITOR), at=AT)

        answer = client.get(f"/api/findings/{number}").json()

        assert (answer["state"], [reply["text"] for reply in answer["replies"]]) == ("new", ["CT ratio"])

    def test_a_finding_that_is_not_there_is_not_found(self, client):
        assert client.get("/api/findings/12345").status_code == 404

    @pytest.mark.parametrize(
        "trick",
        ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "\uff1d1", "\u200b=1"],
    )
    def test_a_csv_file_holds_no_formula(self, client, trick):
        receive(a_finding(subject=trick, gap_wh=-5, money_minor=None))

        answer = client.get("/api/findings?format=csv")

        (row,) = csv.DictReader(io.StringIO(answer.content.decode(), newline=""))
        assert answer["Content-Type"].startswith("text/csv")
        assert answer["Content-Disposition"].startswith("attachment")
        assert row["subject"].startswith("'")
        assert (row["gap_wh"], row["money_minor"]) == ("-5", "")


class TestSites:
    def test_sites_and_one_site_on_a_day(self, client):
        import_register(rows=register(), by="ogulgerek", at=AT)

        listed = client.get("/api/sites?on=2026-03-10").json()
        one = client.get("/api/sites/GG-S-001?on=2026-03-10").json()

        assert [site["site_id"] for site in listed["items"]] == ["GG-S-001"]
        assert (one["public_sentence"], one["may_operate"]) == ("May operate within the limits shown", True)
        assert (one["batches"], one["machines"][0]["machines"], one["wallets"]) == (1, 100, ["bc1qgunbatar"])
        assert [meter["meter_id"] for meter in one["meters"]] == ["M-1"]

    def test_before_its_licence_there_is_no_site(self, client):
        import_register(rows=register(), by="ogulgerek", at=AT)

        assert client.get("/api/sites?on=2025-01-01").json()["items"] == []
        assert client.get("/api/sites/GG-S-001?on=2025-01-01").status_code == 404


def a_site_day(**changes):
    told = {
        "day": DAY,
        "site_id": "GG-S-001",
        "metered_wh": 456_000_000,
        "metered_seconds": 86_400,
        "machine_seconds": 0,
        "pool_seconds": 0,
        "registered_machines": 100,
        "registered_ghs": 20_000_000,
        "registered_w": 350_000,
    }
    return told | changes


@pytest.fixture
def lake(tmp_path, settings):
    settings.TEREZI_HOME = tmp_path
    lake = Lake.open(Home.create(tmp_path, country="GG"))
    sites = [a_site_day(site_id=site) for site in ("GG-S-003", "GG-S-001", "GG-S-002")]
    lake.replace_day("site_days", DAY, pl.DataFrame(sites, schema=SITE_DAYS.polars_schema()))
    lake.publish("ref_sites", register()["ref_sites"])
    return lake


class TestFacts:
    def test_rows_of_a_day_come_by_their_key_with_their_units(self, client, lake):
        answer = client.get("/api/facts/site_days?day=2026-03-10").json()

        assert [row["site_id"] for row in answer["rows"]] == ["GG-S-001", "GG-S-002", "GG-S-003"]
        assert (answer["rows"][0]["metered_wh"], answer["rows"][0]["earned_satoshi"]) == (456_000_000, None)
        assert {"name": "metered_wh", "unit": "Wh"}.items() <= answer["columns"][2].items()

    def test_a_day_without_rows_answers_none(self, client, lake):
        assert client.get("/api/facts/site_days?day=2026-03-09").json()["rows"] == []

    def test_a_table_nothing_was_loaded_into_answers_none(self, client, lake):
        assert client.get("/api/facts/meter_readings?day=2026-03-10").json()["rows"] == []

    def test_rows_of_a_subject(self, client, lake):
        answer = client.get("/api/facts/site_days?day=2026-03-10&subject=GG-S-002").json()

        assert [row["site_id"] for row in answer["rows"]] == ["GG-S-002"]

    def test_pages_follow_each_other(self, client, lake):
        first = client.get("/api/facts/site_days?day=2026-03-10&limit=2").json()
        rest = client.get(f"/api/facts/site_days?day=2026-03-10&limit=2&offset={first['next_offset']}").json()

        assert [row["site_id"] for row in first["rows"] + rest["rows"]] == [
            "GG-S-001",
            "GG-S-002",
            "GG-S-003",
        ]
        assert rest["next_offset"] is None

    def test_a_reference_table_is_read_as_it_holds_on_a_day(self, client, lake):
        on_the_day = client.get("/api/facts/ref_sites?day=2026-03-10&subject=GG-S-001").json()
        before = client.get("/api/facts/ref_sites?day=2025-03-10").json()

        assert ([row["site_id"] for row in on_the_day["rows"]], before["rows"]) == (["GG-S-001"], [])

    def test_a_reference_table_without_a_day_is_read_whole(self, client, lake):
        assert len(client.get("/api/facts/ref_sites").json()["rows"]) == 1

    def test_a_table_kept_by_day_needs_a_day(self, client, lake):
        answer = client.get("/api/facts/meter_readings")

        assert (answer.status_code, "say which" in answer.json()["detail"]) == (409, True)

    def test_a_table_that_is_not_there_is_not_found(self, client, lake):
        answer = client.get("/api/facts/passwords?day=2026-03-10")

        assert (answer.status_code, "meter_readings" in answer.json()["detail"]) == (404, True)

    def test_a_lake_that_does_not_answer_is_said(self, client, lake, monkeypatch):
        def gone(*args, **kwargs):
            raise Unavailable("the lake is not there: run terezi load")

        monkeypatch.setattr(Lake, "open", gone)

        answer = client.get("/api/facts/meter_readings?day=2026-03-10")

        assert (answer.status_code, answer.json()["detail"]) == (
            503,
            "the lake is not there: run terezi load",
        )


class TestLaw:
    def test_a_value_comes_with_its_source(self, client):
        answer = client.get("/api/law/GG?on=2026-03-10").json()

        zone = answer["sections"]["settlement"]["time_zone"]
        assert (answer["day"], zone["known"], "/" in zone["value"]) == (str(DAY), True, True)
        assert zone["source"]

    @pytest.mark.parametrize("country", ["TM", "KZ", "UZ", "PK"])
    def test_what_is_not_known_says_why(self, client, country):
        answer = client.get(f"/api/law/{country}?on={date(2026, 3, 10)}").json()

        terms = [term for section in answer["sections"].values() for term in section.values()]
        assert all((term["why_not"] == "") == term["known"] for term in terms)
        assert any(not term["known"] for term in terms)

    def test_a_country_without_a_pack_is_refused(self, client):
        assert client.get("/api/law/XX?on=2026-03-10").status_code == 409


def test_the_schema_describes_every_route_and_loads_nothing_from_elsewhere(db):
    schema = Client().get("/api/openapi.json")

    assert set(schema.json()["paths"]) == {
        "/api/applications",
        "/api/applications/{number}",
        "/api/applications/{number}/assign",
        "/api/applications/{number}/checks",
        "/api/applications/{number}/checks/{check}",
        "/api/applications/{number}/decision",
        "/api/applications/{number}/decline",
        "/api/applications/{number}/draw",
        "/api/applications/{number}/opinion",
        "/api/applications/{number}/opinions",
        "/api/applications/{number}/requests",
        "/api/applications/{number}/sign",
        "/api/decisions",
        "/api/decisions/{number}",
        "/api/decisions/{number}/decline",
        "/api/decisions/{number}/sign",
        "/api/facts/{table}",
        "/api/findings",
        "/api/findings/{number}",
        "/api/law/{country}",
        "/api/orders/events",
        "/api/orders/reports",
        "/api/readings",
        "/api/register",
        "/api/register/{number}",
        "/api/returns",
        "/api/returns/{number}",
        "/api/sites",
        "/api/sites/{site_id}",
        "/api/visits",
        "/api/visits/labels",
        "/api/visits/leads",
    }
    assert "http" not in json.dumps(schema.json()).replace('"http"', "")
    assert Client().get("/api/docs").status_code == 404
