"""Thresholds and unexplained load on Today: a line each, never an accusation, a page behind each for those who may."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from terezi.desk.findings import actions
from terezi.desk.findings.models import Finding
from tests.journeys import load_sample, sample
from tests.journeys.conftest import signed_in

pytestmark = pytest.mark.django_db
NO_MONEY = {"money_minor": None, "levy_minor": None}


def leads():
    even = sample.found(
        "C-100", "LDF-01", measured=913_000, allowed=800_000, unit="ppm", gap_wh=0, confidence_ppm=10**6,
        values={"months": 2, "mean_w": 8_400}, **NO_MONEY,
    )  # fmt: skip
    elsewhere = sample.found(
        "C-200", "ADR-01", measured=48_000, allowed=0, unit="W", gap_wh=1_152_000, confidence_ppm=10**6,
        values={"base_ppm": 960_000, "days": 28}, **NO_MONEY,
    )  # fmt: skip
    billed = sample.found(
        "GG-S-00012", "TRF-01", measured=21 * sample.MWH, allowed=0, gap_wh=0, confidence_ppm=10**6,
        values={"days": 28}, **NO_MONEY,
    )  # fmt: skip
    # as the indicators of meters and feeders have it: the same shape, another family
    load = replace(
        even, indicator="LOD-01", subject="C-300", family="load", measured=3_250, allowed=300, unit="W",
        gap_wh=78_000, confidence_ppm=998_700, sentence="Load of {measured} that nobody has explained.",
        values={"measured": 3_250, "allowed": 300, "expected_wh_per_month": 2_340_000},
    )  # fmt: skip
    feeder = replace(
        load, indicator="FDR-01", subject="Mary-2", subject_kind="feeder", measured=16_000, allowed=0, gap_wh=384_000,
        sentence="No meter explains {measured}, between {low_w} and {high_w}.",
        values={"measured": 16_000, "allowed": 0, "low_w": 12_000, "high_w": 20_000},
    )  # fmt: skip
    return [even, elsewhere, billed, load, feeder]


@pytest.fixture
def told(record: None) -> None:
    found = leads()
    actions.receive(
        day=sample.DAY, ran=[one.indicator for one in found], found=found,
        lake_snapshot="meter_days=3", by="tests", at=sample.AT,
    )  # fmt: skip


def today(client: Client, username: str = "kamran") -> str:
    return signed_in(client, username).get("/").content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def sheet(client: Client, kind: str, code: str) -> dict:
    finding = Finding.objects.get(indicator=code)
    asked = {"day": str(sample.DAY), "finding": finding.pk, "as": "json"}
    return signed_in(client, "kamran").get(f"/numbers/{kind}", asked).json()


def test_the_headline_tells_sites_feeders_thresholds_and_loads_apart(told: None, client: Client):
    said = re.search(r'<p class="sentence">(.*?)</p>', today(client), re.DOTALL)
    assert said
    text = words(said[1])

    assert text.startswith("The stories of 7 of 43 sites do not add up")
    assert "Behind 1 feeder there is load that no meter explains." in text
    assert "Besides, 3 customers passed a threshold of the law." in text
    assert text.endswith("The load of 1 customer stands out and is not explained yet.")


def test_customers_stand_in_a_list_of_their_own_with_what_would_clear_them(told: None, client: Client):
    customers = words(today(client).partition('id="customers"')[2].partition("</section>")[0])

    assert "Load factor of at least 91.3 % in each of the last calendar months, 2 in a row" in customers
    assert "Clears if: Another use that runs day and night" in customers
    assert {code for code in ("C-100", "C-200", "C-300", "C-77120") if code in customers} == {
        "C-100", "C-200", "C-300", "C-77120",
    }  # fmt: skip
    assert "Mary-2" not in customers


@pytest.mark.parametrize(("username", "opens"), [("kamran", True), ("arman", False)])
def test_the_page_of_a_load_is_a_door_for_those_who_may_open_it(
    told: None, client: Client, username: str, opens: bool
):
    html = today(client, username)

    assert ('href="/load/meters/C-300"' in html) is opens
    assert ('href="/load/feeders/Mary-2"' in html) is opens
    assert "C-300" in html


def test_the_gap_of_a_feeder_has_the_interval_the_finding_names(told: None, client: Client):
    worked = sheet(client, "finding-gap", "FDR-01")["worked"]

    assert (worked["value"], worked["low"], worked["high"]) == (384_000, 288_000, 480_000)


def test_a_load_is_an_estimate_and_a_threshold_is_a_rule(told: None, client: Client):
    load = sheet(client, "finding-confidence", "LOD-01")
    rule = sheet(client, "finding-confidence", "LDF-01")

    assert load["worked"]["value"] == 998_700
    assert "meters/conformal.py" in load["worked"]["note"]
    assert rule["worked"]["value"] is None


def test_a_site_in_another_tariff_class_shows_on_its_page_without_a_gap(told: None, client: Client):
    html = signed_in(client, "kamran").get("/sites/GG-S-00012").content.decode()

    assert "billed in another tariff class" in words(html)
    assert sheet(client, "finding-gap", "TRF-01")["formula"] == ""


def test_energy_a_month_is_told_as_energy(told: None, client: Client):
    finding = Finding.objects.get(indicator="LOD-01")
    asked = {"day": str(sample.DAY), "finding": finding.pk, "part": "expected_wh_per_month", "as": "json"}

    worked = signed_in(client, "kamran").get("/numbers/finding-value", asked).json()["worked"]

    assert (worked["value"], worked["unit"]) == (2_340_000, "Wh")


@pytest.fixture
def exchanges(told: None, country: sample.Country) -> None:
    standing = {"venue_id": "GG-V1", "name": "Bereket Bazar", "valid_from": sample.DAY}
    country.frames["ref_venues"] = load_sample.frame("ref_venues", [standing])
    feed = replace(
        leads()[3], indicator="VEN-01", subject_kind="venue", family="venues", gap_wh=0, unit="s",
        sentence="Told nothing for {measured}.", values={"measured": 3_250},
    )  # fmt: skip
    found = [replace(feed, subject=code) for code in ("GG-V1", "GG-V9")]
    actions.receive(
        day=sample.DAY, ran=["VEN-01"], found=found, lake_snapshot="venue_filings=3", by="tests", at=sample.AT
    )


def test_an_exchange_is_told_by_its_name_and_opens_for_whom_it_is_there(exchanges: None, client: Client):
    seen = today(client, "arman")

    assert '<a href="/venues/GG-V1">Bereket Bazar</a>' in seen
    assert "/venues/GG-V9" not in seen  # not on the register: there is no page of it
    assert "/load/feeders/" not in seen
    inspected = today(client, "kamran")
    assert "Bereket Bazar" in inspected
    assert 'href="/venues/' not in inspected
    assert "/load/feeders/Mary-2" in inspected
