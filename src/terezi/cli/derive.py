"""`terezi derive`."""

import sys
from pathlib import Path

import click

from terezi.cli.verb import PROBLEMS, answers, as_json, home_option, opened, say


@click.command()
@home_option
@click.argument("finding", type=int)
@as_json
@answers
def derive(home: Path, finding: int, as_json: bool) -> None:
    """Derive a finding again from its snapshot and law, and compare it with the record."""
    place = opened(home)
    from terezi.jobs.derive import derive as derived_again  # noqa: PLC0415

    result = derived_again(home=place, number=finding)
    lines = [result.says, f"  on record {result.on_record}", f"  derived   {result.derived}"]
    say(result.as_dict(), lines, as_json=as_json)
    if not result.same:
        sys.exit(PROBLEMS)
