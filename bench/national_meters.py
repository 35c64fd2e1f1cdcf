"""Every meter of a country: a month of hourly readings added up and screened, beside a bare scan of the same columns.

python -m bench.national_meters [--quick] [--meters N] [--order meter|time] [--dir DIR] [--spark MASTER]
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.report import Cost, cost_of, line, versions

NAME = "national_meters"
METERS, QUICK = 1_000_000, 50_000
PEER = "bare scan of the readings"


def main() -> None:
    """Draw the country, then scan, add up and screen, each in a process of its own."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--meters", type=int)
    asked.add_argument("--order", choices=("meter", "time"), default="meter")
    asked.add_argument("--dir", type=Path)
    asked.add_argument(
        "--spark", help="a master such as local[2]: hold a sample of its answers against DuckDB's"
    )
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(dir=given.dir))
    try:
        measure(folder, given.meters or (QUICK if given.quick else METERS), given.order, given.spark)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, meters: int, order: str, spark: str | None) -> None:
    """Print one line per metric; ratios are of seconds on the clock and on the processors, which others may use too."""
    versions(NAME, "duckdb", "deltalake", "ibis-framework", "polars")
    workload = f"{meters} meters x 30 days x hourly, by {order}"
    _, drawn = step("generate", folder, str(meters), order)
    line(NAME, workload, "readings", drawn["readings"], "rows")
    scans = [step("scan", folder) for _ in range(2)]
    cost, bare = min(scans, key=lambda scan: scan[1]["cpu_s"])
    said(workload, "bare_scan", cost, bare, bare)
    cost, added = step("add_up", folder)
    said(workload, "add_up", cost, added, bare)
    _, nothing = step("add_up", folder)
    line(NAME, workload, "added_up_again", nothing["days"], "days")
    cost, bare_days = step("scan_days", folder)
    said(workload, "bare_scan_of_days", cost, bare_days, bare)
    cost, found = step("screen", folder, str(meters))
    said(workload, "screen", cost, found, bare)
    for unit, name in (("seconds", "add_up_and_screen"), ("cpu_s", "add_up_and_screen_cpu")):
        both = added[unit] + found[unit]
        line(NAME, workload, name, both, "s", peer=PEER, ratio=round(both / bare[unit], 1))
    for name in ("innocent_beyond", "found_450w", "found_900w", "found_1600w", "found_3250w"):
        line(NAME, workload, name, found[name] or 0, "share")
    if spark:
        compare(workload, folder, spark)


def compare(workload: str, folder: Path, spark: str) -> None:
    """Answer a sample on both engines and say whether every bit is the same."""
    here = step("answers", folder)[1]
    os.environ["TEREZI_ENGINE"] = spark
    there = step("answers", folder)[1]
    del os.environ["TEREZI_ENGINE"]
    for name in ("days", "features"):
        line(
            NAME,
            workload,
            f"same_{name}_on_{spark}",
            int(here[name] == there[name]),
            "yes or no",
            rows=here[name].split(":")[0],
        )


def step(what: str, folder: Path, *more: str) -> tuple[Cost, dict[str, Any]]:
    """Run one step in a process of its own; its last word is JSON."""
    cost = cost_of("bench.national_steps", what, str(folder), *more)
    return cost, json.loads(cost.said)


def said(workload: str, metric: str, cost: Cost, told: dict[str, Any], bare: dict[str, Any]) -> None:
    """Print what a step took without start-up, beside the bare scan of the readings, and its peak memory."""
    ratios = {name: round(told[name] / bare[name], 1) for name in ("seconds", "cpu_s")}
    line(NAME, workload, metric, told["seconds"], "s", peer=PEER, ratio=ratios["seconds"])
    line(NAME, workload, f"{metric}_cpu", told["cpu_s"], "s", peer=PEER, ratio=ratios["cpu_s"])
    line(NAME, workload, f"{metric}_peak_memory", cost.peak_mib, "MiB")


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    line(NAME, "all", "bench_took", time.perf_counter() - began, "s")
