"""Pages of the licensing desk: the file with its papers, and handing it over."""

import re

import pytest

from terezi.desk.applications import actions
from terezi.desk.applications.models import Assignment
from terezi.desk.applications.queries.seen import scope_of
from terezi.desk.applications.rules.scope import scope_of_agency
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import AGENCY_OF, Role
from tests.desk.applications.pages import address, of, read
from tests.desk.applying import AT, PDF, drafted, filled, person, reviewer

pytestmark = pytest.mark.django_db


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
