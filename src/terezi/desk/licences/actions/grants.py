"""Granting a licence."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from terezi.base.errors import Refused
from terezi.desk.licences import rules
from terezi.desk.licences.actions import chains
from terezi.desk.licences.actions.limits import refuse_above_cap, refuse_empty, refuse_taken_site
from terezi.desk.licences.models import Licence
from terezi.desk.licences.queries import number_exists
from terezi.desk.licences.terms import Basis, Status
from terezi.desk.licences.transitions import Hand
from terezi.desk.parties import actions as parties
from terezi.desk.parties.models import Party


@transaction.atomic
def grant(
    *,
    number: str,
    holder: Party,
    actor_class: str,
    status: Status,
    region: str,
    licensed_w: int,
    valid_from: date,
    basis: Basis,
    by: str,
    at: datetime,
    site_id: str | None = None,
    conditions: str = "",
    valid_until: date | None = None,
    cap_w: int | None = None,
) -> Licence:
    """Enter a new licence; power in W, `valid_until` the day its term has run out.

    :raises Refused: when the number is taken, the site is, the cap is exceeded, or two officers did not sign.
    """
    act = rules.granting(status)
    chains.refuse_unsigned(basis, Hand.TWO_OFFICERS)
    chains.alone()
    if number_exists(number):
        raise Refused(f"{number} is given to another licence: take the next number")
    also: list[Model] = [holder]
    if site_id is not None:
        also += parties.know_sites([site_id])
    licence = Licence(
        number=number, holder=holder, actor_class=actor_class, status=status, site_id=site_id, region=region,
        licensed_w=licensed_w, conditions=conditions, valid_from=valid_from, valid_until=valid_until,
        **chains.decided(basis),
    )  # fmt: skip
    refuse_empty(licence)
    refuse_taken_site(licence)
    also += refuse_above_cap(licence, cap_w)
    chains.rewrite(act=act, before=[], after=chains.with_term(licence), basis=basis, by=by, at=at, also=also)
    return licence
