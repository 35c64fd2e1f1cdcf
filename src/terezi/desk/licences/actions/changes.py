"""Changing a licence from a day on: limit, lift, suspend, reinstate, withdraw, strike off, renew, uphold."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from terezi.base.errors import Refused
from terezi.desk.licences import rules
from terezi.desk.licences.actions import chains, expiry
from terezi.desk.licences.actions.limits import refuse_above_cap, refuse_empty, refuse_taken_site
from terezi.desk.licences.models import Licence
from terezi.desk.licences.queries import holds_on, live_until
from terezi.desk.licences.terms import LIVE, OVER, Basis, Status
from terezi.desk.licences.transitions import GRANTED, Act
from terezi.desk.parties.actions import anew


@transaction.atomic
def change(
    *,
    number: str,
    act: Act,
    after: Status | None,
    effective_on: date,
    basis: Basis,
    by: str,
    at: datetime,
    licensed_w: int | None = None,
    conditions: str | None = None,
    suspended_until: date | None = None,
    valid_until: date | None = None,
    cap_w: int | None = None,
) -> Licence:
    """Do an act of the list of transitions to a licence, true from `effective_on`.

    What is not named stays: power (W), conditions, and the term, which only a renewal (or an appeal) sets anew.

    :raises Refused: when the list has no such act from where the licence stands, two officers did not
        sign, something later is decided already, the cap is exceeded, or the site is taken.
    """
    if act is Act.EXPIRE:
        return expiry.expire(number=number, on=effective_on, by=by, at=at)
    chains.alone()
    chain = chains.chain_of(number)
    standing = _standing(chain, effective_on)
    history = [Status(row.status) for row in chain if row.valid_from <= effective_on]
    leads = rules.leading(act, history, after)
    chains.refuse_unsigned(basis, leads.hand)
    _refuse_later(chain, standing, leads.after)
    said = _said(chain, leads.after, licensed_w, conditions, suspended_until)
    until = (
        valid_until
        if act is Act.RENEW or valid_until is not None
        else _term(chain, standing, leads.after, effective_on)
    )
    licence = anew(
        standing,
        valid_from=effective_on,
        valid_until=until,
        status=leads.after,
        **said,
        **chains.decided(basis),
    )
    refuse_empty(licence)
    also: list[Model] = []
    if leads.after in LIVE:
        refuse_taken_site(licence)
        also += refuse_above_cap(licence, cap_w)
    kept = [row for row in chain if row.valid_from < standing.valid_from]
    if standing.valid_from < effective_on:
        kept.append(anew(standing, valid_until=effective_on))
    chains.rewrite(
        act=act, before=chain, after=[*kept, *chains.with_term(licence)], basis=basis, by=by, at=at, also=also
    )
    return licence


def _standing(chain: Sequence[Licence], day: date) -> Licence:
    for row in chain:
        if holds_on(row, day):
            return row
    raise Refused(
        f"On {day} the register says nothing of {chain[0].number}, which begins on {chain[0].valid_from}"
    )


def _refuse_later(chain: Sequence[Licence], standing: Licence, after: Status) -> None:
    """Refuse to pass over what is decided for later days; the end of a licence ends that, too."""
    later = [row for row in chain if row.valid_from > standing.valid_from and row.status != Status.EXPIRED]
    if later and after not in OVER:
        raise Refused(
            f"From {later[0].valid_from} the register already says {later[0].status} of {standing.number} "
            f"(decision {later[0].decision or 'unknown'}): decide for that day or later, or correct that first"
        )


def _said(
    chain: Sequence[Licence],
    after: Status,
    licensed_w: int | None,
    conditions: str | None,
    suspended_until: date | None,
) -> dict[str, Any]:
    if suspended_until is not None and after is not Status.SUSPENDED:
        raise Refused(f"Only a suspension ends on a day: {after} takes no suspended_until")
    said: dict[str, Any] = {"suspended_until": suspended_until}
    granted = [row for row in chain if row.status in GRANTED]
    if after in GRANTED and granted:  # comes back to what was granted
        said |= {"licensed_w": granted[-1].licensed_w, "conditions": granted[-1].conditions}
    told = {"licensed_w": licensed_w, "conditions": conditions}
    return said | {name: value for name, value in told.items() if value is not None}


def _term(chain: Sequence[Licence], standing: Licence, after: Status, on: date) -> date | None:
    """Return when the term of the licence ends that it has, or had when it was ended."""
    if after in OVER or standing.status in LIVE:
        return None if after in OVER else standing.valid_until
    day = next(row.valid_from for row in chain if row.status in OVER)
    was = live_until(standing.number, day)
    if was is not None and was <= on:
        raise Refused(f"The term of {standing.number} ran out on {was}: it can only be renewed")
    return was
