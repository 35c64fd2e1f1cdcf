"""`terezi sizes`."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from terezi.base.errors import Refused
from terezi.base.units import PPM
from terezi.cli.verb import DAY, answers, as_json, home_option, opened, say


@click.command()
@home_option
@click.option("--day", type=DAY, default=None, help="Day to tell of; the last measured one unless given.")
@click.option("--venue", default=None, help="Only this venue, also one known by its public feed alone.")
@as_json
@answers
def sizes(home: Path, day: datetime | None, venue: str | None, as_json: bool) -> None:
    """Print what trade sizes and turnover say of every market where accounts are hidden: context, no lead."""
    place = opened(home)
    from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

    lake = Lake.open(place)
    asked = day.date() if day else max(lake.days("venue_size_statistics"), default=None)
    if asked is None:
        raise Refused("Nothing is measured yet: the morning (terezi run) measures the days it adds up")
    found = lake.collect(lake.on("venue_size_statistics", asked)).sort("venue_id", "instrument", "statistic")
    rows = [row for row in found.iter_rows(named=True) if venue in (None, row["venue_id"])]
    if not rows:
        raise Refused(f"Nothing is measured of {venue or 'any venue'} on {asked}")
    told = [{name: str(value) if name.endswith("day") and value else value for name, value in row.items()} for row in rows]  # fmt: skip
    say({"day": str(asked), "statistics": told}, [_line(row) for row in rows], as_json=as_json)


def _line(row: dict[str, Any]) -> str:
    names = ("value", "error", "usual", "bound")
    value, error, usual, bound = (
        "-" if row[f"{name}_e6"] is None else f"{row[f'{name}_e6'] / PPM:.4f}" for name in names
    )
    said = f"{value} +- {error} (clean: {usual}, bound {bound})" if value != "-" else "too few told"
    unused = "" if row["is_used"] else "; points the wrong way: not used"
    return f"{row['venue_id']} {row['instrument']} {row['statistic']}: {said}, from {row['drawn']} of {row['basis']}{unused}"
