"""Giving an order: one officer proposes it; in an emergency it holds at once and is signed afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from terezi.base.errors import refuse
from terezi.desk.billing.actions.numbers import take
from terezi.desk.energy import rules
from terezi.desk.energy.actions.posting import post
from terezi.desk.energy.models import CurtailmentOrder, OrderToSite
from terezi.desk.energy.terms import Act, Addressee, OrderState, Wanted
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer
from terezi.evidence.numerics.surplus.curtailment import Curtailment, Order
from terezi.law.terms import Law

SERIES = "CUR"
BATCH = 2_000


@dataclass(frozen=True)
class Ordered:
    """An order as it would be given: what is wanted, who is cut to what, who they are, and the law of its day."""

    wanted: Wanted
    curtailment: Curtailment
    addressees: Mapping[str, Addressee]
    law: Law


@transaction.atomic
def propose(*, ordered: Ordered, by: Officer, at: datetime) -> CurtailmentOrder:
    """Propose an order that holds when another officer has signed it.

    :raises Refused: when something stands against it, or the law does not say who is cut first.
    """
    return _give(ordered, by, at, state=OrderState.PROPOSED, sign_by=None, act=Act.PROPOSE)


@transaction.atomic
def issue_emergency(*, ordered: Ordered, by: Officer, at: datetime) -> CurtailmentOrder:
    """Issue an order at once; a second officer signs it within the hours the law gives.

    :raises Refused: when something stands against it, or the law gives no such hours.
    """
    sign_by = at + timedelta(hours=int(ordered.law.surplus.emergency_signed_within_hours.value))
    return _give(ordered, by, at, state=OrderState.ISSUED, sign_by=sign_by, act=Act.ISSUE_EMERGENCY)


def _give(
    ordered: Ordered, by: Officer, at: datetime, *, state: OrderState, sign_by: datetime | None, act: Act
) -> CurtailmentOrder:
    wanted, curtailment, law = ordered.wanted, ordered.curtailment, ordered.law
    keys = list(law.surplus.curtailment_order.value)
    refuse(rules.against_ordering(wanted, len(curtailment.orders), at=at))
    (number,), numbering = take(SERIES, country=law.country, on=law.day)
    order = CurtailmentOrder.objects.create(
        number=number,
        state=state,
        country=law.country,
        article=_article(law, is_emergency=sign_by is not None),
        law_version=law.version,
        reason=wanted.reason,
        ground=wanted.ground,
        needed_w=dict(wanted.needed_w),
        missing_w=dict(curtailment.missing_w),
        keys=keys,
        inputs_sha256=curtailment.inputs_sha256,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        issued_at=at if state == OrderState.ISSUED else None,
        is_emergency=sign_by is not None,
        sign_by=sign_by,
        proposed_by=by,
        proposed_at=at,
    )
    sites = OrderToSite.objects.bulk_create(
        (_to_site(order, each, ordered.addressees[each.mine]) for each in curtailment.orders),
        batch_size=BATCH,
    )
    posted = post(order, at=at) if state == OrderState.ISSUED else []
    values = {
        "sites": len(sites),
        "cut_w": sum(each.cut_w for each in sites),
        "needed_w": dict(wanted.needed_w),
        "missing_w": dict(curtailment.missing_w),
        "inputs": curtailment.inputs_sha256,
        "law": law.version,
    }
    rows = [numbering, order, *sites, *posted]
    journal.write(
        act=act, subject=number, by=by.username, at=at, ground=wanted.ground, values=values, rows=rows
    )
    return order


def _article(law: Law, *, is_emergency: bool) -> str:
    terms = [law.surplus.curtailment_order]
    said = [str(term.article) for term in terms]
    if is_emergency:
        said.append(str(law.surplus.emergency_signed_within_hours.article))
    return "; ".join(said)


def _to_site(order: CurtailmentOrder, cut: Order, to: Addressee) -> OrderToSite:
    return OrderToSite(
        order=order,
        site_id=to.site_id,
        holder=to.holder,
        licence_number=to.licence_number,
        region=to.region,
        gateway_id=to.gateway_id,
        place=cut.place,
        draws_w=cut.draws_w,
        limit_w=cut.limit_w,
        cut_before_w=cut.cut_before_w,
    )
