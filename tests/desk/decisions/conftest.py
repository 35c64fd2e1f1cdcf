"""Four officers who license."""

import pytest

from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role


@pytest.fixture
def proposer(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "ogulgerek")


@pytest.fixture
def second(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "maral")


@pytest.fixture
def third(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "selbi")


@pytest.fixture
def fourth(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "jeren")
