"""`terezi train`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import DAY, answers, as_json, home_option, opened, progress_bar, say


@click.command()
@home_option
@click.option(
    "--day", type=DAY, default=None, help="Last day of the window; the last day summarised unless given."
)
@click.option("--seed", type=int, default=1, show_default=True)
@as_json
@answers
def train(home: Path, day: datetime | None, seed: int, as_json: bool) -> None:
    """Learn from the country's own meters how unexplained load looks; journalled and repeatable."""
    place = opened(home)
    from terezi.desk.visits.queries import mined_at  # noqa: PLC0415
    from terezi.jobs.train_detection import last_day, train_detection  # noqa: PLC0415 - takes a second

    with progress_bar() as progress:
        trained = train_detection(
            home=place,
            day=day.date() if day else last_day(place),
            seed=seed,
            by="terezi train",
            at=datetime.now(UTC),
            labels=mined_at(),
            progress=progress,
        )
    told = {"sha256": trained.model.sha256, "folder": str(trained.folder), **trained.model.told}
    say(
        told, [f"Trained {told['sha256'][:16]} on {told['meters']} meters: {trained.folder}"], as_json=as_json
    )
