"""Whether files are treated alike, and what would only look like a pattern."""

import random
from datetime import timedelta

import pytest

from terezi.desk.applications import actions, queries
from terezi.desk.applications.queries.integrity import Handled, pairs
from terezi.desk.applications.terms import Drawn
from terezi.desk.decisions import actions as decisions
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home

from .applying import AT, drafted, drawn, filled, person, proposed, reviewed, reviewer

DAY = timedelta(days=1)
OFFICERS = ("maral", "ogulgerek", "serdar_o")
AGENTS = ("Agent A", "Agent B", "Agent C", "Agent D", "Agent E")


def a_world(
    seed: int, *, files: int = 240, faster: dict[tuple[str, str], float] | None = None
) -> list[Handled]:
    """Files drawn by chance, each done in some days; some pairs, officers or agents are so many times faster."""
    chance = random.Random(seed)
    rows = []
    for number in range(files):
        officer, agent = chance.choice(OFFICERS), chance.choice(AGENTS)
        actor_class = chance.choice(("private", "industrial"))
        days = chance.lognormvariate(1.6 if actor_class == "private" else 2.4, 0.5)
        for (who, whose), times in (faster or {}).items():
            if who in {officer, "*"} and whose in {agent, "*"}:
                days /= times
        rows.append(Handled(f"N{number}", actor_class, officer, agent, Drawn.RANDOM, days))
    return rows


def standing_out(rows: list[Handled]) -> list[tuple[str, str]]:
    return [(one.agent, one.officer) for one in pairs(rows, rate=0.05) if one.stands_out]


class TestPairs:
    @pytest.mark.parametrize("seed", range(5))
    def test_an_officer_who_does_one_agents_files_six_times_faster_is_found_and_nobody_else(self, seed):
        rows = a_world(seed, faster={("maral", "Agent B"): 6.0})

        assert standing_out(rows) == [("Agent B", "maral")]
        first = pairs(rows, rate=0.05)[0]
        assert 3 < first.faster < 12
        assert first.p_value < 0.001

    @pytest.mark.parametrize("seed", range(5))
    def test_an_officer_who_is_quick_with_everybody_is_no_pattern(self, seed):
        assert standing_out(a_world(seed, faster={("maral", "*"): 4.0})) == []

    @pytest.mark.parametrize("seed", range(5))
    def test_an_agent_whose_files_are_quick_with_everybody_is_no_pattern(self, seed):
        rows = a_world(seed, faster={("*", "Agent B"): 4.0})

        assert standing_out(rows) == []

    def test_in_honest_worlds_a_list_holds_anybody_at_all_in_at_most_its_rate(self):
        alarms = sum(bool(standing_out(a_world(seed, files=120))) for seed in range(100, 160))

        assert alarms / 60 <= 0.05 + 3 * (0.05 * 0.95 / 60) ** 0.5

    def test_few_files_tell_nothing(self):
        rows = a_world(1, files=10, faster={("maral", "Agent B"): 6.0})

        assert standing_out(rows) == []

    def test_nothing_at_all_is_no_fault(self):
        assert pairs([], rate=0.05) == ()


@pytest.mark.django_db
class TestReport:
    @pytest.fixture(autouse=True)
    def _home(self, settings, tmp_path):
        settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path

    def test_the_applicants_own_time_is_not_the_officers(self):
        by = person("zainab", Role.APPLICANT)
        person("maral"), person("ogulgerek")
        file = drawn(actions.submit(number=filled(drafted(by)).number, by=by, at=AT))
        told = {"number": file.number, "by": file.officer}
        request = actions.ask_applicant(**told, field="sites", reason="r", at=AT + DAY)
        actions.answer_request(request=request.pk, answer="so", by=by, at=AT + 11 * DAY)
        reviewed(file, at=AT + 12 * DAY)
        proposed(file, at=AT + 13 * DAY)
        signer = reviewer(file)
        actions.decline_decision(
            number=file.number, reason="one page is missing", by=signer, at=AT + 13 * DAY
        )

        report = queries.integrity(country="GG", since=AT - DAY, until=AT + 30 * DAY)

        (officer,), (agent,), (second,) = report.by_officer, report.by_agent, report.reviewers
        assert (officer.who, officer.days.value) == (file.officer.username, pytest.approx(3))
        assert agent.who == "zainab"
        assert (second.officer, second.signed, second.declined) == (signer.username, 0, 1)

    def test_a_file_held_by_an_officer_who_was_bound_is_named(self):
        by, maral = person("zainab", Role.APPLICANT), person("maral")
        file = drawn(actions.submit(number=filled(drafted(by)).number, by=by, at=AT))
        decisions.declare_conflict(
            officer=maral, party=file.party_name, says="cousin", from_day=AT.date(), by=maral, at=AT + DAY
        )

        report = queries.integrity(country="GG", since=AT - DAY, until=AT + 30 * DAY)

        assert [(one.number, one.officer, one.party) for one in report.bound] == [
            (file.number, "maral", file.party_name)
        ]
        assert report.conflicts_declared == 1

    def test_who_hands_a_file_to_himself_is_named(self):
        by, maral = person("zainab", Role.APPLICANT), person("maral")
        file = actions.submit(number=filled(drafted(by)).number, by=by, at=AT)
        actions.assign_by_hand(number=file.number, officer=maral, reason="urgent", by=maral, at=AT)

        report = queries.integrity(country="GG", since=AT - DAY, until=AT + DAY)

        assert [(one.officer, one.to_himself) for one in report.by_hand] == [("maral", True)]
        assert Officer.objects.count() == 2
