"""What must hold for the rows of every source, whatever the table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.days import TIME_OF
from terezi.evidence.facts.receipts import Note, Problem
from terezi.evidence.facts.tables.venues import VENUE_FACTS
from terezi.evidence.sources.plain import told_columns
from terezi.evidence.sources.source import Check

SHOWN = 20
FIRST_BLOCK = datetime(2009, 1, 3, tzinfo=UTC)
A_DAY = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=10)  # beyond that the time is wrong, not the clock
AHEAD = {
    "curtailment_orders": timedelta(days=366),
    "export_hours": timedelta(days=366),
    "generation_hours": timedelta(days=366),
    "power_bids": timedelta(days=31),
    "weather_hours": timedelta(days=31),
    "venue_fees": A_DAY,  # a day, and somewhere it has begun
    **dict.fromkeys((table.name for table in VENUE_FACTS if table.name != "venue_fees"), CLOCKS_DIFFER),
}
"""What is told before its time: orders and contracts, outages and water, bids, forecasts. Exchanges tell of what was."""
UNREAD = "unread_"


def general(table: Table, parsed: Sequence[str], at: datetime) -> list[Check]:
    """List the checks of a table, for what a source's `parse` answers; `at` is when the delivery came."""
    checks = [_is_there(column, parsed) for column in told_columns(table)]
    checks += [
        _is_not_negative(column)
        for column in told_columns(table)
        if column.kind in ("int32", "int64") and not column.signed
    ]
    if table.name in TIME_OF:
        checks += _in_time(table, at)
    return checks


def _is_there(column: Column, parsed: Sequence[str]) -> Check:
    unread = pl.col(UNREAD + column.name) if UNREAD + column.name in parsed else pl.lit(value=False)
    holds = ~unread & (pl.lit(value=True) if column.nullable else pl.col(column.name).is_not_null())
    remedy = saying("Send {unit}: {says}", unit=column.unit, says=column.says)
    if column.kind == "instant":
        remedy = saying(
            "Send ISO 8601 with an offset (2026-03-01T00:00:00+05:00), or name the zone: time_zone=Asia/Ashgabat"
        )
    return Check("DOOR-10", saying("{column} is there and can be read", column=column.name), holds, remedy)


def _is_not_negative(column: Column) -> Check:
    holds = pl.col(column.name).is_null() | (pl.col(column.name) >= 0)
    return Check(
        "DOOR-14",
        saying("{column} is never negative", column=column.name),
        holds,
        saying("Send {unit}, from 0", unit=column.unit),
    )


def _in_time(table: Table, at: datetime) -> list[Check]:
    name = TIME_OF[table.name]
    latest = at + AHEAD.get(table.name, A_DAY)
    is_date = next(column for column in table.columns if column.name == name).kind == "date"
    first, last = (FIRST_BLOCK.date(), latest.date()) if is_date else (FIRST_BLOCK, latest.astimezone(UTC))
    time = pl.col(name)
    return [
        Check("DOOR-12", saying("{column} is not in the future", column=name), time.is_null() | (time <= _literal(last)), "Set the clock of the device, and send the reading again"),
        Check("DOOR-13", saying("{column} is not before 2009", column=name), time.is_null() | (time >= _literal(first)), "Set the clock of the device, and send the reading again"),
    ]  # fmt: skip


def _literal(when: date | datetime) -> pl.Expr:
    return pl.lit(when, pl.Datetime("us", "UTC") if isinstance(when, datetime) else pl.Date)


@dataclass
class Tally:
    """Counts the rows that break each check, batch by batch, and keeps the first row numbers."""

    checks: Sequence[Check]
    count: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    rows: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def look(self, batch: pl.DataFrame) -> None:
        """Count the rows of a batch that break a check.

        As in SQL, a check that answers null is not broken: DOOR-10 names the value that is missing.
        """
        if not self.checks:
            return
        broken = [(~check.holds.fill_null(value=True)).alias(str(n)) for n, check in enumerate(self.checks)]
        looked = batch.select("row_number", *broken)
        for number, many in enumerate(looked.select(pl.exclude("row_number").sum()).row(0)):
            if many:
                self.count[number] += many
                self._keep_rows(number, looked.filter(str(number))["row_number"].head(SHOWN).to_list())

    def _keep_rows(self, number: int, rows: Iterable[int]) -> None:
        self.rows[number] = [*self.rows[number], *rows][:SHOWN]

    def problems(self) -> list[Problem]:
        """Return the broken checks as reasons to refuse."""
        return [
            Problem(check.code, check.says, tuple(self.rows[n]), self.count[n], check.remedy)
            for n, check in enumerate(self.checks)
            if self.count[n]
        ]

    def notes(self) -> list[Note]:
        """Return the broken checks as things noticed."""
        return [Note(p.check, p.says, p.rows, p.count) for p in self.problems()]
