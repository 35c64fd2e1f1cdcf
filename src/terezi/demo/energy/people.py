"""The two energy inspectors: what one proposes the other signs."""

from dataclasses import dataclass

from terezi.desk.people import queries as people
from terezi.desk.people.models import Officer

PROPOSES, SIGNS = "kamran", "merjen"


@dataclass(frozen=True)
class Inspectors:
    """Who proposes, and who signs."""

    first: Officer
    second: Officer


def inspectors() -> Inspectors:
    """Return the inspectors of the demo, who are appointed with all the others."""
    first, second = (people.officer(name) for name in (PROPOSES, SIGNS))
    if first is None or second is None:
        raise AssertionError("The energy inspectors of the demo are not appointed")
    return Inspectors(first, second)
