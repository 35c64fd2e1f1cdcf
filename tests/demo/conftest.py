from pathlib import Path

import pytest

from terezi.demo.answers import read
from terezi.demo.country import build
from tests.demo.built import Country
from tests.migrating import alone


@pytest.fixture(scope="session")
def country(shared_by_workers: Path) -> Country:
    """Return a quarter of Garagum, built by the first worker that asks; the tests only read it."""
    folder = shared_by_workers / "garagum"
    folder.mkdir(exist_ok=True)
    with alone(folder.parent / "building"):
        if not (folder / "answers.json").exists():
            build(out=folder, seed=20260310, sites=43, days=90)
    return Country(folder, read(folder / "answers.json"))
