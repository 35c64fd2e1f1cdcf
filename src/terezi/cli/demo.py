"""`terezi demo`."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import DAY, answers, home_option, progress_bar


@click.command()
@home_option
@click.option("--seed", default=2026, show_default=True, help="Another seed is another country.")
@click.option("--sites", default=43, show_default=True, type=click.IntRange(43, 10_000))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366))
@click.option("--last-day", type=DAY, default="2026-03-10", show_default=True)
@click.option("--serve/--no-serve", default=True, help="Serve it in the browser when built.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@answers
def demo(home: Path, seed: int, sites: int, days: int, last_day: datetime, serve: bool, port: int) -> None:
    """Build the fictional country Garagum, weigh it, and serve it."""
    from terezi.demo.verdict import COUNTRY  # noqa: PLC0415
    from terezi.jobs.new_home import new_home  # noqa: PLC0415

    place = new_home(home, country=COUNTRY)
    from terezi.demo.build import build_demo  # noqa: PLC0415

    with progress_bar() as told:
        built = build_demo(
            home=place,
            seed=seed,
            sites=sites,
            days=days,
            last_day=last_day.date(),
            at=datetime.now(UTC),
            progress=told,
        )
    click.echo(built)
    if serve:
        # Workers are forked, and what the lake runs on does not outlive a fork: serve from a process that never opened it
        command = ["-m", "terezi.cli", "serve", "--home", str(home), "--port", str(port)]
        os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - this very program again
