"""When two things that each hold for a time hold together, and what stands against an act on a licence."""

from collections.abc import Iterable, Sequence
from datetime import date

from terezi.base.errors import Refused
from terezi.desk.licences.terms import LIVE, OVER, Basis, Status
from terezi.desk.licences.transitions import GRANTED, TRANSITIONS, Act, Hand, Transition

Days = tuple[date, date | None]


def together(one: Days, other: Days) -> Days | None:
    """Return the days two spans share (until exclusive, empty for open), or none."""
    begins = max(one[0], other[0])
    ends = min((until for until in (one[1], other[1]) if until is not None), default=None)
    return None if ends is not None and ends <= begins else (begins, ends)


def without(days: Days, taken: Iterable[Days]) -> list[Days]:
    """Return what is left of a span once the days of other spans are taken from it."""
    left = [days]
    for other in taken:
        left = [part for one in left for part in _apart(one, other)]
    return left


def _apart(one: Days, other: Days) -> list[Days]:
    if together(one, other) is None:
        return [one]
    parts: list[Days] = []
    if one[0] < other[0]:
        parts.append((one[0], other[0]))
    if other[1] is not None and (one[1] is None or other[1] < one[1]):
        parts.append((other[1], one[1]))
    return parts


def highest(spans: Sequence[tuple[Days, int]], *, within: Days) -> int:
    """Return the highest sum of what spans carry on any day of a span."""
    carried = [(shared, amount) for days, amount in spans if (shared := together(days, within)) is not None]
    starts = {days[0] for days, _ in carried}
    return max(
        (
            sum(
                amount
                for days, amount in carried
                if together(days, (start, None)) is not None and days[0] <= start
            )
            for start in starts
        ),
        default=0,
    )


def unsigned(basis: Basis, hand: Hand) -> str:
    """Say what an act lacks of the hands it needs; empty where nothing."""
    if hand is not Hand.TWO_OFFICERS:
        return ""
    one, other = (signer.strip() for signer in basis.signed_by)
    if not one or not other or one == other:
        return "Two different officers must sign this: let another officer sign"
    if not basis.decision or not basis.article or not basis.ground:
        return "An act on a licence names its decision, its article and its ground: state all three"
    return ""


def granting(status: Status) -> Act:
    """Return the act that grants a licence with this status.

    :raises Refused: when a licence cannot begin with it.
    """
    for one in TRANSITIONS:
        if one.before is Status.DECISION_PROPOSED and one.after is status and status in LIVE:
            return one.act
    raise Refused(f"A licence does not begin as {status}: grant it as registered, licensed or limited")


def leading(act: Act, history: Sequence[Status], after: Status | None) -> Transition:
    """Return the transition of an act from the last status of a history; `after` may be left to the list.

    A licence comes back to what it was granted as: where the list leaves a choice, to what it last was.

    :raises Refused: when the list has no such transition, or the licence never was what it would become.
    """
    if act is Act.CORRECT:
        raise Refused("A correction names the days that are untrue: correct them, do not change the licence")
    before = history[-1]
    open_ = [
        one for one in TRANSITIONS if (one.act, one.before) == (act, before) and one.after in LIVE | OVER
    ]
    if not open_:
        raise Refused(f"The licence is {before}: the list of transitions has no way to {act} from there")
    if after is None:
        after = _was_last(history, [one.after for one in open_])
    found = next((one for one in open_ if one.after is after), None)
    if found is None:
        raise Refused(f"The licence is {before}: to {act} does not lead to {after} from there")
    if other := _granted_as(history) - {after} if after in GRANTED else None:
        raise Refused(f"The licence was {', '.join(sorted(other))}, so it cannot become {after}")
    return found


def _was_last(history: Sequence[Status], choice: Sequence[Status]) -> Status:
    if len(choice) == 1:
        return choice[0]
    was = next((status for status in reversed(history) if status in choice), None)
    if was is None:
        raise Refused(f"Say what the licence becomes: {', '.join(sorted(choice))}")
    return was


def _granted_as(history: Sequence[Status]) -> set[Status]:
    """What the licence was granted as, the last time it was."""
    granted = [status for status in history if status in GRANTED]
    return {granted[-1]} if granted else set()
