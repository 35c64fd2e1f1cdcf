"""The register as the site serves it to anyone, and the desk that issues and warns."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from terezi.base.errors import BadData, Refused
from terezi.desk.journal.models import Entry
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as LicenceAct
from terezi.desk.people.terms import Role
from terezi.desk.register import actions, names, queries, rules
from terezi.desk.register.keys import certificate_key
from terezi.desk.register.sheets import file_name, number_in
from terezi.desk.register.terms import Seen, WarningKind
from terezi.evidence.facts.home import Home

from .test_certificate_issuing import AT, NUMBER, changed, licensed

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date()


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Home:
    settings.TEREZI_HOME = tmp_path / "home"
    return Home.create(tmp_path / "home", country="GG")


@pytest.fixture
def certificate(home: Home) -> str:
    """The certificate of a licence that stands, as a citizen scans it."""
    licensed()
    signer = certificate_key(home=home, by="batyr", at=NOW)
    return actions.issue_certificate(number=NUMBER, issuer="GG", signer=signer, by="maral", at=NOW).text


def warned(**changes: Any) -> Any:
    told: dict[str, Any] = {
        "kind": WarningKind.CLONE, "name": "gunbatar-invest.example", "number": NUMBER, "says": "It shows a real number.",
        "web_address": "gunbatar-invest.example", "by": "maral", "at": NOW,
    }  # fmt: skip
    return actions.warn(**(told | changes))


def test_a_stranger_searches_the_register(client: Client, certificate: str):
    for asked in ("Günbatar", "гюнбатар", "گونباتار", "GG-MIN-2026-000001", "000001"):
        shown = client.get("/public/", {"q": asked})

        assert shown.status_code == 200
        assert "Günbatar Hash HJ may operate within the limits shown" in shown.content.decode()


def test_the_same_search_as_json(client: Client, certificate: str):
    warned()

    told = client.get("/public/search.json", {"q": "gunbatar"}).json()

    assert [one["number"] for one in told["licences"]] == [NUMBER]
    assert [one["name"] for one in told["warnings"]] == ["gunbatar-invest.example"]
    assert told["last_checked"]


def test_whoever_asks_for_a_firm_reads_of_its_clone_first(client: Client, certificate: str):
    warned()

    shown = client.get("/public/", {"q": "Günbatar Hash"}).content.decode()

    assert shown.index("gunbatar-invest.example") < shown.index("Günbatar Hash HJ may operate")


def test_one_licence_shows_its_sentence_history_and_warnings(client: Client, certificate: str):
    warned()
    changed(LicenceAct.SUSPEND, Status.SUSPENDED, at=AT + timedelta(days=2), suspended_until=date(2099, 1, 1))

    shown = client.get(f"/public/{NUMBER}").content.decode()

    assert "may not operate until" in shown
    assert "suspended" in shown
    assert "gunbatar-invest.example" in shown
    assert "GG-DEC-2026-000001" in shown


def test_every_link_of_the_first_page_leads_somewhere(client: Client, certificate: str):
    warned()
    pages = ["/public/", "/public/?q=gunbatar", "/public/list/1", f"/public/{NUMBER}", "/public/verify/"]
    linked = {
        link
        for page in pages
        for link in re.findall(r'href="(/public/[^"]*)"', client.get(page).content.decode())
    }

    assert {"/public/register.csv", "/public/register.json", f"/public/{NUMBER}"} <= linked
    assert {link: client.get(link).status_code for link in linked} == dict.fromkeys(linked, 200)


def test_an_unknown_number_is_nowhere(client: Client, home: Home):
    assert client.get("/public/GG-MIN-2026-999999").status_code == 404
    assert client.get("/public/GG-MIN-2026-999999.json").status_code == 404
    assert client.get("/public/_d800_").status_code == 404
    assert client.get("/public/_0_").status_code == 404


def test_a_stranger_checks_a_certificate_without_scripts(client: Client, certificate: str):
    altered = certificate[:-9] + ("A" if certificate[-9] != "A" else "B") + certificate[-8:]
    answer = client.post("/public/verify/", {"certificate": certificate}).content.decode()
    forged = client.post("/public/verify/", {"certificate": altered}).content.decode()

    assert "Günbatar Hash HJ may operate within the limits shown. Status as of" in answer
    assert 'class="sentence bad">This certificate was not issued by us' in forged


def test_what_was_suspended_today_is_said_today(client: Client, certificate: str):
    changed(LicenceAct.SUSPEND, Status.SUSPENDED, at=NOW)

    answer = client.post("/public/verify/", {"certificate": certificate}).content.decode()

    assert "may not operate: the licence is suspended" in answer


def test_a_pasted_code_is_checked_from_the_search_box(client: Client, certificate: str):
    assert "Status as of" in client.get("/public/", {"q": certificate}).content.decode()


def test_the_page_carries_a_signed_list_and_no_key_of_ours(client: Client, home: Home, certificate: str):
    shown = client.get("/public/verify/").content.decode()
    told = json.loads(shown.split('<script id="trust" type="application/json">')[1].split("</script>")[0])

    assert len(told["lists"]) == 1
    assert "PRIVATE" not in shown
    assert told["keys"][0]["kid"]


def test_an_empty_register_shows_pages_too(client: Client, home: Home):
    assert client.get("/public/").status_code == 200
    assert client.get("/public/verify/").status_code == 200
    assert client.post("/public/verify/", {"certificate": "x"}).status_code == 200


def test_a_public_page_is_small(client: Client, home: Home):
    for number in range(400):
        licensed(f"GG-MIN-2026-{number:06}", f"Firm {number} Hash HJ")

    shown = client.get("/public/").content
    assert b"400 licences are on this register; 400 may operate today." in shown
    assert len(shown) < 50_000
    assert len(client.get("/public/", {"q": "hash"}).content) < 100_000
    assert len(client.get("/public/list/1").content) < 150_000
    assert client.get("/public/list/2").status_code == 200
    assert client.get("/public/list/3").status_code == 404


@pytest.mark.parametrize("number", ["GG-MIN-2026-000001", "№ 12/7-А", "a_b", "_5f_", "ключ", "x" * 100])
def test_a_number_survives_being_an_address(number: str):
    assert number_in(file_name(number)) == number


# The desk


def test_an_officer_issues_hands_over_and_replaces_a_certificate(
    signed_in: Callable[..., Client], home: Home
):
    licensed()
    desk = signed_in(Role.LICENSING_OFFICER)

    assert "None was issued yet" in desk.get(f"/certificates/{NUMBER}").content.decode()
    assert desk.post(f"/certificates/{NUMBER}/issue").status_code == 302
    paper = desk.get(f"/certificates/{NUMBER}/paper", {"language": "tk"})
    told = desk.get(f"/certificates/{NUMBER}/file").json()

    assert paper.content.startswith(b"%PDF-")
    assert told["certificate"].encode() in paper.content
    assert Entry.objects.get(act="certificates.issue").by == "licensing_officer"


def test_a_licence_that_does_not_stand_gets_no_certificate_and_a_reason(
    signed_in: Callable[..., Client], home: Home
):
    licensed()
    changed(LicenceAct.WITHDRAW, Status.WITHDRAWN)

    answer = signed_in(Role.LICENSING_OFFICER).post(f"/certificates/{NUMBER}/issue")

    assert answer.status_code == 409
    assert "nothing to certify" in answer.content.decode()


def test_only_those_who_may_warn_do(signed_in: Callable[..., Client], home: Home, client: Client):
    assert signed_in(Role.ENERGY_INSPECTOR).get("/warnings/").status_code == 403
    assert client.get("/warnings/").status_code == 302
    assert signed_in(Role.LICENSING_OFFICER).get("/warnings/").status_code == 200


def seen(address: str, number: str = NUMBER, day: date = TODAY) -> int:
    return actions.note_sightings(seen=[Seen(number, address, day)], by="maral", at=NOW)


def test_a_number_seen_where_its_holder_is_not_is_noticed(home: Home):
    licensed()
    actions.declare_address(
        number=NUMBER, web_address="https://www.gunbatar.example/about", by="maral", at=NOW
    )
    for address in (
        "https://gunbatar.example/",
        "shop.gunbatar.example",
        "https://gunbatar-invest.example/licence",
    ):
        seen(address)

    assert [one.host for one in queries.sightings_open()] == ["gunbatar-invest.example"]


def test_a_sighting_becomes_a_warning_which_the_public_sees_and_which_ends(
    signed_in: Callable[..., Client], home: Home, client: Client
):
    licensed()
    seen("https://gunbatar-invest.example/licence")
    desk = signed_in(Role.LICENSING_OFFICER)
    (sighting,) = queries.sightings_open()

    form = desk.get("/warnings/new", {"sighting": sighting.pk}).content.decode()
    assert "gunbatar-invest.example" in form
    told = {
        "kind": "clone",
        "name": "gunbatar-invest.example",
        "number": NUMBER,
        "web_address": sighting.web_address,
    }
    answer = desk.post(
        "/warnings/new", told | {"says": "Shows the number of another.", "sighting": sighting.pk}
    )
    assert answer.status_code == 302
    assert queries.sightings_open() == []
    assert (
        "Shows the number of another."
        in client.get(f"/public/warnings/{queries.warnings()[0].id}").content.decode()
    )

    desk.post(f"/warnings/{queries.warnings()[0].id}/end", {"why": "The page is gone."})
    assert "We warned of" in client.get("/public/", {"q": "gunbatar-invest"}).content.decode()
    assert [
        entry.act for entry in Entry.objects.filter(act__startswith="warnings.").order_by("sequence")
    ] == [
        "warnings.note_sightings",
        "warnings.warn",
        "warnings.end",
    ]


def test_a_sighting_put_aside_says_why(signed_in: Callable[..., Client], home: Home):
    licensed()
    seen("news.example/report")
    desk = signed_in(Role.LICENSING_OFFICER)
    (sighting,) = queries.sightings_open()

    assert desk.post(f"/warnings/sightings/{sighting.pk}/aside", {"why": " "}).status_code == 409
    assert desk.post(f"/warnings/sightings/{sighting.pk}/aside", {"why": "A newspaper"}).status_code == 302
    assert queries.sightings_open() == []


def test_a_table_of_sightings_is_taken_whole_or_not_at_all(signed_in: Callable[..., Client], home: Home):
    licensed()
    desk = signed_in(Role.LICENSING_OFFICER)
    good = f"number,web_address,seen_on\n{NUMBER},one.example,2026-03-01\n{NUMBER},two.example,2026-03-02\n"

    def sent(text: str) -> int:
        return desk.post(
            "/warnings/sightings", {"file": SimpleUploadedFile("s.csv", text.encode())}
        ).status_code

    assert sent(good + f"{NUMBER},three.example,yesterday\n") == 422
    assert queries.sightings_open() == []
    assert sent(good) == 302
    assert sent(good) == 302
    assert len(queries.sightings_open()) == 2


def test_a_warning_that_names_nobody_or_no_licence_of_ours_is_refused(home: Home):
    licensed()

    with pytest.raises(Refused, match="fill in both"):
        warned(name=" ")
    with pytest.raises(Refused, match="No licence"):
        warned(number="GG-MIN-2026-000404")
    with pytest.raises(Refused, match="name its number"):
        warned(number="")


@pytest.mark.parametrize("address", ["", "no address", "http://", "localhost", "http://[::1"])
def test_what_is_no_web_address_is_told(address: str):
    with pytest.raises(BadData, match="no web address"):
        rules.host_of(address)


def test_a_web_address_has_one_spelling():
    spelt = {
        rules.host_of(each)
        for each in ("https://WWW.Firm.Example./a?b", "firm.example", "http://firm.example:80")
    }

    assert spelt == {"firm.example"}
    assert rules.host_of("https://фирма.example") == "xn--80apmps.example"


# Names


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Гюнбатар Хэш", "Günbatar Hash HJ"),
        ("گونباتار", "Günbatar Hash HJ"),
        ("Gunbatar", "ООО Гюнбатар"),
        ("Jeyhun", "Джейхун Энерго"),
        ("Carwa Semal", "Çarwa Şemal"),
        ("Ozbekiston Goya", "Oʻzbekiston Gʻoya"),
        ("Ўзбекистон", "O'zbekiston Kripto"),
        ("Crypto", "Крипто Холдинг"),
        ("Kopetdag", "کوپتداغ"),
        ("hash gunbatar", "Günbatar Hash"),
    ],
)
def test_a_name_is_found_in_whatever_script_it_is_asked_for(asked: str, name: str):
    assert names.spells(asked, name) > 0


@pytest.mark.parametrize(
    ("asked", "name"), [("Gündogar", "Günbatar Hash"), ("Altyn Gum", "Altyn Data"), ("", "Altyn")]
)
def test_another_name_is_not_found(asked: str, name: str):
    assert names.spells(asked, name) == 0


def test_the_spelling_asked_for_comes_first():
    assert names.spells("Günbatar", "Günbatar Hash") > names.spells("Гюнбатыр", "Günbatar Hash")


@pytest.mark.parametrize("path", ["/public/", "/public/search.json", "/public/register.csv"])
def test_one_address_may_not_ask_for_the_register_without_end(home, settings, path):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"public": "2/m/ip"}

    answers = [Client().get(path).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
