"""Findings: received once, superseded, never deleted; what people say stays beside them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from terezi.base.errors import BadData, Refused
from terezi.desk.findings import actions, queries, rules
from terezi.desk.findings.models import Finding
from terezi.desk.findings.terms import Received, Triage
from terezi.desk.journal.models import Entry

from .conftest import AT, DAY, a_finding


def receive(*found, day=DAY, ran=("REC-01", "PWR-01"), at=AT, lake_snapshot="v1"):
    return actions.receive(
        day=day, ran=ran, found=found, lake_snapshot=lake_snapshot, by="run_indicators", at=at
    )


@pytest.mark.django_db
class TestReceiving:
    def test_a_finding_stands_once_received(self):
        assert receive(a_finding()) == Received(new=1)

        (stands,) = queries.standing(DAY)
        assert (stands.subject, stands.first_day, stands.known_at, stands.lake_snapshot) == (
            "GG-S-001",
            DAY,
            AT,
            "v1",
        )

    def test_received_again_nothing_changes(self):
        receive(a_finding())
        rows, entries = list(Finding.objects.values()), list(Entry.objects.values())

        again = receive(a_finding(), at=AT + timedelta(hours=1), lake_snapshot="v2")

        assert again == Received(unchanged=1)
        assert (list(Finding.objects.values()), list(Entry.objects.values())) == (rows, entries)

    def test_a_finding_that_changed_supersedes(self):
        receive(a_finding())
        later = AT + timedelta(hours=1)

        assert receive(a_finding(gap_wh=1), at=later) == Received(changed=1)

        old, new = queries.versions(queries.standing(DAY).get())
        assert (old.gap_wh, old.superseded_at, new.gap_wh, new.superseded_at) == (85_000_000, later, 1, None)

    def test_a_new_version_of_the_indicator_supersedes(self):
        receive(a_finding())

        assert receive(a_finding(indicator_version="2")) == Received(changed=1)

        assert [one.indicator_version for one in queries.standing(DAY)] == ["2"]

    def test_what_is_no_longer_found_is_superseded_without_successor(self):
        receive(a_finding(), a_finding(subject="GG-S-002"))

        assert receive(a_finding()) == Received(withdrawn=1, unchanged=1)

        assert [one.subject for one in queries.standing(DAY)] == ["GG-S-001"]
        assert Finding.objects.count() == 2

    def test_an_indicator_that_did_not_run_takes_nothing_back(self):
        receive(a_finding())

        assert receive(ran=["PWR-01"]) == Received()

        assert queries.standing(DAY).count() == 1

    def test_another_day_takes_nothing_back(self):
        receive(a_finding())

        receive(day=DAY + timedelta(days=1))

        assert queries.standing(DAY).count() == 1

    def test_the_past_stays_readable_as_it_was_known(self):
        receive(a_finding())
        receive(at=AT + timedelta(hours=2))

        assert queries.standing(DAY).count() == 0
        assert queries.standing(DAY, known_at=AT + timedelta(hours=1)).count() == 1
        assert queries.standing(DAY, known_at=AT - timedelta(hours=1)).count() == 0

    def test_one_call_writes_one_entry(self):
        receive(a_finding(), a_finding(subject="GG-S-002"))

        entry = Entry.objects.get()
        assert (entry.act, entry.subject, entry.by) == ("findings.receive", "2026-03-10", "run_indicators")
        assert entry.values == {
            "indicators": ["PWR-01", "REC-01"],
            "new": 2,
            "changed": 0,
            "withdrawn": 0,
            "unchanged": 0,
        }

    def test_two_findings_of_one_subject_are_refused(self):
        with pytest.raises(BadData, match="two things about GG-S-001"):
            receive(a_finding(), a_finding(gap_wh=1))

    def test_a_finding_of_an_indicator_that_did_not_run_is_refused(self):
        with pytest.raises(BadData, match="REC-01"):
            receive(a_finding(), ran=["PWR-01"])

    def test_the_database_lets_one_finding_stand(self):
        receive(a_finding())
        copy = Finding.objects.get()
        copy.pk = None

        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)

    def test_thousands_are_received_at_once(self):
        many = [a_finding(subject=f"S-{number}") for number in range(3_000)]

        assert receive(*many) == Received(new=3_000)
        assert receive(*many[1:]) == Received(withdrawn=1, unchanged=2_999)


@pytest.mark.django_db
class TestRuns:
    def on(self, *offsets):
        for offset in offsets:
            receive(a_finding(), day=DAY + timedelta(days=offset))

    def first_days(self):
        return [
            (one.first_day - DAY).days for one in Finding.objects.filter(superseded_at=None).order_by("day")
        ]

    def test_a_run_begins_with_its_first_day(self):
        self.on(0, 1, 2, 4)

        assert self.first_days() == [0, 0, 0, 4]

    def test_a_day_found_late_joins_two_runs(self):
        self.on(0, 2, 3, 1)

        assert self.first_days() == [0, 0, 0, 0]

    def test_a_day_taken_back_breaks_the_run(self):
        self.on(0, 1, 2, 3)

        receive(day=DAY + timedelta(days=1))

        assert self.first_days() == [0, 2, 2]

    def test_days_that_were_found_are_listed(self):
        self.on(0, 2)

        assert queries.days() == [DAY, DAY + timedelta(days=2)]
        assert queries.latest_day() == DAY + timedelta(days=2)


@pytest.mark.django_db
class TestReading:
    def test_changed_since_the_weighed_day_before(self):
        receive(a_finding(), a_finding(subject="gone"), day=DAY - timedelta(days=1))
        receive(a_finding(), a_finding(subject="came"))

        changes = queries.changed_since(DAY - timedelta(days=1), DAY)
        assert changes is not None

        assert [one.subject for one in changes.appeared] == ["came"]
        assert [one.subject for one in changes.disappeared] == ["gone"]

    def test_groups_are_ranked_by_money_times_confidence(self):
        receive(
            a_finding(subject="sure", money_minor=100, confidence_ppm=900_000),
            a_finding(subject="unsure", money_minor=200, confidence_ppm=100_000),
            a_finding(subject="sure", indicator="PWR-01", money_minor=None),
            a_finding(subject="no money", money_minor=None, severity="grave"),
        )

        groups = queries.groups(DAY)

        assert [(group.subject, group.weight, len(group.findings)) for group in groups] == [
            ("sure", 90, 2),
            ("unsure", 20, 1),
            ("no money", 0, 1),
        ]
        assert groups[0].lead.indicator == "REC-01"

    def test_groups_of_some_subjects(self):
        receive(a_finding(), a_finding(subject="other"))

        assert [group.subject for group in queries.groups(DAY, subjects=["other"])] == ["other"]

    def test_the_history_of_a_subject_begins_with_the_last_day(self):
        receive(a_finding(), day=DAY)
        receive(a_finding(), day=DAY + timedelta(days=1))

        assert [one.day for one in queries.history("GG-S-001")] == [DAY + timedelta(days=1), DAY]


class TestLooking:
    @pytest.fixture
    def found(self, db):
        receive(a_finding())
        return Finding.objects.get()

    def test_a_finding_is_new_until_somebody_looks(self, found, officer):
        assert queries.states([found]) == {found.pk: Triage.NEW}

        actions.look(finding=found.pk, state=Triage.LOOKED_AT, by=officer(), at=AT)

        assert queries.states([found]) == {found.pk: Triage.LOOKED_AT}
        assert (
            Entry.objects.filter(act="findings.look", subject="GG-S-001", by="energy_inspector").count() == 1
        )

    def test_what_was_noted_holds_for_the_rest_of_the_run(self, found, officer):
        actions.look(finding=found.pk, state=Triage.ASKED, by=officer(), at=AT)
        receive(a_finding(), day=DAY + timedelta(days=1))
        receive(a_finding(), day=DAY + timedelta(days=3))

        same_run, new_run = Finding.objects.filter(day__gt=DAY).order_by("day")
        assert queries.states([same_run, new_run]) == {same_run.pk: Triage.ASKED, new_run.pk: Triage.NEW}

    def test_what_was_noted_outlives_a_recomputation(self, found, officer):
        actions.look(finding=found.pk, state=Triage.EXPLAINED, note="Transformer test", by=officer(), at=AT)
        actions.reply(finding=found.pk, text="We tested", said_by="Serdar", by=officer(username="o"), at=AT)

        receive(a_finding(gap_wh=2))

        stands = queries.standing(DAY).get()
        assert queries.states([stands]) == {stands.pk: Triage.EXPLAINED}
        assert [reply.text for reply in queries.replies(stands)] == ["We tested"]
        assert [look.note for look in queries.looks(stands)] == ["Transformer test"]

    def test_a_superseded_finding_is_not_looked_at(self, found, officer):
        receive(a_finding(gap_wh=2))

        with pytest.raises(Refused, match="replaced"):
            actions.look(finding=found.pk, state=Triage.LOOKED_AT, by=officer(), at=AT)

    def test_an_explanation_says_what_explains(self, found, officer):
        with pytest.raises(Refused, match="Say what explains it"):
            actions.look(finding=found.pk, state=Triage.EXPLAINED, note=" ", by=officer(), at=AT)

    def test_nothing_becomes_new_again(self, found, officer):
        with pytest.raises(Refused, match="say what you did"):
            actions.look(finding=found.pk, state=Triage.NEW, by=officer(), at=AT)

    def test_a_reply_has_words_and_a_speaker(self, found, officer):
        with pytest.raises(Refused, match="words"):
            actions.reply(finding=found.pk, text=" ", said_by="Serdar", by=officer(), at=AT)


@given(st.lists(st.dates(min_value=DAY, max_value=DAY + timedelta(days=30))))
def test_every_day_from_the_first_of_a_run_was_found(days):
    first = rules.first_days(days)

    for day, begins in first.items():
        assert all(begins + timedelta(days=n) in first for n in range((day - begins).days + 1))
        assert begins - timedelta(days=1) not in first


class TestEvents:
    def test_a_state_is_on_today_for_its_own_day_only(self, db):
        receive(a_finding(indicator="REC-01"))

        assert not queries.standing(DAY + timedelta(days=1))

    def test_an_event_stays_on_today_for_as_many_days_as_it_stands(self, db):
        receive(replace(a_finding(indicator="PWR-01"), stands_days=30))

        assert queries.standing(DAY + timedelta(days=29)).count() == 1
        assert not queries.standing(DAY + timedelta(days=30))

    def test_the_latest_event_of_a_kind_speaks_for_the_earlier_ones(self, db):
        for later in range(3):
            one = replace(a_finding(indicator="PWR-01"), stands_days=30)
            receive(one, day=DAY + timedelta(days=later))

        (standing,) = queries.standing(DAY + timedelta(days=2))

        assert standing.day == DAY + timedelta(days=2)
