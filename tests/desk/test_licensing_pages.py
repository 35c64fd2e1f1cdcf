"""The screens of the licensing desk: who sees what, what each act tells, and that whoever signs reads blindly."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from terezi.desk.applications import actions
from terezi.desk.applications.models import Application, Assignment, CheckResult, RequestToApplicant
from terezi.desk.applications.queries.seen import scope_of
from terezi.desk.applications.rules.scope import scope_of_agency
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Reason
from terezi.desk.journal.models import Entry
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import AGENCY_OF, MAY, Permission, Role
from terezi.evidence.facts.home import Home

from .applying import AT, PDF, drafted, drawn, filled, person, proposed, reviewed, reviewer, submitted

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path


@pytest.fixture
def zainab():
    return person("zainab", Role.APPLICANT)


@pytest.fixture
def desk():
    return [person("maral"), person("ogulgerek")]


@pytest.fixture
def in_review(zainab, desk):
    return drawn(submitted(zainab))


def of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def address(file: Application, *rest: str) -> str:
    return "/".join(["/licensing", file.number, *rest])


class TestQueues:
    def test_the_desk_says_how_many_files_are_where(self, in_review, zainab):
        submitted(zainab)

        page = read(of(in_review.officer), "/licensing/")

        assert in_review.number in page
        assert "1 file that was handed in has no officer yet" in page
        assert {"Mine", "Ready to review", "Waiting on agencies", "To sign", "Overdue", "To draw"} <= set(
            re.findall(r">([A-Z][a-z ]+) <span class=\"counted", page)
        )

    def test_a_file_past_its_day_is_told_as_overdue_with_who_holds_it(self, in_review):
        page = read(of(in_review.officer), "/licensing/?queue=overdue")

        assert in_review.number in page
        assert "working days over" in page
        assert "Next acts:" in page

    def test_an_empty_queue_says_what_to_do(self, desk):
        assert "Draw the next file" not in read(of(desk[0]), "/licensing/")
        assert "You have no open file" in read(of(desk[0]), "/licensing/")

    def test_an_officer_of_an_agency_sees_what_waits_for_it_alone(self, in_review, zainab):
        other = drawn(submitted(zainab))
        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)

        page = read(of(person("batyr_f", Role.FIRE_OFFICER)), "/licensing/")

        assert in_review.number in page
        assert other.number not in page
        assert "To sign" not in page

    def test_what_is_to_be_signed_leads_to_the_proposal(self, in_review):
        decision = proposed(reviewed(in_review))

        page = read(of(reviewer(in_review)), "/licensing/?queue=to_sign")

        assert f"/licensing/decisions/{decision.number}" in page

    def test_drawing_the_next_file_gives_the_oldest_to_somebody_by_chance(self, zainab, desk):
        first, second = submitted(zainab), submitted(zainab)

        answer = of(desk[0]).post("/licensing/draw")

        first.refresh_from_db()
        second.refresh_from_db()
        assert answer.url == address(first)
        assert (first.status, second.status) == (Status.IN_REVIEW, Status.SUBMITTED)
        assert len(Entry.objects.get(act="applications.draw").values["seed"]) == 32

    def test_with_nothing_to_draw_nothing_is_drawn(self, desk):
        page = of(desk[0]).post("/licensing/draw", follow=True).content.decode()

        assert "Every file that was handed in has an officer" in page


class TestPermissionBeforeExistence:
    @pytest.mark.parametrize("role", Role)
    def test_a_page_opens_for_those_who_hold_its_permission(self, role, in_review, zainab):
        client = of(person("somebody", role))
        pages = {
            "/licensing/": Permission.APPLICATIONS_READ,
            address(in_review): Permission.APPLICATIONS_READ,
            address(in_review, "machines"): Permission.APPLICATIONS_READ,
            address(in_review, "ask"): Permission.APPLICATIONS_WORK,
            address(in_review, "assign"): Permission.APPLICATIONS_ASSIGN,
            address(in_review, "checks", "names"): Permission.APPLICATIONS_WORK,
            address(in_review, "propose"): Permission.DECISIONS_PROPOSE,
            "/licensing/decisions/GG-DEC-2026-000001": Permission.DECISIONS_READ,
            "/integrity/": Permission.INTEGRITY_READ,
        }
        for where, permission in pages.items():
            status = client.get(where).status_code
            assert (status != 403) == (permission in MAY[role]), (where, role, status)

    @pytest.mark.parametrize(
        "what", ["", "/machines", "/ask", "/assign", "/checks/names", "/propose", "/opinion"]
    )
    def test_without_the_permission_a_file_there_is_answers_as_one_there_is_not(self, what, in_review):
        client = of(person("economist", Role.POLICY_ECONOMIST))

        there, nowhere = (
            client.get(f"/licensing/{number}{what}") for number in (in_review.number, "GG-APP-0")
        )

        assert (there.status_code, nowhere.status_code) == (403, 403)
        told = [re.search(r"<main.*</main>", one.content.decode(), re.S)[0] for one in (there, nowhere)]
        assert told[0] == told[1]

    @pytest.mark.parametrize("what", ["draw", "checks", "opinions", "ask", "assign", "propose"])
    def test_nobody_without_the_permission_changes_anything(self, what, in_review):
        written = Entry.objects.count()

        for role in (Role.AUDITOR, Role.FIRE_OFFICER, Role.APPLICANT):
            assert (
                of(person(role.value, role)).post(address(in_review, what), {"reason": "x"}).status_code
                == 403
            )

        assert Entry.objects.count() == written

    def test_a_draft_is_nowhere_for_officers(self, zainab, desk):
        assert of(desk[0]).get(address(drafted(zainab))).status_code == 404

    @pytest.mark.parametrize(("region", "status", "count"), [("Lebap", 404, 0), ("Balkan", 200, 1)])
    def test_queue_and_interface_show_an_officer_his_region_alone(self, in_review, region, status, count):
        client = of(person("regional", region=region))

        assert client.get(f"/api/applications/{in_review.number}").status_code == status
        assert client.get("/api/applications").json()["count"] == count

    @pytest.mark.parametrize("region", ["Lebap", "Balkan"])
    def test_a_queue_holds_what_lies_in_the_region(self, in_review, region):
        in_review.officer.region = region
        in_review.officer.save()

        shown = of(in_review.officer).get("/licensing/").content.decode()

        assert (in_review.number in shown) is (region == "Balkan")

    def test_an_officer_of_another_region_finds_nothing(self, in_review):
        client = of(person("lebap", region="Lebap"))

        assert client.get(address(in_review)).status_code == 404
        assert client.post(address(in_review, "checks")).status_code == 404
        assert of(person("balkan", region="Balkan")).get(address(in_review)).status_code == 200

    def test_an_agency_that_was_not_asked_finds_nothing(self, in_review):
        assert of(person("kamran", Role.ENERGY_INSPECTOR)).get(address(in_review)).status_code == 404


class TestTheFile:
    def test_one_sentence_says_who_asks_for_what_and_who_acts_next(self, in_review):
        page = read(of(in_review.officer), address(in_review))
        sentence = re.search(r'<p class="sentence">(.*?)</p>', page)[1]

        assert in_review.party_name in sentence
        assert "Private miner" in sentence
        assert "Next acts:" in sentence

    def test_answers_stand_beside_their_papers(self, in_review):
        page = read(of(in_review.officer), address(in_review))

        assert "Certificate of technical and fire safety of the premises" in page
        assert "premises_safety.pdf" in page
        assert "Balkan-1" in page
        assert "100\u202fkW" in page

    def test_every_check_has_a_glyph_and_a_word(self, in_review):
        actions.run_checks(number=in_review.number, by=in_review.officer, at=AT)
        page = read(of(in_review.officer), address(in_review))
        listed = re.search(r'<ul class="checklist card">(.*?)</ul>', page, re.S)[1]

        states = re.findall(r'<span class="glyph" aria-hidden="true">(.)</span> (\w[\w :,\']*)', listed)
        assert len(states) >= 6
        assert {("✓", "done: nothing found"), ("○", "not asked yet")} <= set(states)

    def test_an_agency_sees_what_it_needs_and_no_more(self, in_review):
        actions.run_checks(number=in_review.number, by=in_review.officer, at=AT)
        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)
        page = read(of(person("batyr_f", Role.FIRE_OFFICER)), address(in_review))

        assert "premises_safety.pdf" in page
        assert "equipment_ownership.pdf" not in page
        assert in_review.wallets.get().address not in page
        assert "Sanctions" not in page
        assert "What has become of it" not in page

    def test_every_agency_that_may_be_asked_is_described(self):
        for agency in AGENCY_OF.values():
            scope = scope_of_agency(agency)
            assert scope.parts, agency
            assert scope.documents, agency
        assert scope_of_agency("nobody").parts == frozenset()

    def test_officers_of_the_authority_and_auditors_need_the_whole(self):
        assert scope_of(Officer(role=Role.LICENSING_OFFICER)).is_whole
        assert scope_of(Officer(role=Role.AUDITOR)).is_whole

    def test_an_auditor_reads_all_and_finds_no_button(self, in_review):
        page = read(of(person("auditor", Role.AUDITOR)), address(in_review))

        assert "premises_safety.pdf" in page
        main = page[page.index('<main id="main">') :]
        assert "<form" not in main
        assert "/ask" not in main
        assert "/propose" not in main

    def test_ten_thousand_machines_are_read_a_page_at_a_time(self, zainab, desk):
        file = filled(drafted(zainab))
        head = "serial,model,hash_rate_ths,power_w\n"
        rows = "".join(f"SN{n:06d},Antminer S21,200,3\n" for n in range(3_000))
        actions.claim_equipment(
            number=file.number, content=(head + rows).encode(), filename="m.csv", by=zainab, at=AT
        )
        actions.submit(number=file.number, by=zainab, at=AT)
        client = of(desk[0])

        assert "SN000000" not in read(client, address(file))
        assert "page 1 of" in read(client, address(file, "machines"))
        assert "SN002999" in read(client, address(file, "machines") + "?q=2999")


class TestDocuments:
    def test_a_document_is_kept_and_never_opened_in_the_browser(self, in_review):
        paper = in_review.documents.get(kind="premises_safety")

        answer = of(in_review.officer).get(f"/licensing/documents/{paper.pk}")

        assert answer.content.startswith(PDF[:8])
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_a_name_cannot_break_out_of_its_header(self, zainab, desk):
        file = filled(drafted(zainab))
        paper = actions.attach(
            number=file.number,
            kind="other",
            filename='a";\r\nX-Evil: 1 ü.pdf',
            content_bytes=PDF + b"x",
            by=zainab,
            at=AT,
        )
        actions.submit(number=file.number, by=zainab, at=AT)

        answer = of(desk[0]).get(f"/licensing/documents/{paper.pk}")

        assert "X-Evil" not in answer.headers
        assert '"' not in answer["Content-Disposition"]

    def test_a_document_an_agency_does_not_need_is_not_there_for_it(self, in_review):
        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)
        client = of(person("batyr_f", Role.FIRE_OFFICER))
        needed, other = (in_review.documents.get(kind=kind) for kind in ("premises_safety", "fee_receipt"))

        assert client.get(f"/licensing/documents/{needed.pk}").status_code == 200
        assert client.get(f"/licensing/documents/{other.pk}").status_code == 404
        assert client.get("/licensing/documents/999999").status_code == 404


class TestAsking:
    def test_a_request_names_field_reason_and_day_and_stops_the_clock(self, in_review):
        client = of(in_review.officer)
        told = {"field": "sites", "reason": "Name the transformer", "who_acts": ""}

        page = client.post(address(in_review, "ask"), told, follow=True).content.decode()

        asked = RequestToApplicant.objects.get()
        assert (asked.field, asked.who_acts) == ("sites", in_review.party_name)
        assert "The clock stands still until then" in page
        assert "Name the transformer" in page
        assert "waits for the applicant" in page

    def test_the_field_comes_along_from_where_the_officer_was(self, in_review):
        page = read(of(in_review.officer), address(in_review, "ask") + "?field=document:premises_safety")

        assert re.search(r'value="document:premises_safety"[^>]*selected', page)

    def test_what_is_missing_is_said_at_its_field_and_on_top(self, in_review):
        answer = of(in_review.officer).post(address(in_review, "ask"), {"field": "", "reason": ""})
        page = answer.content.decode()

        assert answer.status_code == 422
        assert "2 things are not right yet" in page
        assert 'aria-invalid="true"' in page
        assert not RequestToApplicant.objects.exists()

    def test_another_officer_is_told_whose_file_it_is_to_work_on(self, in_review):
        answer = of(reviewer(in_review)).post(
            address(in_review, "ask"), {"field": "sites", "reason": "Name the transformer"}
        )

        assert answer.status_code == 422
        assert "given to another officer" in answer.content.decode()

    def test_a_request_is_taken_back_with_a_reason(self, in_review):
        asked = actions.ask_applicant(
            number=in_review.number, field="sites", reason="Where?", by=in_review.officer, at=AT
        )
        where = f"/licensing/requests/{asked.pk}/take-back"

        assert of(in_review.officer).post(where, {"reason": ""}).status_code == 422
        of(in_review.officer).post(where, {"reason": "Found it on the map"})

        asked.refresh_from_db()
        in_review.refresh_from_db()
        assert asked.taken_back_reason == "Found it on the map"
        assert in_review.status == Status.IN_REVIEW

    def test_a_request_of_a_file_out_of_sight_is_not_there(self, in_review):
        asked = actions.ask_applicant(
            number=in_review.number, field="sites", reason="Where?", by=in_review.officer, at=AT
        )
        client = of(person("lebap", region="Lebap"))

        assert client.get(f"/licensing/requests/{asked.pk}/take-back").status_code == 404


class TestChecks:
    def test_all_is_compared_again_and_told(self, in_review):
        page = of(in_review.officer).post(address(in_review, "checks"), follow=True).content.decode()

        assert re.search(r"Compared again: \d+ checks changed", page)
        assert CheckResult.objects.filter(application=in_review).exists()

    def test_a_check_set_by_hand_carries_the_reason(self, in_review):
        told = {"state": "done", "outcome": "clear", "reason": "Read the whole name", "waiting_on": ""}

        page = of(in_review.officer).post(address(in_review, "checks", "words"), told, follow=True)

        assert "Read the whole name" in page.content.decode()
        assert CheckResult.objects.get(check_id="words").by_hand

    @pytest.mark.parametrize(
        ("told", "says"),
        [
            ({"state": "done", "reason": "x"}, "Say what came of it"),
            ({"state": "waiting", "reason": "x"}, "Say on whom the check waits"),
            ({"state": "looking", "reason": ""}, "required"),
            ({"state": "approved", "reason": "x"}, "Select a valid choice"),
        ],
    )
    def test_what_a_state_needs_is_asked_for(self, in_review, told, says):
        answer = of(in_review.officer).post(address(in_review, "checks", "words"), told)

        assert answer.status_code == 422
        assert says in answer.content.decode()

    def test_another_officer_reads_a_check_and_does_not_set_it(self, in_review):
        client = of(reviewer(in_review))
        told = {"state": "done", "outcome": "clear", "reason": "x"}

        assert "Only the officer who has the file" in read(client, address(in_review, "checks", "words"))
        assert client.post(address(in_review, "checks", "words"), told).status_code == 422
        assert not CheckResult.objects.exists()

    def test_a_check_the_class_does_not_have_is_not_there(self, in_review):
        assert of(in_review.officer).get(address(in_review, "checks", "astrology")).status_code == 404


class TestByHand:
    def test_a_file_is_handed_over_with_a_reason_that_is_counted(self, in_review):
        other = reviewer(in_review)
        told = {"officer": other.username, "reason": "Illness"}

        of(in_review.officer).post(address(in_review, "assign"), told)

        in_review.refresh_from_db()
        assert in_review.officer == other
        assert "Illness" in read(
            of(person("auditor", Role.AUDITOR)), "/integrity/?since=2026-01-01&until=2026-12-31"
        )

    @pytest.mark.parametrize(
        "told", [{"reason": "Illness"}, {"officer": "zainab", "reason": "x"}, {"officer": "maral"}]
    )
    def test_without_an_officer_or_a_reason_nothing_is_handed_over(self, in_review, told):
        answer = of(in_review.officer).post(address(in_review, "assign"), told)

        assert answer.status_code == 422
        assert Assignment.objects.count() == 1


class TestOpinions:
    def test_an_agency_says_what_it_thinks_and_why(self, in_review):
        of(in_review.officer).post(address(in_review, "opinions"))
        client = of(person("batyr_f", Role.FIRE_OFFICER))
        assert "Give the opinion of your agency" in read(client, address(in_review))

        wordless = client.post(address(in_review, "opinion"), {"position": "for", "says": ""})
        client.post(address(in_review, "opinion"), {"position": "against", "says": "No second exit"})

        assert wordless.status_code == 422
        assert "No second exit" in read(of(in_review.officer), address(in_review))
        assert "Give the opinion of your agency" not in read(client, address(in_review))

    def test_one_agency_does_not_read_what_another_says(self, zainab, desk):
        file = drawn(submitted(zainab, actor_class="industrial"))
        actions.ask_opinions(number=file.number, by=file.officer, at=AT)
        kamran = of(person("kamran", Role.ENERGY_INSPECTOR))
        kamran.post(address(file, "opinion"), {"position": "for", "says": "The feeder carries it"})

        assert "The feeder carries it" in read(kamran, address(file))
        assert "The feeder carries it" not in read(of(person("batyr_f", Role.FIRE_OFFICER)), address(file))

    def test_silence_is_written_down_only_once_it_was_escalated(self, in_review):
        client = of(in_review.officer)
        client.post(address(in_review, "opinions"))

        answer = client.post(address(in_review, "opinions", "fire", "silence"), {"reason": "Rang twice"})

        assert answer.status_code == 422
        assert "escalated first" in answer.content.decode()
        assert client.get(address(in_review, "opinions", "navy", "silence")).status_code == 404


PROPOSAL = {
    "article": "Licensing Rules, art. 4",
    "facts": "All conditions are met",
    "effective_on": "",
    "ground": "",
    "evidence": "",
    "text": "",
}


def sent(client: Client, file: Application, act: str, **changes: object):
    """Fill in the form as it is shown and send it."""
    page = read(client, address(file, "propose") + f"?act={act}")
    kept = dict(re.findall(r'<input type="(?:date|hidden|number)" name="([^"]+)" value="([^"]*)"', page))
    grounds = re.findall(r'<option value="(\w+)"', page[page.find('name="ground"') :])
    told = {**PROPOSAL, **kept, "ground": grounds[0] if 'name="ground"' in page else "", **changes}
    return client.post(address(file, "propose") + f"?act={act}", told)


class TestProposing:
    def test_what_stands_against_a_grant_is_listed_and_a_refusal_is_open(self, in_review):
        page = read(of(in_review.officer), address(in_review, "propose"))

        assert "Not open yet" in page
        assert "?act=refuse" in page
        assert "?act=register" not in page

    def test_a_grant_is_proposed_with_article_facts_evidence_and_power(self, in_review):
        reviewed(in_review)
        paper = in_review.documents.get(kind="premises_safety")
        client = of(in_review.officer)

        answer = sent(client, in_review, "register", documents=[f"document:{paper.sha256}"])

        decision = Decision.objects.get()
        assert answer.url == f"/licensing/decisions/{decision.number}"
        assert decision.why[0].evidence == (f"document:{paper.sha256}",)
        assert decision.conditions["sites"] == {"A": 100_000}
        assert decision.state == "proposed"

    def test_the_button_says_what_will_happen_and_whom_it_touches(self, in_review):
        reviewed(in_review)
        page = read(of(in_review.officer), address(in_review, "propose") + "?act=register")

        button = re.search(r'<button class="primary">(.*?)</button>', page)[1]
        assert button.startswith("Propose: Enter in the register")
        assert in_review.party_name in button
        assert "1 site" in button
        assert "100\u202fkW" in button

    def test_a_limitation_that_limits_nothing_is_not_taken(self, in_review):
        reviewed(in_review)

        answer = sent(of(in_review.officer), in_review, "limit")

        assert answer.status_code == 422
        assert "Say the condition in words, or give a site less power" in answer.content.decode()

    def test_less_power_is_a_limitation(self, in_review):
        reviewed(in_review)
        site = in_review.sites.get()

        sent(of(in_review.officer), in_review, "limit", **{f"site_{site.pk}": "0.06"})

        assert Decision.objects.get().conditions["licensed_w"] == 60_000

    def test_more_power_than_asked_for_is_not_taken(self, in_review):
        reviewed(in_review)
        site = in_review.sites.get()

        answer = sent(of(in_review.officer), in_review, "register", **{f"site_{site.pk}": "9"})

        assert answer.status_code == 422
        assert not Decision.objects.exists()

    def test_a_law_that_changed_since_the_form_was_opened_is_told(self, in_review):
        answer = sent(of(in_review.officer), in_review, "refuse", law_version="another")
        page = answer.content.decode()

        assert answer.status_code == 422
        assert "The law changed since you opened this" in page
        assert 'value="another"' not in page

    def test_evidence_that_names_nothing_is_told_at_its_field(self, in_review):
        answer = sent(of(in_review.officer), in_review, "refuse", evidence="somewhere")

        assert answer.status_code == 422
        assert "names no evidence" in answer.content.decode()

    def test_whoever_does_not_have_the_file_proposes_nothing(self, in_review):
        client = of(reviewer(in_review))

        assert "Only the officer who has the file proposes" in read(client, address(in_review, "propose"))
        client.post(address(in_review, "propose") + "?act=refuse", PROPOSAL)
        assert not Decision.objects.exists()


class TestBlindReview:
    @pytest.fixture
    def decision(self, in_review):
        in_review.officer.name = "Proposer Proposerowa"
        in_review.officer.save()
        reviewed(in_review)
        return proposed(in_review)

    def everything(self, client, decision):
        return "".join(
            read(client, where)
            for where in (
                f"/licensing/decisions/{decision.number}",
                f"/licensing/{decision.subject}",
                f"/licensing/{decision.subject}/checks/names",
                "/licensing/?queue=to_sign",
                "/licensing/?queue=overdue",
                f"/api/applications/{decision.subject}",
                "/api/applications",
            )
        )

    def test_nowhere_on_the_desk_does_the_reviewer_read_who_proposed(self, decision, in_review):
        second = reviewer(in_review)
        page = self.everything(of(second), decision)

        assert decision.number in page
        assert "Proposer" not in page
        in_review.refresh_from_db()
        assert not re.search(rf"\b{in_review.officer.username}\b", page)

    def test_once_signed_both_names_stand_on_it(self, decision, in_review):
        second = reviewer(in_review)
        of(second).post(f"/licensing/decisions/{decision.number}/sign")

        page = read(of(second), f"/licensing/decisions/{decision.number}")

        assert "Proposer Proposerowa" in page
        assert second.name in page

    def test_the_proposer_finds_no_button_to_sign(self, decision, in_review):
        client = of(in_review.officer)

        assert "another officer signs or declines it" in read(
            client, f"/licensing/decisions/{decision.number}"
        )
        client.post(f"/licensing/decisions/{decision.number}/sign")
        decision.refresh_from_db()
        assert decision.state == "proposed"

    def test_signing_grants_the_licence_in_one_act(self, decision, in_review):
        page = of(reviewer(in_review)).post(f"/licensing/decisions/{decision.number}/sign", follow=True)

        in_review.refresh_from_db()
        assert in_review.status == Status.REGISTERED
        assert Licence.objects.filter(number=in_review.licence_number, status="registered").exists()
        assert "Signed. It binds from now on." in page.content.decode()

    def test_without_a_key_for_certificates_nothing_is_signed_and_the_officer_is_told(
        self, decision, in_review, settings, tmp_path
    ):
        settings.TEREZI_HOME = tmp_path / "no-home"

        page = of(reviewer(in_review)).post(f"/licensing/decisions/{decision.number}/sign", follow=True)

        decision.refresh_from_db()
        assert decision.state == "proposed"
        assert "does not name a country" in page.content.decode()

    def test_not_signing_needs_words_and_gives_the_file_back(self, decision, in_review):
        client, where = of(reviewer(in_review)), f"/licensing/decisions/{decision.number}/decline"

        assert client.post(where, {"reason": ""}).status_code == 422
        client.post(where, {"reason": "Show the second exit"})

        in_review.refresh_from_db()
        assert in_review.status == Status.IN_REVIEW
        assert "Show the second exit" in read(
            of(in_review.officer), f"/licensing/decisions/{decision.number}"
        )

    def test_a_proposal_the_law_has_overtaken_lapses_and_says_so(self, decision, in_review):
        Decision.objects.update(law_version="another")

        page = of(reviewer(in_review)).post(f"/licensing/decisions/{decision.number}/sign", follow=True)

        in_review.refresh_from_db()
        assert in_review.status == Status.IN_REVIEW
        assert "The law changed since this was proposed" in page.content.decode()

    def test_a_decision_on_a_file_out_of_sight_is_not_there(self, decision):
        client = of(person("lebap", region="Lebap"))

        assert client.get(f"/licensing/decisions/{decision.number}").status_code == 404
        assert client.post(f"/licensing/decisions/{decision.number}/sign").status_code == 404

    def test_one_about_a_licence_is_signed_through_the_same_door(self, decision, in_review):
        of(reviewer(in_review)).post(f"/licensing/decisions/{decision.number}/sign")
        in_review.refresh_from_db()
        made = decisions.propose_on_licence(
            number=in_review.licence_number,
            act=Act.LIMIT,
            effective_on=timezone.localdate(),
            reason=Reason(article="art. 9", facts="A fault", ground="safety"),
            conditions={"text": "By night only"},
            by=in_review.officer,
            at=timezone.now(),
        )

        of(reviewer(in_review)).post(f"/licensing/decisions/{made.number}/sign")

        made.refresh_from_db()
        assert made.state == "signed"


class TestIntegrity:
    def test_the_auditor_reads_how_files_were_treated(self, in_review):
        decision = proposed(reviewed(in_review))
        of(reviewer(in_review)).post(f"/licensing/decisions/{decision.number}/sign")

        page = read(of(person("auditor", Role.AUDITOR)), "/integrity/?since=2026-01-01&until=2027-12-31")

        assert "1 file was given to an officer" in page
        assert reviewer(in_review).username in page

    @pytest.mark.parametrize(
        "query", ["", "?since=x", "?until=9999-12-31", "?since=2027-01-01&until=2026-01-01", "?country=XX"]
    )
    def test_whatever_the_address_asks_the_page_answers(self, query, in_review):
        assert read(of(person("auditor", Role.AUDITOR)), f"/integrity/{query}")

    def test_with_no_file_at_all_it_says_so(self, db):
        assert "There is nothing to report" in read(of(person("auditor", Role.AUDITOR)), "/integrity/")
