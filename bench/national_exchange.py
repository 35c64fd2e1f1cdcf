"""A country's exchanges over a month: every pass of the morning and every indicator, day by day, beside a bare scan of the same columns.

python -m bench.national_exchange [--quick] [--trades-a-day N] [--days N] [--dir DIR] [--steps STEP ...] [--cpu-limit S]

Each step of each day runs in a process of its own and is written to DIR/steps.jsonl; what stands there is not run again, so that a
run stopped from outside is carried on, and two runs with other steps may go side by side.
"""

import argparse
import json
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench.national_exchange_steps import MONTH
from bench.report import cost_of, line, versions

NAME = "national_exchange"
A_DAY, QUICK = 3_333_334, 33_334
STEPS = ("generate", "scan", "fees", "returns", "books", "coins", "markets", "indicators", "page")
PEER = "bare scan of the same columns"
Run = dict[str, Any]


def main() -> None:
    """Run what is not yet written, then add up what is."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true", help="a hundredth of the trades")
    asked.add_argument("--trades-a-day", type=int)
    asked.add_argument("--days", type=int, default=30)
    asked.add_argument("--dir", type=Path)
    asked.add_argument("--steps", nargs="*", choices=STEPS, default=STEPS)
    asked.add_argument(
        "--cpu-limit", type=int, help="end a step after so many CPU seconds and say that it did not end"
    )
    given = asked.parse_args()
    folder = given.dir or Path(tempfile.mkdtemp())
    trades = given.trades_a_day or (QUICK if given.quick else A_DAY)
    days = list(MONTH)[: given.days]
    try:
        run(folder, days, trades, given.steps, given.cpu_limit)
        summarise(folder, f"{trades} trades a day")
    finally:
        if given.dir is None:
            shutil.rmtree(folder)


def run(folder: Path, days: Sequence[date], trades: int, steps: Sequence[str], cpu_limit: int | None) -> None:
    """Run the steps of the days that are not written yet, the earliest day first."""
    if cpu_limit:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, cpu_limit))  # the children inherit it
    for day in days:
        for step in steps:
            if (step, day.isoformat()) not in {(it["step"], it["day"]) for it in written(folder)}:
                told = one(folder, day, step, *([str(trades)] if step == "generate" else []))
                with (folder / "steps.jsonl").open("a") as lines:
                    lines.write(json.dumps({"step": step, "day": day.isoformat(), **told}) + "\n")


def one(folder: Path, day: date, step: str, *more: str) -> Run:
    """Run a step in a process of its own; answers what it says, and its peak memory."""
    try:
        cost = cost_of("bench.national_exchange_steps", step, str(folder), day.isoformat(), *more)
    except subprocess.CalledProcessError as ended:
        return {"ended": ended.returncode}
    return {**json.loads(cost.said), "peak_mib": round(cost.peak_mib)}


def written(folder: Path) -> list[Run]:
    """Return the steps that were run."""
    lines = folder / "steps.jsonl"
    return [json.loads(it) for it in lines.read_text().splitlines()] if lines.exists() else []


def summarise(folder: Path, workload: str) -> None:
    """Print of each step the days it was run for, its seconds and its ratio to the scan of the same days, and the highest peak."""
    versions(NAME, "duckdb", "deltalake", "ibis-framework", "polars")
    runs = [it for it in written(folder) if "ended" not in it]
    rows = sum(it["venue_orders"] + it["venue_trades"] for it in runs if it["step"] == "generate")
    line(NAME, workload, "events", rows, "rows")
    scans = {it["day"]: it for it in runs if it["step"] == "scan"}
    for step in STEPS[1:]:
        its = [it for it in runs if it["step"] == step and it["day"] in scans]
        for unit in ("seconds", "cpu_s"):
            bare = sum(scans[it["day"]][unit] for it in its)
            took = sum(it[unit] for it in its)
            ratio = round(took / bare, 1) if bare else None
            line(NAME, workload, f"{step}_{unit}", took, "s", days=len(its), peer=PEER, ratio=ratio)
        peak = max((it["peak_mib"] for it in its), default=0)
        line(NAME, workload, f"{step}_peak_memory", peak, "MiB", days=len(its))
    for it in written(folder):
        if "ended" in it:
            line(NAME, workload, f"{it['step']}_did_not_end", 1, "day", day=it["day"])


if __name__ == "__main__":
    main()
