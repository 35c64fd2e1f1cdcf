"""Build Garagum into a home: write its files, load them at the front door, weigh its last month."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from terezi.base.periods import days_up_to
from terezi.demo import country
from terezi.demo.officers import OFFICERS, create_officers
from terezi.evidence.facts.home import Home
from terezi.jobs.load import load
from terezi.jobs.morning import morning
from terezi.jobs.new_home import new_home

COUNTRY = "GG"
WEIGHED_DAYS = 30
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Demo:
    """What was built, printed as the words after `make demo`."""

    home: Home
    fresh: bool

    def __str__(self) -> str:
        built = "is built" if self.fresh else "was built before and is kept"
        officers = "\n".join(f"  {o.email:32} {o.password:18} {o.role}" for o in OFFICERS)
        return f"Garagum (FICTION) {built} in {self.home.path}.\nDemo officers:\n{officers}"


def build_demo(
    *, home: Path, seed: int, sites: int, days: int, last_day: date, at: datetime, progress: Told
) -> Demo:
    """Build the demo unless this very demo stands already; half a build is built again."""
    asked = {"seed": seed, "sites": sites, "days": days, "last_day": last_day.isoformat()}
    marker = home / "demo.json"
    if marker.exists() and json.loads(marker.read_text()) == asked:
        return Demo(new_home(home, country=COUNTRY), fresh=False)
    opened = new_home(home, country=COUNTRY)
    create_officers(at=at)
    out = opened.path / "garagum"
    country.build(out=out, seed=seed, sites=sites, days=days, last_day=last_day, progress=progress)
    (out / "answers.json").replace(opened.answers_path)
    for folder in ("register", "deliveries"):
        _load_all(opened, out / folder, at=at, progress=progress)
    weighed = days_up_to(last_day, days=min(WEIGHED_DAYS, days))
    morning(home=opened, period=weighed, at=at, progress=progress)
    marker.write_text(json.dumps(asked))
    return Demo(opened, fresh=True)


def _load_all(home: Home, folder: Path, *, at: datetime, progress: Told) -> None:
    receipts = load(home=home, paths=[folder], options={}, at=at, by="terezi demo", progress=progress)
    refused = [str(r) for r in receipts if r.outcome not in ("accepted", "unchanged")]
    if refused:
        raise RuntimeError("Garagum wrote a file its own door refuses: " + "; ".join(refused))
