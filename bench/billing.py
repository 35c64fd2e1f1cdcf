"""Bills of a year: sites x 15 minutes x 12 months with time of use, blocks, take-or-pay, levy and tax; a tenth of the
sites was given power by the hour.

Ours against a bare scan of the same columns, and every line equal to another reckoning (bench/billing_check.py) to
the smallest unit of money. `python -m bench.billing [--quick]`.
"""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from bench.report import cost_of, line, versions

BENCH = "billing"
STEPS = "bench.billing_steps"


def main() -> None:
    """Build, bill, scan and check."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--sites", type=int, default=0)
    asked.add_argument("--months", type=int, default=0)
    asked.add_argument("--repeats", type=int, default=0)
    told = asked.parse_args()
    sites = told.sites or (500 if told.quick else 10_000)
    months = told.months or (2 if told.quick else 12)
    folder = Path(tempfile.mkdtemp(prefix="billing-"))
    try:
        run(folder, sites=sites, months=months, repeats=told.repeats or (1 if told.quick else 3))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(folder: Path, *, sites: int, months: int, repeats: int) -> None:
    """Measure interleaved repeats in processes of their own and print medians."""
    workload = f"{sites} sites x 15 min x {months} months"
    versions(BENCH, "duckdb", "ibis-framework", "polars")
    cost_of(STEPS, "build", str(folder), str(sites), str(months))
    rows = int((folder / "rows").read_text())
    line(BENCH, workload, "readings", rows, "rows")
    costs = {
        step: [cost_of(STEPS, step, str(folder), str(months)) for _ in range(repeats)]
        for step in ("scan", "energy", "bill")
    }
    cpu = {step: statistics.median(each.cpu_s for each in of) for step, of in costs.items()}
    wall = {step: statistics.median(float(each.said) for each in of) for step, of in costs.items()}
    for step, of in costs.items():
        ratio = cpu[step] / cpu["scan"]
        line(BENCH, workload, f"{step} cpu", cpu[step], "CPU-s", peer="bare scan", ratio=round(ratio, 3))
        line(BENCH, workload, f"{step} wall", wall[step], "s")
        line(BENCH, workload, f"{step} peak memory", max(each.peak_mib for each in of), "MiB")
    bills = sites * months
    line(BENCH, workload, "bills", bills / wall["bill"], "bills/s")
    line(BENCH, workload, "bills per CPU", bills / cpu["bill"], "bills/CPU-s")
    checked = cost_of(STEPS, "check", str(folder), str(months))
    line(BENCH, workload, "lines unlike the other reckoning", 0, "lines", peer="Polars and whole numbers")
    line(BENCH, workload, "other reckoning cpu", checked.cpu_s, "CPU-s")


if __name__ == "__main__":
    main()
