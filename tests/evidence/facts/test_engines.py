"""One setting names the engine, and every engine gives the same answer."""

import importlib.util
import shutil
from datetime import UTC, datetime

import ibis
import polars as pl
import pytest

from terezi.base.errors import Unavailable
from terezi.evidence.facts.lake import Lake
from tests.evidence.senders import AT, give, meter_file, reading

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # the gateway to Java is left open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WITHOUT_SPARK = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="Spark needs Java 17 and the extra `cluster`",
)


def busiest_meters(lake: Lake) -> pl.DataFrame:
    """Sum, count, window, join and time arithmetic in one expression."""
    readings = lake.table("meter_readings")
    before = ibis.window(group_by="meter_id", order_by="read_at")
    steps = readings.mutate(step=readings.energy_wh - readings.energy_wh.lag().over(before))
    names = lake.memory(pl.DataFrame({"meter_id": ["M1", "M2"], "name": ["one", "two"]}))
    rows = (
        steps.filter(steps.read_at >= ibis.timestamp(datetime(2026, 3, 1, 1, tzinfo=UTC)))
        .group_by("meter_id", "day")
        .agg(
            wh=lambda t: t.energy_wh.sum(),
            most=lambda t: t.step.max(),
            last=lambda t: t.read_at.max(),
            many=lambda t: t.count(),
        )
        .join(names, "meter_id")
    )
    return lake.collect(rows).sort("meter_id", "day")


@pytest.mark.cluster
@WITHOUT_SPARK
def test_duckdb_and_spark_agree_in_every_column(home, tmp_path, monkeypatch):
    rows = [
        reading(f"M{m}", f"2026-03-0{d}T{h:02}:00:00Z", m * h * d, seconds=3600)
        for m in (1, 2, 3)
        for d in (1, 2)
        for h in range(24)
    ]
    give(home, meter_file(tmp_path / "a.csv", rows))
    give(
        home, meter_file(tmp_path / "b.csv", [reading("M1", "2026-03-01T05:00:00Z", 99, seconds=3600)]), at=AT
    )
    duckdb = busiest_meters(Lake.open(home))
    everything = Lake.open(home)

    monkeypatch.setenv("TEREZI_ENGINE", "local[2]")
    spark_lake = Lake.open(home)
    spark = busiest_meters(spark_lake)

    assert spark.equals(duckdb)
    assert spark.schema == duckdb.schema
    key = ["meter_id", "read_at"]
    assert (
        spark_lake.collect(spark_lake.table("meter_readings"))
        .sort(key)
        .equals(everything.collect(everything.table("meter_readings")).sort(key))
    )


@pytest.mark.cluster
@WITHOUT_SPARK
def test_an_empty_table_is_empty_on_spark_too(home, monkeypatch):
    monkeypatch.setenv("TEREZI_ENGINE", "local[2]")
    lake = Lake.open(home)

    assert lake.collect(lake.table("pool_reports")).is_empty()


def test_without_spark_the_setting_says_what_to_install(home, tmp_path, monkeypatch):
    give(home, meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00Z", 1)]))
    monkeypatch.setenv("TEREZI_ENGINE", "spark://nobody.invalid:7077")
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)

    with pytest.raises(Unavailable, match="extra `cluster`"):
        Lake.open(home).table("meter_readings")
