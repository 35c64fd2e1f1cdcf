"""The files of the grid operator: lists of stations and lines; generation, demand, contracts and bids by month."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from terezi.demo.files import write_csv
from terezi.demo.power.hours import HOURS_PER_DAY, Hours
from terezi.demo.power.system import REACTANCE_UOHM, System
from terezi.demo.span import Reals, Span
from terezi.evidence.facts.tables import REF_LINES, REF_PLANTS

STEP_W = 1_000


def write_lists(folder: Path, system: System) -> None:
    """Write the list of power stations and the list of lines."""
    write_csv(listed_stations(system), folder / "stations.csv")
    write_csv(listed_lines(system), folder / "lines.csv")


def listed_stations(system: System) -> pl.DataFrame:
    """Return the stations in the columns of `ref_plants`."""
    rows = [tuple(vars(station).values()) for station in system.stations]
    return pl.DataFrame(rows, schema=REF_PLANTS.polars_schema(), orient="row")


def listed_lines(system: System) -> pl.DataFrame:
    """Return the lines in the columns of `ref_lines`."""
    rows = [(*vars(line).values(), REACTANCE_UOHM) for line in system.lines]
    return pl.DataFrame(rows, schema=REF_LINES.polars_schema(), orient="row")


def write_hours(folder: Path, hours: Hours, given_w: Mapping[str, Reals]) -> None:
    """Write what was told of every hour, a file of each kind by month; hours to come stand in a file of their own."""
    for name, first, last in _parts(hours):
        rows = slice(first, last)
        write_csv(_generation(hours, given_w, rows), folder / f"generation-{name}.csv")
        write_csv(_by_region(hours, hours.owed_w, "contracted_w", rows), folder / f"exports-{name}.csv")
        if first < hours.known:
            write_csv(_by_region(hours, hours.demand_w, "demand_w", rows), folder / f"demand-{name}.csv")


def write_bids(folder: Path, bids: pl.DataFrame) -> None:
    """Write bids by the month of their day."""
    month = pl.col("bid_day").dt.to_string("%Y-%m").alias("month")
    parts = bids.with_columns(month).partition_by("month", as_dict=True, maintain_order=True)
    for (name,), part in parts.items():
        write_csv(part.drop("month"), folder / f"bids-{name}.csv")


def _parts(hours: Hours) -> list[tuple[str, int, int]]:
    """Name the hours of each month, and those to come by the day they are told on."""
    told = [
        (month, days.start * HOURS_PER_DAY, days.stop * HOURS_PER_DAY) for month, days in hours.span.months()
    ]
    last = max(len(each) for each in hours.available_w.values())
    return [*told, (f"ahead-of-{_tomorrow(hours.span)}", hours.known, last)]


def _tomorrow(span: Span) -> str:
    return (span.last_day + timedelta(days=1)).isoformat()


def _generation(hours: Hours, given_w: Mapping[str, Reals], rows: slice) -> pl.DataFrame:
    starts_at = hours.starts_at(rows.stop)[rows.start :]
    return pl.concat(
        pl.DataFrame(
            {
                "plant_id": pl.repeat(station, len(starts_at), eager=True),
                "starts_at": starts_at,
                "available_w": available[rows].astype(np.int64),
                "output_w": pl.Series(_watts(given_w[station][rows]), dtype=pl.Int64)
                if rows.start < hours.known
                else pl.repeat(None, len(starts_at), dtype=pl.Int64, eager=True),
            }
        )
        for station, available in hours.available_w.items()
    )


def _by_region(hours: Hours, watts: Mapping[str, Reals], column: str, rows: slice) -> pl.DataFrame:
    starts_at = hours.starts_at(rows.stop)[rows.start :]
    return pl.concat(
        pl.DataFrame(
            {
                "region": pl.repeat(region, len(starts_at), eager=True),
                "starts_at": starts_at,
                column: _watts(each[rows]),
            }
        )
        for region, each in watts.items()
    )


def _watts(values: Reals) -> list[int]:
    rounded: list[int] = (np.rint(values / STEP_W).astype(np.int64) * STEP_W).tolist()
    return rounded
