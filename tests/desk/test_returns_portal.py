"""Returns in the portal: filed by the venue's own people, with a receipt, and with what is still owed."""

import re
from datetime import UTC, date, timedelta

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from terezi.base.periods import days_up_to
from terezi.desk.findings.homes import DEMO_PASSWORD
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.venues import actions, rules, words
from terezi.desk.venues.models import Filing
from terezi.desk.venues.sheets.filings import filing_line
from terezi.desk.venues.terms import State
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables.venue_days import VENUE_FEE_DAYS
from terezi.jobs.summarise_venues import summarise_venues
from terezi.law.book import law_on
from terezi.site.messages import checks
from tests.evidence.senders import give_one
from tests.evidence.sources.test_venue_returns import order

from .conftest import AT
from .test_returns_api import home, rows  # noqa: F401

PAGE = "/portal/returns/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(*venues, name="aygul"):
    person = Officer.objects.create(
        username=name, name=name, role=Role.APPLICANT, appointed_at=timezone.now()
    )
    for venue in venues:
        actions.name_filer(venue=venue, officer=person, by="test", at=AT)
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def file(client, content, venue="GG-V1", name="orders.csv"):
    return client.post(PAGE, {"venue": venue, "file": SimpleUploadedFile(name, content)})


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
class TestPages:
    def test_a_file_is_taken_and_its_receipt_shown(self):
        client = client_of("GG-V1")

        answer = file(client, rows(order(1), order(2)))

        filing = Filing.objects.get()
        assert (answer.status_code, answer.url) == (302, f"{PAGE}{filing.number}/")
        assert "Taken: 2 rows are new" in client.get(answer.url).content.decode()
        assert filing.number in client.get(PAGE).content.decode()

    def test_a_refused_file_shows_rows_and_remedy(self):
        client = client_of("GG-V1")

        shown = client.get(file(client, rows(order(1), order(2, side="bid"))).url).content.decode()

        assert "refused whole" in shown
        assert "VEN-22" in shown
        assert "Use one of these words" in shown

    def test_what_stands_against_a_file_is_said_in_the_readers_language_with_its_values(self, monkeypatch):
        known = set(checks())
        monkeypatch.setattr(words, "gettext", lambda said: f"«{said}" if said in known else said)
        refused = [
            rows(order(1, quantity="x"), order(2, side="bid", at="2036-03-09T04:00:00Z")),
            rows(order(1), order(1, quantity="0.3"), order(2, venue="GG-V2")),
            b"a,b\n1,2\n",
            b'{"venue_id": 1',
            rows(order(1)) + b"one,value,too,few\n",
            b"\x1f\x8bgarbage",
        ]

        client_ = client_of("GG-V1")
        for content in refused:
            file(client_, content)
        problems = [each for filing in Filing.objects.all() for each in filing_line(filing).problems]

        assert len({each.check for each in problems}) >= 8
        assert [
            each for each in problems if not each.says.startswith("«") or not each.remedy.startswith("«")
        ] == []
        assert any("side is one of buy, sell" in each.says for each in problems)

    def test_what_an_older_receipt_keeps_is_shown_as_it_was_kept(self):
        kept = {
            "check": "DOOR-10",
            "says": "price is there and can be read",
            "rows": [1],
            "count": 1,
            "remedy": "",
        }

        assert words.of_check(kept, "says") == "price is there and can be read"
        assert words.of_check(kept, "remedy") == ""

    def test_a_correction_says_how_many_rows_say_otherwise(self):
        client = client_of("GG-V1")
        file(client, rows(order(1), order(2)))

        shown = client.get(file(client, rows(order(1), order(2, quantity="0.3"))).url).content.decode()

        assert "Taken: 0 rows are new, 1 says otherwise than before, 1 says the same." in shown
        told = re.sub(r"<[^>]+>|\s+", " ", shown.split("What is now said otherwise?")[1])
        assert re.search(r"2 +2026-03-09, BTC-GGM, 2 +quantity +0.25 +0.3 ", told)

    def test_nobody_files_or_reads_for_another(self):
        number = Filing.objects.get(pk=_filed_by(client_of("GG-V1"))).number
        other = client_of("GG-V2", name="other")

        assert file(other, rows(order(1)), venue="GG-V1").status_code == 422
        assert other.get(f"{PAGE}{number}/").status_code == 404
        assert Filing.objects.filter(venue="GG-V1").count() == 1

    def test_who_files_for_no_venue_sees_no_form_and_files_nothing(self):
        nobody = client_of(name="nobody")

        assert "files for no exchange" in nobody.get(PAGE).content.decode()
        file(nobody, rows(order(1)))
        assert not Filing.objects.exists()

    def test_what_is_overdue_stands_there_until_it_is_filed(self):
        client = client_of("GG-V1")
        day = timezone.now().astimezone(UTC).date() - timedelta(days=10)
        before = overdue(client)
        heading = "venue_id,declared_day,turnover_minor,fees_minor,currency"

        file(client, rows(f"GG-V1,{day},100000,100,GGM", heading=heading))

        assert overdue(client) == before - 1

    def test_in_a_demo_deadlines_are_counted_on_the_last_day_it_knows(self, settings):
        lake, day = Lake.open(Home(settings.TEREZI_HOME)), date(2026, 3, 10)
        told = {"day": day, "venue_id": "GG-V1", "currency": "GGM", "delivery": "d", "known_at": AT}
        empty = pl.DataFrame([told], schema=dict(VENUE_FEE_DAYS.polars_schema()))
        lake.replace_day("venue_fee_days", day, empty.with_columns(pl.col(pl.Int64).fill_null(0)))
        client, said = client_of("GG-V1"), "Days are counted on 10 March 2026."
        assert said not in client.get(PAGE).content.decode()

        Home(settings.TEREZI_HOME).path.joinpath(DEMO_PASSWORD).write_text("x")

        assert said in client.get(PAGE).content.decode()

    def test_what_came_by_another_way_is_filed_as_well(self, tmp_path, settings):
        client = client_of("GG-V1")
        before = overdue(client)
        day = timezone.now().astimezone(UTC).date() - timedelta(days=10)
        path = tmp_path / "fees.csv"
        path.write_text(
            f"venue_id,declared_day,turnover_minor,fees_minor,currency\nGG-V1,{day},1000,10,GGM\n"
        )

        give_one(Home(settings.TEREZI_HOME), path, at=timezone.now())
        summarise_venues(
            lake=Lake.open(Home(settings.TEREZI_HOME)),
            period=days_up_to(day, days=1),
            zone="Asia/Ashgabat",
            at=timezone.now(),
            progress=lambda *_: None,
        )

        assert overdue(client) == before - 1


def overdue(client):
    return client.get(PAGE).context["sheet"].overdue


def _filed_by(client):
    file(client, rows(order(1)))
    return Filing.objects.get().pk


class TestDeadlines:
    LAW = law_on("GG", date(2026, 3, 10))
    FRIDAY = date(2026, 3, 13)

    def dues(self, today, **filed):
        told = {("V", duty, self.FRIDAY): day for duty, day in filed.items()}
        found = rules.dues(self.LAW, venues=["V"], days=[self.FRIDAY], filed=told, today=today)
        return {due.duty: (due.due_on, due.state) for due in found}

    def test_a_return_of_a_friday_is_due_on_the_next_working_day(self):
        due_on, state = self.dues(date(2026, 3, 14))["fees"]

        assert (due_on, state) == (date(2026, 3, 16), State.WAITING)

    def test_the_day_it_is_due_is_in_time_and_the_next_is_not(self):
        assert self.dues(date(2026, 3, 16))["fees"][1] is State.WAITING
        assert self.dues(date(2026, 3, 17))["fees"][1] is State.OVERDUE
        assert self.dues(date(2026, 3, 20), fees=date(2026, 3, 16))["fees"][1] is State.FILED
        assert self.dues(date(2026, 3, 20), fees=date(2026, 3, 17))["fees"][1] is State.FILED_LATE

    def test_feeds_and_what_is_filed_when_it_happens_are_owed_by_no_clock_of_days(self):
        assert set(self.dues(self.FRIDAY)) == {"fees", "accounts", "transfers"}
