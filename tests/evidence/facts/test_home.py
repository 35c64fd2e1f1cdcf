"""One folder holds an installation."""

import subprocess
import sys

import pytest

from terezi.base.errors import Unavailable
from terezi.evidence.facts.home import Home


def test_a_home_remembers_its_country(tmp_path):
    Home.create(tmp_path / "here", country="KZ")

    assert Home(tmp_path / "here").country == "KZ"


def test_a_folder_that_is_no_home_says_how_to_make_one(tmp_path):
    with pytest.raises(Unavailable, match="terezi init --home"):
        _ = Home(tmp_path).country


def test_home_and_days_come_without_ibis():
    code = "import sys, terezi.evidence.facts.home, terezi.evidence.facts.days, terezi.evidence.facts.lake; print('ibis' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"
