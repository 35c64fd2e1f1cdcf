"""What an officer asks an exchange reaches its people in their portal, and what they answer reaches him."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from terezi.base.errors import Refused
from terezi.desk.findings import actions as findings
from terezi.desk.findings.models import Finding, Look, Reply
from terezi.desk.journal.models import Entry, Seal
from terezi.desk.licences import actions as licences
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.venues import actions, queries, rules
from terezi.desk.venues.models import AlertLook, VenueQuestion
from terezi.desk.venues.terms import AlertState, AlertTold, AnswerBy, QuestionState
from terezi.law.book import law_on
from tests.desk.exchanging import DAY, RING, home_of_exchanges

from .conftest import AT, VENUE, a_finding, frame
from .test_venues_pages import text

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TOLD = AlertTold("GG-V1", RING, DAY, "wash", "A-17+1", "BTC-GGM")
ABOUT = {
    "kind": "wash",
    "day": "2026-03-10",
    "instrument": "BTC-GGM",
    "accounts": ["A-17"],
    "from_at": "2026-03-10T05:00:00+00:00",
    "to_at": "2026-03-10T05:04:00+00:00",
    "messages": [1, 2],
}
DUE = AnswerBy(date(2026, 3, 18), "5 working days")
RING_LOOK = f"/venues/alerts/{RING}/look"
OTHER = VENUE | {"venue_id": "GG-V2", "name": "Kümüş", "licence_number": "GG-EXC-000002"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return home_of_exchanges(tmp_path_factory.mktemp("exchanges"))


@pytest.fixture
def home(built, settings):
    settings.TEREZI_HOME = built.path
    licences.import_register(rows={"ref_venues": frame("ref_venues", VENUE, OTHER)}, by="test", at=AT)
    return built


@pytest.fixture
def supervisor(home, officer):
    return officer(Role.MARKET_SUPERVISOR)


@pytest.fixture
def arman(supervisor):
    client = Client()
    client.force_login(supervisor, backend=BACKEND)
    return client


def compliance(venue="GG-V1", name="jeren"):
    person = Officer.objects.create(
        username=name, name=name.title(), role=Role.APPLICANT, appointed_at=timezone.now()
    )
    if venue:
        actions.name_filer(venue=venue, officer=person, by="test", at=AT)
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def asked(supervisor, question="Why did A-17 and B-04 trade only with each other?", answer_by=DUE, at=AT):
    return actions.ask_about_alert(
        alert=TOLD, about=ABOUT, question=question, answer_by=answer_by, by=supervisor, at=at
    )


def found(indicator="FEE-01", day=DAY):
    told = a_finding(indicator=indicator, subject="GG-V1", subject_kind="venue", title="Fees", family="fees")
    findings.receive(day=day, ran=[indicator], found=[told], lake_snapshot="{}", by="tests", at=AT)
    return Finding.objects.get(day=day, superseded_at=None)


def nothing_of(answer, number):
    """Return a page that says there is nothing, without the number asked for and the token of its forms."""
    return re.sub(r'value="\w{64}"', "", answer.content.decode().replace(number, ""))


class TestAnAlert:
    def test_what_is_asked_stands_in_the_portal_word_for_word_with_the_day_of_the_answer(self, arman):
        jeren = compliance()
        arman.post(RING_LOOK, {"state": "asked", "reason": "Who told <b>A-17</b> to sell?"})
        question = VenueQuestion.objects.get()

        said = text(jeren.get("/portal/returns/"))
        shown = text(jeren.get(f"/portal/questions/{question.number}/"))

        assert "1 question of the authority waits for your answer; the first is due by" in said
        assert question.number == "GG-V1-Q-00001"
        assert question.due_on > timezone.now().date()
        assert "Who told &lt;b&gt;A-17&lt;/b&gt; to sell?" in shown
        assert "Trading within a group" in shown
        assert "A-17, B-04" in shown
        assert "5 working days" in shown

    def test_every_page_of_the_portal_says_that_a_question_waits(self, supervisor):
        jeren = compliance()
        asked(supervisor)

        assert "1 question of the authority waits for your answer" in text(jeren.get("/portal/"))
        assert "question of the authority" not in text(compliance(venue="", name="miner").get("/portal/"))

    def test_the_answer_stands_on_the_alert_and_its_list(self, arman, supervisor):
        number = asked(supervisor).number
        assert "the exchange was asked" in text(arman.get("/venues/"))

        answer = compliance().post(f"/portal/questions/{number}/", {"answer": "Both are desks of one bank."})

        assert answer.status_code == 302
        page = text(arman.get(f"/venues/alerts/{RING}"))
        assert "Both are desks of one bank." in page
        assert "The exchange's answer: Jeren" in page
        assert "the exchange has answered" in text(arman.get("/venues/"))

    def test_another_exchanges_people_get_what_everybody_gets_of_nothing(self, supervisor):
        number = asked(supervisor).number
        other = compliance("GG-V2", "other")

        there, nowhere = (other.get(f"/portal/questions/{each}/") for each in (number, "GG-V1-Q-00099"))

        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert nothing_of(there, number) == nothing_of(nowhere, "GG-V1-Q-00099")
        assert other.post(f"/portal/questions/{number}/", {"answer": "Mine"}).status_code == 404
        assert number not in text(other.get("/portal/returns/"))
        with pytest.raises(Refused, match="No such question"):
            actions.answer_question(
                number=number, answer="Mine", by=Officer.objects.get(username="other"), at=AT
            )

    def test_who_files_no_longer_reads_and_answers_no_longer(self, supervisor):
        jeren = compliance()
        number = asked(supervisor).number
        (filer,) = queries.standing_filers(queries.venues_of(Officer.objects.get(username="jeren"))[0])
        actions.end_filer(filer=filer.pk, by="test", at=AT)

        assert jeren.get(f"/portal/questions/{number}/").status_code == 404

    def test_a_question_is_answered_once_and_with_words(self, supervisor):
        jeren, number = compliance(), asked(supervisor).number
        place = f"/portal/questions/{number}/"

        assert jeren.post(place, {"answer": "  "}).status_code == 422
        assert jeren.post(place, {"answer": "Once"}).status_code == 302
        jeren.post(place, {"answer": "Twice"})

        assert VenueQuestion.objects.get().answer == "Once"
        with pytest.raises(Refused, match="over already"):
            actions.answer_question(
                number=number, answer="Twice", by=Officer.objects.get(username="jeren"), at=AT
            )

    def test_a_form_sent_twice_is_one_question_and_the_second_says_so(self, arman):
        form = {"state": "asked", "reason": "Who told A-17 to sell?"}

        first, second = (arman.post(RING_LOOK, form) for _click in range(2))
        other_words = arman.post(RING_LOOK, form | {"reason": "And who told B-04?"})

        assert (first.status_code, second.status_code, other_words.status_code) == (302, 422, 422)
        assert VenueQuestion.objects.count() == 1
        assert AlertLook.objects.count() == 1
        assert "no second question was sent" in second.content.decode()

    def test_once_it_was_answered_more_may_be_asked_but_not_the_same_again(self, supervisor):
        compliance()
        number, jeren = asked(supervisor).number, Officer.objects.get(username="jeren")
        actions.answer_question(number=number, answer="Desks of one bank", by=jeren, at=AT)

        with pytest.raises(Refused, match="in the same words"):
            asked(supervisor)
        assert asked(supervisor, question="Of which bank?").number == "GG-V1-Q-00002"

    def test_closing_the_alert_ends_what_was_not_answered(self, supervisor, arman):
        jeren, number = compliance(), asked(supervisor).number
        closed = {"alert": TOLD, "reason": "Desks of one bank", "by": supervisor}
        actions.look_at_alert(**closed, state=AlertState.EXPLAINED, at=AT + timedelta(hours=1))

        assert "none is needed any more" in text(jeren.get(f"/portal/questions/{number}/"))
        assert "waits for your answer" not in text(jeren.get("/portal/returns/"))
        assert "It was not answered before the alert was closed." in text(arman.get(f"/venues/alerts/{RING}"))

    def test_a_question_and_its_answer_are_sealed_in_the_journal(self, supervisor):
        compliance()
        question = asked(supervisor)
        actions.answer_question(
            number=question.number, answer="Yes", by=Officer.objects.get(username="jeren"), at=AT
        )

        acts = Entry.objects.filter(act__in=("venues.ask", "venues.answer")).order_by("sequence")
        assert [(one.act, one.subject, one.by) for one in acts] == [
            ("venues.ask", "GG-V1", supervisor.username),
            ("venues.answer", "GG-V1", "jeren"),
        ]
        for one in acts:
            assert Seal.objects.filter(sequence=one.sequence, table="venues.venuequestion").exists()

    def test_nobody_asks_without_words_or_without_the_office(self, supervisor, officer, home):
        with pytest.raises(Refused, match="Write down"):
            asked(supervisor, question="  ")
        with pytest.raises(Refused, match="supervisors of markets"):
            asked(officer(Role.AML_ANALYST))
        with pytest.raises(Refused, match="what the exchange is asked"):
            actions.look_at_alert(alert=TOLD, state=AlertState.ASKED, reason="Why?", by=supervisor, at=AT)

        assert not VenueQuestion.objects.exists()

    def test_an_exchange_that_is_not_on_the_register_cannot_be_asked(self, officer, settings, built):
        settings.TEREZI_HOME = built.path

        with pytest.raises(Refused, match="nobody there would read it"):
            asked(officer(Role.MARKET_SUPERVISOR))


class TestAFinding:
    def test_it_is_asked_on_its_page_and_the_answer_stands_beside_it(self, arman):
        jeren, one = compliance(), found()

        arman.post(f"/venues/GG-V1/findings/{one.pk}/ask?day={DAY}", {"question": "Which days were short?"})
        (question,) = queries.questions_to(Officer.objects.get(username="jeren"))
        jeren.post(f"/portal/questions/{question.number}/", {"answer": "Two, and we correct them."})

        page = text(arman.get(f"/venues/GG-V1?day={DAY}"))
        assert "Which days were short?" in page
        assert "Two, and we correct them." in page
        assert Look.objects.get().state == "asked"
        assert Reply.objects.get().text == "Two, and we correct them."

    def test_found_again_the_next_day_it_still_shows_what_was_asked(self, arman, supervisor):
        one = found()
        told = {"about": {"title": "Fees", "day": "2026-03-10"}, "answer_by": DUE, "by": supervisor, "at": AT}
        actions.ask_about_finding(finding=one.pk, question="Which days?", **told)
        found(day=DAY + timedelta(days=1))

        assert "Which days?" in text(arman.get(f"/venues/GG-V1?day={DAY + timedelta(days=1)}"))

    def test_asked_again_before_the_answer_it_stays_one_question_though_it_was_found_anew(self, arman):
        one = found()
        arman.post(f"/venues/GG-V1/findings/{one.pk}/ask?day={DAY}", {"question": "Which days?"})
        again = found(day=DAY + timedelta(days=1))

        place = f"/venues/GG-V1/findings/{again.pk}/ask?day={again.day}"
        answer = arman.post(place, {"question": "Which days were short?"}, follow=True)

        assert VenueQuestion.objects.count() == 1
        assert "no second question was sent" in text(answer)
        assert not Look.objects.filter(finding=again).exists()

    def test_what_does_not_stand_there_cannot_be_asked(self, arman):
        one = found()

        for address in (f"/venues/GG-V2/findings/{one.pk}/ask", "/venues/GG-V1/findings/999/ask"):
            assert arman.post(f"{address}?day={DAY}", {"question": "Why?"}).status_code == 404

    def test_without_words_nothing_is_asked_and_the_page_says_so(self, arman):
        one = found()

        answer = arman.post(f"/venues/GG-V1/findings/{one.pk}/ask?day={DAY}", {"question": ""}, follow=True)

        assert "A question has words" in text(answer)
        assert not Look.objects.exists()


class TestTheTerm:
    def test_an_answer_is_due_after_the_working_days_of_the_policy(self):
        found = rules.answer_by(law_on("GG", date(2026, 3, 13)), asked_on=date(2026, 3, 13))

        assert found.due_on == date(2026, 3, 20)
        assert "5 working days" in found.says

    def test_the_day_it_is_due_is_in_time_and_the_next_is_not(self):
        day = date(2026, 3, 20)
        state = {"due_on": day, "answered": False, "ended": False}

        assert rules.question_state(**state, today=day) is QuestionState.WAITING
        assert rules.question_state(**state, today=day + timedelta(days=1)) is QuestionState.LATE
        assert rules.question_state(**state | {"due_on": None}, today=date.max) is QuestionState.WAITING
        assert rules.question_state(**state | {"answered": True}, today=date.max) is QuestionState.ANSWERED

    def test_a_question_is_about_one_thing(self, supervisor):
        question = asked(supervisor)

        with pytest.raises(IntegrityError):
            VenueQuestion.objects.filter(pk=question.pk).update(look=None)
