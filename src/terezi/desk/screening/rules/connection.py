"""Whether the power claimed fits through the connection and the feeder."""

from decimal import Decimal

from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.terms import Compared, Outcome

FITS = "{claimed} MW are claimed; the connection carries {connection} MW and the feeder has {left} MW left."
OVER_CONNECTION = "{claimed} MW are claimed and the connection carries {connection} MW: {over} MW too much."
OVER_FEEDER = (
    "{claimed} MW are claimed and the feeder has {left} MW left, with {taken} MW already licensed on it: "
    "{over} MW too much."
)
NO_LIMIT = (
    "The limit of the {what} is not known; {claimed} MW are claimed and {taken} MW are already licensed on the feeder: "
    "the energy agency says in its opinion whether it fits."
)


def connection(
    *, claimed_w: int, connection_w: int | None, feeder_w: int | None, taken_w: int = 0
) -> Compared:
    """Compare claimed watts with the connection, and with what others on the feeder leave; none is unknown."""
    compared = f"{_mw(claimed_w)} MW claimed with connection and feeder"
    left_w = None if feeder_w is None else max(0, feeder_w - taken_w)
    values = {
        "claimed": _mw(claimed_w),
        "connection": _mw(connection_w or 0),
        "left": _mw(left_w or 0),
        "taken": _mw(taken_w),
    }
    if connection_w is not None and claimed_w > connection_w:
        over = _mw(claimed_w - connection_w)
        return told(Outcome.MATCH, OVER_CONNECTION, values | {"over": over}, compared=compared)
    if left_w is not None and claimed_w > left_w:
        return told(Outcome.MATCH, OVER_FEEDER, values | {"over": _mw(claimed_w - left_w)}, compared=compared)
    if connection_w is None or left_w is None:
        what = "connection" if connection_w is None else "feeder"
        return told(Outcome.CANNOT, NO_LIMIT, values | {"what": what}, compared=compared)
    return told(Outcome.CLEAR, FITS, values, compared=compared)


def _mw(watts: int) -> str:
    return f"{(Decimal(watts) / 1_000_000).normalize():f}"
