"""The register: told twice nothing changes, told anew the old ends, and the lake gets what was told."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from time import process_time

import polars as pl
import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from terezi.base.errors import BadData
from terezi.desk.journal.models import Entry
from terezi.desk.licences import actions, queries
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.parties import rules
from terezi.desk.parties.models import KNOWN_NOW, MachineBatch, SiteEntry
from terezi.desk.parties.terms import Kept, Span

from .conftest import AT, MACHINE, METER, SITE, TABLES, WALLET, frame, register, venues

ON = AT.date()


def tell(at=AT, **rows):
    return actions.import_register(rows=rows, by="ogulgerek", at=at)


def told_all():
    return actions.import_register(rows=register(), by="ogulgerek", at=AT)


@pytest.mark.django_db
class TestTelling:
    def test_everything_told_is_entered(self):
        kept = told_all()

        assert {name: count.began for name, count in kept.items()} == {
            "ref_sites": 1,
            "licences": 1,
            "ref_pools": 1,
            "ref_meters": 1,
            "ref_machines": 1,
            "ref_wallets": 1,
        }

    def test_told_twice_nothing_changes(self):
        told_all()

        again = told_all()

        assert set(again.values()) == {Kept(unchanged=1)}
        assert Entry.objects.filter(act="register.import").count() == 1

    @pytest.mark.parametrize("table", TABLES)
    def test_the_lake_gets_what_was_told(self, table):
        rows = register() | venues()
        tell(**rows)

        assert_frame_equal(queries.reference_rows(table), rows[table])

    def test_a_later_value_ends_the_old_on_its_first_day(self):
        told_all()

        tell(ref_machines=frame("ref_machines", MACHINE | {"machines": 120, "valid_from": date(2026, 3, 1)}))

        spans = (
            MachineBatch.objects.filter(KNOWN_NOW)
            .order_by("valid_from")
            .values_list("machines", "valid_from", "valid_until")
        )
        assert list(spans) == [(100, date(2025, 6, 1), date(2026, 3, 1)), (120, date(2026, 3, 1), None)]

    def test_another_value_for_days_already_told_counts_from_the_telling(self):
        told_all()

        changed = frame("ref_machines", MACHINE | {"machines": 120})
        tell(ref_machines=changed)
        again = tell(at=datetime(2026, 4, 1, tzinfo=UTC), ref_machines=changed)

        spans = (
            MachineBatch.objects.filter(KNOWN_NOW)
            .order_by("valid_from")
            .values_list("machines", "valid_from", "valid_until")
        )
        assert list(spans) == [(100, date(2025, 6, 1), ON), (120, ON, None)]
        assert again["ref_machines"] == Kept(unchanged=2)

    def test_a_value_told_today_is_corrected_today(self):
        told_all()
        tell(ref_machines=frame("ref_machines", MACHINE | {"machines": 120}))

        kept = tell(ref_machines=frame("ref_machines", MACHINE | {"machines": 121}))

        assert kept["ref_machines"] == Kept(corrected=1, unchanged=1)
        assert MachineBatch.objects.get(KNOWN_NOW, valid_until=None).machines == 121

    def test_a_change_of_the_licence_leaves_the_site_as_it_was(self):
        told_all()

        tell(ref_sites=frame("ref_sites", SITE | {"status": "limited", "valid_from": date(2026, 2, 1)}))

        assert (SiteEntry.objects.count(), Licence.objects.filter(KNOWN_NOW).count()) == (1, 2)
        rows = queries.reference_rows("ref_sites").select("status", "valid_from", "valid_until").rows()
        assert rows == [("licensed", date(2025, 6, 1), date(2026, 2, 1)), ("limited", date(2026, 2, 1), None)]

    def test_history_told_at_once_comes_back_as_told(self):
        changed = frame(
            "ref_sites",
            SITE | {"valid_until": date(2026, 1, 1)},
            SITE
            | {"licensed_w": 10_000_000, "valid_from": date(2026, 1, 1), "valid_until": date(2026, 2, 1)},
            SITE | {"region": "Mary", "valid_from": date(2026, 2, 1)},
        )

        tell(ref_sites=changed)

        assert_frame_equal(queries.reference_rows("ref_sites"), changed)

    def test_what_is_not_mentioned_stays(self):
        told_all()

        tell(ref_machines=frame("ref_machines", MACHINE | {"batch_id": "B-2"}))

        assert MachineBatch.objects.filter(valid_until=None).count() == 2

    def test_a_row_may_end(self):
        told_all()

        kept = tell(ref_wallets=frame("ref_wallets", WALLET | {"valid_until": date(2026, 3, 1)}))

        assert kept["ref_wallets"] == Kept(ended=1)
        assert queries.reference_rows("ref_wallets")["valid_until"].to_list() == [date(2026, 3, 1)]

    def test_machines_of_an_unknown_site_are_refused_whole(self):
        with pytest.raises(BadData, match=r"ref_machines: 1 sites are not on the register \(GG-S-001\)"):
            tell(ref_machines=frame("ref_machines", MACHINE))

        assert not MachineBatch.objects.exists()

    def test_a_site_meter_of_an_unknown_site_is_refused(self):
        with pytest.raises(BadData, match="ref_meters"):
            tell(ref_meters=frame("ref_meters", METER))

    def test_a_household_meter_needs_no_site(self):
        house = METER | {"kind": "customer", "subject_id": "C-1", "customer_class": "household"}

        assert tell(ref_meters=frame("ref_meters", house))["ref_meters"] == Kept(began=1)

    def test_rows_that_hold_on_the_same_day_are_refused(self):
        twice = frame("ref_machines", MACHINE, MACHINE | {"machines": 7, "valid_from": date(2026, 1, 1)})
        told_all()

        with pytest.raises(BadData, match="ref_machines, GG-S-001 B-1: two rows hold on 2026-01-01"):
            tell(ref_machines=twice)

    def test_a_table_nobody_knows_is_refused(self):
        with pytest.raises(BadData, match="ref_coins"):
            actions.import_register(rows={"ref_coins": pl.DataFrame()}, by="ogulgerek", at=AT)

    def test_the_database_lets_one_span_stand(self):
        told_all()
        copy = Licence.objects.get()
        copy.pk, copy.valid_from = None, date(2026, 3, 1)

        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)

    def test_ten_thousand_batches_are_entered_in_seconds(self):
        told_all()
        many = (
            frame("ref_machines", MACHINE)
            .drop("batch_id")
            .join(pl.DataFrame({"batch_id": [f"N-{number}" for number in range(10_000)]}), how="cross")
        )

        began = process_time()
        first, again = tell(ref_machines=many)["ref_machines"], tell(ref_machines=many)["ref_machines"]

        assert (first, again) == (Kept(began=10_000), Kept(unchanged=10_000))
        assert process_time() - began < 20


@pytest.mark.django_db
class TestReading:
    def test_a_site_is_read_as_it_stood_on_a_day(self):
        told_all()
        tell(ref_sites=frame("ref_sites", SITE | {"status": "suspended", "valid_from": date(2026, 2, 1)}))

        before, after = (queries.site_on("GG-S-001", day) for day in (date(2026, 1, 31), date(2026, 2, 1)))

        assert before is not None
        assert after is not None
        assert (before.may_operate, after.may_operate) == (True, False)
        assert queries.site_on("GG-S-001", date(2025, 5, 31)) is None
        assert [site.status for site in queries.site_history("GG-S-001")] == ["licensed", "suspended"]

    def test_sites_of_a_region(self):
        told_all()

        assert [site.name for site in queries.sites_on(ON, region="Balkan")] == ["Günbatar Hash, Balkan"]
        assert queries.sites_on(ON, region="Mary") == []
        assert queries.names_on(ON) == {"GG-S-001": "Günbatar Hash, Balkan"}


def test_every_status_has_a_sentence_for_the_public():
    assert {status.public_sentence for status in Status if status.may_operate} == {
        "May operate within the limits shown",
        "May operate, with conditions",
    }
    assert all(
        status.public_sentence.startswith("May not operate") for status in Status if not status.may_operate
    )


DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 2, 28))


@given(st.lists(st.tuples(DAYS, st.sampled_from("ab")), min_size=1), DAYS)
def test_a_thing_says_one_thing_on_each_day_however_it_was_told(tellings, on):
    known: list[Span] = []
    for day, value in tellings:
        told = [Span(day, None, (value,))]
        with suppress(BadData):
            known = rules.settled(known, told, on=on)
            assert rules.settled(known, told, on=on) == known

    assert known == sorted(known, key=lambda span: span.valid_from)
    for earlier, later in pairwise(known):
        assert earlier.valid_until is not None
        assert earlier.valid_until <= later.valid_from


def test_closed_days_are_not_said_otherwise():
    closed = Span(date(2026, 1, 1), date(2026, 2, 1), ("a",))

    with pytest.raises(BadData, match="closed"):
        rules.settled([closed], [replace(closed, values=("b",))], on=date(2026, 3, 1))


def test_earlier_days_may_be_told_later():
    known = Span(date(2026, 2, 1), None, ("a",))

    told = rules.settled([known], [Span(date(2026, 1, 1), None, ("b",))], on=date(2026, 3, 1))

    assert told == [Span(date(2026, 1, 1), date(2026, 2, 1), ("b",)), known]
