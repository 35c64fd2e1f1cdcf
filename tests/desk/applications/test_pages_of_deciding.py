"""Pages of the licensing desk: proposing, the blind review, and whether files are treated alike."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from terezi.desk.applications.models import Application
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Reason
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.terms import Role
from terezi.law.book import day_in
from tests.desk.applications.pages import address, of, read
from tests.desk.applying import person, proposed, reviewed, reviewer

pytestmark = pytest.mark.django_db

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
            effective_on=day_in("GG", timezone.now()),
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
