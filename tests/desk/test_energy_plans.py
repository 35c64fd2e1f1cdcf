"""A day's plan is published by two officers, and a firm day is never rewritten."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from terezi.base.errors import Refused
from terezi.desk.energy import actions, queries
from terezi.desk.energy.models import Plan
from terezi.desk.energy.terms import PlanState
from terezi.desk.journal.models import Entry
from terezi.desk.journal.queries.audits.rows import rows_against_seals
from tests.desk.ordering import AT, LAW, allocated

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 3, 11)


@pytest.fixture
def two(officer):
    return officer(username="aman"), officer(username="bahar")


def proposed(by, **changed):
    return actions.propose_plan(allocated=allocated(**changed), law=LAW, by=by, at=AT)


def published(by, other, **changed):
    plan = proposed(by, **changed)
    return actions.publish_plan(plan=plan.pk, certificate_sha256=plan.certificate_sha256, by=other, at=AT)


def test_a_plan_is_published_when_another_officer_has_signed_it(two):
    plan = proposed(two[0])
    assert queries.published([TOMORROW]) == {}
    with pytest.raises(Refused, match="another officer"):
        actions.publish_plan(plan=plan.pk, certificate_sha256="a" * 64, by=two[0], at=AT)

    actions.publish_plan(plan=plan.pk, certificate_sha256="a" * 64, by=two[1], at=AT)
    assert queries.published([TOMORROW]) == {TOMORROW: plan}
    assert [entry.act for entry in Entry.objects.all()] == ["plans.propose", "plans.publish"]
    assert [each for each in rows_against_seals().faults if each.table.startswith("energy.")] == []


def test_what_was_worked_out_again_since_is_not_signed(two):
    plan = proposed(two[0])

    with pytest.raises(Refused, match="worked out again"):
        actions.publish_plan(plan=plan.pk, certificate_sha256="b" * 64, by=two[1], at=AT)
    assert Plan.objects.get().state == PlanState.PROPOSED


def test_a_firm_day_is_never_rewritten(two):
    published(*two)

    with pytest.raises(Refused, match="never rewritten"):
        proposed(two[0], certificate_sha256="c" * 64)


def test_a_day_that_is_not_firm_yet_is_published_anew_as_the_next_version(two):
    published(*two, is_firm=False)
    again = published(*two, is_firm=True, certificate_sha256="c" * 64)

    assert again.version == 2
    assert queries.published([TOMORROW])[TOMORROW].certificate_sha256 == "c" * 64
    assert queries.plan(again.pk) == again


def test_two_plans_of_a_day_do_not_wait_side_by_side(two):
    proposed(two[0])

    with pytest.raises(Refused, match="waits for a second officer"):
        proposed(two[1])


def test_a_plan_is_declined_with_a_reason_and_proposed_anew(two):
    plan = proposed(two[0])
    with pytest.raises(Refused, match="Say why"):
        actions.decline_plan(plan=plan.pk, by=two[1], reason="", at=AT)
    actions.decline_plan(plan=plan.pk, by=two[1], reason="A line is out", at=AT)

    assert proposed(two[0]).version == 2


def test_the_record_itself_refuses_a_plan_of_one_officer(two):
    plan = proposed(two[0])

    for changed in ({"decided_by": two[0]}, {"state": PlanState.PUBLISHED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**changed)


def test_what_is_not_there_is_refused(two):
    with pytest.raises(Refused, match="no plan"):
        actions.publish_plan(plan=77, certificate_sha256="", by=two[1], at=AT)
    with pytest.raises(Refused, match="no plan"):
        queries.plan(77)
