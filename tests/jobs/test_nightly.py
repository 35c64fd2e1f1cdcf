"""What waits for a day to come happens on that day, once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from terezi.evidence.facts.home import Home
from terezi.jobs.nightly import nightly

AT = datetime(2026, 3, 11, 21, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_night_signs_the_journal_and_a_second_one_does_nothing_more(tmp_path: Path, settings: Any) -> None:
    settings.TEREZI_HOME = tmp_path / "home"
    home = Home.create(settings.TEREZI_HOME, country="GG")

    first = nightly(home=home, by="clock", at=AT)
    again = nightly(home=home, by="clock", at=AT)

    assert first.signed_entries > 0
    assert (again.expired, again.escalated, again.certified) == ([], [], [])
