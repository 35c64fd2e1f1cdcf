"""Which act leads from which status to which, who does it, and on what ground: one list for the whole life of a file.

A file begins as an application and, once granted, lives on as a licence. `withdrawn` ends either: an application its
applicant gave up leads nowhere, a licence that was withdrawn may be upheld on appeal; ask `open_from` for which it is.
"""

from dataclasses import dataclass
from enum import StrEnum

from terezi.desk.licences.terms import LIVE, OVER, Status

S = Status


class Act(StrEnum):
    """Every act that changes a status."""

    SUBMIT = "submit"
    TAKE_UP = "take_up"
    RETURN = "return"
    ANSWER = "answer"
    TAKE_BACK = "take_back"
    ABANDON = "abandon"
    PROPOSE = "propose"
    DECLINE = "decline"
    REGISTER = "register"
    LICENSE = "license"
    LIMIT = "limit"
    LIFT = "lift"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    WITHDRAW = "withdraw"
    STRIKE_OFF = "strike_off"
    EXPIRE = "expire"
    RENEW = "renew"
    CORRECT = "correct"
    UPHOLD = "uphold"


class Hand(StrEnum):
    """Whose hand an act needs."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    TWO_OFFICERS = "two_officers"
    LAW = "law"  # a term of the law that runs out by itself


@dataclass(frozen=True)
class Transition:
    """An act from one status to another, with the hand it needs and the kind of ground it rests on."""

    act: Act
    before: Status
    after: Status
    hand: Hand
    ground: str


GRANTED = (S.REGISTERED, S.LICENSED)
STANDING = (*GRANTED, S.LIMITED)
ENDED = (S.WITHDRAWN, S.EXPIRED, S.STRUCK_OFF, S.REFUSED)
OF_A_LICENCE = tuple(status for status in S if status in LIVE | OVER)
GROUND = {
    Act.SUBMIT: "the application is complete",
    Act.TAKE_UP: "the file was drawn",
    Act.RETURN: "something is missing or unclear",
    Act.ANSWER: "the applicant has answered",
    Act.TAKE_BACK: "the question is no longer needed, or its day has passed in silence",
    Act.ABANDON: "the applicant asks for it",
    Act.PROPOSE: "an officer proposes a decision with its reasons",
    Act.DECLINE: "the second officer does not sign",
    Act.REGISTER: "the conditions of registration are met",
    Act.LICENSE: "the conditions of the licence are met",
    Act.LIMIT: "conditions are set",
    Act.LIFT: "the conditions are no longer needed",
    Act.REFUSE: "a condition of the law is not met",
    Act.SUSPEND: "a ground of suspension of the law",
    Act.REINSTATE: "the ground of suspension is cured",
    Act.WITHDRAW: "a ground of withdrawal of the law, or the holder's wish",
    Act.STRIKE_OFF: "the holder or the activity has ceased",
    Act.EXPIRE: "the term of the licence has run out",
    Act.RENEW: "the holder applies again and the conditions are met",
    Act.CORRECT: "the register says something untrue",
    Act.UPHOLD: "an appeal was upheld",
}


def _transitions(
    act: Act, before: tuple[Status, ...], after: Status | None, hand: Hand
) -> tuple[Transition, ...]:
    return tuple(Transition(act, status, after or status, hand, GROUND[act]) for status in before)


TRANSITIONS: tuple[Transition, ...] = (
    *_transitions(Act.SUBMIT, (S.DRAFT,), S.SUBMITTED, Hand.APPLICANT),
    *_transitions(Act.TAKE_UP, (S.SUBMITTED,), S.IN_REVIEW, Hand.OFFICER),
    *_transitions(Act.RETURN, (S.IN_REVIEW,), S.RETURNED, Hand.OFFICER),
    *_transitions(Act.ANSWER, (S.RETURNED,), S.IN_REVIEW, Hand.APPLICANT),
    *_transitions(Act.TAKE_BACK, (S.RETURNED,), S.IN_REVIEW, Hand.OFFICER),
    *_transitions(Act.ABANDON, (S.DRAFT, S.SUBMITTED, S.RETURNED, S.IN_REVIEW), S.WITHDRAWN, Hand.APPLICANT),
    *_transitions(Act.PROPOSE, (S.IN_REVIEW, S.RETURNED), S.DECISION_PROPOSED, Hand.OFFICER),
    *_transitions(Act.DECLINE, (S.DECISION_PROPOSED,), S.IN_REVIEW, Hand.OFFICER),
    *_transitions(Act.REGISTER, (S.DECISION_PROPOSED,), S.REGISTERED, Hand.TWO_OFFICERS),
    *_transitions(Act.LICENSE, (S.DECISION_PROPOSED,), S.LICENSED, Hand.TWO_OFFICERS),
    *_transitions(Act.LIMIT, (S.DECISION_PROPOSED, *STANDING), S.LIMITED, Hand.TWO_OFFICERS),
    *_transitions(Act.REFUSE, (S.DECISION_PROPOSED,), S.REFUSED, Hand.TWO_OFFICERS),
    *_transitions(Act.SUSPEND, (*STANDING, S.SUSPENDED), S.SUSPENDED, Hand.TWO_OFFICERS),
    *_transitions(Act.WITHDRAW, (*STANDING, S.SUSPENDED), S.WITHDRAWN, Hand.TWO_OFFICERS),
    *_transitions(
        Act.STRIKE_OFF, (*STANDING, S.SUSPENDED, S.EXPIRED, S.WITHDRAWN), S.STRUCK_OFF, Hand.TWO_OFFICERS
    ),
    *_transitions(Act.EXPIRE, (*STANDING, S.SUSPENDED), S.EXPIRED, Hand.LAW),
    # what is untrue may be any status a licence can have, as what is true may
    *(
        Transition(Act.CORRECT, before, after, Hand.TWO_OFFICERS, GROUND[Act.CORRECT])
        for before in OF_A_LICENCE
        for after in OF_A_LICENCE
    ),
    *_transitions(Act.CORRECT, (S.REFUSED,), None, Hand.TWO_OFFICERS),
    *_transitions(Act.UPHOLD, (S.REFUSED,), S.IN_REVIEW, Hand.TWO_OFFICERS),
    # what a licence comes back to: the status its own regime grants
    *(
        one
        for granted in GRANTED
        for one in (
            *_transitions(Act.LIFT, (S.LIMITED,), granted, Hand.TWO_OFFICERS),
            *_transitions(Act.REINSTATE, (S.SUSPENDED,), granted, Hand.TWO_OFFICERS),
            *_transitions(
                Act.RENEW,
                (S.EXPIRED, *(g for g in STANDING if g in {granted, S.LIMITED})),
                granted,
                Hand.TWO_OFFICERS,
            ),
            *_transitions(Act.UPHOLD, (S.SUSPENDED, S.WITHDRAWN, S.STRUCK_OFF), granted, Hand.TWO_OFFICERS),
        )
    ),
    *_transitions(Act.RENEW, (S.LIMITED, S.EXPIRED), S.LIMITED, Hand.TWO_OFFICERS),
    *_transitions(Act.REINSTATE, (S.SUSPENDED,), S.LIMITED, Hand.TWO_OFFICERS),
    *_transitions(Act.UPHOLD, (S.SUSPENDED, S.WITHDRAWN, S.STRUCK_OFF), S.LIMITED, Hand.TWO_OFFICERS),
)


def open_from(status: Status, *, of_licence: bool | None = None) -> tuple[Transition, ...]:
    """Return every transition that leads away from, or corrects, a status: of an application, a licence, or either."""
    found = tuple(one for one in TRANSITIONS if one.before is status)
    if of_licence is None:
        return found
    return tuple(one for one in found if (one.before in OF_A_LICENCE) is of_licence)


def transition(act: Act, before: Status, after: Status) -> Transition | None:
    """Return the one transition of this act between two statuses; none when there is no such thing."""
    found = (one for one in TRANSITIONS if (one.act, one.before, one.after) == (act, before, after))
    return next(found, None)
