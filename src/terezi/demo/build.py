"""Build Garagum into a home: write its files, load them at the front door, weigh its last month."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from terezi.base.periods import days_up_to
from terezi.demo import country, officers
from terezi.evidence.facts.home import Home
from terezi.jobs.load import load
from terezi.jobs.morning import morning

WEIGHED_DAYS = 30
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
    """Build the demo unless this very demo stands already; half a build is built again."""
    asked = {"seed": seed, "sites": sites, "days": days, "last_day": last_day.isoformat()}
    marker = home.path / "demo.json"
    appointed = officers.appoint(home, at=at)
    if marker.exists() and json.loads(marker.read_text()) == asked:
        return Demo(home, fresh=False, officers=appointed)
    out = home.path / "garagum"
    country.build(
        out=out,
        seed=seed,
        sites=sites,
        days=days,
        last_day=last_day,
        progress=lambda said: progress(said, 1, 1),
    )
    (out / "answers.json").replace(home.answers_path)
    for folder in ("register", "deliveries"):
        _load_all(home, out / folder, at=at, progress=progress)
    weighed = days_up_to(last_day, days=min(WEIGHED_DAYS, days))
    morning(home=home, period=weighed, at=at, progress=progress)
    marker.write_text(json.dumps(asked))
    return Demo(home, fresh=True, officers=appointed)


def _load_all(home: Home, folder: Path, *, at: datetime, progress: Told) -> None:
    receipts = load(home=home, paths=[folder], options={}, at=at, by="terezi demo", progress=progress)
    refused = [str(r) for r in receipts if r.outcome not in ("accepted", "unchanged")]
    if refused:
        raise RuntimeError("Garagum wrote a file its own door refuses: " + "; ".join(refused))
