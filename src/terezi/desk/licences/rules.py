"""When two things that each hold for a time hold together."""

from datetime import date


def together(
    one: tuple[date, date | None], other: tuple[date, date | None]
) -> tuple[date, date | None] | None:
    """Return the days two spans share (until exclusive, empty for open), or none."""
    begins = max(one[0], other[0])
    ends = min((until for until in (one[1], other[1]) if until is not None), default=None)
    return None if ends is not None and ends <= begins else (begins, ends)
