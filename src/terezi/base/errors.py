"""The three expected families of failure; everything else is a bug."""

from collections.abc import Sequence


class Refused(Exception):
    """The law or the record says no: shown to the person, not logged as a fault."""


class BadData(Exception):
    """A delivery breaks its contract: quarantined, and the sender is told the check codes."""


class Unavailable(Exception):
    """Another system, or a file that should be there, did not answer: try again."""


def refuse(against: Sequence[str]) -> None:
    """Refuse an act where anything stands against it.

    :raises Refused: naming all of it, a sentence each.
    """
    if against:
        raise Refused(". ".join(against))
