"""Days the law gives: when a clock runs out, and how much of it is left. The calendar is always handed in.

The day a clock starts on does not count. Days are `mon` to `sun`; a rest day is no working day, or a holiday.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
OnRestDay = Literal["next_working_day", "same_day"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """A number of working or calendar days."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    count: Annotated[int, Field(ge=1)]
    kind: Literal["working", "calendar"]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} day{'' if self.count == 1 else 's'}"


def is_working_day(day: date, *, working_days: Collection[str], holidays: Collection[date]) -> bool:
    """Say whether work is done on the day."""
    return WEEK[day.weekday()] in working_days and day not in holidays


def due_on(
    start: date,
    clock: Clock,
    *,
    working_days: Collection[str],
    holidays: Collection[date],
    on_rest_day: OnRestDay = "next_working_day",
) -> date:
    """Return the last day of a clock that starts on `start`; `on_rest_day` says where one ending on a rest day ends.

    :raises ValueError: when no day of the week is a working day.
    """
    if clock.kind == "working":
        return _working_days_on(start, clock.count, working_days=working_days, holidays=holidays)
    last = start + clock.count * DAY
    if on_rest_day == "same_day" or is_working_day(last, working_days=working_days, holidays=holidays):
        return last
    return _working_days_on(last, 1, working_days=working_days, holidays=holidays)


def days_used(
    start: date, until: date, clock: Clock, *, working_days: Collection[str], holidays: Collection[date]
) -> int:
    """Return how many days of the clock's kind have gone by after `start` up to and with `until`, never below 0."""
    if clock.kind == "calendar":
        return max(0, (until - start).days)
    return sum(
        is_working_day(day, working_days=working_days, holidays=holidays) for day in _days_after(start, until)
    )


def days_left(
    today: date, due: date, clock: Clock, *, working_days: Collection[str], holidays: Collection[date]
) -> int:
    """Return the days of the clock's kind after `today` up to and with `due`, below 0 those since.

    In working days a rest day after `due` is still 0: late is who stands after `due`.
    """
    calendar = {"working_days": working_days, "holidays": holidays}
    if today <= due:
        return days_used(today, due, clock, **calendar)  # type: ignore[arg-type]
    return -days_used(due, today, clock, **calendar)  # type: ignore[arg-type]


def _working_days_on(
    start: date, count: int, *, working_days: Collection[str], holidays: Collection[date]
) -> date:
    if not set(working_days) & set(WEEK):
        raise ValueError("A calendar has at least one working day a week.")
    day, left = start, count
    while left:
        day += DAY
        left -= is_working_day(day, working_days=working_days, holidays=holidays)
    return day


def _days_after(start: date, until: date) -> Iterator[date]:
    for offset in range(1, (until - start).days + 1):
        yield start + offset * DAY
