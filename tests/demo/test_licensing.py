"""A year of applications in Garagum: its plants are found by the desk itself, its twins are left alone."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import transaction
from django.test import override_settings

from terezi.base.errors import Refused
from terezi.demo import officers
from terezi.demo.answers import Answers
from terezi.demo.licensing.build import build_licensing, has_law, joined, opened_at
from terezi.demo.licensing.cases import cast
from terezi.demo.licensing.hours import at, before, later
from terezi.demo.licensing.papers import paper
from terezi.demo.licensing.said import said
from terezi.demo.score import score
from terezi.desk.applications import queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.rules.content import PDF, media_type
from terezi.desk.applications.terms import CheckState, Queue
from terezi.desk.journal.models import Entry
from terezi.desk.licences import queries as licences
from terezi.desk.licences.terms import Provenance, Status
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.register import queries as register
from terezi.evidence.facts.home import Home
from terezi.jobs.audit import audit

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 3, 10)
NOW = at(LAST_DAY, 17)
SEED = 616_002  # never used in development
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True)
class Built:
    home: Home
    seed: int
    answers: Answers
    told: tuple[object, ...]
    told_before: tuple[object, ...]

    def again(self, seed: int) -> Answers:
        return build(self.home, seed)


def build(home: Home, seed: int) -> Answers:
    out = home.path / "garagum"
    out.mkdir(exist_ok=True)
    return build_licensing(home=home, out=out, seed=seed, last_day=LAST_DAY, password=officers.PASSWORD)


@pytest.fixture(scope="module")
def built(tmp_path_factory, django_db_setup, django_db_blocker):
    home = Home.create(tmp_path_factory.mktemp("licensing") / "home", country="GG")
    with (
        override_settings(TEREZI_HOME=home.path, PASSWORD_HASHERS=FAST),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        # One Garagum fills a record: the first year is unwritten before the second is built
        with transaction.atomic():
            _, before = year(home)
            transaction.set_rollback(True)
        answers, told = year(home)
        yield Built(home, SEED, answers, told, before)
        transaction.set_rollback(True)


def year(home: Home) -> tuple[Answers, tuple[object, ...]]:
    """Build the year; returns its answers, and all it told: those, its acts, and the bytes of its lists."""
    officers.appoint_all(home, at=opened_at(LAST_DAY))
    answers = build(home, SEED)
    acts = list(Entry.objects.order_by("sequence").values_list("act", "by", "at"))
    lists = {path.name: path.read_bytes() for path in (home.path / "garagum/lists").iterdir()}
    return answers, (answers, acts, lists)


def test_the_same_seed_tells_the_same_year(built):
    assert built.told == built.told_before


def test_the_desk_finds_every_plant_and_names_no_innocent(built):
    # That a licensed exchange tells nothing is for its feeds to say, not for the desk
    planted = tuple(truth for truth in built.answers.truths if truth.plant is not None)
    result = score(said("GG", LAST_DAY), replace(built.answers, truths=planted))

    assert {truth.plant for truth in result.truths} == {9, 10, 12, 14}
    assert (result.recall, result.precision) == (1.0, 1.0), (result.truths, result.wrongly_named)
    assert result.twins_above == ()


def test_each_innocent_twin_was_looked_at_and_cleared(built):
    looked_at = {"name only looks forbidden": "words", "owner only sounds offshore": "owners"}
    cleared = []
    for twin in built.answers.innocent:
        if (file := Application.objects.filter(number=twin.subject).first()) is not None:
            cleared += [
                check.outcome
                for check in queries.checklist(file)
                if check.check_id in {"words", "owners", "serials"}
            ]

    assert len(cleared) >= 2 * len(looked_at)
    assert set(cleared) == {"clear"}


def test_the_quick_officer_is_quick_and_no_pair_of_his_stands_out(built):
    quick = {twin.subject.split(" / ")[1] for twin in built.answers.innocent if " / " in twin.subject}
    report = queries.integrity(country="GG", since=opened_at(LAST_DAY), until=NOW)
    days = {one.who: one.days.value for one in report.by_officer}

    assert len(quick) == 1
    assert min(days, key=days.get) in quick
    assert [pair.officer for pair in report.pairs if pair.stands_out] == [
        next(t.subjects[0] for t in built.answers.truths if t.plant == 12).split(" / ")[1]
    ]


def test_an_address_the_holder_declared_is_seen_and_is_no_clone(built):
    mirror = built.answers.innocent[-1].subject
    clone = next(truth.subjects[0] for truth in built.answers.truths if truth.plant == 14)

    assert [one.host for one in register.sightings_open()] == [clone]
    assert any(mirror in {one.host for one in register.addresses_of(number)} for number in register.numbers())


def test_every_queue_and_every_state_of_a_check_shows_on_the_last_day(built):
    officers_now = Officer.objects.filter(role=Role.LICENSING_OFFICER)
    shown = [queries.queues(officer, NOW) for officer in officers_now]
    states = {
        check.state
        for file in Application.objects.filter(status=Status.IN_REVIEW)
        for check in queries.checklist(file)
    }

    assert {queue for queues in shown for queue, files in queues.items() if files} == set(Queue)
    assert {file.number for queues in shown for file in queues[Queue.OVERDUE]} == {
        Application.objects.get(
            key__startswith="garagum", status=Status.IN_REVIEW, checks__state=CheckState.LOOKING
        ).number
    }
    assert states == set(CheckState)


def test_one_file_is_returned_and_one_agency_was_escalated(built):
    (returned,) = Application.objects.filter(status=Status.RETURNED)
    escalated = Application.objects.filter(opinions__escalated_at__isnull=False).distinct()

    assert returned.applicant.username == "zainab"
    assert [file.status for file in escalated] == [Status.IN_REVIEW]


def test_about_sixty_files_were_decided_and_whoever_was_granted_a_site_waits_for_the_day_after(built):
    decided = Application.objects.filter(status__in=[Status.REGISTERED, Status.LICENSED, Status.REFUSED])
    on_last, on_next = (
        licences.licences_on(day).filter(provenance=Provenance.DECISION, site__isnull=False)
        for day in (LAST_DAY, LAST_DAY + timedelta(days=1))
    )

    assert 50 <= decided.count() <= 70
    assert not on_last.exists()
    assert on_next.count() > 20


def test_exchanges_and_a_pool_stand_and_one_exchange_is_suspended(built):
    standing = licences.licences_on(LAST_DAY)

    assert standing.filter(actor_class="exchange").count() == 3
    assert [row.actor_class for row in standing if row.status == Status.SUSPENDED] == ["exchange"]
    assert standing.filter(actor_class="pool").exists()


def test_what_was_corrected_reads_otherwise_as_it_was_known_before(built):
    entry = Entry.objects.get(act="licences.correct")
    day = LAST_DAY - timedelta(days=30)
    then = licences.licence_on(entry.subject, day, entry.at - timedelta(days=1))
    now = licences.licence_on(entry.subject, day)

    assert then.conditions == ""
    assert "one asset" in now.conditions


def test_a_second_build_changes_nothing_and_another_seed_is_refused(built):
    entries = Entry.objects.count()

    assert built.again(built.seed) == built.answers
    assert Entry.objects.count() == entries
    with pytest.raises(Refused, match="another Garagum"):
        built.again(built.seed + 1)


def test_an_audit_of_the_record_finds_nothing(built):
    found = audit(home=built.home, by="test", at=datetime.now(UTC), noted=False)

    assert found.faults == ()
    assert found.rows > 2_000


def test_the_journal_tells_of_the_year_in_order_of_time(built):
    moments = list(Entry.objects.order_by("sequence").values_list("at", flat=True))

    assert moments == sorted(moments)
    assert moments[-1] <= NOW


def test_every_draw_holds_when_it_is_made_again(built):
    draws = Entry.objects.filter(act="applications.draw")

    assert draws.count() > 50
    assert all(queries.draw_holds(entry) for entry in draws)


def test_another_seed_moves_the_plants():
    def shape(seed: int):
        drawn = cast(last_day=LAST_DAY, rng=np.random.default_rng((seed, 4)))
        return [case.firm.name for case in drawn.cases if case.part], drawn.favoured

    assert shape(SEED) == shape(SEED)
    assert shape(SEED) != shape(SEED + 1)


def test_where_the_law_of_licences_was_not_in_force_all_year_nobody_applies():
    assert has_law(LAST_DAY)
    assert not has_law(date(2026, 1, 5))


def test_answers_of_two_halves_are_numbered_through(built):
    whole = joined(built.answers, built.answers)

    many = 2 * len(built.answers.truths)
    assert [truth.id for truth in whole.truths] == [f"T{n:03d}" for n in range(1, many + 1)]


def test_offices_rest_at_night_and_on_saturday_and_sunday():
    friday = at(date(2026, 3, 6), 16)

    assert later(friday, 0.25) == at(date(2026, 3, 9), 10)
    assert before(date(2026, 3, 10), 2) == date(2026, 3, 6)
    assert before(date(2026, 3, 8), 0) == date(2026, 3, 6)


def test_a_paper_is_a_pdf_that_the_door_takes():
    assert media_type(paper(("Garagum (FICTION)", "a (b) \\ c"))) == PDF
