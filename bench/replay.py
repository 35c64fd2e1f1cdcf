"""Order books from raw captures on one core: `python -m bench.replay [--quick]`, with the real captures of ../shared/data.

Speed is lines of a capture per CPU second, from gzip to the states after every message: best prices and quantities, depth within
1 and 2 %, slippage of three sizes on both sides, with trades and the venue's own best quotes parsed. Most lines of a capture
are quotes and trades, so changes of levels per second, and a stream of depth messages alone, are told as well.
"""

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from bench.plain_book import by_json, replayed
from bench.report import line, versions
from terezi.evidence.numerics.books.binance import read_capture
from terezi.evidence.numerics.books.capture import UNIT_E8, Capture
from terezi.evidence.numerics.books.replay import Measures, States, book_after, replay

NAME = "replay"
PEER = os.environ.get("TEREZI_HFTBACKTEST_PYTHON", ".venv-hftbacktest/bin/python")
DATA = Path(os.environ.get("TEREZI_DATA", "../shared/data")) / "exchange/binance_l2_raw"
MEASURES = Measures((10_000, 20_000), tuple(size * UNIT_E8 for size in (3_500, 35_000, 350_000)))
QUICK_FILES = ("spot/ethusdt_20240808.gz", "usdm/btcusdt_20240718.gz")
ONE_CORE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
SMALL_MESSAGES = 200_000


def main() -> None:
    """Print one line per metric."""
    on_one_core()
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="within a minute")
    quick = asked.parse_args().quick
    files = [DATA / it for it in QUICK_FILES] if quick else sorted(DATA.glob("*/*.gz"))
    if not all(file.exists() for file in files) or not files:
        sys.exit(f"{DATA} holds no captures: set TEREZI_DATA")
    versions(NAME, "numpy", "polars")
    speed(files, repeats=2 if quick else 5)
    small_messages(20_000 if quick else SMALL_MESSAGES)
    for file in files:
        equality(file, every=50 if quick else 20)
    peer([it for it in files if it.parent.name == "usdm" and "2024" in it.name], repeats=1 if quick else 3)


def on_one_core() -> None:
    """Start again with one thread where libraries were loaded with more, and stay on one processor."""
    if any(os.environ.get(name) != value for name, value in ONE_CORE.items()):
        again = [sys.executable, "-m", "bench.replay", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, **ONE_CORE})  # noqa: S606
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def least(work: Callable[[], Any], repeats: int) -> tuple[float, float, Any]:
    """Return the least CPU and wall seconds of some runs, and the last answer."""
    cpu, wall, answer = [], [], None
    for _ in range(repeats):
        began, clock = process_time(), perf_counter()
        answer = work()
        cpu.append(process_time() - began)
        wall.append(perf_counter() - clock)
    return min(cpu), min(wall), answer


def measured(file: Path) -> tuple[Capture, States]:
    capture = read_capture(file)
    return capture, replay(capture.messages, capture.changes, measures=MEASURES)


def speed(files: list[Path], repeats: int) -> None:
    """All captures, and their sum."""
    lines = changes = 0
    seconds = clocks = 0.0
    for file in files:
        cpu, wall, (capture, _) = least(lambda file=file: measured(file), repeats)
        line(NAME, f"{file.parent.name}/{file.name}", "messages_per_cpu_s", capture.lines / cpu, "1/s")
        lines, changes = lines + capture.lines, changes + len(capture.changes)
        seconds, clocks = seconds + cpu, clocks + wall
    line(NAME, "all captures", "messages", lines, "count")
    line(NAME, "all captures", "messages_per_cpu_s", lines / seconds, "1/s", goal=200_000)
    line(NAME, "all captures", "messages_per_wall_s", lines / clocks, "1/s")
    line(NAME, "all captures", "level_changes_per_cpu_s", changes / seconds, "1/s")
    line(
        NAME, "all captures", "peak_memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB"
    )


def small_messages(count: int) -> None:
    """Depth messages alone, one or two changes each: the dearest kind of stream by message."""
    rng = np.random.default_rng(5)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.gz"
        with gzip.open(file, "wt", compresslevel=6) as out:
            out.writelines(_small(n, rng) for n in range(1, count + 1))
        cpu, _, (capture, _) = least(lambda: measured(file), 2)
    line(
        NAME,
        f"{count} depth messages of one or two changes",
        "messages_per_cpu_s",
        capture.lines / cpu,
        "1/s",
    )


def _small(number: int, rng: np.random.Generator) -> str:
    middle = 60_000 + 50 * np.sin(number / 5_000)
    bids, asks = (
        [
            [
                f"{middle + way * (0.1 + rng.exponential(60)):.2f}",
                f"{rng.choice([0, rng.exponential(2)]):.3f}",
            ]
            for _ in range(rng.integers(0, 2) + most)
        ]
        for way, most in ((-1, 0), (1, 1))
    )
    told = {
        "e": "depthUpdate",
        "E": 1_700_000_000_000 + number,
        "s": "XUSDT",
        "U": number,
        "u": number,
        "b": bids,
        "a": asks,
    }
    return (
        f"{1_700_000_000_000_000 + number} "
        + json.dumps({"stream": "xusdt@depth@100ms", "data": told}, separators=(",", ":"))
        + "\n"
    )


def equality(file: Path, every: int) -> None:
    """Compare with json, Decimal and plain dictionaries: best prices after every message, all measures and levels after some."""
    capture, states = measured(file)
    snapshots, rows = by_json(file)
    best = np.stack(
        [states.bid_e8, states.bid_quantity_e8, states.ask_e8, states.ask_quantity_e8], axis=1
    ).tolist()
    unequal = 0
    for n, book in enumerate(replayed(snapshots, rows)):
        unequal += tuple(best[n]) != book.best()
        if n % every == 0:
            unequal += [tuple(it) for it in states.depth_e8[:, :, n].tolist()] != [
                book.within(it) for it in MEASURES.bands_ppm
            ]
        if n % (every * 50) == 0:
            whole = book_after(capture.messages, capture.changes, message=n)
            unequal += list(zip(whole.bid_e8, whole.bid_quantity_e8, strict=True)) != book.levels(True)
            unequal += list(zip(whole.ask_e8, whole.ask_quantity_e8, strict=True)) != book.levels(False)
    line(
        NAME,
        f"{file.parent.name}/{file.name}",
        "unequal_states",
        unequal,
        f"of {len(states)} messages",
        peer="json and dict",
    )


def peer(files: list[Path], repeats: int) -> None:
    """Compare with hftbacktest, which reads best prices and quantities only: from gzip, and from its prepared array."""
    if not Path(PEER).exists():
        print(f"hftbacktest left out: {PEER} is not there (bench/README.md says how)", file=sys.stderr)
        return
    for file in files:
        workload = f"{file.parent.name}/{file.name}"
        with tempfile.TemporaryDirectory() as folder:
            states = Path(folder) / "states.npz"
            its = _said(file, states, repeats)
            told = np.load(states)["told"]
        whole, _, _ = least(lambda file=file: _best(read_capture(file, with_quotes=False)), repeats)
        capture = read_capture(file, with_quotes=False)
        alone, _, best = least(lambda capture=capture: _best(capture), repeats)
        theirs = its["convert_s"] + its["replay_s"]
        line(
            NAME,
            workload,
            "from_gzip_cpu_s",
            whole,
            "s",
            peer="hftbacktest",
            ratio=round(whole / theirs, 2),
            peer_value=theirs,
        )
        line(
            NAME,
            workload,
            "from_arrays_cpu_s",
            alone,
            "s",
            peer="hftbacktest",
            ratio=round(alone / its["replay_s"], 2),
            peer_value=its["replay_s"],
        )
        tick_e8 = UNIT_E8 // (10 if "btc" in file.name else 100)
        same, compared = agreement(capture, best, told, tick_e8=tick_e8, shift_us=its["shift_us"])
        line(NAME, workload, "equal_best_prices", same, f"of {compared} depth messages", peer="hftbacktest")


def _best(capture: Capture) -> States:
    return replay(capture.messages, capture.changes)


def _said(file: Path, states: Path, repeats: int) -> dict[str, Any]:
    surroundings = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [PEER, str(Path(__file__).with_name("replay_peer.py")), str(file), str(states), str(repeats)]
    done = subprocess.run(command, check=True, text=True, capture_output=True, env=surroundings)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def agreement(
    capture: Capture, states: States, told: np.ndarray, *, tick_e8: int, shift_us: int
) -> tuple[int, int]:
    """Count the depth messages after which both say the same best prices; messages are matched by the time they were heard."""
    place = np.searchsorted(told[:, 0] // 1_000, capture.messages.heard_at_us + shift_us, side="right") - 1
    kept = states.is_two_sided & (place >= 0) & ~capture.messages.is_snapshot
    mine = np.stack([states.bid_e8, states.ask_e8], axis=1)[kept] // tick_e8
    return int((mine == told[place[kept], 1:3]).all(axis=1).sum()), int(kept.sum())


if __name__ == "__main__":
    main()
