"""`terezi lists`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terezi.base.errors import BadData
from terezi.cli.verb import DAY, PROBLEMS, answers, as_json, home_option, opened, say, visible

if TYPE_CHECKING:
    from terezi.desk.screening.models import ListVersion


@click.group()
def lists() -> None:
    """Load and show the lists that applicants are compared with."""


@lists.command()
@home_option
@click.option("--taken-on", type=DAY, help="Day the list was taken, where its file does not say.")
@click.option(
    "--list", "list_id", default="", metavar="ID", help="Name of the list, where its file misnames it."
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@as_json
@answers
def load(home: Path, taken_on: datetime | None, list_id: str, files: tuple[Path, ...], as_json: bool) -> None:
    """Take in lists: names, addresses, customs declarations; each file whole or not at all."""
    opened(home)
    from terezi.desk.screening import actions  # noqa: PLC0415

    told, refused = [], []
    for file in files:
        try:
            loaded = actions.load(
                name=file.name,
                data=file.read_bytes(),
                by="terezi lists load",
                at=datetime.now(UTC),
                taken_on=taken_on.date() if taken_on else None,
                list_id=list_id,
            )
        except BadData as wrong:
            refused.append(str(wrong))
        else:
            told.append({"is_new": loaded.is_new, **_told_of(loaded.version)})
    lines = [f"{'loaded' if one['is_new'] else 'as before':9}  {_line(one)}" for one in told]
    say(
        {"loaded": told, "refused": refused},
        [*lines, *(visible(f"refused    {one}") for one in refused)],
        as_json=as_json,
    )
    if refused:
        raise SystemExit(PROBLEMS)


@lists.command()
@home_option
@click.option("--all", "show_all", is_flag=True, help="Every version, not only the current ones.")
@as_json
@answers
def show(home: Path, show_all: bool, as_json: bool) -> None:
    """Show which lists there are, which version of each is current, how large and how old it is."""
    opened(home)
    from terezi.desk.screening import queries  # noqa: PLC0415

    told = [_told_of(version) for version in (queries.versions() if show_all else queries.current())]
    say(
        {"lists": told},
        [_line(one) for one in told] or ["no lists: load one with `terezi lists load FILE`"],
        as_json=as_json,
    )


def _told_of(version: "ListVersion") -> dict[str, object]:
    names = ("list_id", "title", "kind", "taken_on", "rows", "size_bytes", "sha256", "file_name", "loaded_at")
    return {name: getattr(version, name) for name in names}


def _line(told: dict[str, object]) -> str:
    sha256 = str(told["sha256"])[:8]
    return visible(
        f"{told['list_id']:30} {told['kind']:15} {told['taken_on']} {told['rows']:>8} rows  {sha256}  {told['title']}"
    )
