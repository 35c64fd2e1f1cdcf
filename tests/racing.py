"""A script in a process of its own, on the database of the tests: what several threads do at once cannot roll back."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

import terezi
from terezi.base.errors import Refused

REPO = Path(__file__).resolve().parents[1]


def race(verb: Callable[[int], object], racers: int) -> tuple[int, list[str], list[str]]:
    """Let threads call `verb(turn)` at once; answers how many did it, what refused the others, and what broke."""
    done, refused, broken = [], [], []
    ready = threading.Barrier(racers)

    def one(turn: int) -> None:
        try:
            ready.wait(30)
            verb(turn)
            done.append(turn)
        except Refused as reason:
            refused.append(str(reason))
        except BaseException as fault:
            broken.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(turn,), daemon=True) for turn in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits"
    return len(done), refused, broken


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
