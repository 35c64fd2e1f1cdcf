"""What a signed decision does to the licence it is about."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from terezi.desk.decisions import queries
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import DISMISS
from terezi.desk.licences import actions as licences
from terezi.desk.licences.terms import Basis, Status
from terezi.desk.licences.transitions import GROUND, Act
from terezi.desk.people.models import Officer
from terezi.law.terms import Law

MAY_ADD_POWER = frozenset({Act.LIFT, Act.RENEW, Act.UPHOLD})
DAYS = ("suspended_until", "valid_until", "until_day")


def carry_out(decision: Decision, *, law: Law, by: Officer, at: datetime) -> None:
    """Change or correct the licence as the decision says; an appeal dismissed changes nothing.

    :raises Refused: when the register says no.
    """
    if decision.act == DISMISS:
        return
    told, basis = with_days(decision.conditions), _basis(decision, by)
    if decision.act == Act.CORRECT:
        licences.correct(
            number=decision.subject,
            from_day=decision.effective_on,
            until_day=told.get("until_day"),
            values=None if told.get("take_back") else with_days(told["values"]),
            basis=basis,
            by=by.username,
            at=at,
        )
        return
    licences.change(
        number=decision.subject,
        act=Act(decision.act),
        after=Status(decision.after),
        effective_on=decision.holds_from,
        basis=basis,
        by=by.username,
        at=at,
        licensed_w=told.get("licensed_w"),
        conditions=told.get("text"),
        suspended_until=told.get("suspended_until"),
        valid_until=told.get("valid_until"),
        cap_w=queries.cap_w(decision.subject, law) if decision.act in MAY_ADD_POWER else None,
    )


def with_days(told: Mapping[str, Any]) -> dict[str, Any]:
    """Read the days among conditions back from the text JSON keeps them as."""
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value for name, value in told.items()
    }


def _basis(decision: Decision, by: Officer) -> Basis:
    first = decision.why[0]
    return Basis(
        decision=decision.number,
        article=first.article,
        article_in_force_from=first.article_in_force_from,
        law_version=decision.law_version,
        signed_by=(decision.proposed_by.username, by.username),
        ground=first.ground or GROUND[Act(decision.act)],
    )
