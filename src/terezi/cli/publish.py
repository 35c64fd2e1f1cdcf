"""`terezi publish`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from terezi.cli.verb import answers, as_json, home_option, opened, progress_bar, say


@click.command()
@home_option
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write."
)
@click.option("--language", default="en", show_default=True, help="Of the pages: en, ru, tk, ur, kk or uz.")
@click.option(
    "--fresh-days",
    default=7,
    show_default=True,
    type=click.IntRange(1, 90),
    help="How long a verifier without network may rely on the status list: publish more often.",
)
@as_json
@answers
def publish(home: Path, out: Path, language: str, fresh_days: int, as_json: bool) -> None:
    """Put the public register out as signed files that need no server."""
    place = opened(home)
    from terezi.jobs.publish_register import publish_register  # noqa: PLC0415

    with progress_bar() as told:
        done = publish_register(
            home=place,
            out=out,
            language=language,
            fresh_for=timedelta(days=fresh_days),
            by="terezi publish",
            at=datetime.now(UTC),
            progress=told,
        )
    text = (
        f"{done.folder} holds {done.licences} licences in {done.files} files. Open {done.folder / 'register.html'}, "
        f"or put the folder on any web server. Sums: {done.digest}"
    )
    say(vars(done), [text], as_json=as_json)
