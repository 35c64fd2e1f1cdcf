"""`terezi check-fleet`."""

from dataclasses import asdict
from pathlib import Path

import click

from terezi.base.errors import Refused
from terezi.cli.verb import answers, as_json, home_option, say
from terezi.evidence.facts.home import Home


@click.command("check-fleet")
@home_option
@click.option("--site", required=True, help="Site whose telemetry is checked.")
@as_json
@answers
def check_fleet(home: Path, site: str, as_json: bool) -> None:
    """Check a site's machines against the register and their own readings, and say what that can show."""
    from terezi.jobs.check_fleet import check_fleet as checked  # noqa: PLC0415

    result = checked(home=Home(home), site_id=site)
    if not result.coverage.polls:
        raise Refused(
            f"No telemetry of {site} has arrived in {home}: name a site that reports, or load its files"
        )
    say(asdict(result), result.sentences, as_json=as_json)
