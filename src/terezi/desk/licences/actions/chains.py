"""What is said of one licence, one saying after another, and writing another chain of sayings in its place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.journal.models import End
from terezi.desk.licences import rules
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import LIVE, Basis, Provenance, Status
from terezi.desk.licences.transitions import Act, Hand
from terezi.desk.parties.actions import anew, say_otherwise
from terezi.desk.parties.models import KNOWN_NOW


def alone() -> None:
    """Hold the end of the journal until the transaction ends: whoever changes the register writes there last.

    Taking it first means that no two acts can each wait for what the other holds.
    """
    End.objects.select_for_update().get_or_create(id=1)


def chain_of(number: str) -> list[Licence]:
    """Return what is said now of a licence, earliest first.

    :raises Refused: when no licence has the number.
    """
    chain = list(Licence.objects.filter(KNOWN_NOW, number=number).order_by("valid_from"))
    if not chain:
        raise Refused(f"No licence {number} is on the register: look the number up in the register")
    return chain


def refuse_unsigned(basis: Basis, hand: Hand) -> None:
    """Refuse what two officers must have signed and did not.

    :raises Refused: naming what is missing.
    """
    if problem := rules.unsigned(basis, hand):
        raise Refused(problem)


def decided(basis: Basis) -> Mapping[str, Any]:
    """Return the columns that say what a row rests on."""
    return {
        "decision": basis.decision,
        "article": basis.article,
        "article_in_force_from": basis.article_in_force_from,
        "law_version": basis.law_version,
        "provenance": Provenance.DECISION,
    }


def with_term(row: Licence) -> list[Licence]:
    """Return a row and, where its term ends, the saying that it is expired from then on."""
    if row.valid_until is None or row.status not in LIVE:
        return [row]
    return [row, anew(row, **ended(row.valid_until))]


def ended(on: date) -> dict[str, Any]:
    """Return what is said of a licence from the day its term runs out."""
    return {"valid_from": on, "valid_until": None, "status": Status.EXPIRED, "suspended_until": None}


def rewrite(
    *,
    act: Act,
    before: Sequence[Licence],
    after: Sequence[Licence],
    basis: Basis,
    by: str,
    at: datetime,
    also: Sequence[Model] = (),
) -> None:
    """Keep what is said now in place of what was said before, and journal the act.

    The entry seals every row of it, and `also` the rows it rests on: holder, site, cap.
    """
    kept = {id(row) for row in after}
    rows = say_otherwise(
        Licence,
        olds=[row for row in before if id(row) not in kept],
        news=[row for row in after if row.pk is None],
        at=at,
    )
    journal.write(
        act=f"licences.{act}",
        subject=(*after, *before)[0].number,
        ground=basis.ground,
        by=by,
        at=at,
        rows=[*also, *rows],
        values=_told(basis, [row for row in rows if row.known_until is None]),
    )


def _told(basis: Basis, rows: Sequence[Licence]) -> dict[str, Any]:
    return {
        "decision": basis.decision,
        "article": basis.article,
        "article_in_force_from": str(basis.article_in_force_from or ""),
        "law_version": basis.law_version,
        "signed_by": [signer for signer in basis.signed_by if signer],
        "says": [_said(row) for row in rows],
    }


def _said(row: Licence) -> dict[str, Any]:
    return {
        "valid_from": str(row.valid_from),
        "valid_until": str(row.valid_until or ""),
        "status": str(row.status),
        "licensed_w": row.licensed_w,
    }
