"""The letter of a decision: what was decided, why, and how to appeal, in six languages, to read and to print."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from terezi.base.clocks import Clock
from terezi.desk.decisions import papers
from terezi.desk.decisions.terms import DISMISS, AppealRights, Reason, SubjectKind
from terezi.desk.decisions.words import DO, LETTER
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import TRANSITIONS, Act, Hand
from terezi.desk.people.terms import Role

from .deciding import FIRM, NUMBER, ON, REASON, a_licence, on_licence, plain, proposed, signed

LANGUAGES = [code for code, _ in settings.LANGUAGES]
GROUND = Reason(
    article="Mining Act, art. 35",
    facts="No report since January",
    ground="reports_missing",
    evidence=("finding:12", "document:" + "ab" * 32),
    text="Please send both reports.",
    language="en",
)


@pytest.fixture
def suspension(officer):
    a_licence()
    return on_licence(officer(Role.LICENSING_OFFICER, "ogulgerek"), reason=GROUND, language="ur")


@pytest.fixture
def second(officer):
    return officer(Role.LICENSING_OFFICER, "maral")


@pytest.mark.django_db
class TestLetter:
    def test_it_says_what_is_decided_why_and_how_to_appeal(self, suspension, second):
        told = plain(papers.letter(signed(suspension, second), "en"))

        for said in (
            "Garagum Mining Authority",
            FIRM,
            f"Licence {NUMBER} is suspended from 11 March 2026 until we decide otherwise.",
            "What this means: May not operate until the suspension ends",
            "No report for two months",
            "Mining Act, art. 35",
            "No report since January",
            "Finding 12",
            "Please send both reports.",
            "You may appeal to: Appeal Board, Court.",
            "You have 30 days from the decision.",
            "The last day is",
            "Decided by two officers: Ogulgerek, Maral",
        ):
            assert said in told, said

    def test_a_draft_says_that_it_binds_nobody_and_names_no_officer(self, suspension):
        told = plain(papers.letter(suspension, "en"))

        assert "Draft. It binds nobody until a second officer has signed it." in told
        assert "Ogulgerek" not in told

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_written_in_each_language_and_direction(self, suspension, language):
        page = papers.letter(suspension, language)

        assert f'<html lang="{language}" dir="{"rtl" if language == "ur" else "ltr"}">' in page

    def test_facts_in_another_language_are_said_to_be(self, suspension):
        said = "Facts and words stand as the officer wrote them, in"

        assert said not in plain(papers.letter(suspension, "en"))
        with translation.override("tk"):
            translated = gettext(f"{said} %(name)s.").split("%")[0].strip()
        assert translated in plain(papers.letter(suspension, "tk"))

    def test_no_sentence_ends_twice(self, suspension):
        assert ".." not in plain(papers.letter(suspension, "ru"))

    def test_an_invented_country_says_so(self, suspension):
        assert "FICTION" in papers.letter(suspension, "en")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_prints_on_a4_in_each_language(self, suspension, second, language):
        pages = papers.printed(signed(suspension, second), language).pages

        # Nastaliq needs more room than other scripts
        assert 1 <= len(pages) <= (2 if language == "ur" else 1)
        assert {(round(page.width / 96 * 25.4), round(page.height / 96 * 25.4)) for page in pages} == {
            (210, 297)
        }

    def test_text_of_an_officer_is_text(self, officer):
        a_licence()
        nasty = Reason(article="art. 1", facts="<script>alert(1)</script>")

        page = papers.letter(on_licence(officer(Role.LICENSING_OFFICER, "ogulgerek"), reason=nasty), "en")

        assert "<script>" not in page

    def test_the_addressee_s_language_comes_first_and_the_reader_s_beside_it(self, suspension):
        assert papers.languages(suspension, "ru") == ("ur", "ru")
        assert papers.languages(suspension, "ur") == ("ur",)


class TestAppealSentences:
    def test_unknown_law_is_told_as_unknown(self):
        rights = AppealRights(bodies=(), clock=None, last_day=None, article="")

        body, days = papers.appeal_sentences(rights, "Ministry")

        assert "do not say to whom an appeal goes; this letter invents none. Ask Ministry" in body
        assert "do not say how many days you have; this letter invents none" in days

    def test_a_law_without_appeal_says_so(self):
        rights = AppealRights(bodies=(), clock=None, last_day=None, article="", no_appeal=True)

        assert papers.appeal_sentences(rights, "Ministry") == [
            "The law gives no appeal against this decision."
        ]

    def test_working_days_are_called_so(self):
        rights = AppealRights(bodies=("Court",), clock=Clock(10, "working"), last_day=ON, article="art. 9")

        assert "You have 10 working days from the decision." in papers.appeal_sentences(rights, "")


@pytest.mark.django_db
@pytest.mark.parametrize("country", ["TM", "KZ", "UZ", "PK"])
def test_no_real_country_s_letter_invents_a_term(officer, country):
    told = {
        "act": Act.REFUSE,
        "after": Status.REFUSED,
        "conditions": {},
        "subject": f"{country}-APP-2026-000001",
    }
    decision = proposed(officer(Role.LICENSING_OFFICER), reasons=[REASON], **told)

    said = plain(papers.letter(decision, "en"))

    assert ("this letter invents none" in said) or ("You may appeal to:" in said and "You have" in said)


def test_every_act_of_two_officers_has_a_button_and_a_sentence():
    acts = {one.act for one in TRANSITIONS if one.hand is Hand.TWO_OFFICERS} | {DISMISS}
    of_files = {
        one.act
        for one in TRANSITIONS
        if one.before is Status.DECISION_PROPOSED and one.hand is Hand.TWO_OFFICERS
    }
    of_licences = acts - of_files | {Act.LIMIT}

    assert acts <= set(DO)
    assert {(SubjectKind.APPLICATION, act) for act in of_files} | {
        (SubjectKind.LICENCE, act) for act in of_licences
    } <= set(LETTER)
