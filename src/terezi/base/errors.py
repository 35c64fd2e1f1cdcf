"""The three expected families of failure; everything else is a bug."""


class Refused(Exception):
    """The law or the record says no: shown to the person, not logged as a fault."""


class BadData(Exception):
    """A delivery breaks its contract: quarantined, and the sender is told the check codes."""


class Unavailable(Exception):
    """Another system, or a file that should be there, did not answer: try again."""
