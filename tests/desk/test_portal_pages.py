"""An applicant applies, answers and reads at the portal, and meets nobody else's file there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from terezi.desk.applications import actions
from terezi.desk.applications.models import Application
from terezi.desk.applications.portal import urlpatterns
from terezi.desk.applications.portal.forms import Draft, sections_of
from terezi.desk.applications.rules.asked import asked_of
from terezi.desk.applications.terms import Part
from terezi.desk.journal.models import Entry
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.law.book import day_in, law_on
from tests.desk import applying

pytestmark = pytest.mark.django_db
DAY = applying.AT.date()
SITE = {
    "sites-region": "Balkan",
    "sites-address": "Hazar street 1",
    "sites-feeder": "M-77120",
    "sites-connection_kw": "15",
    "sites-scheme": "FPPS",
}
MACHINES = {
    "equipment-model_1": "Antminer S21",
    "equipment-rate_1": "200",
    "equipment-power_1": "3500",
    "equipment-serials_1": "ZN-0001\nZN-0002\nZN-0003",
}
PARTY = {"party-party_kind": "natural_person", "party-party_name": "Zainab Orazowa"}
REST = {"wallets-address": applying.ADDRESS, "documents-fee_reference": "PAY-77"}
WORDS = PARTY | SITE | MACHINES | REST
PAPERS = ("fee_receipt", "equipment_ownership", "premises_safety")


@pytest.fixture(autouse=True)
def _in_garagum(settings: Any, tmp_path: Any) -> None:
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path


@pytest.fixture
def zainab() -> Officer:
    return applying.person("zainab", Role.APPLICANT)


@pytest.fixture
def visitor(zainab: Officer) -> Client:
    return signed_in(zainab)


@pytest.fixture
def licensing(db: None) -> list[Officer]:
    return [applying.person("ogulgerek"), applying.person("maral")]


def signed_in(person: Officer) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def papers() -> dict[str, SimpleUploadedFile]:
    return {
        f"documents-{kind}": SimpleUploadedFile(f"{kind}.pdf", applying.PDF + kind.encode())
        for kind in PAPERS
    }


def begun(visitor: Client, actor_class: str = "private") -> Application:
    page = visitor.get(f"/portal/apply/{actor_class}").content.decode()
    key = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    assert key
    visitor.post(f"/portal/apply/{actor_class}", {"key": key[1]})
    return Application.objects.latest("pk")


def address(file: Application, rest: str = "") -> str:
    return f"/portal/files/{file.number}{rest}"


def whole(visitor: Client, file: Application, **changed: str) -> Any:
    return visitor.post(address(file, "/form"), WORDS | changed | papers() | {"then": "check"})


def signed(visitor: Client, file: Application) -> Any:
    wallet = file.wallets.get(removed_at=None)
    told = {f"wallet{wallet.pk}-signature": applying.signature(wallet.challenge)}
    return visitor.post(address(file, f"/wallets/{wallet.pk}"), told)


def handed_in(visitor: Client) -> Application:
    file = begun(visitor)
    whole(visitor, file)
    signed(visitor, file)
    visitor.post(address(file, "/review"))
    file.refresh_from_db()
    return file


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestTheShortForm:
    def test_a_private_miner_applies_on_one_page(self, visitor):
        file = begun(visitor)
        assert whole(visitor, file).url == address(file, "/form/wallets")
        assert signed(visitor, file).url == address(file, "/review")
        assert "Nothing is missing" in text(visitor.get(address(file, "/review")))

        assert visitor.post(address(file, "/review")).url == address(file)

        file.refresh_from_db()
        assert (file.status, file.party_name, file.party_country) == ("submitted", "Zainab Orazowa", "GG")
        assert sorted(file.machines.values_list("serial", "site__label")) == [
            ("ZN0001", "A"),
            ("ZN0002", "A"),
            ("ZN0003", "A"),
        ]
        assert file.wallets.get().proved_at is not None
        assert "Your application is handed in" in text(visitor.get(address(file)))

    def test_it_asks_no_more_than_the_law_of_the_class(self, visitor, zainab):
        file = begun(visitor)
        law = law_on("GG", DAY)
        draft = Draft(file, law, zainab, applying.AT)
        asked = asked_of(draft.actor_class)

        fields = [field for kind in sections_of(draft).values() for field in kind(draft).visible_fields()]
        needed = [field for field in fields if field.field.required]

        assert set(sections_of(draft)) == {"party", *asked.parts, "documents"}
        assert [one.name for one in fields if one.name in PAPERS] == list(asked.document_kinds)
        assert (len(needed), len(fields)) == (16, 22), "needed and all fields of the short form"

    def test_what_is_wrong_stands_beside_its_field_and_what_is_right_is_kept(self, visitor):
        file = begun(visitor)

        answer = whole(visitor, file, **{"sites-connection_kw": "-3", "equipment-serials_1": "ZN-1\nZN-0002"})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'id="id_sites-connection_kw_error"' in page
        assert 'id="id_equipment-serials_1_error"' in page
        assert "is no serial number" in page
        file.refresh_from_db()
        assert file.party_name == "Zainab Orazowa"
        assert file.documents.count() == 3
        assert not file.sites.exists()

    def test_it_is_left_half_way_and_found_again(self, visitor):
        file = begun(visitor)
        told = PARTY | MACHINES | {"sites-scheme": "FPPS", "then": "later"}

        assert visitor.post(address(file, "/form"), told).url == address(file)

        page = visitor.get(address(file, "/form")).content.decode()
        assert 'value="Zainab Orazowa"' in page
        assert "ZN0001\nZN0002\nZN0003" in page
        assert "Finish and hand in your application" in text(visitor.get("/portal/"))

    def test_a_wrong_signature_is_told_beside_it(self, visitor):
        file = begun(visitor)
        whole(visitor, file)
        wallet = file.wallets.get()

        answer = visitor.post(
            address(file, f"/wallets/{wallet.pk}"), {f"wallet{wallet.pk}-signature": "H" * 87 + "="}
        )

        assert answer.status_code == 422
        assert f'id="id_wallet{wallet.pk}-signature_error"' in answer.content.decode()
        assert "Sign exactly the words shown" in text(answer)


class TestSentTwice:
    """A button pressed twice does nothing twice: the journal holds each act once."""

    def twice(self, post: Callable[[], Any]) -> None:
        post()
        before = Entry.objects.count()
        assert post().status_code in {302, 404}
        assert Entry.objects.count() == before

    def test_beginning(self, visitor):
        self.twice(lambda: visitor.post("/portal/apply/private", {"key": "a" * 32}))
        assert Application.objects.count() == 1

    def test_saving_the_form_and_the_signature(self, visitor):
        file = begun(visitor)
        self.twice(lambda: whole(visitor, file))
        wallet = file.wallets.get()
        told = {f"wallet{wallet.pk}-signature": applying.signature(wallet.challenge)}
        self.twice(lambda: visitor.post(address(file, f"/wallets/{wallet.pk}"), told))

    def test_handing_in_and_taking_back(self, visitor):
        file = begun(visitor)
        whole(visitor, file)
        signed(visitor, file)
        self.twice(lambda: visitor.post(address(file, "/review")))
        self.twice(lambda: visitor.post(address(file, "/take-back")))
        file.refresh_from_db()
        assert file.status == "withdrawn"

    def test_an_answer(self, visitor, licensing):
        file = handed_in(visitor)
        asked = asked_about(file)
        told = {f"request{asked.pk}-answer": "The receipt was of last year; the new one is attached."}
        self.twice(lambda: visitor.post(address(file, f"/requests/{asked.pk}"), told))

    def test_an_appeal(self, visitor, licensing):
        file = refused(handed_in(visitor))
        told = {"says": "The connection was enlarged in February; the contract says so."}
        self.twice(lambda: visitor.post(address(file, f"/decisions/{file.decision}/appeal"), told))

    def test_a_paper_and_an_entry_taken_back(self, visitor):
        file = begun(visitor)
        whole(visitor, file)
        paper, wallet = file.documents.first(), file.wallets.get()
        for where in (f"/take-back/document/{paper.pk}", f"/take-back/wallet/{wallet.pk}"):
            self.twice(lambda where=where: visitor.post(address(file, where)))

    def test_sections_and_a_table_of_the_long_form(self, visitor):
        file = begun(visitor, "industrial")
        self.twice(lambda: visitor.post(address(file, "/form/party"), LONG_PARTY))
        self.twice(lambda: visitor.post(address(file, "/form/sites"), LONG_SITE))
        self.twice(lambda: visitor.post(address(file, "/machines.csv"), {"table-table": sheet(machines(5))}))
        self.twice(lambda: visitor.post(address(file, "/form/owners"), OWNER))


LONG_PARTY = {
    "party-party_name": "Serdar Hash HJ",
    "party-registration_number": "R-1",
    "party-party_country": "gg",
    "party-contact": "+993 12 345678",
}
LONG_SITE = SITE | {
    "sites-label": "North hall",
    "sites-requested_kw": "12000",
    "sites-connection_kw": "12500",
    "sites-power_source": "grid",
    "sites-pue": "1.06",
}
OWNER = {
    "owners-owner": "Serdar Ataýew",
    "owners-kind": "natural_person",
    "owners-country": "GG",
    "owners-owned": "Serdar Hash HJ",
    "owners-share_percent": "62.5",
}


def machines(count: int) -> str:
    head = "serial,model,hash_rate_ths,power_w,site\n"
    return head + "".join(f"SR{number:06d},Antminer S21,200,3500,North hall\n" for number in range(count))


def sheet(content: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("machines.csv", content.encode())


def asked_about(file: Application, field: str = "document:fee_receipt") -> Any:
    at = timezone.now()
    applying.drawn(file, at=at)
    file.refresh_from_db()
    return actions.ask_applicant(
        number=file.number, field=field, reason="The receipt is of last year.", by=file.officer, at=at
    )


def refused(file: Application) -> Application:
    at = timezone.now()
    applying.drawn(file, at=at)
    applying.reviewed(file, at=at)
    applying.proposed(file, act=StatusAct.REFUSE, at=at)
    actions.sign_decision(number=file.number, by=applying.reviewer(file), at=at)
    file.refresh_from_db()
    return file


class TestTheLongForm:
    def test_ten_thousand_machines_come_as_a_table(self, visitor):
        file = begun(visitor, "industrial")
        visitor.post(address(file, "/form/sites"), LONG_SITE)

        answer = visitor.post(address(file, "/machines.csv"), {"table-table": sheet(machines(10_000))})

        assert answer.url == address(file, "/form/equipment")
        assert file.machines.filter(removed_at=None).count() == 10_000
        assert "10,000 machines" in text(visitor.get(answer.url)).replace("\u202f", ",")

    def test_rows_with_faults_are_listed_and_nothing_is_taken(self, visitor):
        file = begun(visitor, "industrial")
        visitor.post(address(file, "/form/sites"), LONG_SITE)
        bad = machines(3) + "SR000001,Antminer S21,200,3500,North hall\nSR9,,200,much,South\n"

        answer = visitor.post(address(file, "/machines.csv"), {"table-table": sheet(bad)})

        said = text(answer)
        assert answer.status_code == 422
        assert 'id="id_table-table_error"' in answer.content.decode()
        assert "SR000001 stands in row 3 already" in said
        assert "Not a number of watts" in said
        assert "Write one of: North hall" in said
        assert not file.machines.exists()

    def test_it_goes_from_section_to_section_and_says_what_is_missing_in_each(self, visitor):
        file = begun(visitor, "industrial")
        where = address(file, "/form/party")
        assert visitor.get(address(file, "/form")).url == where
        told = {"party": LONG_PARTY, "sites": LONG_SITE}

        for key, after in (("party", "sites"), ("sites", "equipment")):
            assert visitor.post(address(file, f"/form/{key}"), told[key]).url == address(
                file, f"/form/{after}"
            )

        assert "Say who owns the firm" in text(visitor.get(address(file, "/form/owners")))
        assert "Nothing is missing here" in text(visitor.get(where))

    @pytest.mark.parametrize("country", ["GG", "TM", "KZ", "UZ", "PK"])
    def test_every_class_of_every_law_has_a_form(self, visitor, zainab, settings, tmp_path, country):
        settings.TEREZI_HOME = Home.create(tmp_path / country, country=country).path
        today = day_in(country, timezone.now())
        assert visitor.get("/portal/apply/").status_code == 200
        for actor_class in law_on(country, today).licensing.classes:
            assert visitor.get(f"/portal/apply/{actor_class}").status_code == 200
            file = begun(visitor, actor_class)
            draft = Draft(file, law_on(country, today), zainab, timezone.now())
            for key in sections_of(draft):
                assert visitor.get(address(file, f"/form/{key}")).status_code == 200, (actor_class, key)
            assert visitor.get(address(file, "/review")).status_code == 200

    def test_every_part_the_law_may_ask_for_has_a_section(self):
        from terezi.desk.applications.portal.forms import SECTIONS

        assert set(SECTIONS) == set(Part)


class TestNobodyElses:
    """Another's file is answered as one that does not exist, at every address and by both methods."""

    def test_no_page_tells_another_file_from_one_that_does_not_exist(self, visitor):
        file = handed_in(visitor)
        stranger = signed_in(applying.person("serdar", Role.APPLICANT))
        stranger.raise_request_exception = True
        own = {
            "key": "sites",
            "wallet": file.wallets.get().pk,
            "asked": 1,
            "what": "document",
            "entry": file.documents.first().pk,
            "document": file.documents.first().pk,
            "decision": "GG-DEC-2026-000001",
        }
        for pattern in urlpatterns:
            route = str(pattern.pattern)
            if "<str:number>" not in route:
                continue
            where = "/" + re.sub(r"<\w+:(\w+)>", lambda m: str(own.get(m[1], "{number}")), route)
            for ask in (stranger.get, stranger.post):
                theirs = ask(where.format(number=file.number))
                nobodys = ask(where.format(number="GG-APP-2026-999999"))
                assert theirs.status_code == nobodys.status_code == 404, where
                assert strip(theirs, file.number) == strip(nobodys, "GG-APP-2026-999999"), where

    def test_an_officer_is_told_that_the_portal_is_not_his(self, visitor, licensing):
        file = handed_in(visitor)
        assert signed_in(licensing[0]).get(address(file)).status_code == 403

    def test_another_files_paper_is_not_reached_through_my_own(self, visitor):
        theirs = handed_in(visitor)
        serdar = signed_in(applying.person("serdar", Role.APPLICANT))
        mine = begun(serdar)
        paper, wallet = theirs.documents.first().pk, theirs.wallets.get().pk
        for where in (
            f"/papers/{paper}",
            f"/take-back/document/{paper}",
            f"/wallets/{wallet}",
            "/requests/1",
        ):
            assert serdar.post(address(mine, where)).status_code == 404, where

    def test_the_home_page_holds_only_what_is_mine(self, visitor):
        theirs = handed_in(visitor)
        serdar = signed_in(applying.person("serdar", Role.APPLICANT))
        assert theirs.number not in text(serdar.get("/portal/"))


def strip(answer: Any, number: str) -> str:
    page = answer.content.decode().replace(number, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


class TestTheFile:
    def test_a_request_names_field_reason_who_and_until_when_and_the_answer_goes_back(
        self, visitor, licensing
    ):
        file = handed_in(visitor)
        asked = asked_about(file)
        said = text(visitor.get(address(file)))
        assert "The receipt is of last year." in said
        assert "Receipt of the fee" in said
        assert "Who acts: Zainab Orazowa" in said
        assert "left" in said
        assert "Answer us about: Receipt of the fee" in text(visitor.get("/portal/"))

        empty = visitor.post(address(file, f"/requests/{asked.pk}"), {f"request{asked.pk}-answer": " "})
        assert empty.status_code == 422
        assert f"id_request{asked.pk}-answer_error" in empty.content.decode()
        visitor.post(address(file, f"/requests/{asked.pk}"), {f"request{asked.pk}-answer": "Attached."})

        file.refresh_from_db()
        assert file.status == "in_review"
        assert "Attached." in text(visitor.get(address(file)))

    def test_a_returned_file_is_changed_at_the_part_that_was_asked_about(self, visitor, licensing):
        file = handed_in(visitor)
        asked_about(file)
        new = SimpleUploadedFile("new.pdf", applying.PDF + b"new")
        told = {"documents-fee_reference": "PAY-77", "documents-fee_receipt": new, "then": "on"}

        visitor.post(address(file, "/form/documents"), told)

        assert file.documents.filter(kind="fee_receipt", removed_at=None).count() == 2

    def test_no_officer_and_no_finding_of_a_check_is_named_to_the_applicant(self, visitor, licensing):
        file = handed_in(visitor)
        applying.drawn(file, at=timezone.now())
        applying.reviewed(file, at=timezone.now())
        said = visitor.get(address(file)).content.decode()
        assert not any(one.name in said or one.username in said for one in licensing)
        assert "Looked at by hand" not in said
        assert "Nothing stands against it" not in said
        assert "Fire safety service" in said

    def test_a_paper_is_handed_out_to_be_kept_and_not_to_act(self, visitor):
        file = begun(visitor)
        whole(visitor, file)
        answer = visitor.get(address(file, f"/papers/{file.documents.first().pk}"))
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_what_acts_is_not_taken_as_a_paper(self, visitor):
        file = begun(visitor)
        bad = {"documents-fee_receipt": SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>")}
        answer = visitor.post(address(file, "/form"), WORDS | papers() | bad | {"then": "check"})
        assert "id_documents-fee_receipt_error" in answer.content.decode()
        assert file.documents.count() == 2


class TestTheDecision:
    def test_a_refusal_is_read_with_its_reasons_and_appealed_against(self, visitor, licensing):
        file = refused(handed_in(visitor))
        letter = visitor.get(address(file, f"/decisions/{file.decision}"))
        assert applying.REASON.facts in text(letter)
        assert "You may appeal against the refusal" in text(visitor.get("/portal/"))
        assert "Appeal Board" in text(visitor.get(address(file, f"/decisions/{file.decision}/appeal")))

        told = {"says": "The contract of February says otherwise."}
        visitor.post(address(file, f"/decisions/{file.decision}/appeal"), told)

        assert "before two other officers" in text(visitor.get(address(file)))
        assert "You may appeal" not in text(visitor.get("/portal/"))

    def test_who_is_granted_reads_what_others_see_of_him(self, visitor, zainab, licensing):
        file = begun(visitor)
        whole(visitor, file)
        signed(visitor, file)
        applying.granted(file, at=timezone.now())
        file.refresh_from_db()

        assert file.licence_number in text(visitor.get("/portal/"))
        assert "may operate within the limits shown" in text(visitor.get("/portal/"))
        assert "My certificate (PDF)" in text(visitor.get("/portal/"))

    def test_a_certificate_is_handed_to_its_holder_alone(self, visitor, licensing):
        file = begun(visitor)
        whole(visitor, file)
        signed(visitor, file)
        applying.granted(file, at=timezone.now())
        file.refresh_from_db()

        answer = visitor.get(address(file, "/certificate"))

        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert "My certificate (PDF)" in text(visitor.get("/portal/"))
        stranger = signed_in(applying.person("serdar", Role.APPLICANT))
        assert stranger.get(address(file, "/certificate")).status_code == 404
