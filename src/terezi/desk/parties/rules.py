"""What becomes of the register when somebody tells it something: records end, they are not rewritten."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from terezi.base.errors import BadData
from terezi.desk.parties.terms import Span


def coalesced(spans: Iterable[Span]) -> list[Span]:
    """Join spans that follow each other and say the same.

    :raises BadData: when two of them hold on the same day.
    """
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.valid_from):
        _refuse_empty(span)
        last = joined[-1] if joined else None
        if last is None or (last.valid_until is not None and last.valid_until < span.valid_from):
            joined.append(span)
        elif last.valid_until is None or last.valid_until > span.valid_from:
            raise BadData(f"two rows hold on {span.valid_from}: end the earlier one that day")
        elif last.values == span.values:
            joined[-1] = replace(last, valid_until=span.valid_until)
        else:
            joined.append(span)
    return joined


def _refuse_empty(span: Span) -> None:
    if span.valid_until is not None and span.valid_until <= span.valid_from:
        raise BadData(f"a row valid from {span.valid_from} ends on {span.valid_until}: end it on a later day")


def settled(known: Sequence[Span], told: Sequence[Span], *, on: date) -> list[Span]:
    """Return what the register says of one thing once `told` is taken in, on the day `on`.

    A later value ends the standing one on its first day. Another value for days already told counts
    from `on`: what was said about the past stays said. What has ended is not opened again.

    :raises BadData: when `told` says otherwise about days that are closed.
    """
    spans = list(known)
    for span in told:
        spans = _with(spans, span, on)
    return spans


def _with(spans: list[Span], told: Span, on: date) -> list[Span]:
    if not spans:
        return [told]
    if _is_said(spans, told, on):
        return _ended(spans, told)
    last = spans[-1]
    if last.valid_until is not None and last.valid_until <= told.valid_from:
        return [*spans, told]
    if told.valid_from < spans[0].valid_from:
        return [replace(told, valid_until=_earlier(told.valid_until, spans[0].valid_from)), *spans]
    if last.valid_until is None and (begins := _begins(spans, told, on)):
        return _changed(spans, told, begins)
    raise BadData(
        f"the register says otherwise about days from {told.valid_from}, which are closed: "
        "tell the change from the day it is to hold"
    )


def _is_said(spans: list[Span], told: Span, on: date) -> bool:
    """Whether a span already says this: on its first day, or since a correction made later."""
    return any(
        span.values == told.values
        and (span.holds_on(told.valid_from) or (span.valid_from > told.valid_from and span.holds_on(on)))
        for span in spans
    )


def _ended(spans: list[Span], told: Span) -> list[Span]:
    last = spans[-1]
    if told.valid_until is None or last.valid_until is not None or last.values != told.values:
        return spans
    if told.valid_until <= last.valid_from:
        return spans
    return [*spans[:-1], replace(last, valid_until=told.valid_until)]


def _begins(spans: list[Span], told: Span, on: date) -> date | None:
    """The day from which another value counts: its own, or `on` where its row was told before."""
    last = spans[-1]
    if told.valid_from > last.valid_from:
        begins = told.valid_from
    elif any(span.valid_from == told.valid_from for span in spans):
        begins = max(on, last.valid_from)
    else:
        return None
    return begins if told.valid_until is None or told.valid_until > begins else None


def _changed(spans: list[Span], told: Span, begins: date) -> list[Span]:
    last, follows = spans[-1], replace(told, valid_from=begins)
    if begins == last.valid_from:
        return [*spans[:-1], follows]
    return [*spans[:-1], replace(last, valid_until=begins), follows]


def _earlier(until: date | None, begins: date) -> date:
    return begins if until is None else min(until, begins)
