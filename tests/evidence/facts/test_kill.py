"""A loader killed at any moment loses nothing it acknowledged and shows nothing half."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from terezi.evidence.facts.lake import Lake
from tests.evidence.senders import give_one, meter_file, reading

ROOT = Path(__file__).parents[3]
ROWS = 400
KILLS = 12
LOADER = """
import sys
from pathlib import Path
from terezi.evidence.facts.home import Home
from tests.evidence.senders import give_one
home = Home(Path(sys.argv[1]))
print("ready", flush=True)
for path in sys.argv[2:]:
    receipt = give_one(home, Path(path))
    print(receipt.delivery, receipt.outcome, flush=True)
"""


def files(folder: Path) -> list[Path]:
    """Deliveries of one meter and two days each."""
    made = []
    for number in range(30):
        rows = [
            reading(f"M{number}", f"2026-03-0{1 + n % 2}T{n // 120:02}:{n // 2 % 60:02}:00Z", n, seconds=60)
            for n in range(ROWS)
        ]
        made.append(meter_file(folder / f"{number:02}.csv", rows))
    return made


def loader(home: Path, paths: list[Path]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", LOADER, str(home), *map(str, paths)]
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)


def rows_of(home) -> dict[str, int]:
    lake = Lake.open(home)
    rows = lake.collect(lake.table("meter_readings"))
    return dict(rows.group_by("delivery").len().rows())


def acknowledged_before_the_kill(home: Path, paths: list[Path], seconds: float | None) -> set[str]:
    """Answer what two loaders side by side acknowledged before both were killed (never, without seconds)."""
    half = len(paths) // 2
    with loader(home, paths[:half]) as one, loader(home, paths[half:]) as other:
        assert one.stdout is not None
        assert other.stdout is not None
        assert (one.stdout.readline(), other.stdout.readline()) == ("ready\n", "ready\n")
        if seconds is not None:
            time.sleep(seconds)
            one.send_signal(signal.SIGKILL)
            other.send_signal(signal.SIGKILL)
        said = one.stdout.read() + other.stdout.read()
    return {line.split()[0] for line in said.splitlines() if line.endswith(("accepted", "unchanged"))}


def test_loaders_killed_at_random_moments_lose_nothing_and_show_nothing_half(home, tmp_path):
    paths = files(tmp_path / "in")
    chance = random.Random(5)
    started = time.monotonic()
    acknowledged = acknowledged_before_the_kill(home.path, paths[:2], None)
    long_enough = time.monotonic() - started

    for _ in range(KILLS // 2):
        acknowledged |= acknowledged_before_the_kill(
            home.path, chance.sample(paths, 12), chance.random() * long_enough / 2
        )
        held = rows_of(home)
        assert acknowledged <= set(held)
        assert set(held.values()) <= {ROWS}

    assert len(acknowledged) > 2
    again = [give_one(home, path) for path in paths]
    assert {receipt.outcome for receipt in again} == {"accepted", "unchanged"}
    assert rows_of(home) == {receipt.delivery: ROWS for receipt in again}


def test_a_loader_killed_between_commit_and_receipt_heals(home, tmp_path):
    (path, *_) = files(tmp_path / "in")
    told = give_one(home, path)
    receipt = home.receipts_dir / f"{told.delivery}.json"
    receipt.unlink()
    before = Lake.open(home).snapshot()

    again = give_one(home, path)

    assert (again.outcome, again.rows_new) == ("accepted", ROWS)
    assert receipt.exists()
    assert Lake.open(home).snapshot() == before
