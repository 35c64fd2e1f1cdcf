"""What stands against an act on plans and orders: an empty list means that it may be done."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from terezi.desk.energy.terms import OrderState, PlanState, Wanted

NOT_OPEN = "{number} is {state}: only {wanted} can be {done}"
SAME_OFFICER = "Whoever proposed {number} may not sign it: another officer does"
NO_REASON = "Say why, in words that the firms will read"
NO_POWER = "Say how much less power is to be drawn, and in which region"
NOBODY = "No mine draws power in these regions: nobody can be cut"
ENDS_BEFORE = "An order ends after it begins"
OVER = "The time of the order is over: propose another"
BEGINS_EARLIER = "An order cannot begin before it is given: begin it now or later"
FIRM = "The plan of {day} is published and firm: it is never rewritten"
WAITS = "A plan of {day} waits for a second officer: have it published or declined first"
OTHER_PLAN = (
    "The plan of {day} was worked out again since it was proposed: decline it and propose the new one"
)
NOT_TO_HIM = "Order {number} does not go to site {site}"
MINUTE = timedelta(minutes=1)


def against_ordering(wanted: Wanted, sites: int, *, at: datetime) -> list[str]:
    """Say what stands against an order to `sites` mines, given at a moment; its first minute may have begun."""
    found = []
    if not wanted.ground.strip():
        found.append(NO_REASON)
    if not any(watts > 0 for watts in wanted.needed_w.values()):
        found.append(NO_POWER)
    elif not sites:
        found.append(NOBODY)
    if wanted.ends_at <= wanted.starts_at:
        found.append(ENDS_BEFORE)
    elif wanted.ends_at <= at:
        found.append(OVER)
    if wanted.starts_at < at - MINUTE:
        found.append(BEGINS_EARLIER)
    return found


def against_signing(
    number: str, state: str, *, is_signed: bool, ends_at: datetime, proposed_by: int, by: int, at: datetime
) -> list[str]:
    """Say what stands against this officer's signature, before an order is issued or after an emergency."""
    found = against_deciding(number, state, is_signed=is_signed, proposed_by=proposed_by, by=by)
    if state == OrderState.PROPOSED and ends_at <= at:
        found.append(OVER)
    return found


def against_deciding(number: str, state: str, *, is_signed: bool, proposed_by: int, by: int) -> list[str]:
    """Say what stands against this officer's word on an order or a plan another proposed."""
    if state not in {OrderState.PROPOSED, PlanState.PROPOSED} and (state != OrderState.ISSUED or is_signed):
        return [NOT_OPEN.format(number=number, state=state, wanted="what is proposed", done="decided")]
    return [SAME_OFFICER.format(number=number)] if proposed_by == by else []


def against_lifting(number: str, state: str, reason: str, *, ends_at: datetime, at: datetime) -> list[str]:
    """Say what stands against ending an order before its time."""
    found = []
    if state != OrderState.ISSUED:
        found.append(NOT_OPEN.format(number=number, state=state, wanted="an issued order", done="lifted"))
    elif ends_at <= at:
        found.append(OVER)
    return [*found, *against_reason(reason)]


def against_reason(reason: str) -> list[str]:
    """Say what stands against a reason that is none."""
    return [] if reason.strip() else [NO_REASON]


def against_planning(day: object, standing: Mapping[str, bool]) -> list[str]:
    """Say what stands against proposing a day's plan; `standing` tells of each state whether that plan is firm."""
    if PlanState.PROPOSED in standing:
        return [WAITS.format(day=day)]
    return [FIRM.format(day=day)] if standing.get(PlanState.PUBLISHED) else []
