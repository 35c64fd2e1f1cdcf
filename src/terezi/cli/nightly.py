"""`terezi nightly`."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import answers, as_json, home_option, opened, say


@click.command()
@home_option
@as_json
@answers
def nightly(home: Path, as_json: bool) -> None:
    """Do what only waits for a day to come: terms, late opinions, certificates, the power plan, the journal's signature."""
    place = opened(home)
    from terezi.jobs.nightly import nightly as done  # noqa: PLC0415

    night = done(home=place, by="terezi nightly", at=datetime.now(UTC))
    say(asdict(night), night.lines(), as_json=as_json)
