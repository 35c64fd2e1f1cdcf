"""What a signed decision does to the licence it is about."""

from datetime import date, datetime
from typing import Any

from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import DISMISS
from terezi.desk.licences import actions as licences
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.models import Officer
from terezi.law.terms import Law


def carry_out(decision: Decision, *, law: Law, by: Officer, at: datetime) -> None:
    """Change or correct the licence as the decision says; an appeal dismissed changes nothing.

    :raises Refused: when the register says no.
    """
    told = decision.conditions
    if decision.act == DISMISS:
        return
    if decision.act == Act.CORRECT:
        licences.correct(
            number=decision.subject,
            from_day=decision.effective_on,
            until_day=_day(told.get("until_day")),
            values=told["values"],
            basis=_basis(decision, law, by),
            by=by.username,
            at=at,
        )
    else:
        licences.change(
            number=decision.subject,
            act=Act(decision.act),
            after=Status(decision.after),
            effective_on=decision.holds_from,
            basis=_basis(decision, law, by),
            by=by.username,
            at=at,
            licensed_w=told.get("licensed_w"),
            conditions=told.get("text"),
            suspended_until=_day(told.get("suspended_until")),
        )


def _basis(decision: Decision, law: Law, by: Officer) -> Any:
    from terezi.desk.licences.terms import Basis  # noqa: PLC0415

    first = decision.why[0]
    return Basis(
        decision=decision.number,
        article=first.article,
        article_in_force_from=first.article_in_force_from,
        law_version=law.version,
        signed_by=(decision.proposed_by.username, by.username),
        ground=first.ground,
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
