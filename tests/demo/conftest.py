import pytest

from terezi.demo.country import build
from tests.demo.built import Country


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    folder = tmp_path_factory.mktemp("garagum")
    return Country(folder, build(out=folder, seed=20260310, sites=43, days=90))
