"""What stands against an act on bills: an empty list means that it may be done."""

import re

from terezi.desk.billing.terms import NoteState, RunState
from terezi.desk.people.terms import Role

NOT_OPEN = "{number} is {state}: only {wanted} can be {done}"
SAME_OFFICER = "Whoever proposed {number} may not sign it: another officer does"
NOTHING_TO_ISSUE = "{number} holds no bill that can be issued: see why its bills are held"
OPEN_RUN = (
    "{number} waits for a second officer: have it issued or declined before the month is reckoned again"
)
NO_REASON = "Say why, in words that the firm will read"
NO_AMOUNT = "A credit is more than nothing"
TOO_MUCH = "{number} comes to {total}, of which {credited} is credited already: credit no more than the rest"
NOT_ISSUED = "{number} is {state}: only an issued bill can be credited or paid"
OTHER_MONEY = "{number} is in {wanted}, the payment in {told}"
BEING_LOADED = "Somebody takes payments of this file at this moment: load it again"
NO_MORE = "Nothing is left of this payment: it is matched already"
NO_APPLICANT = "Only the account of an applicant reads bills at the portal: let the firm enrol one"
NO_LICENCE = "Name the licence"
NO_GROUND = "Say on what ground the account speaks for the firm: the power of attorney, its date"
NUMBER = re.compile(r"(?<![A-Z])([A-Z]{2})[-/. ]?BIL[-/. ]?(\d{4})[-/. ]?(\d{6})(?!\d)")


def against_proposing(number: str, state: str, issuable: int) -> list[str]:
    """Say what stands against proposing to issue a run."""
    if state != RunState.DRAFT:
        return [NOT_OPEN.format(number=number, state=state, wanted="a draft", done="proposed")]
    return [] if issuable else [NOTHING_TO_ISSUE.format(number=number)]


def against_deciding(number: str, state: str, *, proposed_by: int | None, by: int) -> list[str]:
    """Say what stands against this officer's word on a proposal, of a run or of a credit note."""
    if state not in {RunState.PROPOSED, NoteState.PROPOSED}:
        return [NOT_OPEN.format(number=number, state=state, wanted="what is proposed", done="decided")]
    return [SAME_OFFICER.format(number=number)] if proposed_by == by else []


def against_crediting(
    number: str,
    *,
    is_issued: bool,
    state: str,
    total_minor: int,
    credited_minor: int,
    amount_minor: int,
    reason: str,
) -> list[str]:
    """Say what stands against a credit on a bill; amounts in minor units."""
    reasons = []
    if not is_issued:
        reasons.append(NOT_ISSUED.format(number=number, state=state))
    if amount_minor <= 0:
        reasons.append(NO_AMOUNT)
    if amount_minor > total_minor - credited_minor:
        reasons.append(TOO_MUCH.format(number=number, total=total_minor / 100, credited=credited_minor / 100))
    if not reason.strip():
        reasons.append(NO_REASON)
    return reasons


def against_admitting(*, role: str, licence_number: str, ground: str) -> list[str]:
    """Say what stands against letting an account read what concerns a licence."""
    reasons = []
    if role != Role.APPLICANT:
        reasons.append(NO_APPLICANT)
    if not licence_number.strip():
        reasons.append(NO_LICENCE)
    if not ground.strip():
        reasons.append(NO_GROUND)
    return reasons


def numbers_in(text: str) -> list[str]:
    """Return the bill numbers a payment's text names, each once, however banks and people set their dashes."""
    found = NUMBER.findall(text.upper())
    return list(dict.fromkeys(f"{country}-BIL-{year}-{n}" for country, year, n in found))
