"""Make the folder of a country: record, lake and the file that says whose it is."""

from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command

from terezi.base.errors import Refused
from terezi.evidence.facts.home import SETTINGS, Home
from terezi.law.book import law_on
from terezi.site import start


def new_home(path: Path, *, country: str) -> Home:
    """Create the home and its record; a home that exists is brought up to date and kept.

    :raises Refused: when no law pack has that name, or the home belongs to another country.
    """
    law_on(country, datetime.now(UTC).date())
    if (path / SETTINGS).exists() and (there := Home(path).country) != country:
        raise Refused(f"{path} is the home of {there}: choose another folder for {country}")
    home = Home.create(path, country=country)
    start(home.path)
    call_command("migrate", verbosity=0, interactive=False)
    return home
