"""The same questions, unchanged, to DuckDB in this process and to a Spark master and worker beside it."""

from datetime import UTC, date, datetime

import ibis
import polars as pl
import pytest

from terezi.base.periods import Period, days_up_to
from terezi.demo import country
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.engines import DuckDB, Spark
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.numerics.abuse.alerts import alert_rows
from terezi.evidence.numerics.abuse.policy import Policy
from terezi.evidence.numerics.books.market import Market
from terezi.evidence.numerics.feeders.hours import feeder_hours
from terezi.evidence.numerics.feeders.silent import gaps
from terezi.evidence.numerics.meters.day_shape import day_columns
from terezi.evidence.numerics.meters.screens import screen
from terezi.evidence.numerics.meters.window_features import own_features
from terezi.evidence.numerics.site_days import site_days
from terezi.evidence.numerics.venues.account_days import account_days
from terezi.evidence.numerics.venues.coin_flows import coin_flows
from terezi.evidence.numerics.venues.fees import fee_days
from terezi.evidence.numerics.venues.market_days import market_day
from terezi.evidence.numerics.venues.prices import day_prices
from terezi.evidence.numerics.venues.silences import TABLE_OF, filings
from terezi.evidence.sources import door
from terezi.jobs.summarise_books import summarise_books_day
from terezi.jobs.summarise_days import summarise_days
from terezi.jobs.summarise_meter_days import summarise_meter_days
from terezi.jobs.summarise_venue_fees import summarise_venue_fee_day
from terezi.jobs.summarise_venues import summarise_venues
from terezi.jobs.watch_markets import alerts, watch_markets
from terezi.jobs.weigh_day import weigh_day
from terezi.law.book import law_on

from .indicators.test_conduct_of_venues import CODES as CONDUCT
from .metered import DAY as LAST_READ
from .metered import STEADY, lake_of_a_town, names
from .numerics.bills.test_energy import hourly, meter, used
from .senders import AT as LATE
from .senders import give, meter_file, reading
from .supplied import DAY as LAST_SUPPLIED
from .supplied import lake_of_supplies
from .traded import DAY as LAST_TRADED
from .traded import DAYS as TRADED_DAYS
from .traded import lake_of_venues
from .watched import DAY as WATCHED
from .watched import OTHER, lake_of_markets

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LAST_DAY = date(2026, 3, 10)
THRESHOLDS = ("LDF-01", "ADR-01", "TRF-02", "HSE-01")
EXCHANGES = ("ABU", "LIQ", "RSV", "VEN")
"""These read what the morning's passes over order events and trades wrote."""
OF_GAPS = Market(OTHER, "BTC-GGM")
MINING = {
    code for code in catalogue() if code not in {*CONDUCT, *THRESHOLDS} and not code.startswith(EXCHANGES)
}
AT = datetime(2026, 3, 11, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def garagum(tmp_path_factory):
    """Build a few days of Garagum in a lake, without the record."""
    folder = tmp_path_factory.mktemp("garagum")
    country.build(out=folder, seed=5, sites=43, days=4, last_day=LAST_DAY, progress=lambda said: None)
    home = Home.create(folder / "home", country="GG")
    lake = Lake.open(home)
    for file in sorted((folder / "register").glob("*.csv")):
        lake.publish(door.register_of(file), door.read_register(file))
    law = law_on("GG", LAST_DAY)
    door.receive([folder / "deliveries"], home=home, law=law, at=AT)
    lake = Lake.open(home)
    summarise_days(lake=lake, period=days_up_to(LAST_DAY, days=4))
    weigh_day(lake=lake, law=law)
    return home


def answers(home: Home) -> dict[str, pl.DataFrame]:
    """Answer the site days and every indicator's rows, whole and in one order."""
    lake, law = Lake.open(home), law_on("GG", LAST_DAY)
    expressions = {code: one.find(lake, law) for code, one in catalogue().items() if code in MINING}
    period = days_up_to(LAST_DAY, days=4)
    expressions["site_days"] = site_days(lake, period)
    expressions["feeder_hours"] = feeder_hours(lake, period)
    expressions["silent"] = gaps(lake, _whole(period), period=period, past=period)
    told = {name: lake.collect(expression) for name, expression in expressions.items()}
    return {name: _ordered(rows) for name, rows in told.items()}


def _whole(period: Period) -> pl.DataFrame:
    days = pl.DataFrame({"day": list(period)}, schema={"day": pl.Date})
    return days.with_columns(day_seconds=pl.lit(86_400, pl.Int64))


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(sorted(rows.columns)).sort(by=sorted(rows.columns))


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


def test_duckdb_and_spark_agree_in_every_column(home, tmp_path, cluster, monkeypatch):
    rows = [
        reading(f"M{m}", f"2026-03-0{d}T{h:02}:00:00Z", m * h * d, seconds=3600)
        for m in (1, 2, 3)
        for d in (1, 2)
        for h in range(24)
    ]
    give(home, meter_file(tmp_path / "a.csv", rows))
    late = reading("M1", "2026-03-01T05:00:00Z", 99, seconds=3600)
    give(home, meter_file(tmp_path / "b.csv", [late]), at=LATE)
    duckdb = busiest_meters(Lake.open(home))
    everything = Lake.open(home)

    monkeypatch.setenv("TEREZI_ENGINE", cluster)
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


def test_an_empty_table_is_empty_on_spark_too(home, cluster, monkeypatch):
    monkeypatch.setenv("TEREZI_ENGINE", cluster)
    lake = Lake.open(home)

    assert lake.collect(lake.table("pool_reports")).is_empty()


def test_spark_answers_the_same_watt_hours(home, tmp_path, cluster, monkeypatch):
    hourly(home, tmp_path, wh=lambda hour: hour * 7919 % 1_013)
    here = used(home, meter("M1"))
    assert isinstance(Lake.open(home)._engine, DuckDB)
    monkeypatch.setenv("TEREZI_ENGINE", cluster)

    assert used(home, meter("M1")) == here
    assert isinstance(Lake.open(home)._engine, Spark)


def test_every_indicator_of_mining_answers_the_same_in_every_column(garagum, cluster, monkeypatch):
    here = answers(garagum)
    monkeypatch.setenv("TEREZI_ENGINE", cluster)
    there = answers(garagum)

    assert [name for name in here if not here[name].equals(there[name])] == []
    assert sum(rows.height for name, rows in here.items() if name in catalogue()) > 0
    assert here["site_days"].height > 43
    assert here["feeder_hours"].height > 18 * 24


def test_the_thresholds_of_the_law_name_the_same_supplies_on_both(tmp_path, cluster, monkeypatch):
    home = lake_of_supplies(tmp_path)
    law = law_on("GG", LAST_SUPPLIED)

    def named() -> dict[str, pl.DataFrame]:
        lake = Lake.open(home)
        return {code: _ordered(lake.collect(catalogue()[code].find(lake, law))) for code in THRESHOLDS}

    here = named()
    monkeypatch.setenv("TEREZI_ENGINE", cluster)
    there = named()

    assert {code: sorted(here[code]["subject"]) for code in THRESHOLDS} == {
        "LDF-01": ["EVEN", "FIRM", "HOME"],
        "ADR-01": ["FIRM"],
        "TRF-02": ["FIRM"],
        "HSE-01": ["HOME"],
    }
    assert [code for code in THRESHOLDS if not here[code].equals(there[code])] == []


def test_meters_are_added_up_and_screened_alike_on_both(tmp_path, cluster, monkeypatch):
    home = lake_of_a_town(tmp_path)
    law, window = law_on("GG", LAST_READ), days_up_to(LAST_READ, days=28)
    zone, lake = law.settlement.time_zone.value, Lake.open(home)
    summarise_meter_days(lake=lake, period=window, zone=zone, progress=lambda what, done, of: None)
    lake.replace_day("meter_screens", LAST_READ, screen(lake, law, None, day=LAST_READ))

    def told() -> dict[str, pl.DataFrame]:
        lake = Lake.open(home)
        readings, days = lake.within("meter_readings", window), lake.within("meter_days", window)
        expressions = {
            "days": day_columns(readings, period=window, zone=zone),
            "features": own_features(days),
            "LOD-01": catalogue()["LOD-01"].find(lake, law),
        }
        return {name: _ordered(lake.collect(expression)) for name, expression in expressions.items()}

    here = told()
    monkeypatch.setenv("TEREZI_ENGINE", cluster)
    there = told()

    assert [name for name in here if not here[name].equals(there[name])] == []
    assert here["LOD-01"]["subject"].to_list() == [STEADY]
    assert here["days"].height == 28 * len(names())


def test_venues_are_judged_alike_on_both(tmp_path, cluster, monkeypatch):
    home = lake_of_venues(tmp_path)
    law = law_on("GG", LAST_TRADED)

    def told() -> dict[str, pl.DataFrame]:
        lake = Lake.open(home)
        found = {code: lake.collect(catalogue()[code].find(lake, law)) for code in CONDUCT}
        prices = day_prices(lake, law)
        frames = {
            "prices": prices,
            "fees": fee_days(lake, law, prices),
            "coins": coin_flows(lake, law, days_up_to(LAST_TRADED, days=TRADED_DAYS)),
        }
        return {name: _ordered(rows) for name, rows in (found | frames).items()}

    here = told()
    monkeypatch.setenv("TEREZI_ENGINE", cluster)
    there = told()

    assert [name for name in here if not here[name].equals(there[name])] == []
    assert [code for code in CONDUCT if here[code].is_empty()] == ["SAL-01"]
    assert here["fees"].height == 2


def test_markets_are_added_up_and_watched_alike_on_both(tmp_path, cluster, monkeypatch):
    home = lake_of_markets(tmp_path)
    law = law_on("GG", WATCHED)
    whole, zone = days_up_to(WATCHED, days=1), law.settlement.time_zone.value
    lake = Lake.open(home)
    summarise_venue_fee_day(lake=lake, law=law)
    summarise_venues(lake=lake, period=whole, zone=zone, at=AT, progress=lambda *said: None)
    summarise_books_day(lake=lake, law=law)
    watch_markets(lake=lake, law=law)
    lake.replace_day("venue_alerts", WATCHED, _past_learning(lake.collect(lake.on("venue_alerts", WATCHED))))

    def told() -> dict[str, pl.DataFrame]:
        lake = Lake.open(home)
        codes = [code for code in catalogue() if code.startswith(EXCHANGES)]
        begins, ends = (round(it.timestamp()) * 1_000_000 for it in day_bounds(WATCHED, zone))
        returns = {duty: lake.on(table, WATCHED) for duty, table in TABLE_OF.items()}
        expressions = {code: catalogue()[code].find(lake, law) for code in codes}
        expressions["filings"] = filings(returns, begins_us=begins, ends_us=ends)
        expressions["accounts"] = account_days(lake, WATCHED)
        found = {name: lake.collect(expression) for name, expression in expressions.items()}
        found["events"], found["sought"] = market_day(lake, OF_GAPS, WATCHED, events_at_once=15_000)
        found["alerts"] = alert_rows(
            alerts(lake, law, Policy.of(law)), day=WATCHED, compared_days=0, learning=True
        )
        return {name: _ordered(rows) for name, rows in found.items()}

    here = told()
    monkeypatch.setenv("TEREZI_ENGINE", cluster)
    there = told()

    assert [name for name in here if not here[name].equals(there[name])] == []
    assert [name for name in here if here[name].is_empty()] == ["LIQ-02"]


def _past_learning(alerts: pl.DataFrame) -> pl.DataFrame:
    """Let trials be leads, and one of them one of each kind that nobody planted."""
    kinds = ("marking_close", "pump_and_dump", "ahead_of_listing")
    others = [alerts.head(1).with_columns(kind=pl.lit(kind), alert_id=pl.lit(kind)) for kind in kinds]
    return pl.concat([alerts, *others]).with_columns(learning=pl.lit(0, pl.Int32))
