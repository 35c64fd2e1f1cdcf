"""How a bench speaks: one JSON object per line, and what one child process cost."""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version


def line(bench: str, workload: str, metric: str, value: float, unit: str, **more: object) -> None:
    """Print one measurement; `more` may hold peer and ratio."""
    said = {"bench": bench, "workload": workload, "metric": metric, "value": round(value, 4), "unit": unit}
    print(json.dumps({**said, "peer": None, "ratio": None, **more}), flush=True)


def versions(bench: str, *packages: str) -> None:
    """Print what ran: interpreter, processors and packages."""
    about = {name: version(name) for name in packages}
    about |= {"python": platform.python_version(), "processors": str(os.cpu_count())}
    print(json.dumps({"bench": bench, "metric": "versions", "value": about}), flush=True)


@dataclass(frozen=True)
class Cost:
    """What a child process used: seconds on the clock and on the processors, peak memory, its last words."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    said: str


def cost_of(module: str, *arguments: str) -> Cost:
    """Run `python -m module` to its end in a process of its own and measure it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    measured = [sys.executable, "-m", "bench.measured", module, *arguments]
    done = subprocess.run(measured, check=True, text=True, stdout=subprocess.PIPE)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    *said, peak = done.stdout.strip().splitlines()
    return Cost(wall, cpu, int(peak) / 1024, said[-1] if said else "")
