"""Publishing a day's plan: one officer proposes it, another publishes it; a firm day is never rewritten."""

from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused, refuse
from terezi.desk.energy import rules
from terezi.desk.energy.models import Plan
from terezi.desk.energy.terms import Act, Allocated, PlanState
from terezi.desk.journal import actions as journal
from terezi.desk.journal.inserting import insert
from terezi.desk.people.models import Officer
from terezi.law.terms import Law


@transaction.atomic
def propose_plan(*, allocated: Allocated, law: Law, by: Officer, at: datetime) -> Plan:
    """Propose to publish the allocation of a day as its certificate fixes it.

    :raises Refused: when a plan of the day waits already, or a firm one is published.
    """
    earlier = list(Plan.objects.select_for_update().filter(day=allocated.day).order_by("version"))
    refuse(rules.against_planning(allocated.day, {each.state: each.is_firm for each in earlier}))
    plan = Plan(
        **vars(allocated),
        version=len(earlier) + 1,
        article=str(law.surplus.published_days_ahead.article),
        law_version=law.version,
        proposed_by=by,
        proposed_at=at,
    )
    insert([plan], taken=rules.WAITS.format(day=plan.day))
    values = {
        "certificate": plan.certificate_sha256,
        "version": plan.version,
        "firm": plan.is_firm,
        "allocated_wh": plan.allocated_wh,
    }
    journal.write(
        act=Act.PROPOSE_PLAN, subject=str(plan.day), by=by.username, at=at, values=values, rows=[plan]
    )
    return plan


@transaction.atomic
def publish_plan(*, plan: int, certificate_sha256: str, by: Officer, at: datetime) -> Plan:
    """Publish the plan another officer proposed; `certificate_sha256` is that of the certificate as it lies now.

    :raises Refused: when this officer may not sign it, or the day was worked out again since.
    """
    held = _held(plan)
    against = _against(held, by)
    if certificate_sha256 != held.certificate_sha256:
        against.append(rules.OTHER_PLAN.format(day=held.day))
    refuse(against)
    held.state, held.decided_by, held.decided_at = PlanState.PUBLISHED, by, at
    held.save()
    values = {"certificate": held.certificate_sha256, "version": held.version}
    journal.write(
        act=Act.PUBLISH_PLAN, subject=str(held.day), by=by.username, at=at, values=values, rows=[held]
    )
    return held


@transaction.atomic
def decline_plan(*, plan: int, by: Officer, reason: str, at: datetime) -> Plan:
    """Refuse to publish a plan, with the reason.

    :raises Refused: when this officer may not decide on it, or gives no reason.
    """
    held = _held(plan)
    refuse([*_against(held, by), *rules.against_reason(reason)])
    held.state, held.decided_by, held.decided_at, held.declined_reason = PlanState.DECLINED, by, at, reason
    held.save()
    journal.write(
        act=Act.DECLINE_PLAN, subject=str(held.day), by=by.username, at=at, ground=reason, rows=[held]
    )
    return held


def _held(pk: int) -> Plan:
    plan = Plan.objects.select_for_update().filter(pk=pk).first()
    if plan is None:
        raise Refused(f"There is no plan {pk}: open it from the page of its day")
    return plan


def _against(plan: Plan, by: Officer) -> list[str]:
    name = f"the plan of {plan.day}"
    is_signed = plan.state != PlanState.PROPOSED
    return rules.against_deciding(
        name, plan.state, is_signed=is_signed, proposed_by=plan.proposed_by_id, by=by.pk
    )
