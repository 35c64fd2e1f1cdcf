"""Rows of one delivery, parsed and checked batch by batch, put on disk beside the lake."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile, DayFiles, batches
from terezi.evidence.facts.days import TIME_OF, settlement_day
from terezi.evidence.facts.flags import Flag
from terezi.evidence.facts.receipts import Note, Problem
from terezi.evidence.sources.checks import Tally, general
from terezi.evidence.sources.clocks import flagged
from terezi.evidence.sources.duplicates import Repeats, repeats
from terezi.evidence.sources.gaps import Gaps, gaps
from terezi.evidence.sources.overlaps import Overlaps, adds_up, overlaps
from terezi.evidence.sources.source import Check, Source
from terezi.evidence.sources.tellers import has_intervals, rows_told, tellers

BATCH_ROWS = 400_000
SHOWN = 20
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Prepared:
    """The staged files, or the reasons there are none."""

    files: list[DayFile]
    problems: list[Problem]
    notes: list[Note]


@dataclass(frozen=True)
class Told:
    """What the door knows of a delivery besides its rows."""

    delivery: str
    file: str
    at: datetime
    zone: str
    folder: Path
    also: tuple[Check, ...] = ()


def prepare(
    parsed: pl.LazyFrame, *, source: Source, table: Table, told: Told, progress: Progress
) -> Prepared:
    """Check and stage all rows; with any problem, nothing staged is of use."""
    rows = complete(parsed, table, told)
    names = rows.collect_schema().names()
    must, mended = Tally([*general(table, names, told.at), *source.checks, *told.also]), Tally(source.repairs)
    flags: dict[Flag, list[int]] = {flag: [] for flag in Flag}
    counts = dict.fromkeys(Flag, 0)
    writer = DayFiles(told.folder / "rows", table, prefix=told.delivery, known_at=told.at)
    done = 0
    for batch in rows.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True):
        must.look(batch)
        mended.look(batch)
        _count_flags(batch, flags, counts)
        if not must.count:
            writer.write(batch.select(table.names).cast(dict(table.polars_schema())))  # type: ignore[arg-type]
        done += len(batch)
        progress(told.file, done)
    files = writer.close()
    notes = mended.notes() + _flag_notes(flags, counts)
    if must.count:
        return Prepared([], must.problems(), notes)
    if not files:
        nothing = saying("The file tells nothing: a register tells one interval per two readings")
        return Prepared([], [Problem("DOOR-05", nothing, remedy="Send the reading before as well")], notes)
    return _without_repeats(files, table, told, notes)


def complete(parsed: pl.LazyFrame, table: Table, told: Told) -> pl.LazyFrame:
    """Add the settlement day and where the row came from."""
    names = parsed.collect_schema().names()
    if "row_number" not in names:
        parsed = parsed.with_row_index("row_number", offset=1)
    time = pl.col(TIME_OF[table.name])
    kind = parsed.collect_schema()[TIME_OF[table.name]]
    known_at, row_number = pl.lit(told.at, pl.Datetime("us", "UTC")), pl.col("row_number").cast(pl.Int64)
    return parsed.with_columns(
        day=time if kind == pl.Date() else settlement_day(time, told.zone),
        delivery=pl.lit(told.delivery),
        row_number=row_number,
        known_at=known_at,
        revision=pl.lit(0, pl.Int32),
    )


def _without_repeats(files: list[DayFile], table: Table, told: Told, notes: list[Note]) -> Prepared:
    twice = repeats(table, files)
    if twice.conflicting:
        return Prepared([], [_contradiction(table, twice)], notes)
    holes = None
    if has_intervals(table):
        rows = rows_told(table, files, twice.repeated)
        who_tells = tellers(rows)
        if adds_up(table) and (double := overlaps(rows, who_tells, shown=SHOWN)).count:
            return Prepared([], [_told_double(double)], notes)
        holes = gaps(rows, who_tells, table)
    after = holes.after if holes else pl.Series([], dtype=pl.Int64)
    if len(twice.repeated) or len(after):
        files = _rewritten(files, table, told, twice.repeated, after)
    if len(twice.repeated):
        shown = tuple(twice.repeated.sort().head(SHOWN).to_list())
        notes.append(
            Note(
                "DOOR-20",
                "Rows that repeat an earlier one word for word were left out",
                shown,
                len(twice.repeated),
            )
        )
    return Prepared(files, [], notes + (_gap_notes(table, holes) if holes else []))


def _contradiction(table: Table, twice: Repeats) -> Problem:
    pairs = "; ".join(f"{one} & {other}" for one, other in twice.conflicts[:5])
    rows = tuple(row for pair in twice.conflicts for row in pair)[:SHOWN]
    says = saying(
        "One fact ({key}) is told once, or twice the same: rows {pairs} differ",
        key=", ".join(table.key),
        pairs=pairs,
    )
    return Problem(
        "DOOR-11", says, rows, twice.conflicting, "Send each fact once; send a correction as a later delivery"
    )


def _told_double(double: Overlaps) -> Problem:
    pairs = "; ".join(f"{one} & {other}" for one, other in double.pairs[:5])
    says = saying(
        "A meter speaks once for a time; these rows begin before the one before them has ended: {pairs}",
        pairs=pairs,
    )
    rows = tuple(row for pair in double.pairs for row in pair)[:SHOWN]
    remedy = saying(
        "Send one channel of the meter, or one length of interval, and the start of each interval as read_at"
    )
    return Problem("DOOR-23", says, rows, double.count, remedy)


def _rewritten(
    files: list[DayFile], table: Table, told: Told, repeated: pl.Series, after: pl.Series
) -> list[DayFile]:
    writer = DayFiles(told.folder / "flagged", table, prefix=told.delivery, known_at=told.at)
    for file in files:
        for batch in batches(file, table):
            rows = batch.filter(~pl.col("row_number").is_in(repeated.implode()))
            if len(after):
                rows = rows.with_columns(
                    flags=flagged(Flag.AFTER_GAP, pl.col("row_number").is_in(after.implode()))
                )
            writer.write(rows)
        file.path.unlink()
    return writer.close()


def _gap_notes(table: Table, holes: Gaps) -> list[Note]:
    who = [name for name in table.key if name != "read_at"]
    first = holes.missing.sort("missing", descending=True).head(SHOWN)
    notes = [
        Note(
            "GAP",
            f"{' '.join(str(row[name]) for name in who)} lacks {row['missing']} intervals "
            f"between {row['first']:%Y-%m-%d %H:%M} and {row['last']:%Y-%m-%d %H:%M} UTC",
            count=int(row["missing"]),
        )
        for row in first.iter_rows(named=True)
    ]
    if len(holes.missing) > SHOWN:
        more = holes.missing.sort("missing", descending=True).slice(SHOWN)
        notes.append(Note("GAP", f"{len(more)} more lack intervals", count=int(more["missing"].sum())))
    return notes


_FLAGS_SAY = {
    Flag.ROLLOVER: "The register passed its highest value and began again",
    Flag.CLOCK_SKEW: "Times were moved to the grid of their interval",
    Flag.AMBIGUOUS_HOUR: "Local times came twice as clocks went back; the order in the file decided",
    Flag.ESTIMATED: "Values are estimated or substituted",
    Flag.REPAIRED_VALUE: "Values with a named defect were mended",
    Flag.AFTER_GAP: "Readings follow a gap",
}


def _count_flags(batch: pl.DataFrame, rows: dict[Flag, list[int]], counts: dict[Flag, int]) -> None:
    if "flags" not in batch.columns or not batch["flags"].max():
        return
    for flag in Flag:
        flagged_rows = batch.filter(pl.col("flags") & int(flag) != 0)["row_number"]
        counts[flag] += len(flagged_rows)
        rows[flag] = [*rows[flag], *flagged_rows.head(SHOWN).to_list()][:SHOWN]


def _flag_notes(rows: dict[Flag, list[int]], counts: dict[Flag, int]) -> list[Note]:
    return [
        Note(flag.name or "", _FLAGS_SAY[flag], tuple(rows[flag]), counts[flag])
        for flag in Flag
        if counts[flag]
    ]
