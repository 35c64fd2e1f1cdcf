"""The way of one file, as a story that says when it goes on; many stories are told side by side, in order of time."""

from collections.abc import Generator, Iterator
from datetime import datetime

import numpy as np
from numpy.random import Generator as Chance

from terezi.demo.licensing.applicant import fill
from terezi.demo.licensing.cases import Case, Ends
from terezi.demo.licensing.desk import Desk
from terezi.demo.licensing.firms import CODE
from terezi.demo.licensing.hours import later
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.terms import CheckState, Position
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions.terms import Reason
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.models import Officer
from terezi.desk.screening.terms import Outcome
from terezi.law.book import day_in

Story = Generator[datetime, None, None]
SAW_PAPER = "Read the paper; it is complete and in the applicant's name"
SAW_LIKENESS = "Another registration number and other owners: not the same"
SAW_ONE = "Looked at by hand: nothing stands against it"
NOT_BEFORE = "May operate from {day}, the day on which the Grid Company opens new connections"
UNSAFE = "The premises have no certificate of fire safety that holds"
ALL_MET = "All conditions of the grant are met and every check is done"
UNREADABLE = "The labels in the pictures cannot be read: the energy office goes there"
WAITS_ON = "the financial intelligence unit"
DECLINES = "The contract of power supply is not mentioned among the facts: say what it shows"


def story(case: Case, desk: Desk) -> Story:
    """Take one file as far as it comes; every `yield` is the moment at which the next act is done."""
    chance = np.random.default_rng(case.seed)
    yield case.opens
    file = fill(case, by=desk.applicants[case.agent], at=case.opens)
    if case.ends is Ends.DRAFT:
        return
    at = later(case.opens, 0.2)
    yield at
    _bind(case, desk, at)
    actions.submit(number=file.number, by=file.applicant, at=at)
    if case.ends is Ends.SUBMITTED:
        return
    at = later(at, 0.1 + 0.3 * chance.random())
    yield at
    officer = _taken_up(case, desk, file, at)
    if case.ends is not Ends.DRAWN:
        yield from _reviewed(case, desk, file, officer, at, chance)


def _bind(case: Case, desk: Desk, at: datetime) -> None:
    """Let an officer say that he is bound to the applicant: the draw then leaves him out."""
    if case.bound:
        says, officer = "A cousin", desk.officers[0]
        decisions.declare_conflict(
            officer=officer, party=case.firm.name, says=says, from_day=at.date(), by=officer, at=at
        )


def _taken_up(case: Case, desk: Desk, file: Application, at: datetime) -> Officer:
    number = file.number
    if case.by_hand:
        is_favoured = case.agent == desk.favoured
        reason = (
            "The agent asked for the same officer as before" if is_favoured else "A colleague is on leave"
        )
        taken = actions.assign_by_hand(
            number=number, officer=desk.partial, reason=reason, by=desk.partial, at=at
        )
    else:
        taken = actions.draw(number=number, seed=f"garagum {case.seed}", by=desk.officers[0], at=at)
    officer = taken.officer
    if officer is None:
        raise AssertionError(f"{file.number} was taken up by nobody")
    return officer


def _reviewed(
    case: Case, desk: Desk, file: Application, officer: Officer, start: datetime, chance: Chance
) -> Story:
    days = case.days / desk.speed(officer, case)
    at = later(start, 0.08 * days)
    yield at
    actions.run_checks(number=file.number, by=officer, at=at)
    if case.ends in {Ends.CHECKED, Ends.LOOKED}:
        yield from _under_review(case, file, officer, at)
        return
    if case.ends is Ends.ABANDONED:
        at = later(at, 1.0)
        yield at
        actions.abandon(number=file.number, by=file.applicant, at=at, reason="The premises were sold")
        return
    asked_at = at = later(start, 0.15 * days)
    yield at
    actions.ask_opinions(number=file.number, by=officer, at=at)
    if case.ends is Ends.ASKED:
        yield from _one_speaks(desk, file, later(at, 2))
        return
    for opinion in file.opinions.order_by("agency"):
        at = max(at, later(asked_at, days * (0.2 + 0.4 * chance.random()) / 2))
        yield at
        _speak(desk, file, opinion.agency, at)
    if case.ends is Ends.RETURNED or case.asks:
        at = later(at, 0.1)
        yield at
        asked = actions.ask_applicant(
            number=file.number,
            field="document:premises_safety",
            reason="The page with the seal is missing",
            by=officer,
            at=at,
        )
        if case.ends is Ends.RETURNED:
            return
        answered = later(at, 1.5 + 3 * chance.random())
        yield answered
        actions.answer_request(
            request=asked.pk, answer="The page is attached now", by=file.applicant, at=answered
        )
        start, at = later(start, 3), answered
    at = max(later(at, 0.02), later(start, 0.9 * days))
    yield at
    _weigh(file, officer, at)
    if case.ends is not Ends.READY:
        yield from _decided(case, desk, file, officer, max(later(at, 0.02), later(start, days)), chance)


def _under_review(case: Case, file: Application, officer: Officer, at: datetime) -> Story:
    """Look again after two days; some checks are begun by hand, or cannot be made."""
    at = later(at, 2)
    yield at
    actions.run_checks(number=file.number, by=officer, at=at)
    if case.ends is Ends.LOOKED:
        _set(file, "same_party", CheckState.LOOKING, "Reading both files", officer, at)
        _set(file, "names", CheckState.WAITING, "The full list is with another office", officer, at)
        _set(file, "serials", CheckState.CANNOT, UNREADABLE, officer, at)


def _set(
    file: Application, check: str, state: CheckState, reason: str, officer: Officer, at: datetime
) -> None:
    actions.set_check(
        number=file.number,
        check=check,
        state=state,
        reason=reason,
        waiting_on=WAITS_ON if state is CheckState.WAITING else "",
        by=officer,
        at=at,
    )


def _one_speaks(desk: Desk, file: Application, at: datetime) -> Story:
    """Of several agencies all but one speak; the silence of the last is escalated by the nightly job."""
    for opinion in file.opinions.order_by("agency")[1:]:
        at = later(at, 0.5)
        yield at
        _speak(desk, file, opinion.agency, at)


def _speak(desk: Desk, file: Application, agency: str, at: datetime) -> None:
    says = "Nothing in our records stands against it"
    actions.give_opinion(
        number=file.number, position=Position.FOR, says=says, by=desk.agencies[agency], at=at
    )


def _weigh(file: Application, officer: Officer, at: datetime) -> None:
    """Run the checks again, and say by hand what no machine can."""
    actions.run_checks(number=file.number, by=officer, at=at)
    for check in queries.checklist(file):
        if (check.state, check.outcome) == (CheckState.DONE, Outcome.CLEAR):
            continue
        reason = SAW_PAPER if check.outcome == Outcome.CANNOT else SAW_LIKENESS
        if check.check_id != "same_party" and check.outcome != Outcome.CANNOT:
            reason = SAW_ONE
        _set(file, check.check_id, CheckState.DONE, reason, officer, at)


def _decided(
    case: Case, desk: Desk, file: Application, officer: Officer, at: datetime, chance: Chance
) -> Story:
    yield at
    _propose(case, desk, file, officer, at)
    if case.ends is Ends.PROPOSED:
        return
    reviewer = desk.reviewer(case, officer)
    if case.declined:
        at = later(at, 0.8)
        yield at
        actions.decline_decision(number=file.number, reason=DECLINES, by=reviewer, at=at)
        at = later(at, 1)
        yield at
        _propose(case, desk, file, officer, at)
    at = later(at, 0.3 + chance.random())
    yield at
    actions.sign_decision(number=file.number, by=reviewer, at=at)


def _propose(case: Case, desk: Desk, file: Application, officer: Officer, at: datetime) -> None:
    """Propose what the file ends in. Whoever gets a site may run it only from the day after the demo's last.

    The register's own miners report every day; a new site that held within those days would be a site without a
    feed, which the indicators of the evidence half rightly tell as silent.
    """
    law, day = queries.law_of(file), day_in(CODE, at)
    if case.ends is Ends.REFUSED:
        article = law.licensing.refusal_grounds.article
        reason = Reason(article=article, facts=UNSAFE, ground="prerequisite_missing")
        actions.propose_decision(
            number=file.number, act=Act.REFUSE, reasons=[reason], effective_on=day, by=officer, at=at
        )
        return
    granted = queries.actor_class_of(file).granted_status
    has_site = file.sites.filter(removed_at__isnull=True).exists()
    from_day = max(day, desk.opens_on) if has_site else day
    actions.propose_decision(
        number=file.number,
        act=Act.REGISTER if Status(granted.value) is Status.REGISTERED else Act.LICENSE,
        reasons=[Reason(article=granted.article, facts=ALL_MET)],
        effective_on=from_day,
        text=NOT_BEFORE.format(day=from_day) if has_site else "",
        by=officer,
        at=at,
    )


def tell(stories: Iterator[Story] | list[Story], *, until: datetime) -> None:
    """Tell stories side by side: whichever goes on first is told first. What lies after `until` does not happen."""
    waiting = [(next(one), place, one) for place, one in enumerate(stories)]
    while waiting:
        waiting.sort(key=lambda each: each[:2])
        at, place, one = waiting.pop(0)
        if at > until:
            one.close()
            continue
        if (goes_on := next(one, None)) is not None:
            waiting.append((goes_on, place, one))
