"""The pages and routes of decisions: who sees what, and that no reviewer learns who proposed."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from terezi.desk.decisions import actions
from terezi.desk.decisions.models import Appeal, Conflict, Decision
from terezi.desk.decisions.terms import State
from terezi.desk.licences.transitions import Act
from terezi.desk.people.here import day_here
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.law.book import day_in

from .conftest import AT
from .deciding import FIRM, NUMBER, a_licence, on_licence, plain, proposed

pytestmark = pytest.mark.django_db
PROPOSER = "Zoya Proposerova"


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(answer) -> str:
    return plain(answer.content.decode())


@pytest.fixture
def proposer(officer) -> Officer:
    made = officer(Role.LICENSING_OFFICER, "zoya.p")
    made.name = PROPOSER
    made.save()
    return made


@pytest.fixture
def second(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "maral")


@pytest.fixture
def suspension(proposer) -> Decision:
    """A proposal of this very day: pages read the real clock."""
    a_licence()
    now = timezone.now() - timedelta(minutes=1)
    return on_licence(proposer, at=now, effective_on=day_in("GG", now), language="tk")


def posted(by: Officer, path: str, **told):
    return client_of(by).post(path, told, follow=True)


class TestBlind:
    def addresses(self, number: str) -> list[str]:
        return [
            "/decisions/",
            "/decisions/?show=decided",
            f"/decisions/{number}",
            f"/decisions/{number}/letter",
            f"/licences/{NUMBER}/propose",
            "/api/decisions",
            f"/api/decisions/{number}",
            "/api/decisions?show=to_sign",
        ]

    @pytest.mark.parametrize("role", [Role.LICENSING_OFFICER, Role.AUDITOR])
    def test_while_it_is_open_nobody_else_reads_who_proposed_it(self, suspension, officer, role):
        reader = client_of(officer(role, "reader"))

        for address in self.addresses(suspension.number):
            answer = reader.get(address)
            seen = f"{answer.content.decode()} {dict(answer.headers)} {answer.wsgi_request.get_full_path()}"
            assert PROPOSER not in seen, address
            assert "zoya" not in seen.lower(), address
            assert "Proposerova" not in seen, address

    def test_the_pdf_of_a_draft_names_nobody(self, suspension, second):
        answer = client_of(second).get(f"/decisions/{suspension.number}/letter.pdf?language=en")

        assert answer.content.startswith(b"%PDF")
        assert b"Zoya" not in answer.content

    def test_the_proposer_sees_that_it_is_his(self, suspension, proposer):
        shown = text_of(client_of(proposer).get(f"/decisions/{suspension.number}"))

        assert PROPOSER in shown
        assert "Nobody decides on his own proposal" in shown
        assert "Sign: " not in shown

    def test_once_it_is_signed_both_names_stand_on_it(self, suspension, second, officer):
        posted(second, f"/decisions/{suspension.number}/sign")
        reader = client_of(officer(Role.AUDITOR))

        assert PROPOSER in text_of(reader.get(f"/decisions/{suspension.number}"))
        told = reader.get(f"/api/decisions/{suspension.number}").json()
        assert (told["proposed_by"], told["decided_by"]) == (PROPOSER, "Maral")

    def test_a_declined_proposal_stays_nameless_while_it_is_made_anew(
        self, suspension, proposer, second, officer
    ):
        posted(second, f"/decisions/{suspension.number}/decline", reason="Count again")
        reader = client_of(officer(Role.LICENSING_OFFICER, "selbi"))
        assert PROPOSER in text_of(reader.get(f"/decisions/{suspension.number}"))

        on_licence(proposer, at=timezone.now(), effective_on=day_in("GG", timezone.now()))

        assert PROPOSER not in text_of(reader.get(f"/decisions/{suspension.number}"))
        assert reader.get(f"/api/decisions/{suspension.number}").json()["proposed_by"] is None

    def test_a_lapsed_proposal_stays_nameless(self, suspension, second):
        Decision.objects.filter(pk=suspension.pk).update(law_version="older")
        posted(second, f"/decisions/{suspension.number}/sign")

        assert PROPOSER not in text_of(client_of(second).get(f"/decisions/{suspension.number}"))


class TestSigning:
    def test_the_button_says_what_happens_and_whom_it_touches(self, suspension, second):
        shown = text_of(client_of(second).get(f"/decisions/{suspension.number}"))

        assert f"Sign: Suspend {NUMBER} · 1 site · 12 MW" in shown

    def test_signed_on_its_page_it_binds(self, suspension, second):
        answer = posted(second, f"/decisions/{suspension.number}/sign")

        assert "Signed. It binds now." in text_of(answer)
        assert Decision.objects.get().state == State.SIGNED

    def test_nothing_is_signed_by_looking_or_without_the_form_s_own_mark(self, suspension, second):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(second, backend="allauth.account.auth_backends.AuthenticationBackend")

        assert client_of(second).get(f"/decisions/{suspension.number}/sign").status_code == 405
        assert strict.post(f"/decisions/{suspension.number}/sign").status_code == 403
        assert strict.post(f"/api/decisions/{suspension.number}/sign").status_code == 403
        assert Decision.objects.get().state == State.PROPOSED

    def test_declined_needs_a_reason(self, suspension, second):
        answer = posted(second, f"/decisions/{suspension.number}/decline", reason="")
        assert "Say why" in text_of(answer)

        posted(second, f"/decisions/{suspension.number}/decline", reason="Count again")
        assert Decision.objects.get().declined_reason == "Count again"

    def test_a_proposal_the_law_has_overtaken_lapses_when_somebody_would_sign_it(self, suspension, second):
        Decision.objects.filter(pk=suspension.pk).update(law_version="older")

        page = text_of(client_of(second).get(f"/decisions/{suspension.number}"))
        answer = posted(second, f"/decisions/{suspension.number}/sign")

        assert "The law changed since this was proposed" in page
        assert "The law changed since this was proposed" in text_of(answer)
        assert Decision.objects.get().state == State.LAPSED

    def test_a_conflicted_officer_is_told_why_he_cannot(self, suspension, second):
        posted(second, "/decisions/conflicts/", party=FIRM, says="My brother", from_day="2026-01-01")

        page = text_of(client_of(second).get(f"/decisions/{suspension.number}"))
        assert f"You have declared a conflict with {FIRM}" in page
        assert "1 more is for other officers" in text_of(client_of(second).get("/decisions/"))
        assert "declared a conflict" in text_of(posted(second, f"/decisions/{suspension.number}/sign"))
        assert Decision.objects.get().state == State.PROPOSED

    def test_what_is_about_an_application_is_not_signed_here(self, proposer, second):
        decision = proposed(proposer, at=timezone.now(), effective_on=day_in("GG", timezone.now()))

        assert client_of(second).post(f"/decisions/{decision.number}/sign").status_code == 404
        assert client_of(second).post(f"/api/decisions/{decision.number}/sign").status_code == 404
        assert Decision.objects.get().state == State.PROPOSED

    def test_a_region_s_officer_reads_his_region_s_decisions_only(self, suspension, second):
        Officer.objects.filter(pk=second.pk).update(region="Mary")
        client = client_of(Officer.objects.get(pk=second.pk))

        assert client.get(f"/decisions/{suspension.number}").status_code == 404
        assert client.get(f"/licences/{NUMBER}/propose").status_code == 404
        assert client.get(f"/api/decisions/{suspension.number}").status_code == 404
        assert client.post(f"/decisions/{suspension.number}/sign").status_code == 404

    @pytest.mark.parametrize(
        "path",
        [
            "/decisions/",
            "/decisions/{}",
            "/decisions/{}/letter",
            "/decisions/{}/letter.pdf",
            "/api/decisions",
            "/api/decisions/{}",
        ],
    )
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.LICENSING_OFFICER, Role.AUDITOR}))
    def test_nobody_else_reads_decisions(self, suspension, signed_in, path, role):
        assert signed_in(role).get(path.format(suspension.number)).status_code == 403

    @pytest.mark.parametrize("path", ["sign", "decline", "appeal", "lapse"])
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.LICENSING_OFFICER}))
    def test_nobody_else_decides(self, suspension, signed_in, path, role):
        answer = signed_in(role).post(f"/decisions/{suspension.number}/{path}", {"reason": "no"})

        assert answer.status_code == 403
        assert Decision.objects.get().state == State.PROPOSED


class TestProposing:
    def told(self, **changes):
        day = day_in("GG", timezone.now())
        return {
            "effective_on": day.isoformat(),
            "ground": "reports_missing",
            "article": "Mining Act, art. 35",
            "facts": "No report since January",
            "evidence": "finding:12\njournal:3",
            "language": "ur",
        } | changes

    def test_only_what_is_open_from_its_status_is_offered(self, proposer):
        a_licence()

        shown = client_of(proposer).get(f"/licences/{NUMBER}/propose").content.decode()

        acts = set(re.findall(r"\?act=(\w+)", shown))
        assert acts == {"limit", "suspend", "withdraw", "strike_off", "renew", "correct"}

    def test_a_proposal_is_made_on_its_page(self, proposer):
        a_licence()

        answer = posted(proposer, f"/licences/{NUMBER}/propose?act=suspend", **self.told())

        made = Decision.objects.get()
        assert answer.redirect_chain[-1][0] == f"/decisions/{made.number}"
        assert (made.act, made.language, made.why[0].ground) == (Act.SUSPEND, "ur", "reports_missing")
        assert made.why[0].evidence == ("finding:12", "journal:3")

    def test_grounds_are_those_of_the_law(self, proposer):
        a_licence()

        shown = client_of(proposer).get(f"/licences/{NUMBER}/propose?act=suspend").content.decode()

        assert "No report for two months" in shown
        assert "The holder asks for it" not in shown

    @pytest.mark.parametrize(
        ("changed", "field", "says"),
        [
            ({"facts": ""}, "facts", "This field is required"),
            ({"ground": ""}, "ground", "This field is required"),
            ({"evidence": "a blue folder"}, "evidence", "“a blue folder” names no evidence"),
            ({"effective_on": "2026-01-01"}, "effective_on", "cannot take effect before it is made"),
            ({"suspended_until": "2026-01-01"}, "suspended_until", "A suspension ends after it begins"),
            ({"suspended_until": "2090-01-01"}, "suspended_until", "A suspension lasts from"),
        ],
    )
    def test_what_is_wrong_stands_next_to_its_field(self, proposer, changed, field, says):
        a_licence()

        answer = client_of(proposer).post(f"/licences/{NUMBER}/propose?act=suspend", self.told(**changed))

        assert answer.status_code == 422
        assert says in " ".join(answer.context["form"].errors[field])
        assert f'id="id_{field}_error"' in answer.content.decode()
        assert not Decision.objects.exists()

    def test_a_limit_above_the_licence_stands_next_to_the_power(self, proposer):
        a_licence()

        answer = client_of(proposer).post(
            f"/licences/{NUMBER}/propose?act=limit", self.told(ground="", licensed_mw="12.5")
        )

        assert "no more power than the licence has" in str(answer.context["form"].errors["licensed_mw"])

    def test_power_is_given_in_megawatts_and_kept_in_watts(self, proposer):
        a_licence()
        page = client_of(proposer).get(f"/licences/{NUMBER}/propose?act=limit")
        ground = dict(page.context["form"].fields["ground"].choices)
        one = next(id_ for id_ in ground if id_)

        posted(
            proposer,
            f"/licences/{NUMBER}/propose?act=limit",
            **self.told(ground=one, licensed_mw="6.5", conditions="by night"),
        )

        assert Decision.objects.get().conditions == {"licensed_w": 6_500_000, "text": "by night"}

    def test_a_correction_is_proposed_and_signed(self, proposer, second):
        a_licence()
        told = self.told(effective_on="2025-07-01", until_day="2025-08-01", licensed_mw="10", region="Mary")
        posted(proposer, f"/licences/{NUMBER}/propose?act=correct", **told)
        made = Decision.objects.get()

        posted(second, f"/decisions/{made.number}/sign")

        assert made.conditions == {
            "until_day": "2025-08-01",
            "values": {"licensed_w": 10_000_000, "region": "Mary"},
        }
        assert Decision.objects.get().state == State.SIGNED

    def test_while_one_is_open_another_is_not_offered(self, suspension, second):
        shown = text_of(client_of(second).get(f"/licences/{NUMBER}/propose?act=withdraw"))

        assert f"A proposal is open on this licence: {suspension.number}" in shown

    def test_what_the_record_refuses_stands_over_the_form(self, proposer):
        a_licence()
        actions.declare_conflict(
            officer=proposer, party=FIRM, says="Brother", from_day=date(2026, 1, 1), by=proposer, at=AT
        )

        answer = client_of(proposer).post(f"/licences/{NUMBER}/propose?act=suspend", self.told())

        assert "You have declared a conflict" in str(answer.context["form"].non_field_errors())

    def test_a_licence_nobody_knows_is_not_found(self, proposer):
        assert client_of(proposer).get("/licences/GG-MIN-999999/propose").status_code == 404

    def test_the_api_proposes_signs_and_declines_too(self, proposer, second):
        a_licence()
        told = {
            "licence": NUMBER,
            "act": "limit",
            "effective_on": day_in("GG", timezone.now()).isoformat(),
            "article": "art. 34",
            "facts": "The feeder carries less",
            "licensed_w": 6_000_000,
        }

        made = client_of(proposer).post("/api/decisions", told, content_type="application/json")
        own = client_of(proposer).post(f"/api/decisions/{made.json()['number']}/sign")
        done = client_of(second).post(f"/api/decisions/{made.json()['number']}/sign")

        assert (made.status_code, own.status_code, done.status_code) == (201, 409, 200)
        assert "Nobody decides on his own proposal" in own.json()["detail"]
        assert (done.json()["state"], done.json()["proposed_by"]) == ("signed", PROPOSER)


class TestLicencePage:
    def test_who_may_propose_finds_the_way_there(self, proposer, signed_in):
        a_licence()
        link = f"/licences/{NUMBER}/propose"

        assert link in client_of(proposer).get(f"/register/{NUMBER}").content.decode()
        assert link not in signed_in(Role.AUDITOR).get(f"/register/{NUMBER}").content.decode()

    def test_it_says_that_an_appeal_is_pending(self, suspension, second):
        assert "Appeal pending" not in text_of(client_of(second).get(f"/register/{NUMBER}"))
        actions.sign(number=suspension.number, by=second, at=timezone.now())
        Appeal.objects.create(
            against=suspension, says="No", said_by="H", recorded_by=second, at=AT, filed_on=AT.date()
        )

        assert "Appeal pending" in text_of(client_of(second).get(f"/register/{NUMBER}"))


class TestAppealPages:
    def test_an_appeal_is_recorded_and_decided_by_two_others(self, suspension, second, officer):
        third, fourth = (officer(Role.LICENSING_OFFICER, name) for name in ("selbi", "jeren"))
        posted(second, f"/decisions/{suspension.number}/sign")
        page = f"/decisions/{suspension.number}/appeal"

        posted(third, page, said_by=FIRM, says="We did report", body="Appeal Board")
        assert Appeal.objects.get().body == "Appeal Board"
        assert "two other officers decide" in text_of(client_of(second).get(page))
        told = {"article": "art. 38", "facts": "The report lay in another office", "outcome": "upheld"}
        assert "Say what it becomes" in text_of(client_of(third).post(page, told))
        answer = posted(third, page, **told, after="licensed")
        number = answer.redirect_chain[-1][0].rsplit("/", 1)[1]
        posted(second, f"/decisions/{number}/sign")
        assert Decision.objects.get(number=number).state == State.PROPOSED
        posted(fourth, f"/decisions/{number}/sign")

        assert Decision.objects.get(number=number).state == State.SIGNED
        assert "upheld" in text_of(client_of(third).get(f"/decisions/{suspension.number}"))

    def test_what_is_not_signed_is_not_appealed_against(self, suspension, second):
        assert client_of(second).get(f"/decisions/{suspension.number}/appeal").status_code == 404


class TestConflictPages:
    def test_an_officer_declares_and_another_ends(self, second, officer):
        posted(second, "/decisions/conflicts/", party=FIRM, says="My brother", from_day="2026-01-01")
        made = Conflict.objects.get()

        posted(second, f"/decisions/conflicts/{made.pk}/end")
        assert Conflict.objects.get().until_day is None
        posted(officer(Role.LICENSING_OFFICER, "selbi"), f"/decisions/conflicts/{made.pk}/end")
        assert Conflict.objects.get().until_day == day_here(timezone.now())

    def test_a_conflict_that_ends_before_it_begins_is_told_next_to_its_field(self, second):
        told = {"party": FIRM, "says": "Money", "from_day": "2026-02-01", "until_day": "2026-01-01"}

        answer = client_of(second).post("/decisions/conflicts/", told)

        assert "give a later day" in str(answer.context["form"].errors["until_day"])


@pytest.mark.parametrize("show", ["to_sign", "mine", "decided"])
def test_the_first_day_says_what_to_expect(officer, show):
    shown = text_of(client_of(officer(Role.LICENSING_OFFICER)).get(f"/decisions/?show={show}"))

    assert "Nothing" in shown or "You have proposed nothing yet" in shown
