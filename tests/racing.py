"""A script in a process of its own, on the database of the tests: what several threads do at once cannot roll back."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

import terezi

REPO = Path(__file__).resolve().parents[1]


def told_by(script: str, record: Path, *more: str) -> Any:
    """Run a script with the home of a record; answers the JSON it prints."""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(record), *more],
        env={"PYTHONPATH": f"{Path(terezi.__file__).parents[1]}:{REPO}", **_database()},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def _database() -> dict[str, str]:
    """The tests' own PostgreSQL database where they run on one; SQLite makes a record in the home."""
    if connection.vendor != "postgresql":
        return {}
    at = connection.settings_dict
    assert "DATABASE_URL" in os.environ
    return {"DATABASE_URL": f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{quote(str(at['NAME']))}"}
