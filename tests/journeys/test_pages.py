"""The pages as they answer, without a browser."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import polars as pl
import pytest
from django.test import Client
from django.urls import get_resolver

from terezi.desk.findings import actions
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers import DEFINITIONS
from terezi.desk.findings.quantities import spoken
from tests.journeys import sample
from tests.journeys.conftest import signed_in

pytestmark = pytest.mark.django_db
SITE = "/sites/GG-S-00001"
PAGES = ("/", SITE, "/sites/", "/law/", "/numbers/energy-sold")
VOID = {"meta", "link", "input", "img", "br", "source", "rect", "path", "circle", "line"}
EXCUSED = {"a", "time", "bdi", "title", "script", "style", "select", "nav", "th", "summary", "small-print"}


class Page(HTMLParser):
    """Reads a page for its doors and for numbers that stand outside of one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.doors: list[tuple[str, str]] = []
        self.bare: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if "id" in told:
            self.ids.append(str(told["id"]))
        if tag in VOID:
            return
        self.stack.append((tag, told))
        if tag == "a" and told.get("class") == "number":
            self.doors.append((str(told["href"]), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "a" and told.get("class") == "number" for tag, told in self.stack):
            address, text = self.doors[-1]
            self.doors[-1] = (address, text + data)
        elif re.search(r"\d", data) and not self._excused():
            self.bare.append(data.strip())

    def _excused(self) -> bool:
        # Dates, ids and articles are names, not numbers; so are places in a list and titles in prose
        names = {"law", "place", "tag", "hash", "counted", "quiet small", "fiction", "name"}
        return any(tag in EXCUSED or told.get("class") in names for tag, told in self.stack)


def page(client: Client, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return Page(answer.content.decode())


@pytest.mark.parametrize("address", ["/", SITE, "/sites/GG-S-00002", "/sites/GG-S-00011", "/sites/"])
def test_every_number_is_a_door_to_a_definition_that_exists(officer: Client, address: str):
    doors = page(officer, address).doors

    kinds = {urlsplit(where).path.removeprefix("/numbers/") for where, _text in doors}
    assert len(doors) > 20
    assert kinds <= set(DEFINITIONS)


@pytest.mark.parametrize("address", ["/", SITE])
def test_no_number_stands_outside_of_a_door(officer: Client, address: str):
    ours = {"30 days", "95 %", "Energy of 30 days", "· Since"}
    bare = [text for text in page(officer, address).bare if not any(each in text for each in ours)]
    prose = [text for text in bare if not text.startswith("A household used")]

    assert [
        text for text in prose if re.search(r"\d", re.sub(r"in 30 days|over 30 days|for 30 days", "", text))
    ] == []


@pytest.mark.parametrize("address", ["/", SITE])
def test_a_number_says_the_same_on_its_page_and_on_its_sheet(officer: Client, address: str):
    for where, text in dict(page(officer, address).doors).items():
        sheet = officer.get(where)
        assert sheet.status_code == 200, where
        shown = re.search(r'class="value figures">(.*?)</p>', sheet.content.decode(), re.DOTALL)
        assert shown
        said = re.sub(r"<[^>]+>", "", shown[1]).replace("&gt;", ">").strip()
        assert text == said or "–" in text, where


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


def _sheet(officer: Client, kind: str, **asked: object) -> dict:
    return officer.get(f"/numbers/{kind}", {"day": "2026-03-10", "as": "json", **asked}).json()


def _inputs(sheet: dict) -> dict:
    return {each["name"]: each["value"] for each in sheet["worked"]["inputs"]}


def test_the_sheet_of_coins_shows_what_they_were_worked_out_from(officer: Client):
    sheet = _sheet(officer, "site-coins", site="GG-S-00020")

    told = _inputs(sheet)
    assert (told["difficulty"], told["reward"]) == (15 * 10**13, 312_500_000)
    assert (told["efficiency"], told["overhead"], told["fee"], told["rejected"]) == (
        17_500,
        1_060_000,
        15_000,
        4_000,
    )
    assert "17.5\u202fJ/TH" in sheet["formula_with_values"]
    month = _sheet(officer, "site-coins", site="GG-S-00020", part="30")
    assert (
        sum(each["value"] for each in month["worked"]["inputs"] if each["name"] == "part")
        == month["worked"]["value"]
    )


def test_the_sheet_of_the_levy_shows_price_band_and_rate_of_each_site(officer: Client):
    country, site = _sheet(officer, "levy-due"), _sheet(officer, "site-levy", site="GG-S-00020")

    parts = [each for each in country["worked"]["inputs"] if each["name"] == "part"]
    assert len(parts) == 13
    assert abs(sum(each["value"] for each in parts) - country["worked"]["value"]) <= 43
    assert "per MWh (bought at 145\u202fGGM per MWh)" in parts[0]["says"]
    told = _inputs(site)
    assert told["price"] == 14_500
    assert told["metered"] * told["rate"] // 10**6 == site["worked"]["value"]


def test_the_worth_of_a_payment_is_coins_times_price_times_official_rate(officer: Client):
    Finding.objects.filter(indicator="PAY-01").update(
        money_minor=37_800_000, values={"payments": 1, "addresses": 1, "worth_usd_cents": 10_800_000}
    )
    sheet = _sheet(
        officer, "finding-money", finding=Finding.objects.get(indicator="PAY-01", day=sample.DAY).pk
    )

    told = _inputs(sheet)
    rate = told["rate"] / 10**6
    assert (told["measured"], told["price"], told["usd"]) == (120_000_000, 9_000_000, 10_800_000)
    assert rate > 0
    assert sheet["formula"].count("×") == 2
    assert "not a debt" in sheet["definition"]
    assert sheet["worked"]["note"] == "Of one day."


def test_a_rule_shows_no_percentage_and_a_weighing_is_called_not_by_chance(officer: Client):
    rule = Finding.objects.get(indicator="PWR-01", day=sample.DAY)
    weighed = Finding.objects.get(indicator="REC-01", subject="GG-S-00001", day=sample.DAY)

    assert _sheet(officer, "finding-confidence", finding=rule.pk)["worked"]["value"] is None
    told = _sheet(officer, "finding-confidence", finding=weighed.pk)
    assert told["title"] == "Not by chance"
    assert {"window", "sigma", "z", "p", "q"} <= set(_inputs(told))
    body = officer.get("/").content.decode()
    assert "a rule, not an estimate" in body
    assert "<small>confidence" not in body


def test_an_explanation_shows_its_weight_before_looking(officer: Client):
    weighed = Finding.objects.get(indicator="REC-01", subject="GG-S-00001", day=sample.DAY)

    told = _inputs(_sheet(officer, "hypothesis-weight", finding=weighed.pk, part="undeclared_load"))
    assert told["prior"] == 200_000


def test_a_gap_of_many_months_has_no_interval_of_money(officer: Client):
    weighed = Finding.objects.get(indicator="REC-01", subject="GG-S-00001", day=sample.DAY)
    assert _sheet(officer, "finding-money", finding=weighed.pk)["worked"]["low"] is not None

    Finding.objects.filter(pk=weighed.pk).update(indicator="REC-07")
    assert _sheet(officer, "finding-money", finding=weighed.pk)["worked"]["low"] is None


def test_the_headline_counts_sites_and_customers_apart(officer: Client):
    body = officer.get("/").content.decode()
    said = re.search(r'<p class="sentence">(.*?)</p>', body, re.DOTALL)
    assert said
    text = re.sub(r"<[^>]+>", "", said[1])

    assert text.startswith("The stories of 6 of 43 sites do not add up")
    assert text.endswith("Besides, 1 customer passed a threshold of the law.")
    unexplained = _sheet(officer, "unexplained-energy")
    assert "C-77120" not in {each["says"] for each in unexplained["worked"]["inputs"]}


def test_a_sum_names_its_parts_by_site(officer: Client):
    sheet = _sheet(officer, "money-at-stake")

    assert sheet["formula"] == "Σ each part below"
    assert sheet["worked"]["inputs"][0]["says"] == "GG-S-00001 · Günbatar Hash, Balkan"
    assert "Σ" not in sheet["formula_with_values"]


def test_what_was_there_on_the_first_weighed_day_is_since_at_least(officer: Client, country: sample.Country):
    assert "since at least" not in officer.get("/").content.decode()

    frame = country.frames["weighings"]
    country.frames["weighings"] = frame.filter(pl.col("day") >= sample.DAY - timedelta(days=2))
    assert "since at least" in officer.get("/").content.decode()
    assert "Since at least" in officer.get(SITE).content.decode()


def _replaced() -> tuple[Finding, Finding]:
    """Let the first lead be said again with another gap, a day later."""
    told = [
        sample.found("GG-S-00001", "REC-01", gap_wh=80 * sample.MWH, measured=451 * sample.MWH),
        *sample.leads()[1:],
    ]
    actions.receive(
        day=sample.DAY,
        ran=sample.RAN,
        found=told,
        lake_snapshot="x=1",
        by="tests",
        at=sample.AT + timedelta(days=1),
    )
    of = Finding.objects.filter(subject="GG-S-00001", indicator="REC-01", day=sample.DAY)
    return of.get(superseded_at__isnull=False), of.get(superseded_at__isnull=True)


def test_a_replaced_finding_stays_in_the_history_with_its_sheet_as_it_was(officer: Client):
    before, after = _replaced()
    body = officer.get(SITE).content.decode()

    assert "replaced on" in body
    assert f"finding={before.pk}" in body[body.index("<s>") : body.index("</s>")]
    then, now = (
        _sheet(officer, "finding-gap", finding=each.pk)["worked"]["value"] for each in (before, after)
    )
    assert (then, now) == (85 * sample.MWH, 80 * sample.MWH)
    assert (
        "This finding was replaced"
        in officer.get(f"/numbers/finding-gap?day=2026-03-10&finding={before.pk}").content.decode()
    )


def test_pages_show_the_findings_as_they_were_known(officer: Client):
    before, after = _replaced()

    for address in ("/", SITE):
        then = officer.get(address, {"known_at": "2026-03-11T08:00Z", "day": "2026-03-10"}).content.decode()
        now = officer.get(address).content.decode()
        assert "as they were known at" in then
        assert "as they were known at" not in now
        assert f"finding={before.pk}&amp;known_at=" in then
        assert f"finding={after.pk}&" not in then
        assert f"finding={after.pk}" in now
    early = officer.get("/", {"known_at": "2026-03-01T08:00Z", "day": "2026-03-10"}).content.decode()
    assert "the record held no finding about this day" in early
    assert 'class="pan' not in early
    assert "is not a moment" in officer.get("/?known_at=yesterday").content.decode()


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
