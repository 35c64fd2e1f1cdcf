"""Storey 4: shells only: settings, layout and the front doors."""

import os
from pathlib import Path

import django


def start(home: Path) -> None:
    """Make Django ready to work on the record kept in `home`, which is created where missing."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ["TEREZI_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terezi.site.settings")
    django.setup()
