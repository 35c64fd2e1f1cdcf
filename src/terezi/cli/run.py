"""`terezi run`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import DAY, answers, as_json, home_option, opened, progress_bar, say


@click.command()
@home_option
@click.option("--day", required=True, type=DAY, help="Settlement day to weigh.")
@click.option(
    "--days",
    default=None,
    type=click.IntRange(1, 366),
    help="Weigh this many days, ending with --day; unless given, as many as the policy computes again for late data.",
)
@as_json
@answers
def run(home: Path, day: datetime, days: int | None, as_json: bool) -> None:
    """Weigh a day and look for what does not agree, under the law of that day."""
    place = opened(home)
    from terezi.base.periods import days_up_to  # noqa: PLC0415
    from terezi.jobs.morning import morning  # noqa: PLC0415
    from terezi.law.book import law_on  # noqa: PLC0415

    again = days or law_on(place.country, day.date()).supervision.recompute_days.value
    with progress_bar() as told:
        runs = morning(
            home=place, period=days_up_to(day.date(), days=again), at=datetime.now(UTC), progress=told
        )
    lines = [*map(str, runs), *runs[-1].blocked]
    say({"days": [r.as_dict() for r in runs]}, lines, as_json=as_json)
