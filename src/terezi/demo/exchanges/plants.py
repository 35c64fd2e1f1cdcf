"""What is hidden at the exchanges, and when: short fees at one, a pair that trades with itself there, a gap of reserves at another, a feed that stops."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from terezi.base.units import DAY_S
from terezi.demo.exchanges.terms import DAYS_NEEDED
from terezi.demo.span import Reals, Span

FEES_UNDER_DECLARED, WASH_PAIR, RESERVES_BELOW, SILENT_FEED = 6, 7, 8, 15
SHORT_DAYS, SHORT_SHARE = 6, 0.029
WASH_TRADES, WASH_DAYS = 412, 8
BELOW_SECONDS = 40 * 60
BELOW_SHARE, DIP_SHARE = 0.995, 1.001  # of what is owed, while it lasts
READING_SECONDS = 600
LATELY_DAYS = 9  # what happens on one day happens in these, so that ten mornings see it
LEARNING_DAYS = 14  # as a venue reads the policy, counted from its first day told of


@dataclass(frozen=True)
class Plants:
    """Days and seconds count from the first morning told of."""

    short_from: int  # day
    wash_seconds: Reals
    below_from: int  # second
    dip_from: int  # second, of the innocent exchange
    silent_from: int  # second
    promoted_from: int  # day

    @property
    def wash_from(self) -> int:
        return int(self.wash_seconds[0] // DAY_S)


def can_plant(span: Span) -> bool:
    """Answer whether the days told of are enough to learn what is usual before something is hidden."""
    return span.days >= DAYS_NEEDED


def draw_plants(span: Span, random: Generator) -> Plants:
    """Draw when each is played: after the learning days, and early enough that somebody has time to look."""
    days = span.days
    free = range(max(LEARNING_DAYS + 1, days - 2 * WASH_DAYS), days - WASH_DAYS - 1)
    wash_from = int(random.choice(free))
    hours = np.concatenate([random.uniform(8, 23, _of_day(day)) for day in range(WASH_DAYS)])
    at_day = np.repeat(np.arange(WASH_DAYS), [_of_day(day) for day in range(WASH_DAYS)])
    return Plants(
        short_from=int(random.integers(days - 20, days - 2 - SHORT_DAYS)),
        wash_seconds=np.sort((wash_from + at_day) * DAY_S + hours * 3_600),
        below_from=_moment(int(random.integers(days - LATELY_DAYS, days - 3)), random),
        dip_from=_moment(int(random.integers(days - LATELY_DAYS, days - 3)), random),
        silent_from=(days - 2) * DAY_S + int(random.integers(14 * 6, 20 * 6)) * 600,
        promoted_from=int(random.integers(days - 20, days - 10)),
    )


def _of_day(day: int) -> int:
    """Spread the trades over the days."""
    return WASH_TRADES // WASH_DAYS + (day < WASH_TRADES % WASH_DAYS)


def _moment(day: int, random: Generator) -> int:
    """Return a moment of a day's working hours at which balances are read."""
    return day * DAY_S + int(random.integers(9 * 6, 20 * 6)) * READING_SECONDS
