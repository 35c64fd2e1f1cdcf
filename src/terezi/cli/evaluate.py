"""`terezi evaluate`."""

from dataclasses import asdict
from pathlib import Path

import click

from terezi.cli.verb import answers, as_json, progress_bar, say


@click.group()
def evaluate() -> None:
    """Judge what Terezi claims on data of your own."""


@evaluate.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--recipe",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML; see docs/detection.md.",
)
@click.option("--seeds", type=click.IntRange(1, 100), default=1, show_default=True)
@click.option("--false-alarms", type=click.FloatRange(0, 0.5, min_open=True), default=0.01, show_default=True)
@click.option("--peers", is_flag=True, help="Also judge the 5 % rule, a plain LightGBM and PyOD.")
@as_json
@answers
def detection(
    folders: tuple[Path, ...],
    recipe: Path | None,
    seeds: int,
    false_alarms: float,
    peers: bool,
    as_json: bool,
) -> None:
    """Add machines to real load and say how many are found in homes never seen."""
    from terezi.evidence.numerics.meters.injection import Recipe  # noqa: PLC0415 - takes a second
    from terezi.jobs.evaluate_detection import evaluate_detection  # noqa: PLC0415
    from terezi.jobs.evaluation_lines import lines  # noqa: PLC0415

    with progress_bar() as progress:
        result = evaluate_detection(
            paths=folders,
            recipe=Recipe.read(recipe),
            seeds=seeds,
            share=false_alarms,
            peers=peers,
            progress=progress,
        )
    say(asdict(result), lines(result), as_json=as_json)


@evaluate.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seed", type=int, default=0, show_default=True)
@as_json
@answers
def labelled(file: Path, seed: int, as_json: bool) -> None:
    """Rank customers whose outcome is known (SGCC and the like): AUC, MAP@100, MAP@200."""
    from terezi.jobs.evaluate_labelled import evaluate_labelled  # noqa: PLC0415 - takes a second

    told = evaluate_labelled(file, seed=seed)
    tops = ", ".join(f"MAP@{top} {value:.3f}" for top, value in told.map_at.items())
    text = f"{told.customers} customers, {told.flagged} flagged: AUC {told.auc:.3f} (low use alone {told.plain_auc:.3f}), {tops}"
    say(asdict(told), [text], as_json=as_json)
