"""Returns by HTTP: a token bound to a venue, one file, one receipt."""

import json
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from terezi.base.errors import Refused, Unavailable
from terezi.desk.journal.models import Entry, Seal
from terezi.desk.licences import actions as licences
from terezi.desk.people import actions as people
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.venues import actions, queries, receiving
from terezi.desk.venues.models import Filing
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.jobs.publish_reference import publish_reference
from tests.evidence.senders import current
from tests.evidence.sources.test_venue_returns import ORDERS, order

from .conftest import AT, VENUE, frame

pytestmark = pytest.mark.django_db
ADDRESS = "/api/returns"
OTHER = VENUE | {"venue_id": "GG-V2", "name": "Kümüş", "licence_number": "GG-EXC-000002"}


@pytest.fixture
def home(tmp_path, settings):
    """A home with two licensed venues."""
    home = Home.create(tmp_path / "home", country="GG")
    settings.TEREZI_HOME = home.path
    licences.import_register(rows={"ref_venues": frame("ref_venues", VENUE, OTHER)}, by="test", at=AT)
    publish_reference(lake=Lake.open(home), at=AT)
    return home


def sender(*venues, role=Role.DATA_SENDER, name="sender"):
    account = Officer.objects.create(username=name, name=name, role=role, appointed_at=timezone.now())
    for venue in venues:
        actions.name_filer(venue=venue, officer=account, by="test", at=AT)
    return account


def token(account):
    return people.issue_token(officer=account, name="test", by="test", at=timezone.now())[1]


def rows(*told, heading=ORDERS):
    return ("\n".join([heading, *told]) + "\n").encode()


def send(payload, account, query=""):
    return Client().post(
        f"{ADDRESS}{query}",
        payload,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {token(account)}"},
    )


def test_a_return_is_answered_with_its_receipt_and_kept(home):
    answer = send(rows(order(1), order(2)), sender("GG-V1"), "?file=morning.csv")

    said = answer.json()
    assert (answer.status_code, said["outcome"], said["rows_new"], said["duty"]) == (
        200,
        "accepted",
        2,
        "orders",
    )
    assert (said["venue"], said["file"], said["first_day"]) == ("GG-V1", "morning.csv", "2026-03-09")
    assert len(current(home, "venue_orders")) == 2
    filing = Filing.objects.get(number=said["number"])
    entry = Entry.objects.get(act="returns.file", subject="GG-V1")
    assert Seal.objects.filter(
        sequence=entry.sequence, table="venues.filing", row_key=str(filing.pk)
    ).exists()


def test_the_same_return_again_changes_nothing_and_a_corrected_one_says_what_changed(home):
    account = sender("GG-V1")
    send(rows(order(1), order(2)), account)

    again = send(rows(order(1), order(2)), account).json()
    corrected = send(rows(order(1), order(2, quantity="0.3"), order(3)), account).json()

    assert (again["outcome"], again["rows_unchanged"]) == ("unchanged", 2)
    assert [corrected[f"rows_{which}"] for which in ("new", "corrected", "unchanged")] == [1, 1, 1]
    assert again["corrections"] == []
    (told,) = corrected["corrections"]
    assert (told["row"], told["column"], told["before"], told["after"]) == (2, "quantity", "0.25", "0.3")
    assert "GG-V1" not in told["key"]
    repeated = send(rows(order(1), order(2, quantity="0.3"), order(3)), account).json()
    assert repeated["corrections"] == []


def test_a_bad_row_is_named_with_its_remedy_and_nothing_is_taken(home):
    answer = send(rows(order(1), order(2, side="bid")), sender("GG-V1"))

    (problem,) = answer.json()["problems"]
    assert (answer.status_code, answer.json()["outcome"]) == (422, "quarantined")
    assert (problem["check"], problem["rows"], problem["remedy"]) == ("VEN-22", [2], "Use one of these words")
    assert current(home, "venue_orders") == []


def test_nobody_files_for_another(home):
    first = sender("GG-V1")

    rows_of_another = send(rows(order(1, venue="GG-V2")), first)
    named_another = send(rows(order(1, venue="GG-V2")), first, "?venue=GG-V2")

    assert (rows_of_another.status_code, rows_of_another.json()["problems"][0]["check"]) == (422, "VEN-12")
    assert (named_another.status_code, "does not file for GG-V2" in named_another.json()["detail"]) == (
        409,
        True,
    )
    assert current(home, "venue_orders") == []


def test_an_account_of_no_venue_files_nothing_and_one_of_two_says_for_which(home):
    nobody, both = sender(name="nobody"), sender("GG-V1", "GG-V2", name="both")

    assert "files for no venue" in send(rows(order(1)), nobody).json()["detail"]
    assert "GG-V1, GG-V2" in send(rows(order(1)), both).json()["detail"]
    assert send(rows(order(1)), both, "?venue=GG-V1").status_code == 200


def test_what_is_no_return_is_refused_and_says_so(home):
    account = sender("GG-V1")
    meters = b"meter_id,read_at,interval_seconds,energy_wh,source_rank\nM1,2026-03-09T00:00:00Z,900,5,1\n"

    answers = [send(payload, account) for payload in (meters, b"<?xml version='1.0'?><x/>", b"\x00\x01")]

    assert [answer.json()["problems"][0]["check"] for answer in answers] == ["DOOR-09", "DOOR-24", "DOOR-04"]
    assert send(b"", account).status_code == 411


def test_each_reads_the_receipts_of_his_own_venue_only(home):
    mine, other = sender("GG-V1", name="mine"), sender("GG-V2", name="other")
    number = send(rows(order(1)), mine).json()["number"]

    def asked(account, address):
        return Client().get(address, headers={"Authorization": f"Bearer {token(account)}"})

    assert asked(mine, f"{ADDRESS}/{number}").json()["number"] == number
    assert asked(other, f"{ADDRESS}/{number}").status_code == 404
    assert (len(asked(mine, ADDRESS).json()), asked(other, ADDRESS).json()) == (1, [])


def test_an_officer_of_the_authority_files_for_no_venue_and_an_end_is_an_end(home):
    with pytest.raises(Refused, match="accounts of their own"):
        sender("GG-V1", role=Role.MARKET_SUPERVISOR, name="supervisor")
    account = sender("GG-V1")
    (filer,) = queries.standing_filers(queries.venues_of(account)[0])

    actions.end_filer(filer=filer.pk, by="test", at=AT)

    assert send(rows(order(1)), account).status_code == 409


def test_what_was_filed_counts_for_every_day_it_tells_of(home):
    send(rows(order(1), order(2, at="2026-03-08T10:00:00Z")), sender("GG-V1"))

    told = queries.filed_days(
        queries.Venue.objects.filter(code="GG-V1"),
        days=[date(2026, 3, day) for day in (7, 8, 9, 10)],
        zone="Asia/Ashgabat",
        weighed_until=None,
    )

    assert sorted((duty, day.day) for _, duty, day in told) == [("orders", 8), ("orders", 9)]


def test_json_lines_are_taken_as_well(home):
    row = {
        "venue_id": "GG-V1",
        "incident_id": "I-1",
        "began_at": "2026-03-09T01:00:00Z",
        "kind": "outage",
        "what": "Power",
    }

    assert send(json.dumps(row).encode(), sender("GG-V1")).json()["duty"] == "incidents"


def test_what_is_refused_to_a_venue_fills_no_disk(home, monkeypatch):
    monkeypatch.setattr(receiving, "KEPT_BYTES", 2_000)
    monkeypatch.setattr(receiving, "MOST_REFUSED", 3)
    account = sender("GG-V1")

    answers = [send(f"nobody,knows\n{number},{'x' * 1_200}\n".encode(), account) for number in range(4)]

    kept = [path for path in home.quarantine_dir.glob("*/*") if path.name != "report.json"]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 409]
    assert sum(path.stat().st_size for path in kept) < 2_000
    assert "1,000" not in answers[3].json()["detail"]
    assert send(b"nobody,knows\n", sender("GG-V2", name="other")).status_code == 422


def test_a_venue_that_sends_several_returns_at_once_holds_up_nobody_but_itself(home):
    account = sender("GG-V1", "GG-V2")
    first, second = queries.venues_of(account)

    def receive(venue, *blocks):
        return receiving.receive(venue=venue, name="", blocks=iter(blocks), by=account, at=timezone.now())

    def meanwhile():
        with pytest.raises(Unavailable, match="again in a minute"):
            receive(first, b"a")
        receive(second, b"a")
        yield rows(order(1))

    receiving.receive(venue=first, name="", blocks=meanwhile(), by=account, at=timezone.now())

    assert Filing.objects.filter(venue=second).count() == 1
    assert Filing.objects.get(venue=first).outcome == "accepted"
