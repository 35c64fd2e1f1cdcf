"""`terezi score`."""

from datetime import datetime
from pathlib import Path

import click

from terezi.cli.verb import DAY, answers, as_json, home_option, opened, say


@click.command()
@home_option
@click.option("--answers", "answers_path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--day", type=DAY, default=None, help="Day to score; the last weighed day unless given.")
@as_json
@answers
def score(home: Path, answers_path: Path | None, day: datetime | None, as_json: bool) -> None:
    """Compare findings with an answers file: recall, precision and money found."""
    place = opened(home)
    from terezi.demo.scoring import scored  # noqa: PLC0415

    result = scored(home=place, answers=answers_path, day=day.date() if day else None)
    say(result.as_dict(), result.lines(), as_json=as_json)
