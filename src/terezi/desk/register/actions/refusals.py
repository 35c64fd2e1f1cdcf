"""Showing the public which applications were refused."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.parties.terms import PartyKind
from terezi.desk.people.here import day_here
from terezi.desk.register.models import Refusal
from terezi.desk.register.terms import Act


@transaction.atomic
def show_refusal(
    *,
    number: str,
    name: str,
    kind: str,
    actor_class: str,
    refused_on: date,
    articles: Sequence[str],
    by: str,
    at: datetime,
) -> Refusal:
    """Keep a refused application where the public sees it; only a company is named.

    An application refused again after an appeal stands there anew.

    :raises Refused: when it is there already.
    """
    if Refusal.objects.filter(number=number, lifted_on__isnull=True).exists():
        raise Refused(f"The refusal of {number} is shown already")
    told = {
        "name": name if kind == PartyKind.LEGAL_ENTITY else "",
        "actor_class": actor_class,
        "refused_on": refused_on,
        "articles": "\n".join(articles),
        "lifted_on": None,
    }
    refusal, _ = Refusal.objects.update_or_create(number=number, defaults=told)
    journal.write(act=Act.SHOW_REFUSAL, subject=number, by=by, at=at, rows=[refusal])
    return refusal


@transaction.atomic
def lift_refusal(*, number: str, ground: str, by: str, at: datetime) -> Refusal:
    """Say that a refusal no longer holds, as after an appeal; it is not taken away.

    :raises Refused: when no such refusal is shown.
    """
    refusal = Refusal.objects.select_for_update().filter(number=number, lifted_on__isnull=True).first()
    if refusal is None:
        raise Refused(f"No refusal of {number} is shown")
    refusal.lifted_on = day_here(at)
    refusal.save(update_fields=["lifted_on"])
    journal.write(act=Act.LIFT_REFUSAL, subject=number, by=by, at=at, ground=ground, rows=[refusal])
    return refusal
