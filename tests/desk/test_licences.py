"""A licence from its grant on: what it says of each day, since when that is known, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.base.errors import Refused
from terezi.desk.journal.models import Entry
from terezi.desk.licences import queries
from terezi.desk.licences.actions import change, correct, expire, next_number
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Provenance, Status
from terezi.desk.licences.transitions import Act
from terezi.desk.parties.models import KNOWN_NOW
from terezi.jobs.expire import expire_terms

from .conftest import AT
from .licensing import NUMBER, a_party, basis, granted

D = date
LATER = AT + timedelta(days=2)


def changed(act, on, *, at=LATER, after=None, **told):
    return change(
        number=NUMBER, act=act, after=after, effective_on=on, by="maral", at=at,
        basis=basis(decision="GG-DEC-2026-000002"), **told,
    )  # fmt: skip


def corrected(from_day, until_day, values, *, at=LATER):
    return correct(
        number=NUMBER, from_day=from_day, until_day=until_day, values=values, by="maral", at=at,
        basis=basis(decision="GG-DEC-2026-000003", ground="the register says something untrue"),
    )  # fmt: skip


def says(known_at=None):
    rows = [row for row in queries.history(NUMBER) if row in known_rows(known_at)]
    rows.sort(key=lambda row: row.valid_from)
    return [(row.status, row.valid_from, row.valid_until) for row in rows]


def known_rows(known_at):
    return set(Licence.objects.filter(queries.known(known_at), number=NUMBER))


def status_on(day, known_at=None):
    licence = queries.licence_on(NUMBER, day, known_at)
    return licence and licence.status


@pytest.mark.django_db
class TestGranting:
    def test_a_granted_licence_stands_from_its_day_and_names_what_it_rests_on(self):
        granted()

        licence = queries.licence_on(NUMBER, D(2026, 3, 1))

        assert licence is not None
        assert (licence.decision, licence.article, licence.provenance) == (
            "GG-DEC-2026-000001",
            "Mining Rules, art. 7",
            "decision",
        )
        assert queries.licence_on(NUMBER, D(2026, 2, 28)) is None

    def test_the_journal_seals_every_row_of_the_grant_and_names_no_holder(self):
        granted(site_id="GG-S-9", cap_w=20_000_000)

        entry = Entry.objects.get(act="licences.license", subject=NUMBER)

        assert entry.values["seals"]["count"] == 4  # holder, site, cap account, licence
        assert entry.values["signed_by"] == ["ogulgerek", "maral"]
        assert "Günbatar" not in str(entry.values) + entry.ground

    def test_a_number_is_given_once(self):
        granted()

        with pytest.raises(Refused, match="GG-MIN-000001 is given to another licence"):
            granted()

    def test_numbers_follow_the_highest_there_is(self):
        assert next_number("GG", "MIN", AT) == "GG-MIN-000001"
        granted(number="GG-MIN-000041")
        granted(number="GG-POL-000077")

        assert next_number("GG", "MIN", AT) == "GG-MIN-000042"

    def test_a_pool_needs_no_site_and_no_power(self):
        assert granted(actor_class="pool", licensed_w=0).site_id is None

    def test_one_licence_stands_at_a_site(self):
        granted(site_id="GG-S-9", valid_until=D(2027, 1, 1))

        with pytest.raises(Refused, match="At GG-S-9 licence GG-MIN-000001 is licensed"):
            granted(number="GG-MIN-000002", site_id="GG-S-9", valid_from=D(2026, 6, 1))
        granted(number="GG-MIN-000002", site_id="GG-S-9", valid_from=D(2027, 1, 1))

    def test_a_licence_that_is_over_leaves_its_site_to_another(self):
        granted(site_id="GG-S-9")
        changed(Act.WITHDRAW, D(2026, 3, 20))

        granted(number="GG-MIN-000002", site_id="GG-S-9", valid_from=D(2026, 3, 20), at=LATER)

        assert [row.number for row in queries.live().filter(site_id="GG-S-9", valid_until=None)] == [
            "GG-MIN-000002"
        ]

    def test_a_term_that_ends_before_it_begins_is_refused(self):
        with pytest.raises(Refused, match="set a later end"):
            granted(valid_until=D(2026, 3, 1))


@pytest.mark.django_db
class TestChanging:
    def test_a_change_is_true_from_its_day_and_known_since_its_decision(self):
        granted()

        changed(Act.SUSPEND, D(2026, 3, 12), suspended_until=D(2026, 6, 1))

        assert (status_on(D(2026, 3, 11)), status_on(D(2026, 3, 12))) == ("licensed", "suspended")
        assert status_on(D(2026, 3, 12), known_at=AT) == "licensed"
        assert status_on(D(2026, 3, 12), known_at=AT - timedelta(seconds=1)) is None

    def test_a_reinstated_licence_comes_back_to_what_it_was(self):
        granted(status=Status.REGISTERED, conditions="at night only")
        changed(Act.LIMIT, D(2026, 3, 5), licensed_w=5_000_000, conditions="no mining in winter")
        changed(Act.SUSPEND, D(2026, 3, 6))

        back = changed(Act.REINSTATE, D(2026, 3, 7))
        lifted = changed(Act.LIFT, D(2026, 3, 8))

        assert (back.status, back.licensed_w, back.conditions) == (
            "limited",
            5_000_000,
            "no mining in winter",
        )
        assert (lifted.status, lifted.licensed_w, lifted.conditions) == (
            "registered",
            12_000_000,
            "at night only",
        )

    def test_what_was_registered_is_not_reinstated_as_licensed(self):
        granted(status=Status.REGISTERED)
        changed(Act.SUSPEND, D(2026, 3, 6))

        with pytest.raises(Refused, match="was registered, so it cannot become licensed"):
            changed(Act.REINSTATE, D(2026, 3, 7), after=Status.LICENSED)

    def test_a_suspended_licence_is_not_suspended_into_a_limit(self):
        granted()

        with pytest.raises(Refused, match="does not lead to limited"):
            changed(Act.SUSPEND, D(2026, 3, 6), after=Status.LIMITED)

    def test_only_a_suspension_has_a_day_it_ends(self):
        granted()

        with pytest.raises(Refused, match="takes no suspended_until"):
            changed(Act.LIMIT, D(2026, 3, 6), suspended_until=D(2026, 4, 1))

    def test_a_change_keeps_the_term_and_the_end_of_the_licence_ends_it(self):
        granted(valid_until=D(2029, 3, 1))
        changed(Act.LIMIT, D(2026, 4, 1))
        assert status_on(D(2029, 3, 1)) == "expired"

        changed(Act.WITHDRAW, D(2026, 5, 1))

        assert says() == [
            ("licensed", D(2026, 3, 1), D(2026, 4, 1)),
            ("limited", D(2026, 4, 1), D(2026, 5, 1)),
            ("withdrawn", D(2026, 5, 1), None),
        ]

    def test_an_upheld_appeal_gives_back_the_term_as_well(self):
        granted(valid_until=D(2029, 3, 1))
        changed(Act.WITHDRAW, D(2026, 5, 1))
        changed(Act.STRIKE_OFF, D(2026, 5, 2))

        changed(Act.UPHOLD, D(2026, 6, 1))

        assert says()[-2:] == [("licensed", D(2026, 6, 1), D(2029, 3, 1)), ("expired", D(2029, 3, 1), None)]

    def test_an_appeal_does_not_outlive_the_term(self):
        granted(valid_until=D(2026, 5, 15))
        changed(Act.WITHDRAW, D(2026, 5, 1))

        with pytest.raises(Refused, match="ran out on 2026-05-15: it can only be renewed"):
            changed(Act.UPHOLD, D(2026, 6, 1))

    def test_a_renewal_sets_a_new_term(self):
        granted(valid_until=D(2027, 3, 1))

        changed(Act.RENEW, D(2027, 3, 1), valid_until=D(2028, 3, 1))

        assert says() == [
            ("licensed", D(2026, 3, 1), D(2027, 3, 1)),
            ("licensed", D(2027, 3, 1), D(2028, 3, 1)),
            ("expired", D(2028, 3, 1), None),
        ]

    def test_what_is_decided_for_later_is_not_passed_over(self):
        granted()
        changed(Act.LIMIT, D(2026, 5, 1))

        with pytest.raises(Refused, match="From 2026-05-01 the register already says limited"):
            changed(Act.SUSPEND, D(2026, 4, 1))
        changed(Act.WITHDRAW, D(2026, 4, 1))

        assert status_on(D(2026, 5, 1)) == "withdrawn"

    def test_days_before_the_licence_cannot_be_changed(self):
        granted()

        with pytest.raises(Refused, match="says nothing of GG-MIN-000001"):
            changed(Act.LIMIT, D(2026, 2, 1))

    def test_an_unknown_licence_is_refused(self):
        with pytest.raises(Refused, match="No licence GG-MIN-000001"):
            changed(Act.LIMIT, D(2026, 2, 1))

    def test_a_clock_that_went_back_is_refused(self):
        granted()

        with pytest.raises(Refused, match="mind the clock"):
            changed(Act.LIMIT, D(2026, 3, 6), at=AT - timedelta(days=1))


@pytest.mark.django_db
class TestCorrecting:
    def test_what_did_the_register_say_on_3_march_as_known_on_5_march(self):
        granted(at=datetime(2026, 3, 1, tzinfo=UTC))
        correction = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)

        corrected(D(2026, 3, 2), D(2026, 3, 4), {"licensed_w": 9_000_000}, at=correction)

        as_known = queries.licence_on(NUMBER, D(2026, 3, 3), datetime(2026, 3, 5, tzinfo=UTC))
        now = queries.licence_on(NUMBER, D(2026, 3, 3))
        assert as_known is not None
        assert now is not None
        assert (as_known.licensed_w, as_known.known_until) == (12_000_000, correction)
        assert (now.licensed_w, now.known_since) == (9_000_000, correction)
        assert says() == [
            ("licensed", D(2026, 3, 1), D(2026, 3, 2)),
            ("licensed", D(2026, 3, 2), D(2026, 3, 4)),
            ("licensed", D(2026, 3, 4), None),
        ]

    def test_days_around_a_correction_keep_what_they_rest_on(self):
        granted()

        corrected(D(2026, 3, 2), D(2026, 3, 4), {"licensed_w": 9_000_000})

        rows = Licence.objects.filter(KNOWN_NOW).order_by("valid_from")
        assert [row.decision[-1] for row in rows] == ["1", "3", "1"]

    def test_nothing_is_deleted_and_nothing_but_the_end_of_knowledge_is_written_over(self):
        granted()
        before = Licence.objects.values().get()

        corrected(
            D(2026, 3, 2), D(2026, 3, 4), {"status": Status.SUSPENDED, "suspended_until": D(2026, 4, 1)}
        )

        after = Licence.objects.values().get(pk=before["id"])
        assert after == before | {"known_until": LATER}

    def test_a_correction_may_say_that_a_licence_began_earlier(self):
        granted()

        corrected(D(2026, 2, 20), D(2026, 3, 1), {"conditions": "on trial"})

        assert says() == [("licensed", D(2026, 2, 20), D(2026, 3, 1)), ("licensed", D(2026, 3, 1), None)]

    def test_taking_back_the_first_days_says_that_nothing_held(self):
        granted()

        corrected(D(2026, 3, 1), D(2026, 3, 9), None)

        assert says() == [("licensed", D(2026, 3, 9), None)]

    def test_taking_back_a_change_lets_stand_what_stood(self):
        granted()
        changed(Act.SUSPEND, D(2026, 3, 12))

        corrected(D(2026, 3, 12), None, None, at=LATER + timedelta(days=1))

        assert status_on(D(2026, 5, 1)) == "licensed"
        assert status_on(D(2026, 5, 1), known_at=LATER) == "suspended"
        assert {row.decision for row in known_rows(None)} == {"GG-DEC-2026-000001", "GG-DEC-2026-000003"}

    def test_taking_back_a_whole_licence_leaves_only_its_history(self):
        granted()

        corrected(D(2026, 3, 1), None, None)

        assert says() == []
        assert status_on(D(2026, 3, 2), known_at=AT) == "licensed"
        with pytest.raises(Refused, match="is given to another licence"):
            granted(at=LATER)

    def test_a_holder_may_be_corrected(self):
        granted()
        other = a_party("Gündogar Hash")

        corrected(D(2026, 3, 1), None, {"holder_id": other.pk})

        assert [row.holder.name for row in known_rows(None)] == ["Gündogar Hash"]

    def test_the_same_again_is_refused(self):
        granted()

        with pytest.raises(Refused, match="says this already"):
            corrected(D(2026, 3, 1), None, {"licensed_w": 12_000_000})

    def test_what_the_register_does_not_hold_is_refused(self):
        granted()

        with pytest.raises(Refused, match="colour: the register corrects"):
            corrected(D(2026, 3, 1), None, {"colour": "blue"})

    def test_a_correction_does_not_put_two_licences_at_one_site(self):
        granted(site_id="GG-S-9")
        granted(number="GG-MIN-000002", site_id="GG-S-8")

        with pytest.raises(Refused, match="At GG-S-8 licence GG-MIN-000002"):
            corrected(D(2026, 3, 1), None, {"site_id": "GG-S-8"})


@pytest.mark.django_db
class TestExpiry:
    def test_a_term_runs_out_on_its_day_whoever_is_awake(self):
        granted(valid_until=D(2027, 3, 1))

        assert (status_on(D(2027, 2, 28)), status_on(D(2027, 3, 1))) == ("licensed", "expired")

    def test_the_day_is_entered_once_however_often_the_job_runs(self):
        granted(valid_until=D(2027, 3, 1))
        granted(number="GG-MIN-000002")
        at = datetime(2027, 3, 1, 4, 0, tzinfo=UTC)

        assert expire_terms(on=D(2027, 2, 28), at=at, by="terezi") == []
        assert expire_terms(on=D(2027, 3, 1), at=at, by="terezi") == [NUMBER]
        assert expire_terms(on=D(2027, 3, 2), at=at + timedelta(days=1), by="terezi") == []

        assert Entry.objects.filter(act="licences.expire").count() == 1
        over = queries.licence_on(NUMBER, D(2027, 3, 1))
        assert over is not None
        assert (over.provenance, over.known_since) == (Provenance.LAW, at)

    def test_a_suspended_licence_expires_as_well(self):
        granted(valid_until=D(2027, 3, 1))
        changed(Act.SUSPEND, D(2026, 4, 1))

        assert expire_terms(on=D(2027, 3, 1), at=LATER, by="terezi") == [NUMBER]

    def test_a_renewed_licence_expires_again(self):
        granted(valid_until=D(2027, 3, 1))
        expire(number=NUMBER, on=D(2027, 3, 1), by="terezi", at=LATER)
        changed(Act.RENEW, D(2027, 4, 1), valid_until=D(2028, 4, 1))

        assert expire_terms(on=D(2028, 4, 1), at=LATER, by="terezi") == [NUMBER]

    def test_nobody_expires_a_licence_whose_term_runs(self):
        granted(valid_until=D(2027, 3, 1))

        with pytest.raises(Refused, match="no term that has run out by 2027-02-28"):
            changed(Act.EXPIRE, D(2027, 2, 28))


DAYS = st.dates(D(2026, 3, 1), D(2026, 4, 30))
ACTS = [Act.LIMIT, Act.LIFT, Act.SUSPEND, Act.REINSTATE, Act.WITHDRAW, Act.STRIKE_OFF, Act.RENEW, Act.UPHOLD]
STEP = st.one_of(
    st.tuples(st.sampled_from(ACTS), DAYS, st.none() | DAYS),
    st.tuples(st.just(Act.CORRECT), DAYS, st.none() | DAYS),
    st.tuples(st.just(Act.EXPIRE), DAYS, st.none()),
)
LOOKED_AT = [D(2026, 2, 1) + timedelta(days=days) for days in range(0, 120, 3)]


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(
    st.lists(STEP, max_size=8), st.none() | st.dates(D(2026, 3, 2), D(2026, 5, 30)), st.sampled_from(Status)
)
def test_whatever_is_done_the_register_says_one_thing_a_day_and_never_forgets_what_it_said(
    steps, term, status
):
    with transaction.atomic():
        granted(valid_until=term)
        moments = {AT: [status_on(day) for day in LOOKED_AT]}
        for number, (act, day, until) in enumerate(steps, start=1):
            at = AT + timedelta(hours=number)
            try:
                if act is Act.CORRECT:
                    corrected(day, until, {"status": status} if until else None, at=at)
                else:
                    changed(act, day, at=at, valid_until=until if act is Act.RENEW else None)
            except Refused:
                continue
            moments[at] = [status_on(looked) for looked in LOOKED_AT]
        rows = list(Licence.objects.filter(KNOWN_NOW).order_by("valid_from"))
        for earlier, later in pairwise(rows):
            assert earlier.valid_until is not None
            assert earlier.valid_until <= later.valid_from
        for at, said in moments.items():
            assert [status_on(day, known_at=at) for day in LOOKED_AT] == said
        transaction.set_rollback(True)
