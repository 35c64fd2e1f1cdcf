"""Any day that is asked for is answered, and one that was never weighed never reads as agreement."""

from datetime import timedelta

import polars as pl
import pytest
from django.test import Client

from terezi.desk.findings.models import Finding
from tests.journeys import sample
from tests.journeys.reading import SITE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-20", "9999-12-31", "2026-13-40", "x" * 5000])
def test_an_absurd_day_is_answered_in_a_sentence_and_never_fails(officer: Client, day: str):
    pages = ("/", "/sites/", SITE, f"{SITE}/witnesses.json", "/law/")
    answers = {page: officer.get(page, {"day": day, "other": day}) for page in pages}

    assert {answer.status_code for answer in answers.values()} == {200}
    assert "is not a day" in answers["/"].content.decode()
    assert officer.get("/numbers/energy-sold", {"day": day}).status_code == 404


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 20, "\u00b2", "-1", "\u0663\u0660"])
def test_numbers_no_window_or_finding_has_are_answered(officer: Client, number: str):
    asked = {"site": "GG-S-00001", "part": number, "finding": number}

    assert officer.get("/numbers/site-metered", asked).status_code == 200
    assert officer.get("/numbers/finding-gap", asked).status_code == 200


def test_a_first_day_says_how_to_begin(officer: Client, country: sample.Country):
    country.frames.clear()
    Finding.objects.all().delete()

    assert "terezi load" in officer.get("/").content.decode()
    assert officer.get("/sites/").status_code == 200


@pytest.mark.parametrize("day", ["2026-01-05", "2026-03-11", "2031-01-01"])
@pytest.mark.parametrize("address", ["/", "/sites/", "/sites/GG-S-00020"])
def test_a_day_that_was_never_weighed_never_reads_as_agreement(officer: Client, address: str, day: str):
    body = officer.get(f"{address}?day={day}").content.decode()

    assert "This day has not been weighed." in body
    assert f"terezi run --home HOME --day {day}" in body
    assert 'href="' + address + '?day=2026-03-10"' in body
    for pretence in (
        "adds up",
        "add up: none",
        'class="pan',
        "agree within",
        'class="meaning agrees"',
        'class="number"',
    ):
        assert pretence not in body.replace("neither that stories add up, nor", "")


def test_sums_of_findings_are_not_zero_on_a_day_that_was_never_weighed(officer: Client):
    kept = officer.get("/numbers/unexplained-energy?day=2031-01-01&as=json").json()

    assert kept["worked"]["value"] is None
    assert kept["worked"]["note"] == "This day has not been weighed."


def test_a_day_that_is_no_day_is_said_to_be_none(officer: Client):
    for address in ("/", "/sites/", SITE):
        for wrong in ("abc", "2026-02-31"):
            body = officer.get(f"{address}?day={wrong}").content.decode()
            assert f"“{wrong}” is not a day" in body
            assert 'class="pan' not in body


def test_the_day_before_leads_to_weighed_days_only(officer: Client, country: sample.Country):
    frame = country.frames["weighings"]
    kept = [sample.DAY, sample.DAY - timedelta(days=9)]
    country.frames["weighings"] = frame.filter(pl.col("day").is_in(kept))
    Finding.objects.exclude(day=sample.DAY).delete()

    assert 'href="?day=2026-03-01">Day before' in officer.get("/").content.decode()
    assert "Day before" not in officer.get("/?day=2026-03-01").content.decode()
