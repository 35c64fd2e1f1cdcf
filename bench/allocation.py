"""The allocation against its floors and its peers, and its promise to homes: `python -m bench.allocation [--quick]`.

Peers run by the interpreters of venvs of their own (README.md says how to make them); where one is absent its lines are
left out with a word on standard error. Seconds are CPU seconds inside the process, imports left out, from arrays to answer.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.report import line, versions

NAME = "allocation"
PEERS = os.environ.get("TEREZI_PEERS_PYTHON", ".venv-peers/bin/python")
PANDAPOWER = os.environ.get("TEREZI_PANDAPOWER_PYTHON", ".venv-pandapower/bin/python")
FULL = {"hours": 8_760, "weeks": 52, "repeats": 3, "years": 1_000, "year_hours": 8_760}
QUICK = {"hours": 1_000, "weeks": 2, "repeats": 1, "years": 60, "year_hours": 72}


def main() -> None:
    """Print one line per metric."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="within a minute")
    asked.add_argument("--only", choices=["year", "weeks", "day", "outages", "emergency", "promise"])
    given = asked.parse_args()
    size = QUICK if given.quick else FULL
    versions(NAME, "highspy", "numpy", "scipy")
    with tempfile.TemporaryDirectory() as folder:
        parts = {
            "outages": lambda: outages(Path(folder)),
            "emergency": emergency,
            "day": lambda: day(Path(folder), size["repeats"]),
            "year": lambda: year(Path(folder), size["hours"], size["repeats"]),
            "weeks": lambda: weeks(Path(folder), size["weeks"], size["repeats"]),
            "promise": lambda: promise(size["years"], size["year_hours"]),
        }
        for name, part in parts.items():
            if given.only in (None, name):
                part()


def step(*arguments: str) -> dict[str, Any]:
    """Run a step of ours in a process of its own, on one thread."""
    return _said([sys.executable, "-m", "bench.allocation_steps", *arguments])


def peer(python: str, *arguments: str) -> dict[str, Any] | None:
    """Run a peer; none where its venv is not there."""
    if not Path(python).exists():
        print(f"{arguments[0]} left out: {python} is not there (bench/README.md says how)", file=sys.stderr)
        return None
    return _said([python, str(Path(__file__).with_name("allocation_peer.py")), *arguments], alone=True)


def _said(command: list[str], *, alone: bool = False) -> dict[str, Any]:
    surroundings = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if alone:
        surroundings.pop("PYTHONPATH", None)
    done = subprocess.run(command, check=True, text=True, capture_output=True, env=surroundings)
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def medians(repeats: int, *asked: tuple[str, ...]) -> list[dict[str, Any]]:
    """Run the steps in turn, some times over; answer each step's last words with the median of its seconds."""
    runs = [[step(*each) for each in asked] for _ in range(repeats)]
    told = []
    for column in zip(*runs, strict=True):
        told.append({**column[-1], "cpu_s": statistics.median(run["cpu_s"] for run in column)})
    return told


def compared(workload: str, ours: dict[str, Any], floor: dict[str, Any], what: str) -> None:
    line(NAME, workload, "cpu", ours["cpu_s"], "s", peer=what, ratio=round(ours["cpu_s"] / floor["cpu_s"], 3))
    line(NAME, workload, "peer_cpu", floor["cpu_s"], "s", peer=what, peak_mib=floor.get("peak_mib"))
    apart = abs(ours["objective"] - floor["objective"]) / max(abs(floor["objective"]), 1)
    print(
        json.dumps(
            {"bench": NAME, "workload": workload, "metric": "objectives_apart", "value": apart, "peer": what}
        )
    )


def year(folder: Path, hours: int, repeats: int) -> None:
    """A year without ramps: against the hot-started hour, linopy and PyPSA."""
    for strain in ("usual", "strained"):
        workload = f"{hours} h x 6 regions x 200 mines, {strain}"
        ours, floor = medians(repeats, ("year", str(hours), strain), ("year_floor", str(hours), strain))
        compared(workload, ours, floor, "hot-started hour")
        line(NAME, workload, "proved", ours["proved"], "1 is yes", check_cpu_s=round(ours["check_cpu_s"], 3))
        line(NAME, workload, "hours_solved", ours["solved_share"], "share", short_hours=ours["short_hours"])
    file = str(folder / "year.npz")
    step("export", "year", str(hours), file)
    (ours,) = medians(repeats, ("year", str(hours)))
    for name in ("linopy", "pypsa"):
        answer = peer(PEERS, name, file)
        if answer:
            compared(f"{hours} h x 6 regions x 200 mines, usual", ours, answer, name)


def weeks(folder: Path, count: int, repeats: int) -> None:
    """Rolling weeks with ramps: against the hot-started week, and the first week against linopy."""
    workload = f"{count} rolling weeks with ramps"
    ours, floor = medians(min(repeats, 2), ("weeks", str(count)), ("weeks_floor", str(count)))
    compared(workload, ours, floor, "hot-started week")
    line(NAME, workload, "proved", ours["proved"], "1 is yes", seams_cut=ours["seams_cut"])
    file = str(folder / "weeks.npz")
    step("export", "weeks", "168", file)
    answer = peer(PEERS, "linopy_ramps", file)
    if answer:
        compared("a week with ramps", step("weeks", "1"), answer, "linopy")


def day(folder: Path, repeats: int) -> None:
    """A day ahead in whole decisions: 200 mines, four hours at least, 40 % at least, a cost of starts."""
    for first in (100, 4_000, 7_000):
        (plan,) = medians(repeats, ("day", str(first)))
        workload = f"day ahead from hour {first}, 200 mines on or off"
        line(NAME, workload, "cpu", plan["cpu_s"], "s", wall_s=round(plan["wall_s"], 2), goal=3)
        line(NAME, workload, "proved_gap", plan["gap"], "share", proved=plan["proved"])
        file = str(folder / f"day{first}.npz")
        step("export", "day", str(first), file)
        answer = peer(PEERS, "linopy_day", file)
        if answer:
            compared(workload, plan, answer, "linopy, gap 2e-4, at most 120 s")


def outages(folder: Path) -> None:
    """Outage factors and the flows after each outage of the 118-bus case, against pandapower."""
    (folder / "n.npz").touch()
    answer = peer(PANDAPOWER, "pandapower", str(folder / "n.npz"))
    if answer is None:
        return
    ours = step("outages", str(folder / "n_case118.npz"))
    workload = "118 buses, 186 branches"
    for metric, unit in {"build_ms": "ms", "all_outages_ms": "ms", "secure_limits_ms": "ms"}.items():
        line(NAME, workload, metric, ours[metric], unit)
    each = answer["cpu_s"] / answer["outages"] * 1e3
    line(NAME, workload, "pandapower_ms_per_outage", each, "ms", peer="pandapower")
    for metric in ("factors_apart", "flows_apart_mw"):
        print(json.dumps({"bench": NAME, "workload": workload, "metric": metric, "value": ours[metric]}))
    line(
        NAME,
        workload,
        "islanding_branches",
        ours["islanding"],
        "branches",
        peer="networkx",
        theirs=ours["bridges"],
    )


def emergency() -> None:
    """The emergency sort."""
    cut = step("emergency", "10000")
    line(
        NAME,
        "10,000 mines",
        "emergency_sort",
        cut["wall_s"],
        "s",
        goal=1,
        orders=cut["orders"],
        ok=cut["in_order"],
    )


def promise(years: int, hours: int) -> None:
    """Random countries on two processes: hours in which mining causes a shortage or an overload."""
    size = max(1, years // 40)
    parts = [(first, min(first + size, years)) for first in range(0, years, size)]
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda part: step("promise", str(part[0]), str(part[1]), str(hours)), parts))
    workload = f"{years} random years of {hours} h"
    broken = [number for each in told for number in each["broken"]]
    line(NAME, workload, "years_with_a_broken_promise", len(broken), "years", which=broken[:20])
    worst = max(each["worst_mwh"] for each in told)
    print(
        json.dumps(
            {"bench": NAME, "workload": workload, "metric": "worst_shortage_added_mwh", "value": worst}
        )
    )
    for metric in ("hours", "solved", "short"):
        line(NAME, workload, metric, sum(each[metric] for each in told), "hours")
    line(NAME, workload, "cpu", sum(each["cpu_s"] for each in told), "s")


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    line(NAME, "all", "bench_took", time.perf_counter() - began, "s")
