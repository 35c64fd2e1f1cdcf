"""What every verb shares: its home, its answer as text or JSON, its progress and its exit code."""

import errno
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.evidence.facts.home import Home

PROBLEMS = 1
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}  # nothing acknowledged is lost then
_err = Console(stderr=True)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("home"),
    envvar="TEREZI_HOME",
    show_default=True,
    help="Folder of record and lake.",
)
DAY = click.DateTime(["%Y-%m-%d"])


def answers(verb: Callable[..., None]) -> Callable[..., None]:
    """Turn the expected families of failure into one sentence and exit code 1."""

    @wraps(verb)
    def said(*args: Any, **kwargs: Any) -> None:
        try:
            verb(*args, **kwargs)
        except (Refused, BadData, Unavailable) as reason:
            _err.print(
                shown(f"{type(reason).__name__}: {reason}"), style="bold", markup=False, highlight=False
            )
            sys.exit(PROBLEMS)
        except OSError as reason:
            if reason.errno not in NO_ROOM:
                raise
            told = shown(f"Unavailable: {reason}: make room, then do it again")
            _err.print(told, markup=False, highlight=False)
            sys.exit(PROBLEMS)

    return said


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a callback (what, done, of): a bar on a terminal, a line per stage elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_err, disable=not _err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
                if not _err.is_terminal:
                    click.echo(f"{what} ...", err=True)
            bar.update(tasks[what], completed=done, total=of)

        yield told


def opened(path: Path) -> Home:
    """Start the record of a home.

    :raises Unavailable: when the folder is no home.
    """
    from terezi.site import start  # noqa: PLC0415 - Django starts only for verbs that need the record

    home = Home(path)
    if not home.country:
        raise Unavailable(f"{path} has no country")
    start(home.path)
    return home


def stopped_by_a_signal() -> threading.Event:
    """Return what Ctrl-C and SIGTERM set from now on, instead of ending the program."""
    stop = threading.Event()

    def heard(_number: int, _frame: Any) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, heard)
    return stop


def say(payload: dict[str, Any], text: Iterable[str], *, as_json: bool) -> None:
    """Print the answer as one JSON object, or as lines of text."""
    click.echo(json.dumps(payload, ensure_ascii=False, default=str) if as_json else "\n".join(text))


def coins(amount_e8: int) -> str:
    """Write whole 1e-8 as coins, to the last digit."""
    whole, rest = divmod(abs(amount_e8), 10**8)
    return f"{'-' if amount_e8 < 0 else ''}{whole:,}.{rest:08d}"


def shown(reason: str) -> str:
    """Keep the lines of a refusal and nothing else a terminal would obey: it may repeat a sender's words."""
    return "\n".join(map(visible, reason.split("\n")))


def visible(text: object) -> str:
    """Write out what a terminal would obey instead of show: names and headings are a sender's words."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))
