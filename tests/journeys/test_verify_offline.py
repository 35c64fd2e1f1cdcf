"""A reader with the published register on a disk and no network: searches it and checks certificates."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import Browser, Page

from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as LicenceAct
from terezi.desk.register import actions, names, queries
from terezi.desk.register.keys import certificate_key, rotate_certificate_key
from terezi.desk.register.terms import Answer, WarningKind
from terezi.evidence.facts.home import Home
from terezi.jobs.publish_log import checkpoint_log
from terezi.jobs.publish_register import publish_register
from tests.desk.test_certificate_issuing import NUMBER, changed, licensed

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NOW = datetime.now(UTC).replace(microsecond=0)
SUSPENDED = "GG-MIN-2026-000002"
CYRILLIC = "GG-MIN-2026-000003"
URDU = "GG-MIN-2026-000004"


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Home:
    settings.TEREZI_HOME = tmp_path / "home"
    return Home.create(tmp_path / "home", country="GG")


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A browser that can reach nobody; what a page complains of is a failure."""
    context = browser.new_context(offline=True, locale="en-GB")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda said: complaints.append(str(said)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert complaints == []
    assert [url for url in asked if not url.startswith("file://")] == []
    context.close()


def filled(home: Home) -> dict[str, str]:
    """Four firms in four states and scripts, a clone; return the certificates by number."""
    firms = {
        NUMBER: "Günbatar Hash HJ",
        SUSPENDED: "Altyn Gum Kripto ÝGPJ",
        CYRILLIC: "ООО Северный Ветер Каракум",
        URDU: "گونباتار ڈیٹا پرائیویٹ لمیٹڈ",
    }
    signer = certificate_key(home=home, by="batyr", at=NOW)
    for number, name in firms.items():
        licensed(number, name)
        actions.issue_certificate(number=number, issuer="GG", signer=signer, by="maral", at=NOW)
    changed(LicenceAct.SUSPEND, Status.SUSPENDED, SUSPENDED, suspended_until=None)
    actions.warn(
        kind=WarningKind.CLONE, name="gunbatar-invest.example", number=NUMBER, says="It shows a real number.",
        web_address="gunbatar-invest.example", by="maral", at=NOW,
    )  # fmt: skip
    checkpoint_log(home=home, by="batyr", at=NOW)
    found = {number: queries.certificate_of(number) for number in firms}
    return {number: one.text for number, one in found.items() if one}


def published(home: Home, *, at: datetime = NOW, days: int = 7, language: str = "en") -> Path:
    out = home.path.parent / "out"
    return publish_register(
        home=home, out=out, language=language, fresh_for=timedelta(days=days), by="batyr", at=at
    ).folder


def answer(page: Page, text: str) -> str:
    page.fill("#certificate", text)
    page.evaluate("document.getElementById('answer').dataset.answer = ''")
    page.click("button[data-word=check]")
    page.wait_for_selector('#answer:not([data-answer=""])')
    return str(page.get_attribute("#answer", "data-answer"))


def said(page: Page) -> str:
    return page.inner_text("#answer .sentence")


def test_a_certificate_is_checked_from_a_disk_with_no_network(home: Home, reader: Page):
    texts = filled(home)
    out = published(home)
    reader.goto(f"file://{out}/verify.html")

    assert answer(reader, texts[NUMBER]) == Answer.MAY_OPERATE
    assert said(reader).startswith("Günbatar Hash HJ may operate within the limits shown. Status as of 20")
    assert "gunbatar-invest.example shows this licence as its own" in reader.inner_text("#answer")
    assert answer(reader, texts[SUSPENDED]) == Answer.SUSPENDED


def test_an_edited_certificate_was_not_issued_by_us(home: Home, reader: Page):
    texts = filled(home)
    reader.goto(f"file://{published(home)}/verify.html")
    head, claims, signature = texts[NUMBER].split(".")
    other = texts[SUSPENDED].split(".")

    for forged in (
        f"{head}.{other[1]}.{signature}",
        f"{head}.{claims}.{other[2]}",
        "hello",
        texts[NUMBER][:-1],
    ):
        assert answer(reader, forged) == Answer.NOT_ISSUED
        assert said(reader) == "This certificate was not issued by us"


def test_no_single_bit_may_change_in_the_browser_either(home: Home, reader: Page):
    texts = filled(home)
    certificate = queries.certificate_of(NUMBER)
    assert certificate
    reader.goto(f"file://{published(home)}/verify.html")

    accepted = reader.evaluate(
        """async (text) => {
          const told = [];
          for (let place = 0; place < text.length; place += 1) for (let bit = 0; bit < 7; bit += 1) {
            const changed = text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ (1 << bit)) + text.slice(place + 1);
            if ((await terezi.judged(changed)).answer !== "not_issued") told.push(changed);
          }
          return [told, (await terezi.judged(text)).answer];
        }""",
        f"{texts[NUMBER]}~{queries.proof_of(certificate)}",
    )

    assert accepted == [[], "may_operate"]


def test_the_proof_of_entry_in_the_log_is_checked(home: Home, reader: Page):
    texts = filled(home)
    certificate = queries.certificate_of(NUMBER)
    assert certificate
    reader.goto(f"file://{published(home)}/verify.html")

    assert answer(reader, f"{texts[NUMBER]}~{queries.proof_of(certificate)}") == Answer.MAY_OPERATE
    assert "entered, the proof holds" in reader.inner_text("#answer")
    assert answer(reader, f"{texts[SUSPENDED]}~{queries.proof_of(certificate)}") == Answer.NOT_ISSUED


def test_an_old_page_says_that_it_does_not_know(home: Home, reader: Page):
    texts = filled(home)
    out = published(home, at=NOW - timedelta(days=9), days=7)
    reader.goto(f"file://{out}/verify.html")

    assert answer(reader, texts[NUMBER]) == Answer.STATUS_UNKNOWN
    assert "nothing here says whether it stands today" in said(reader)


def test_a_certificate_of_a_replaced_key_still_holds(home: Home, reader: Page):
    texts = filled(home)
    rotate_certificate_key(home=home, by="batyr", at=NOW + timedelta(seconds=1))
    reader.goto(f"file://{published(home, at=NOW + timedelta(seconds=2))}/verify.html")

    assert answer(reader, texts[NUMBER]) == Answer.MAY_OPERATE


def test_a_scanned_address_answers_at_once_and_in_the_language_of_the_reader(home: Home, reader: Page):
    texts = filled(home)
    reader.goto(f"file://{published(home)}/verify.html#{texts[URDU]}")
    reader.wait_for_selector("#answer .sentence")

    assert "گونباتار" in said(reader)
    reader.select_option("#in", "ur")
    assert reader.get_attribute("html", "dir") == "rtl"


def test_a_browser_that_cannot_check_says_so_and_not_yes(home: Home, reader: Page):
    texts = filled(home)
    reader.add_init_script(
        "crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))"
    )
    reader.goto(f"file://{published(home)}/verify.html")

    assert answer(reader, texts[NUMBER]) == "cannot_check"
    assert "cannot check signatures" in said(reader)


@pytest.mark.parametrize("asked", ["Günbatar", "gunbatar hash", "Гюнбатар", "گونباتار", "GUNBA"])
def test_the_same_firm_is_found_in_three_scripts(home: Home, reader: Page, asked: str):
    filled(home)
    reader.goto(f"file://{published(home)}/register.html")
    reader.fill("#q", asked)
    reader.press("#q", "Enter")
    reader.wait_for_selector("#results li")

    found = reader.inner_text("#results")
    assert "Günbatar Hash HJ" in found
    assert "gunbatar-invest.example" in found


@pytest.mark.parametrize(
    ("asked", "name"),
    [("Garagum", "Северный Ветер"), ("000003", "Северный Ветер"), ("gg-min 2026 000002", "Altyn Gum")],
)
def test_a_firm_is_found_by_number_and_by_another_spelling(home: Home, reader: Page, asked: str, name: str):
    filled(home)
    reader.goto(f"file://{published(home)}/register.html")
    reader.fill("#q", asked)
    reader.press("#q", "Enter")
    reader.wait_for_selector("#results li")

    assert name in reader.inner_text("#results")
    reader.click(f"#results a:has-text('{name}')")
    assert name in reader.inner_text("h1")


def test_a_pasted_code_is_checked_from_the_search_box(home: Home, reader: Page):
    texts = filled(home)
    reader.goto(f"file://{published(home)}/register.html")
    reader.fill("#q", f"https://register.example/verify#{texts[NUMBER]}")
    reader.press("#q", "Enter")
    reader.wait_for_selector("#answer .sentence")

    assert said(reader).startswith("Günbatar Hash HJ may operate")


def test_who_is_not_there_has_no_licence(home: Home, reader: Page):
    filled(home)
    reader.goto(f"file://{published(home)}/register.html")
    for unknown in ("Nowhere Mining", "GG-MIN-2026-999999"):
        reader.evaluate("document.getElementById('results').replaceChildren()")
        reader.fill("#q", unknown)
        reader.press("#q", "Enter")
        reader.wait_for_selector("#results p")

        assert "has no licence from us" in reader.inner_text("#results")


def test_the_browser_hears_names_as_the_server_does(home: Home, reader: Page):
    filled(home)
    reader.goto(f"file://{published(home)}/register.html")
    spelt = [
        "Günbatar Hash", "Гюнбатар Хэш", "گونباتار ہیش", "Jeýhun Žurnal Çarwa", "Джейхун", "Oʻzbekiston Gʻoya", "O'zbekiston",
        "Қазақстан Цифрлық", "ÅÉÑ ßtraße ﬁn", "عربي قديم ٣٤", "ООО «Ёж»", "Əliyev İlham", "", "…", "x", "Þór & Co. №7", "ŇŇ",
    ]  # fmt: skip

    heard = reader.evaluate(
        """(spelt) => {
          const names = terezi.names(JSON.parse(document.getElementById("register-index").textContent).letters);
          return spelt.map((each) => [names.keys(each), spelt.map((other) => names.spells(each, other)), names.numberKey(each)]);
        }""",
        spelt,
    )

    assert heard == [
        [names.keys(each), [names.spells(each, other) for other in spelt], names.number_key(each)]
        for each in spelt
    ]


def test_every_sentence_is_in_the_page_in_every_language(home: Home, reader: Page):
    filled(home)
    with override("ru"):
        out = published(home, language="ru")
    reader.goto(f"file://{out}/verify.html")

    words = json.loads(
        reader.inner_text("#trust") or reader.evaluate("document.getElementById('trust').textContent")
    )

    assert set(words["words"]) == {"en", "ru", "tk", "ur", "kk", "uz"}
    assert all(set(each["answers"]) == {*Answer, "cannot_check"} for each in words["words"].values())
