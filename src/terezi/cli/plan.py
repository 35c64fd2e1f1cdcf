"""`terezi plan`."""

from datetime import datetime
from pathlib import Path

import click

from terezi.cli.verb import DAY, PROBLEMS, answers, as_json, home_option, opened, say


@click.command()
@home_option
@click.option("--day", required=True, type=DAY, help="Settlement day on which the days after it are planned.")
@as_json
@answers
def plan(home: Path, day: datetime, as_json: bool) -> None:
    """Plan who may mine with what homes leave over in the days ahead, each day with a certificate that anybody can check."""
    place = opened(home)
    from terezi.jobs.plan_power import plan_power  # noqa: PLC0415

    planned = plan_power(home=place, on=day.date())
    say(planned.as_dict(), planned.lines(), as_json=as_json)
    if planned.could_not:
        raise SystemExit(PROBLEMS)
