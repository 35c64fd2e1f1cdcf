"""What the door noticed about a row it accepted, as a set of bits in `flags`."""

from enum import IntFlag


class Flag(IntFlag):
    """Each bit is one thing a reader of the row should know."""

    ROLLOVER = 1  # the register passed its highest value and began again
    CLOCK_SKEW = 2  # the time was moved to the interval grid
    AMBIGUOUS_HOUR = 4  # local time came twice (clocks went back); order in the file decided
    ESTIMATED = 8  # the sender says the value is estimated or substituted
    REPAIRED_VALUE = 16  # a named defect of the source was mended (see its checks)
    AFTER_GAP = 32  # the reading before it is missing
