"""The inspector's week in the demo goes through the desk's own actions, and leaves work for whoever opens it."""

from datetime import UTC, date, datetime

import pytest

from terezi.demo.answers import Answers, Innocent, Truth
from terezi.demo.inspection import can_screen, screening_day, visit
from terezi.demo.verdict import LOOKALIKES
from terezi.desk.findings.actions import receive
from terezi.desk.findings.models import Look
from terezi.desk.journal.models import Entry
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.visits import queries
from terezi.desk.visits.models import Clearing, Visit
from terezi.desk.visits.terms import Act, Outcome, State, SubjectKind, Why
from terezi.evidence.facts.home import Home
from tests.desk.conftest import a_finding
from tests.desk.visiting import a_lead, below, received

LAST_DAY, AT = date(2026, 3, 10), datetime(2026, 11, 21, 9, tzinfo=UTC)
BAKERY = "C-0900"
TOLD = Answers(
    country="GG",
    seed=7,
    sites=43,
    last_day=LAST_DAY,
    truths=(
        Truth(
            id="T001",
            plant=4,
            kind="household cluster",
            subjects=("C-0001", "C-0002"),
            indicators=("LOD-01",),
            since=date(2026, 1, 5),
            until=date(2026, 3, 11),
            money_minor=1,
            currency="GGM",
            says="",
        ),
    ),
    innocent=(
        Innocent(BAKERY, LOOKALIKES["bakery"], ("LDF-01",)),
        *(Innocent(f"C-{number:04}", "Heats with electricity when it is cold") for number in range(100, 120)),
    ),
)


@pytest.fixture
def home(tmp_path, db, settings) -> Home:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Officer.objects.create(username="kamran", role=Role.ENERGY_INSPECTOR, appointed_at=AT)
    return Home.create(tmp_path / "home", country="GG")


def lived(home: Home, *leads) -> None:
    received(*leads, on=date(2026, 3, 8), at=AT)
    visit(home=home, last_day=LAST_DAY, seed=7, told=TOLD, at=AT)


def feeder():
    kind = {"subject_kind": SubjectKind.FEEDER.value, "subject": "Mary-2", "customer_class": ""}
    return a_lead(0, **kind, money_minor=9_000_000, expected_wh_per_month=11_000_000_000)


def test_the_screening_is_of_the_sunday_before_the_last_week():
    assert screening_day(LAST_DAY) == date(2026, 3, 8)
    assert screening_day(date(2026, 3, 9)) == date(2026, 3, 8)
    assert screening_day(date(2026, 3, 8)) == date(2026, 3, 1)


@pytest.mark.parametrize(("days", "can"), [(29, False), (30, True), (90, True)])
def test_only_a_country_with_a_whole_window_is_screened(home, days, can):
    assert can_screen(home, last_day=LAST_DAY, days=days) is can


def test_the_list_is_drawn_once_and_its_draw_can_be_made_again(home):
    lived(home, feeder(), a_lead(1), a_lead(2), *(below(number) for number in range(200, 220)))

    entry = Entry.objects.get(act=Act.DRAW)
    assert entry.by == "kamran"
    assert queries.draw_holds(entry)


def test_a_customer_that_mines_is_seen_and_the_feeder_is_left_to_whoever_opens_the_demo(home):
    lived(home, feeder(), a_lead(1), a_lead(2), *(below(number) for number in range(200, 220)))

    first, second, third = Visit.objects.filter(why=Why.RANKED).order_by("rank")
    assert (first.subject, first.state) == ("Mary-2", State.PLANNED)
    assert (second.subject, second.outcome, second.found_w) == ("C-0001", Outcome.MINING_UNREGISTERED, 3_200)
    assert (third.subject, third.state) == ("C-0002", State.PLANNED)


def test_a_twin_whom_the_lot_drew_is_explained_and_stays_so(home):
    lived(home, a_lead(1), *(below(number) for number in range(100, 120)))

    seen = Visit.objects.get(outcome=Outcome.EXPLAINED)
    cleared = Clearing.objects.get()
    assert (seen.why, seen.explanation) == (Why.RANDOM, "Heats with electricity when it is cold")
    assert (cleared.subject, cleared.until) == (seen.subject, date(2027, 11, 21))


def test_nothing_is_found_where_there_is_nothing(home):
    lived(home, a_lead(1), *(below(number) for number in range(200, 220)))

    assert Visit.objects.get(outcome=Outcome.NOTHING_FOUND).why == Why.RANDOM
    assert not Clearing.objects.exists()


def test_a_flat_trade_that_was_screened_is_seen_out_of_turn_for_a_reason_and_cleared(home):
    lived(home, a_lead(1), *(below(number) for number in range(200, 218)), below(900), below(901))

    seen = Visit.objects.get(why=Why.BY_HAND)
    assert (seen.subject, seen.outcome) == (BAKERY, Outcome.EXPLAINED)
    assert seen.reason
    assert Clearing.objects.get().explanation == LOOKALIKES["bakery"]


def test_a_bakery_that_the_law_asks_is_explained_by_its_papers(home):
    asked = a_finding(subject=BAKERY, subject_kind="customer", indicator="LDF-01")
    other = a_finding(subject="C-0901", subject_kind="customer", indicator="LDF-01")
    told = {"ran": ["LDF-01"], "lake_snapshot": "s", "by": "terezi run", "at": AT}
    receive(day=LAST_DAY, found=[asked, other], **told)

    lived(home, a_lead(1))

    look = Look.objects.get()
    assert (look.finding.subject, look.state) == (BAKERY, "explained")
    assert look.note.startswith("Ovens day and night")
