"""Hold the detection of added machines to its bars on real homes left out: JSON lines, exit 1 where a bar is missed.

python -m bench.detection DATA/load [--seeds 1] [--peers]
"""

import argparse
import json
import sys
import time
from pathlib import Path

from terezi.evidence.numerics.meters.injection import Recipe
from terezi.jobs.evaluate_detection import Evaluation, evaluate_detection

HOMES = ("au_homes_25_halfhourly.parquet", "us_homes_8_hourly.parquet")
SHARE = 0.01


def main() -> None:
    """Print one line for each split, seed, method and pattern."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seeds", type=int, default=1)
    asked.add_argument("--peers", action="store_true")
    given = asked.parse_args()
    began, began_cpu = time.perf_counter(), time.process_time()
    told = evaluate_detection(
        paths=[given.folder / name for name in HOMES],
        recipe=Recipe.read(),
        seeds=given.seeds,
        share=SHARE,
        peers=given.peers,
        progress=lambda what, done, of: None,
    )
    missed = report(told)
    spent = {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - began_cpu}
    print(json.dumps({"homes": told.homes, "windows": told.windows, "missed": missed, **spent}))
    sys.exit(1 if missed else 0)


def report(told: Evaluation) -> list[str]:
    """Print what was found, and return the bars that our own method misses on homes left out."""
    missed = []
    for split, methods in told.judged.items():
        for method in methods:
            for found in method.found:
                bar = told.at_least.get(found.pattern)
                line = {
                    "split": split,
                    "method": method.method,
                    "false_alarms": method.false_alarms,
                    "bar": bar,
                }
                print(json.dumps({**line, **vars(found)}), flush=True)
                ours = method.method == "Terezi" and split.startswith("home left out")
                if ours and bar is not None and found.recall < bar:
                    missed.append(f"{split}: {found.pattern}")
    return missed


if __name__ == "__main__":
    main()
