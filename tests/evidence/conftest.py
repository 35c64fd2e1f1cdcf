from pathlib import Path

import pytest

from terezi.evidence.facts.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home", country="GG")
