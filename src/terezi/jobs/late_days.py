"""Which days hold readings that what was added up of them does not rest on."""

from collections.abc import Iterable
from datetime import date

from terezi.evidence.facts.lake import Lake


def late_days(
    lake: Lake, table: str, days: Iterable[date], *, also_silent: Iterable[date] = ()
) -> list[date]:
    """List the days whose rows of `table` do not rest on today's meter readings, earliest first.

    A day without readings is asked for only where it is one of `also_silent`. Late data and corrections change the
    number of a day's readings, which is how they are seen.
    """
    told = lake.told_rows("meter_readings")
    asked = sorted({day for day in days if day in told} | set(also_silent))
    rests_on = lake.rests_on(table, asked)
    return [day for day in asked if rests_on.get(day) != told.get(day, 0)]
