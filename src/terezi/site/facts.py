"""Rows of the lake for machines: one table, one day, one page at a time."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from terezi.base.errors import Refused
from terezi.desk.findings.api import MOST, Moment
from terezi.desk.people.access import asked_by, officers
from terezi.desk.people.models import Officer
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.tables import TABLES
from terezi.site.fact_rows import his_rows, refuse_unless_his

router = Router(tags=["facts"])

SUBJECTS = ("site_id", "meter_id", "pool_id", "address", "asset")
"""The columns `subject` may name, the first that a table has counts."""


class ColumnOut(Schema):
    """What one column holds."""

    name: str
    kind: str
    unit: str
    says: str
    nullable: bool


class FactsOut(Schema):
    """One page of a table, sorted by its key."""

    table: str
    says: str
    columns: list[ColumnOut]
    next_offset: int | None
    rows: list[dict[str, Any]]


class Asked(Schema):
    """Which rows. A table that is kept by day needs a day."""

    day: date | None = Field(None, description="Settlement day; for a reference table, the day it is to hold")
    subject: str | None = Field(
        None, description=f"Value of the first of {', '.join(SUBJECTS)} that the table has"
    )
    known_at: Moment | None = Field(None, description="As it was known at this moment; UTC unless it says")
    limit: int = Field(500, ge=1, le=5000)
    offset: int = Field(0, ge=0, le=MOST)


@router.get(
    "/{table}", response=FactsOut, auth=officers(may="facts.read"), summary="Rows of a table of the lake"
)
def list_facts(request: HttpRequest, table: str, asked: Query[Asked]) -> Any:
    declared = TABLES.get(table)
    if declared is None:
        raise HttpError(404, f"There is no table {table}: choose one of {', '.join(sorted(TABLES))}")
    officer = asked_by(request)
    refuse_unless_his(officer, declared)
    rows = _rows(declared, asked, officer)
    more = len(rows) > asked.limit
    return {
        "table": declared.name,
        "says": declared.says,
        "columns": declared.columns,
        "next_offset": asked.offset + asked.limit if more else None,
        "rows": rows[: asked.limit],
    }


def _rows(table: Table, asked: Asked, officer: Officer) -> list[dict[str, Any]]:
    # Ibis takes a second to import, so only a question for facts pays for it
    from terezi.evidence.facts.home import Home  # noqa: PLC0415
    from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

    lake = Lake.open(Home(settings.TEREZI_HOME), known_at=asked.known_at)
    rows = his_rows(lake, table, _of_day(lake, table, asked.day), officer)
    if asked.subject is not None:
        rows = rows.filter(rows[_subject_column(table)] == asked.subject)
    page = rows.order_by(list(table.key)).limit(asked.limit + 1, offset=asked.offset)
    found: list[dict[str, Any]] = lake.collect(page).to_dicts()
    return found


def _of_day(lake: Any, table: Table, day: date | None) -> Any:
    if table.partition:
        if day is None:
            raise Refused(f"{table.name} is kept by day: say which, as ?day=2026-03-10")
        return lake.on(table.name, day)
    rows = lake.table(table.name)
    if day is None:
        return rows
    return rows.filter((rows.valid_from <= day) & (rows.valid_until.isnull() | (rows.valid_until > day)))


def _subject_column(table: Table) -> str:
    named = next((column for column in SUBJECTS if column in table.names), None)
    if named is None:
        raise Refused(f"{table.name} has no column a subject could name: leave `subject` out")
    return named
