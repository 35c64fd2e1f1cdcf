"""A home, an applicant, two officers and a file in review, for the tests of applications."""

import pytest

from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from tests.desk.applying import drawn, person, submitted


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path


@pytest.fixture
def zainab():
    return person("zainab", Role.APPLICANT)


@pytest.fixture
def desk():
    return [person("maral"), person("ogulgerek")]


@pytest.fixture
def in_review(zainab, desk):
    return drawn(submitted(zainab))
