"""A day of a 0.7 GW fleet: load it, reconcile it, and compare with a bare scan of the same columns.

python -m bench.scale [--quick] [--dir DIR] runs every step in a process of its own.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from bench import national_day as world
from bench.report import Cost, cost_of, line, versions

NAME = "scale"
FULL = {"sites": 10_000, "machines": 200_000, "repeats": 3}
QUICK = {"sites": 500, "machines": 10_000, "repeats": 1}


def main() -> None:
    """Build, load, then interleave reconciling and bare scans."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--dir", type=Path)
    given = asked.parse_args()
    size = QUICK if given.quick else FULL
    with tempfile.TemporaryDirectory(dir=given.dir) as folder:
        measure(Path(folder), **size)


def measure(folder: Path, *, sites: int, machines: int, repeats: int) -> None:
    """Print one line per metric."""
    versions(NAME, "duckdb", "deltalake", "ibis-framework", "polars")
    workload = f"{machines} machines x 288, {sites} sites x 96"
    (folder / "deliveries").mkdir()
    rows = world.telemetry(folder / "deliveries/telemetry.parquet", sites=sites, machines=machines)
    world.meters_and_pools(folder / "deliveries", sites=sites, machines=machines)
    loaded = cost_of("bench.scale_steps", "load", str(folder), str(sites), str(machines))
    rows += sites * 98 + 1
    line(NAME, workload, "load_rows_per_s", rows / float(loaded.said), "rows/s")
    line(NAME, workload, "load_cpu_s", loaded.cpu_s, "s")
    line(NAME, workload, "load_peak_memory", loaded.peak_mib, "MiB")
    pairs = [(step("reconcile", folder), step("scan", folder)) for _ in range(repeats)]
    report(workload, [a for a, _ in pairs], [b for _, b in pairs])


def step(what: str, folder: Path) -> Cost:
    """Run one step in a process of its own; its last word is its seconds without start-up."""
    return cost_of("bench.scale_steps", what, str(folder))


def report(workload: str, reconciled: list[Cost], scanned: list[Cost]) -> None:
    """Print medians; the ratio is of seconds inside the process, both on the same two cores."""
    took = statistics.median(float(c.said) for c in reconciled)
    bare = statistics.median(float(c.said) for c in scanned)
    line(NAME, workload, "bare_scan", bare, "s")
    line(
        NAME,
        workload,
        "reconcile",
        took,
        "s",
        peer="bare scan of the same columns",
        ratio=round(took / bare, 2),
    )
    line(NAME, workload, "reconcile_cpu", statistics.median(c.cpu_s for c in reconciled), "s")
    line(NAME, workload, "reconcile_peak_memory", max(c.peak_mib for c in reconciled), "MiB")


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    line(NAME, "all", "bench_took", time.perf_counter() - began, "s")
