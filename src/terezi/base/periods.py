"""Days and spans of days; `until` is always exclusive."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """The days from `starts_on` up to, not including, `ends_before`."""

    starts_on: date
    ends_before: date

    def __post_init__(self) -> None:
        if self.ends_before <= self.starts_on:
            raise ValueError(f"A period ends after it starts: {self.starts_on} .. {self.ends_before}")

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_before

    def __iter__(self) -> Iterator[date]:
        for offset in range(self.days):
            yield self.starts_on + timedelta(days=offset)

    @property
    def days(self) -> int:
        return (self.ends_before - self.starts_on).days


def days_up_to(day: date, *, days: int) -> Period:
    """Return the window of `days` days that ends with, and includes, `day`."""
    return Period(day - timedelta(days=days - 1), day + timedelta(days=1))


def calendar_month(day: date) -> Period:
    """Return the calendar month that `day` lies in."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1))


def complete_months(day: date, *, months: int) -> list[Period]:
    """Return the last `months` calendar months that are over once `day` is, the earliest first."""
    running = calendar_month(day + timedelta(days=1))
    over: list[Period] = []
    while len(over) < months:
        running = calendar_month(running.starts_on - timedelta(days=1))
        over.insert(0, running)
    return over


def joined(days: Iterable[date], *, while_: Callable[[Period], bool] = lambda _: True) -> list[Period]:
    """Join days, in order, that follow each other into periods, each as long as `while_` allows."""
    spans: list[Period] = []
    for day in days:
        grown = Period(spans[-1].starts_on if spans else day, day + timedelta(days=1))
        if spans and spans[-1].ends_before == day and while_(grown):
            spans[-1] = grown
        else:
            spans.append(days_up_to(day, days=1))
    return spans
