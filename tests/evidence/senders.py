"""What senders send, in a few words; and the hand that gives it in at the door."""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources import door
from terezi.evidence.sources.door import Receipt

AT = datetime(2026, 3, 10, 6, tzinfo=UTC)
METER_HEADING = "meter_id,read_at,interval_seconds,energy_wh,quality,source_rank"


def law(zone: str = "Asia/Ashgabat") -> Any:
    """A law of which only the settlement zone is known."""
    return SimpleNamespace(settlement=SimpleNamespace(time_zone=SimpleNamespace(value=zone)))


def reading(meter: str, read_at: str, wh: object, *, seconds: int = 900, quality: str = "measured") -> str:
    return f"{meter},{read_at},{seconds},{wh},{quality},1"


def meter_file(path: Path, rows: Iterable[str], *, heading: str = METER_HEADING) -> Path:
    text = "\n".join([heading, *rows]) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    path.write_bytes(gzip.compress(data) if path.name.endswith(".gz") else data)
    return path


def give(
    home: Home,
    *paths: Path,
    at: datetime = AT,
    zone: str = "Asia/Ashgabat",
    options: Mapping[str, str] | None = None,
    **more: Any,
) -> list[Receipt]:
    return door.receive(paths, home=home, law=law(zone), at=at, options=options, **more)


def give_one(home: Home, path: Path, **more: Any) -> Receipt:
    (receipt,) = give(home, path, **more)
    return receipt


def current(
    home: Home,
    table: str = "meter_readings",
    *,
    known_at: datetime | None = None,
    columns: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Rows of a table without provenance, in order."""
    lake = Lake.open(home, known_at=known_at)
    rows = lake.collect(lake.table(table))
    rows = rows.select(columns) if columns else rows.drop("delivery", "row_number", "known_at", "revision")
    return sorted(rows.rows(), key=str)


def energies(home: Home, **more: Any) -> list[tuple[Any, ...]]:
    return current(home, columns=["meter_id", "energy_wh"], **more)


def checks(receipt: Receipt) -> list[str]:
    return [problem.check for problem in receipt.problems]


def notes(receipt: Receipt) -> list[str]:
    return [note.code for note in receipt.notes]


def telemetry(start: datetime, *, machines: int, intervals: int) -> pl.DataFrame:
    """Five-minute telemetry of machines of one site each twenty."""
    at = pl.datetime_range(start, start, interval="5m", eager=True)
    times = pl.DataFrame({"n": range(intervals)}).select(
        read_at=pl.lit(at[0]).dt.cast_time_unit("us") + pl.duration(minutes=5) * pl.col("n")
    )
    rack = pl.DataFrame(
        {
            "site_id": [f"S{n // 20:04d}" for n in range(machines)],
            "machine_id": [f"M{n:06d}" for n in range(machines)],
        }
    )
    return times.join(rack, how="cross").with_columns(
        interval_seconds=pl.lit(300, pl.Int32),
        machines=pl.lit(1, pl.Int32),
        hash_rate_ghs=pl.lit(100_000, pl.Int64),
        power_w=pl.lit(3_000, pl.Int64),
    )
