"""Build Garagum into a home: write its files, load them at the front door, take a year of applications through the
desk, bill, plan and order power, weigh the last month, screen the meters and visit some, and let a partner witness the
journal."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from terezi.base.periods import Period, days_up_to
from terezi.demo import answers, country, inspection, officers
from terezi.demo.answers import Answers
from terezi.demo.energy import build as energy
from terezi.demo.exchanges.build import refused_at
from terezi.demo.exchanges.files import REFUSED
from terezi.demo.exchanges.proofs import prove_one, write_samples
from terezi.demo.exchanges.terms import ALTYN
from terezi.demo.licensing.build import build_licensing, has_law, joined, opened_at, refuse_another
from terezi.desk.venues.actions import name_filer
from terezi.desk.venues.queries import account
from terezi.evidence.facts.home import Home
from terezi.jobs.certify import certify
from terezi.jobs.keep_witness import keep_witness
from terezi.jobs.load import load
from terezi.jobs.morning import morning
from terezi.jobs.publish_log import checkpoint_log

WEIGHED_DAYS = 30
BY = "terezi demo"
WITNESS = "witness"
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Demo:
    """What was built, printed as the words after `make demo`."""

    home: Home
    fresh: bool
    officers: list[str]

    def __str__(self) -> str:
        built = "is built" if self.fresh else "was built before and is kept"
        said = "\n".join(self.officers)
        return (
            f"Garagum (FICTION) {built} in {self.home.path}.\nDemo officers, all with one password:\n{said}"
        )


def build_demo(
    *, home: Home, seed: int, sites: int, days: int, last_day: date, at: datetime, progress: Told
) -> Demo:
    """Build the demo unless this very demo stands already; half a build is built again.

    :raises Refused: when the home holds the decided files of another seed or year.
    """
    asked = {"seed": seed, "sites": sites, "days": days, "last_day": last_day.isoformat()}
    marker = home.path / "demo.json"
    appointed = officers.appoint_all(home, at=opened_at(last_day))
    if marker.exists() and json.loads(marker.read_text()) == asked:
        return Demo(home, fresh=False, officers=appointed)
    out = home.path / "garagum"
    refuse_another(out=out, seed=seed, last_day=last_day)
    country.build(
        out=out,
        seed=seed,
        sites=sites,
        days=days,
        last_day=last_day,
        progress=lambda said: progress(said, 1, 1),
    )
    _load_all(home, [out / "register"], at=opened_at(last_day), progress=progress)
    told = answers.read(out / "answers.json")
    if has_law(last_day):
        progress("Garagum: a year of applications", 1, 1)
        licensing = build_licensing(
            home=home, out=out, seed=seed, last_day=last_day, password=officers.PASSWORD
        )
        told = joined(told, licensing)
    answers.write(told, home.answers_path)
    (out / "answers.json").unlink()
    world, _ = country.drawn(seed=seed, sites=sites, days=days, last_day=last_day)
    progress("Garagum: bills, plans and an order", 1, 1)
    energy.live(
        home,
        out / "deliveries",
        world,
        seed=seed,
        load=lambda folders: _load_all(home, folders, at=at, progress=progress),
    )
    load(home=home, paths=[out / REFUSED], options={}, at=refused_at(last_day), by=BY, progress=progress)
    weighed = days_up_to(last_day, days=min(WEIGHED_DAYS, days))
    _mornings(home, weighed, last_day=last_day, days=days, seed=seed, told=told, at=at, progress=progress)
    name_filer(venue=ALTYN.venue_id, officer=account(officers.FILES), by=BY, at=at)
    write_samples(out, last_day=last_day, by=BY, at=at)
    prove_one(home, out, by=BY, at=at)
    certify(home=home, by=BY, at=at)
    checkpoint_log(home=home, by=BY, at=at)
    keep_witness(source=home.log_dir, kept=home.path / WITNESS, at=at)
    marker.write_text(json.dumps(asked))
    return Demo(home, fresh=True, officers=appointed)


def _mornings(
    home: Home,
    weighed: Period,
    *,
    last_day: date,
    days: int,
    seed: int,
    told: Answers,
    at: datetime,
    progress: Told,
) -> None:
    """Live through the days; in the last week meters are screened and visits made, if the days built can tell."""
    if not inspection.can_screen(home, last_day=last_day, days=days):
        morning(home=home, period=weighed, at=at, progress=progress)
        return
    screened = inspection.screening_day(last_day)
    morning(home=home, period=Period(weighed.starts_on, screened), at=at, progress=progress)
    inspection.screen(home=home, day=screened, seed=seed, at=at, progress=progress)
    morning(home=home, period=Period(screened, weighed.ends_before), at=at, progress=progress)
    inspection.visit(home=home, last_day=last_day, seed=seed, told=told, at=at)


def _load_all(home: Home, folders: Sequence[Path], *, at: datetime, progress: Told) -> None:
    receipts = load(home=home, paths=folders, options={}, at=at, by=BY, progress=progress)
    refused = [str(r) for r in receipts if r.outcome not in ("accepted", "unchanged")]
    if refused:
        raise RuntimeError("Garagum wrote a file its own door refuses: " + "; ".join(refused))
