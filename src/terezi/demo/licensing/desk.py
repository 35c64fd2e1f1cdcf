"""The people of the desk: who works how fast, who speaks for which agency, who signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from numpy.random import Generator

from terezi.demo.licensing.cases import Case
from terezi.desk.people import queries as people
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import AGENCY_OF, Role

FAVOUR = 6.0
QUICK = 1.8


@dataclass(frozen=True)
class Desk:
    """Everybody who has a hand in a file. `partial` hurries one agent's files, `quick` everybody's alike."""

    officers: tuple[Officer, ...]
    agencies: Mapping[str, Officer]
    applicants: Mapping[str, Officer]  # by the name under which they act
    partial: Officer
    quick: Officer
    favoured: str
    opens_on: date  # from when new sites may run

    def speed(self, officer: Officer, case: Case) -> float:
        """Return how many times faster than an ordinary officer this one takes the file."""
        if officer == self.partial and case.agent == self.favoured:
            return FAVOUR
        return QUICK if officer == self.quick else 1.0

    def reviewer(self, case: Case, officer: Officer) -> Officer:
        """Return another officer than the one who has the file, and not the one who is bound to the applicant."""
        free = self.officers[1:] if case.bound else self.officers
        others = [one for one in free if one.pk != officer.pk]
        return others[case.seed % len(others)]


def seated(*, applicants: Mapping[str, Officer], favoured: str, opens_on: date, rng: Generator) -> Desk:
    """Seat the officers of the demo and let the seed say who is partial and who is quick."""
    everybody = list(people.officers())
    officers = sorted(
        (one for one in everybody if one.role == Role.LICENSING_OFFICER), key=lambda one: one.username
    )
    partial, quick = rng.choice(len(officers), 2, replace=False)
    agencies = {
        agency: next(one for one in everybody if one.role == role) for role, agency in AGENCY_OF.items()
    }
    return Desk(tuple(officers), agencies, applicants, officers[partial], officers[quick], favoured, opens_on)
