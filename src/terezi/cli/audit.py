"""`terezi audit`."""

import sys
from pathlib import Path

import click

from terezi.cli.verb import PROBLEMS, answers, as_json, home_option, opened, say


@click.command()
@home_option
@as_json
@answers
def audit(home: Path, as_json: bool) -> None:
    """Check that no entry of the journal was changed, left out or put in afterwards."""
    opened(home)
    from terezi.desk.journal import queries  # noqa: PLC0415

    broken, end = queries.broken(), queries.journal_end()
    whole = f"The journal's {end.sequence} entries follow each other unbroken. Note its end elsewhere: {end.digest}"
    said = broken.says if broken else whole
    told = {"entries": end.sequence, "end": end.digest, "unbroken": broken is None, "says": said}
    say(told, [said], as_json=as_json)
    if broken:
        sys.exit(PROBLEMS)
