"""Migrates once for all workers of a session: whoever comes later takes a copy of what the first one made."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.db import connection

import terezi

MIGRATE = """
import sys
from pathlib import Path
from terezi.site import start
start(Path(sys.argv[1]))
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
connection.close()
"""
MADE, RECORD = "migrated", "migrated.sqlite3"


@pytest.fixture(scope="session")
def shared_by_workers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of this session, the same for each of its workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def migrate_once(shared_by_workers: Path) -> Iterator[pytest.MonkeyPatch]:
    """Let Django's making of a test database take the copy where there is one."""
    call = management.call_command

    def once(name: str, **told: Any) -> None:
        if name != "migrate":
            call(name, **told)
            return
        with alone(shared_by_workers / "migrating"):
            if (shared_by_workers / MADE).exists():
                _COPIES[connection.vendor].take(shared_by_workers)
            else:
                call(name, **told)
                _COPIES[connection.vendor].keep(shared_by_workers)
                (shared_by_workers / MADE).touch()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", once)
        yield patch


@pytest.fixture(scope="session")
def django_db_setup(migrate_once: pytest.MonkeyPatch, django_db_setup: None) -> None:
    """Make the worker's test database, then leave Django's commands as they are."""
    migrate_once.undo()


@pytest.fixture(scope="session")
def new_record(django_db_setup: None, shared_by_workers: Path) -> Callable[[Path], Path]:
    """Return what puts an empty migrated record into a folder that is to be a home, on SQLite where it is a file."""

    def put(home: Path) -> Path:
        home.mkdir(parents=True, exist_ok=True)
        if connection.vendor == "sqlite":
            with alone(shared_by_workers / "migrating"):
                _made(shared_by_workers)
            shutil.copy(shared_by_workers / RECORD, home / "record.sqlite3")
        return home

    return put


def _made(folder: Path) -> None:
    """Make the copy where no test of the session asked for a database of its own."""
    if not (folder / RECORD).exists():
        told = os.environ | {"PYTHONPATH": str(Path(terezi.__file__).parents[1])}
        subprocess.run([sys.executable, "-c", MIGRATE, str(folder / "first")], env=told, check=True)
        shutil.copy(folder / "first" / "record.sqlite3", folder / RECORD)


class _Sqlite:
    """Copies a database in memory to a file and back."""

    @staticmethod
    def keep(folder: Path) -> None:
        with closing(sqlite3.connect(folder / RECORD)) as copy:
            connection.connection.backup(copy)

    @staticmethod
    def take(folder: Path) -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / RECORD)) as copy:
            copy.backup(connection.connection)


class _PostgreSQL:
    """Makes databases from a template, as long as nobody is connected to it."""

    @staticmethod
    def keep(folder: Path) -> None:
        _PostgreSQL._make("migrated_for_tests", of=connection.settings_dict["NAME"])

    @staticmethod
    def take(folder: Path) -> None:
        _PostgreSQL._make(connection.settings_dict["NAME"], of="migrated_for_tests")

    @staticmethod
    def _make(name: str, *, of: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')


_COPIES: dict[str, Any] = {"sqlite": _Sqlite, "postgresql": _PostgreSQL}


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a file that one worker at a time may hold."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
