"""Registers and deliveries at one door."""

from datetime import UTC, datetime

import pytest

from terezi.evidence.facts.home import Home
from terezi.jobs.load import load

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 11, 3, tzinfo=UTC)


def test_an_unreadable_register_file_does_not_hold_up_the_others(tmp_path):
    home = Home.create(tmp_path / "home", country="GG")
    (tmp_path / "in").mkdir()
    pools = "pool_id,name,accredited,valid_from,valid_until\nP1,One,yes,2026-01-01,\n"
    (tmp_path / "in/pools.csv").write_text(pools)
    (tmp_path / "in/more_pools.csv").write_text(pools.replace("2026-01-01", "soon"))

    receipts = load(
        home=home, paths=[tmp_path / "in"], options={}, at=AT, by="test", progress=lambda *_: None
    )

    assert {r.file: r.outcome for r in receipts} == {"pools.csv": "accepted", "more_pools.csv": "quarantined"}
    (problem,) = next(r for r in receipts if r.problems).problems
    assert "valid_from" in problem.says
