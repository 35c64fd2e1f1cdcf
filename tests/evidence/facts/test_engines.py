"""One setting names the engine; that every engine gives the same answer is in tests/evidence/test_both_engines.py."""

import pytest

from terezi.base.errors import Unavailable
from terezi.evidence.facts.lake import Lake
from tests.evidence.senders import give, meter_file, reading


def test_without_spark_the_setting_says_what_to_install(home, tmp_path, monkeypatch):
    give(home, meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00Z", 1)]))
    monkeypatch.setenv("TEREZI_ENGINE", "spark://nobody.invalid:7077")
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)

    with pytest.raises(Unavailable, match="extra `cluster`"):
        Lake.open(home).table("meter_readings")
