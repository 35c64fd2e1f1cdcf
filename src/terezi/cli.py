"""`terezi ...`: one thin function per verb. Exit codes: 0 done, 1 problems found, 2 wrong use."""

import errno
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.receipts import Receipt

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
            _err.print(f"{type(reason).__name__}: {reason}", style="bold", markup=False, highlight=False)
            sys.exit(PROBLEMS)
        except OSError as reason:
            if reason.errno not in NO_ROOM:
                raise
            _err.print(f"Unavailable: {reason}: make room, then do it again", markup=False, highlight=False)
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


def _opened(path: Path) -> Home:
    from terezi.site import start  # noqa: PLC0415 - Django starts only for verbs that need the record

    home = Home(path)
    if not home.country:
        raise Unavailable(f"{path} has no country")
    start(home.path)
    return home


def _say(payload: dict[str, Any], text: Iterable[str], *, as_json: bool) -> None:
    click.echo(json.dumps(payload, ensure_ascii=False, default=str) if as_json else "\n".join(text))


def _visible(text: object) -> str:
    """Write out what a terminal would obey instead of show: names and headings are a sender's words."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="terezi")
def main() -> None:
    """Weigh whose electricity, machines and coins do not agree."""


@main.command()
@home_option
@click.option("--country", required=True, help="Law pack, e.g. TM, KZ, UZ, PK or GG.")
@answers
def init(home: Path, country: str) -> None:
    """Make an empty home for a country."""
    from terezi.jobs.new_home import new_home  # noqa: PLC0415

    new_home(home, country=country)
    click.echo(f"{home} is ready for {country}. Next: terezi load --home {home} FILES")


@main.command()
@home_option
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="What the files do not say: site_id=..., time_zone=...",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@as_json
@answers
def load(home: Path, options: tuple[str, ...], paths: tuple[Path, ...], as_json: bool) -> None:
    """Take deliveries: files or folders, each file whole or not at all."""
    opened = _opened(home)
    from terezi.jobs.load import load as load_paths  # noqa: PLC0415

    if stray := [pair for pair in options if "=" not in pair]:
        raise click.BadParameter(f"{stray[0]} is not NAME=VALUE", param_hint="--option")
    given = dict(pair.split("=", 1) for pair in options)
    with progress_bar() as told:
        receipts = load_paths(
            home=opened, paths=paths, options=given, at=datetime.now(UTC), by="terezi load", progress=told
        )
    _say({"receipts": [asdict(r) for r in receipts]}, map(_told_of, receipts), as_json=as_json)
    if any(r.outcome == "quarantined" for r in receipts):
        sys.exit(PROBLEMS)


def _told_of(receipt: Receipt) -> str:
    """Say in a few lines what became of one file."""
    if receipt.outcome == "not_recognised":
        return f"not recognised  {_visible(receipt.file)}"
    counts = f"{receipt.rows_new} new, {receipt.rows_corrected} corrected, {receipt.rows_unchanged} as before"
    lines = [f"{receipt.outcome:15} {receipt.file} from {receipt.source} ({receipt.table}): {counts}"]
    lines += [f"    {problem}" for problem in receipt.problems]
    lines += [f"    noticed {note.code}: {note.says} ({note.count})" for note in receipt.notes]
    return "\n".join(map(_visible, lines))


@main.command()
@home_option
@click.option("--day", required=True, type=DAY, help="Settlement day to weigh.")
@click.option(
    "--days",
    default=None,
    type=click.IntRange(1, 366),
    help="Weigh this many days, ending with --day; unless given, as many as the policy computes again for late data.",
)
@as_json
@answers
def run(home: Path, day: datetime, days: int | None, as_json: bool) -> None:
    """Weigh a day and look for what does not agree, under the law of that day."""
    opened = _opened(home)
    from terezi.base.periods import days_up_to  # noqa: PLC0415
    from terezi.jobs.morning import morning  # noqa: PLC0415
    from terezi.law.book import law_on  # noqa: PLC0415

    again = days or law_on(opened.country, day.date()).supervision.recompute_days.value
    with progress_bar() as told:
        runs = morning(
            home=opened, period=days_up_to(day.date(), days=again), at=datetime.now(UTC), progress=told
        )
    lines = [*map(str, runs), *runs[-1].blocked]
    _say({"days": [r.as_dict() for r in runs]}, lines, as_json=as_json)


@main.command()
@home_option
@click.argument("username")
@click.option("--name", required=True, help="Name shown on pages and in the journal.")
@click.option(
    "--role",
    required=True,
    help="licensing_officer, energy_inspector, aml_analyst, market_supervisor, policy_economist, auditor or sysadmin.",
)
@click.password_option(help="At least 12 characters; asked for unless given.")
@answers
def appoint(home: Path, username: str, name: str, role: str, password: str) -> None:
    """Appoint an officer who may sign in."""
    _opened(home)
    from terezi.desk.people import actions  # noqa: PLC0415
    from terezi.desk.people.terms import Role  # noqa: PLC0415

    if role not in list(Role):
        raise click.BadParameter(f"{role} is no role; choose one of {', '.join(Role)}")
    actions.appoint(
        username=username,
        name=name,
        role=Role(role),
        password=password,
        by="terezi appoint",
        at=datetime.now(UTC),
    )
    click.echo(f"{name} may now sign in as {username}.")


@main.command()
@home_option
@click.argument("username")
@click.option("--for", "purpose", required=True, help="What the token is for, e.g. statistics-office.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366))
@answers
def token(home: Path, username: str, purpose: str, days: int) -> None:
    """Issue a token with which an officer's machine may use the API; it is shown once."""
    _opened(home)
    from terezi.desk.people import actions, queries  # noqa: PLC0415

    officer = queries.officer(username)
    if officer is None:
        raise Refused(f"Nobody here is called {username}: appoint the officer first")
    issued = actions.issue_token(
        officer=officer, name=purpose, by="terezi token", at=datetime.now(UTC), days=days
    )
    click.echo(issued[1])


@main.command()
@home_option
@as_json
@answers
def audit(home: Path, as_json: bool) -> None:
    """Check that no entry of the journal was changed, left out or put in afterwards."""
    _opened(home)
    from terezi.desk.journal import queries  # noqa: PLC0415

    broken, end = queries.broken(), queries.journal_end()
    whole = f"The journal's {end.sequence} entries follow each other unbroken. Note its end elsewhere: {end.digest}"
    said = broken.says if broken else whole
    told = {"entries": end.sequence, "end": end.digest, "unbroken": broken is None, "says": said}
    _say(told, [said], as_json=as_json)
    if broken:
        sys.exit(PROBLEMS)


@main.command()
@home_option
@click.argument("finding", type=int)
@as_json
@answers
def derive(home: Path, finding: int, as_json: bool) -> None:
    """Derive a finding again from its snapshot and law, and compare it with the record."""
    opened = _opened(home)
    from terezi.jobs.derive import derive as derived_again  # noqa: PLC0415

    result = derived_again(home=opened, number=finding)
    lines = [result.says, f"  on record {result.on_record}", f"  derived   {result.derived}"]
    _say(result.as_dict(), lines, as_json=as_json)
    if not result.same:
        sys.exit(PROBLEMS)


@main.command()
@click.argument("name", required=False)
@as_json
@answers
def tables(name: str | None, as_json: bool) -> None:
    """Print what a delivery or register file of each table holds: columns, units, meaning."""
    from terezi.evidence.facts.tables import FACTS, REFERENCES  # noqa: PLC0415
    from terezi.evidence.sources.plain import told_columns  # noqa: PLC0415

    asked = [table for table in (*FACTS, *REFERENCES) if name in (None, table.name)]
    if not asked:
        raise Refused(f"There is no table {name}: leave the name out to see them all")
    lines = []
    for table in asked:
        lines += [f"{table.name}: {table.says}; one row for each {', '.join(table.key)}"]
        lines += [
            f"  {c.name}{' (may be empty)' if c.nullable else ''}: {c.says} [{c.kind}; {c.unit}]"
            for c in told_columns(table)
        ]
    _say({table.name: [asdict(c) for c in told_columns(table)] for table in asked}, lines, as_json=as_json)


@main.command("check-fleet")
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
    _say(asdict(result), result.sentences, as_json=as_json)


@main.command()
@click.argument("country")
@click.option("--on", "on", required=True, type=DAY, help="Day the law is asked for.")
@click.option("--diff", type=DAY, default=None, help="Say what differs from this day.")
@as_json
@answers
def law(country: str, on: datetime, diff: datetime | None, as_json: bool) -> None:
    """Print the law of a country on a day, or what differs from another day."""
    from terezi.law.book import law_on  # noqa: PLC0415
    from terezi.law.differences import differences  # noqa: PLC0415
    from terezi.law.rows import rows  # noqa: PLC0415

    country = country.upper()
    asked = law_on(country, on.date())
    about = {"country": country, "on": on.date(), "version": asked.version}
    if diff is None:
        terms = [asdict(row) for row in rows(asked)]
        _say(
            {**about, "terms": terms},
            (
                f"{r.section}.{r.name}: {r.value}  [{r.unit}; {r.status}, {r.confidence}; from {r.in_force_from}; {r.source}]"
                for r in rows(asked)
            ),
            as_json=as_json,
        )
        return
    changed = differences(law_on(country, diff.date()), asked)
    lines = [
        f"{d.section}.{d.name}: {d.before.value} -> {d.after.value}  [{d.after.source}]" for d in changed
    ]
    _say(
        {**about, "against": diff.date(), "differences": [asdict(d) for d in changed]},
        lines or [f"Nothing differs between {diff.date()} and {on.date()}."],
        as_json=as_json,
    )


@main.command()
@home_option
@click.option("--answers", "answers_path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--day", type=DAY, default=None, help="Day to score; the last weighed day unless given.")
@as_json
@answers
def score(home: Path, answers_path: Path | None, day: datetime | None, as_json: bool) -> None:
    """Compare findings with an answers file: recall, precision and money found."""
    opened = _opened(home)
    from terezi.demo.scoring import scored  # noqa: PLC0415

    result = scored(home=opened, answers=answers_path, day=day.date() if day else None)
    _say(result.as_dict(), result.lines(), as_json=as_json)


@main.command()
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

    opened = new_home(home, country=COUNTRY)
    from terezi.demo.build import build_demo  # noqa: PLC0415

    with progress_bar() as told:
        built = build_demo(
            home=opened,
            seed=seed,
            sites=sites,
            days=days,
            last_day=last_day.date(),
            at=datetime.now(UTC),
            progress=told,
        )
    click.echo(built)
    if serve:
        _serve(home, port)


@main.command()
@home_option
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@answers
def serve(home: Path, port: int) -> None:
    """Serve the browser pages and the API on this machine."""
    _serve(home, port)


def _serve(home: Path, port: int) -> None:
    from terezi.site.serve import serve as serve_site  # noqa: PLC0415

    _opened(home)
    click.echo(f"Today will be at http://127.0.0.1:{port}/  (stop with Ctrl-C)")
    serve_site(port=port)


if __name__ == "__main__":
    main()
