"""`terezi screen`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import DAY, answers, as_json, home_option, opened, progress_bar, say


@click.command()
@home_option
@click.option("--day", required=True, type=DAY, help="Last settlement day of the window.")
@click.option(
    "--model",
    default=None,
    help="Screen with this model (sha256, or how it begins), not the last one trained.",
)
@as_json
@answers
def screen(home: Path, day: datetime, model: str | None, as_json: bool) -> None:
    """Screen every customer's meter for load that nothing known explains: a list to ask by, no accusation."""
    place = opened(home)
    from terezi.evidence.facts.lake import Lake  # noqa: PLC0415
    from terezi.jobs.hand_over_leads import hand_over_leads  # noqa: PLC0415
    from terezi.jobs.screen_day import screen_day  # noqa: PLC0415
    from terezi.law.book import law_on  # noqa: PLC0415

    with progress_bar() as told:
        screened = screen_day(home=place, day=day.date(), model=model, progress=told)
    law = law_on(place.country, day.date())
    hand_over_leads(lake=Lake.open(place), law=law, at=datetime.now(UTC))
    say(screened.as_dict(), [str(screened)], as_json=as_json)
