"""Many applicants at once lose nothing and double nothing, on whichever database the record is kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]


def test_applicants_at_once_lose_nothing_and_double_nothing(tmp_path):
    environ = {**os.environ, "PYTHONPATH": f"{REPO / 'src'}:{REPO}"}

    ran = subprocess.run(
        [sys.executable, "-m", "bench.applicants", "--applicants", "10", "--dir", str(tmp_path)],
        cwd=REPO,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    told = {one["metric"]: one["value"] for one in map(json.loads, ran.stdout.splitlines())}
    assert ran.returncode == 0, ran.stderr[-2000:]
    counts = {name: told[name] for name in ("failed", "lost", "doubled", "unlike_the_journal")}
    assert counts == dict.fromkeys(counts, 0)
    assert told["acts_per_s"] > 0
