"""A newly licensed exchange stands on the register with its licence, and files its returns from the same minute."""

from datetime import timedelta

import pytest
from django.utils import timezone

from terezi.desk.applications.actions import answer, sign_decision
from terezi.desk.licences import queries as register
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.parties.models import VenueEntry
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.venues import queries, receiving
from terezi.evidence.facts.home import Home
from terezi.law.book import countries, law_on
from tests.evidence.sources.test_venue_returns import ORDERS

from .applying import AT, drawn, filled, granted, person, proposed, reviewed, reviewer, submitted
from .applying import drafted as drafted_for
from .deciding import BASIS

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path


@pytest.fixture
def applicant():
    for name in ("maral", "ogulgerek"):
        person(name)
    return person("aygul", Role.APPLICANT)


def exchange_of(applicant, at=AT):
    return granted(filled(drafted_for(applicant, actor_class="exchange", at=at), at=at), at=at)


def change(number, act, after, on=DAY, **told):
    from terezi.desk.licences import actions as licences

    return licences.change(
        number=number,
        act=act,
        after=after,
        effective_on=on,
        basis=BASIS,
        by="maral",
        at=AT + timedelta(days=2),
        **told,
    )


def venues():
    frame = register.reference_rows("ref_venues")
    told = frame.filter(frame["status"] != "expired").sort("valid_from")
    return told.select("venue_id", "licence_number", "status", "assets", "valid_from").rows()


def one_order(code):
    at = timezone.now() - timedelta(minutes=5)
    row = f"{code},BTC-GGM,1,{at.isoformat()},add,O1,A1,buy,60000.5,0.25"
    assert len(row.split(",")) == len(ORDERS.split(","))
    return f"{ORDERS}\n{row}\n".encode()


def test_a_grant_enters_the_venue_under_its_licence(applicant):
    file = exchange_of(applicant)

    assert venues() == [("GG-V-000001", file.licence_number, "licensed", "*", DAY)]


def test_who_was_granted_it_files_at_once_and_nobody_else(applicant):
    exchange_of(applicant)
    (venue,) = queries.venues_of(applicant)

    filing = receiving.receive(
        venue=venue, name="o.csv", blocks=iter([one_order(venue.code)]), by=applicant, at=timezone.now()
    )

    assert (filing.outcome, filing.rows_new, filing.problems) == ("accepted", 1, [])
    assert queries.venues_of(person("zainab", Role.APPLICANT)) == []


def test_what_becomes_of_the_licence_becomes_of_the_venue(applicant):
    number = exchange_of(applicant).licence_number

    change(
        number,
        Act.SUSPEND,
        Status.SUSPENDED,
        on=DAY + timedelta(days=1),
        suspended_until=DAY + timedelta(days=40),
    )
    suspended = [row[2] for row in venues()]
    change(number, Act.WITHDRAW, Status.WITHDRAWN, on=DAY + timedelta(days=2))

    assert suspended[:2] == ["licensed", "suspended"]
    assert [row[2] for row in venues()] == ["licensed", "suspended", "withdrawn"]
    assert VenueEntry.objects.count() == 1


def test_whose_licence_is_over_goes_on_under_the_code_of_the_venue(applicant):
    first = exchange_of(applicant)
    change(first.licence_number, Act.WITHDRAW, Status.WITHDRAWN, on=DAY + timedelta(days=1))
    later = AT + timedelta(days=30)
    draft = drafted_for(applicant, actor_class="exchange", at=later)
    told = {name: getattr(first, name) for name in ("party_name", "party_kind", "registration_number")}
    answer(number=draft.number, fields=told, by=applicant, at=later)

    second = granted(filled(draft, at=later), at=later)

    assert [row[:3] for row in venues()] == [
        ("GG-V-000001", first.licence_number, "licensed"),
        ("GG-V-000001", first.licence_number, "withdrawn"),
        ("GG-V-000001", second.licence_number, "licensed"),
    ]


def test_a_grant_that_fails_leaves_neither_venue_nor_filer(applicant, monkeypatch):
    file = drawn(submitted(applicant, actor_class="exchange"))
    reviewed(file)
    proposed(file)
    by = reviewer(file)

    def fails(*_told, **_named):
        raise RuntimeError

    monkeypatch.setattr("terezi.desk.applications.actions.deciding.certify", fails)
    with pytest.raises(RuntimeError):
        sign_decision(number=file.number, by=by, at=AT)

    assert not VenueEntry.objects.exists()
    assert queries.venues_of(Officer.objects.get(username="aygul")) == []


def test_who_runs_no_market_is_entered_as_no_venue(applicant):
    granted(filled(drafted_for(applicant, actor_class="pool")))

    assert venues() == []


@pytest.mark.parametrize("country", countries())
def test_the_law_says_which_classes_run_a_market(country):
    law = law_on(country, DAY)

    assert set(law.exchanges.venue_classes.value) <= set(law.licensing.classes)
