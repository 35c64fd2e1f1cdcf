"""Lets a test with real transactions empty the record afterwards, which the journal's guards refuse."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection


def guards_of() -> tuple[Any, ...]:
    """Return the migrations that guard the journal, the first one first."""
    names = ("0002_written_once", "0004_grown_and_guarded")
    return tuple(import_module(f"terezi.desk.journal.migrations.{name}") for name in names)


@pytest.fixture(scope="session", autouse=True)
def flushable_journal() -> Iterator[None]:
    """Take the guards away while Django empties the tables, and put them back."""
    flush = type(connection.ops).execute_sql_flush

    def unguarded(ops: Any, statements: list[str]) -> None:
        vendor = ops.connection.vendor
        undo = [each for guards in reversed(guards_of()) for each in guards.UNDO[vendor]]
        guard = [
            each
            for guards in guards_of()
            for each in (guards.SQLITE if vendor == "sqlite" else guards.POSTGRESQL)
        ]
        flush(ops, [*undo, *statements, *guard])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "execute_sql_flush", unguarded)
        yield
