"""Lets a test with real transactions empty the record afterwards, which the journal's guards refuse."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection


def _written_once() -> Any:
    return import_module("terezi.desk.journal.migrations.0002_written_once")


@pytest.fixture(scope="session", autouse=True)
def flushable_journal() -> Iterator[None]:
    """Take the guards away while Django empties the tables, and put them back."""
    guards = _written_once()
    flush = type(connection.ops).execute_sql_flush

    def unguarded(ops: Any, statements: list[str]) -> None:
        vendor = ops.connection.vendor
        guard = guards.SQLITE if vendor == "sqlite" else guards.POSTGRESQL
        flush(ops, [*guards.UNDO[vendor], *statements, *guard])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "execute_sql_flush", unguarded)
        yield
