"""The pages as they are read: ranked, light, in six languages, and the same for everybody who may."""

import re
from datetime import timedelta

import polars as pl
import pytest
from django.test import Client
from django.urls import get_resolver

from terezi.desk.findings.models import Finding
from terezi.desk.findings.quantities import spoken
from tests.journeys import sample
from tests.journeys.conftest import signed_in
from tests.journeys.reading import PAGES, SITE, page

pytestmark = pytest.mark.django_db


def test_the_money_ranks_the_rows(officer: Client):
    body = officer.get("/").content.decode()

    places = [
        body.index(code) for code in ("GG-S-00001", "GG-S-00002", "GG-S-00003", "GG-S-00005", "GG-S-00004")
    ]
    assert places == sorted(places)


def test_both_pans_stand_on_the_same_page_with_the_same_coverage(officer: Client):
    for address in ("/", SITE):
        body = officer.get(address).content.decode()
        gain, risk = body.index('class="pan gain"'), body.index('class="pan risk"')
        assert gain < risk
        assert body.count('>coverage <a class="number"') or body.count("coverage <a") == 2


def test_a_stale_source_an_absent_one_and_a_zero_are_told_apart(officer: Client):
    body = officer.get("/sites/").content.decode()

    def state(code: str) -> str:
        row = body[body.index(f"<bdi>{code} ") :]
        return re.findall(r'class="meaning (\w+)"', row)[1]

    assert state("GG-S-00009") == "stale"
    assert state("GG-S-00011") == "absent"
    assert state("GG-S-00012") == "zero"
    assert state("GG-S-00020") == "fresh"


def test_an_absent_witness_is_left_out_of_the_strip_and_not_drawn_as_zero(officer: Client):
    specification = officer.get(f"{SITE}/witnesses.json").json()

    meter = specification["datasets"][specification["layer"][2]["data"]["name"]]
    missing = (sample.DAY - timedelta(days=20)).isoformat()
    assert missing not in {row["day"] for row in meter}
    assert len({row["run"] for row in meter}) == 2


def test_the_picture_is_drawn_on_the_server_in_light_and_dark(officer: Client):
    light, dark = (officer.get(f"{SITE}/witnesses.svg?theme={theme}") for theme in ("light", "dark"))

    assert light["Content-Type"] == "image/svg+xml"
    assert light.content.startswith(b"<svg")
    assert light.content != dark.content


def test_a_page_weighs_less_than_two_hundred_kilobytes_without_charts(officer: Client):
    for address in PAGES:
        body = officer.get(address).content
        assets = re.findall(rb'(?:href|src)="(/static/[^"]+)"', body)
        weight = len(body) + sum(len(b"".join(officer.get(each.decode()))) for each in set(assets))
        assert weight < 200_000, (address, weight)


def test_ten_thousand_sites_are_listed_a_hundred_at_a_time(officer: Client, country: sample.Country):
    many = pl.concat([country.frames["ref_sites"].head(1)] * 10_000)
    numbered = pl.Series("site_id", [f"GG-M-{number:05d}" for number in range(10_000)])
    country.frames["ref_sites"] = many.with_columns(numbered)

    listed = page(officer, "/sites/?page=100")

    assert len({where for where, _text in listed.doors if "site-metered" in where}) == 100


def test_the_filter_of_the_list_is_in_its_address(officer: Client):
    body = officer.get("/sites/?story=found&region=Lebap&q=solo").content.decode()

    assert "Lebap Solo LLC" in body
    assert "Günbatar" not in body


def test_a_site_that_is_not_on_the_register_is_not_found(officer: Client):
    answer = officer.get("/sites/GG-S-99999")

    assert answer.status_code == 404
    assert "nothing at this address" in answer.content.decode()


def test_whoever_may_not_learns_who_may(officer: Client):
    answer = officer.get("/journal/")

    assert answer.status_code == 403
    assert "Auditor" in answer.content.decode()


def test_the_auditor_reads_the_journal_and_changes_nothing(officer: Client):
    auditor = signed_in(Client(), "auditor")

    assert "findings.receive" in auditor.get("/journal/").content.decode()
    assert "<form class" not in auditor.get(SITE).content.decode()


def test_a_reply_of_the_firm_stands_beside_the_finding(officer: Client):
    finding = Finding.objects.get(subject="GG-S-00001", indicator="REC-01", day=sample.DAY)

    answer = officer.post(
        f"/findings/{finding.pk}/reply", {"said_by": "Serdar", "text": "Heaters <in> hall 2"}, follow=True
    )

    assert "Heaters &lt;in&gt; hall 2" in answer.content.decode()


def test_an_officer_notes_that_a_finding_was_looked_at(officer: Client):
    finding = Finding.objects.get(subject="GG-S-00001", indicator="REC-01", day=sample.DAY)

    officer.post(f"/findings/{finding.pk}/look", {"state": "explained", "note": "Check meter read"})
    assert "Check meter read" in officer.get(SITE).content.decode()

    refused = officer.post(f"/findings/{finding.pk}/look", {"state": "explained", "note": ""}, follow=True)
    assert "Say what explains it" in refused.content.decode()


def test_a_change_without_the_pages_token_is_refused(record: None):
    strict = signed_in(Client(enforce_csrf_checks=True), "kamran")
    finding = Finding.objects.first()

    assert strict.post(f"/findings/{finding.pk}/look", {"state": "looked_at"}).status_code == 403  # type: ignore[union-attr]


def test_evidence_of_a_number_can_be_kept(officer: Client):
    kept = officer.get("/numbers/energy-sold?day=2026-03-10&as=json").json()

    assert kept["worked"]["value"] == kept["worked"]["inputs"][0]["value"]
    assert kept["lake_snapshot"].startswith("meter_readings=")


@pytest.mark.parametrize("language", ["en", "ru", "tk", "ur", "kk", "uz"])
def test_every_language_opens_and_urdu_is_mirrored(officer: Client, language: str):
    officer.cookies["django_language"] = language
    for address in PAGES:
        body = officer.get(address).content.decode()
        assert f'<html lang="{language}" dir="{"rtl" if language == "ur" else "ltr"}">' in body


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_labels_and_ids_of_its_own(officer: Client, address: str):
    body = officer.get(address).content.decode()
    ids = page(officer, address).ids

    assert body.count("<h1") == 1
    assert len(ids) == len(set(ids))
    for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", body):
        if 'type="hidden"' not in field:
            name = re.search(r'\bid="([^"]+)"', field)
            assert name, field
            assert f'for="{name[1]}"' in body, field
    assert "style=" not in body
    assert "onclick" not in body


def test_an_invented_country_says_so_on_every_page(officer: Client):
    for address in (*PAGES, "/sign-in/"):
        assert "FICTION" in Client().get("/sign-in/").content.decode()
        assert "FICTION" in officer.get(address, follow=True).content.decode()


def test_every_page_says_who_may_open_it():
    def callbacks(patterns):
        for pattern in patterns:
            yield from callbacks(pattern.url_patterns) if hasattr(pattern, "url_patterns") else (pattern,)

    unguarded = [
        str(each.pattern)
        for each in callbacks(get_resolver().url_patterns)
        if not hasattr(each.callback, "access")
    ]

    assert unguarded == [] or all("api" in each or each in {"openapi.json", "docs"} for each in unguarded)


def test_a_quantity_is_grouped_with_thin_spaces_and_an_unknown_one_is_a_dash():
    assert str(spoken(1_234_567_00, "minor", "GGM")) == "1\u202f234\u202f567\u202fGGM"
    assert str(spoken(-85_000_000, "Wh")) == "\u221285\u202fMWh"
    assert spoken(None, "Wh").number == "—"
    assert spoken(999_990, "ppm").number == ">\u202f99.9"


def test_the_law_is_read_a_section_at_a_time_or_whole(officer: Client):
    first, power, whole = (
        officer.get("/law/", asked).content.decode()
        for asked in ({}, {"section": "power"}, {"section": "all"})
    )

    assert 'id="section-power"' in power
    assert 'id="section-power"' not in first
    assert first.count('class="block" aria-labelledby="section-') == 1
    assert whole.count('class="block" aria-labelledby="section-') > 5


def test_the_country_is_named_and_a_choice_is_said_once(officer: Client):
    body = officer.get("/law/?section=all").content.decode()

    assert '<span class="place"><bdi>Garagum</bdi></span>' in body
    assert "yes or no" not in body
    assert "permit|licence" not in body
