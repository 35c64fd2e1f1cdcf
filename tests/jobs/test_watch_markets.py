"""A day of an exchange is watched: alerts in the lake, trials while it is learned, leads after that."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.numerics.abuse.market.planted import Ring, Spoofer
from terezi.evidence.numerics.abuse.market.simulate import THIN, simulate
from terezi.jobs.look import leads_of
from terezi.jobs.watch_markets import watch_markets
from terezi.law.book import law_on

DAY = date(2026, 2, 10)
LEARNING = 14
RING = {"RING-0", "RING-1", "RING-2"}
OFFSET = timedelta(hours=5)


@pytest.fixture(scope="module")
def market():
    """Return a day with a ring and a spoofer, in the hours of Garagum's settlement day."""
    planted = [Ring(tuple(sorted(RING)), 40), Spoofer("SPOOFER", 25, layers=5)]
    told = simulate(replace(THIN, people=40), day=DAY, seed=6, planted=planted)
    return replace(
        told,
        orders=told.orders.with_columns(pl.col("at") - OFFSET),
        trades=told.trades.with_columns(pl.col("traded_at") - OFFSET),
    )


def watched(folder, market, *, days_before: int) -> Lake:
    """Fill a lake with the day and with so many days before on which ten people trade once each."""
    lake = Lake.open(Home.create(folder / "home", country="GG"))
    lake.replace_day("venue_orders", DAY, market.orders)
    lake.replace_day("venue_trades", DAY, market.trades)
    lake.replace_day("venue_accounts", DAY, market.accounts)
    ordinary = market.trades.head(10)
    for back in range(1, days_before + 1):
        told_apart = [
            pl.format("{}-{}", name, pl.lit(back)).alias(name)
            for name in ("trade_id", "buyer_account_id", "seller_account_id")
        ]
        named = ordinary.with_columns(*told_apart, pl.col("traded_at") - timedelta(days=back))
        lake.replace_day("venue_trades", DAY - timedelta(days=back), named)
    return lake


@pytest.fixture(scope="module")
def known(tmp_path_factory, market):
    """Return the home of a venue whose learning period is over; each test works on a copy of its own."""
    return watched(tmp_path_factory.mktemp("known"), market, days_before=LEARNING).home


@pytest.fixture
def lake(known, tmp_path):
    return Lake.open(Home(Path(shutil.copytree(known.path, tmp_path / "home"))))


def test_while_a_venue_is_learned_alerts_are_trials_and_no_leads(tmp_path, market):
    lake = watched(tmp_path, market, days_before=2)

    said = watch_markets(lake=lake, law=law_on("GG", DAY))
    rows = lake.collect(lake.on("venue_alerts", DAY))

    assert (said.venues, said.alerts) == (1, 0)
    assert said.trials == rows.height > 0
    assert set(rows["compared_days"]) == {2}
    assert leads_of(catalogue()["ABU-01"], lake=lake, law=law_on("GG", DAY)) == []


def test_after_the_learning_period_the_ring_and_the_spoofer_are_leads_and_a_second_run_writes_nothing(
    lake,
):
    law = law_on("GG", DAY)

    said = watch_markets(lake=lake, law=law)
    version = str(lake.snapshot())
    rows = lake.collect(lake.on("venue_alerts", DAY)).sort("kind")
    watch_markets(lake=lake, law=law)

    assert rows["kind"].to_list() == ["layering", "wash"]
    assert set(json.loads(rows["accounts"][1])) == RING
    assert json.loads(rows["accounts"][0]) == ["SPOOFER"]
    assert (said.alerts, said.trials) == (2, 0)
    assert str(lake.snapshot()) == version
    for code in ("ABU-01", "ABU-02"):
        (lead,) = leads_of(catalogue()[code], lake=lake, law=law)
        assert (lead.subject, lead.measured, lead.gap_wh) == ("SIM", 1, 0)
        assert lead.confidence_ppm >= 990_000
    for code in ("ABU-03", "ABU-04", "ABU-05"):
        assert leads_of(catalogue()[code], lake=lake, law=law) == []


def test_what_the_learning_days_showed_of_others_raises_the_bar_but_not_for_ever(lake):
    law = law_on("GG", DAY)
    watch_markets(lake=lake, law=law)
    found = lake.collect(lake.on("venue_alerts", DAY))
    layers = found.filter(pl.col("kind") == "layering")
    own = layers["log10_p_milli"][0]
    other = layers.with_columns(
        cluster=pl.lit("SOMEBODY"), learning=pl.lit(1, pl.Int32), log10_p_milli=pl.lit(own + 500)
    )
    lake.replace_day("venue_alerts", DAY - timedelta(days=3), other)
    watch_markets(lake=lake, law=law)
    raised = lake.collect(lake.on("venue_alerts", DAY))

    assert own < 10_000
    assert raised["kind"].to_list() == ["wash"]


def test_makers_are_spared_from_the_day_their_agreement_stands(lake):
    law = law_on("GG", DAY)
    columns = TABLES["ref_market_makers"].names
    said = {
        "venue_id": "SIM",
        "account_id": "SPOOFER",
        "instrument": "*",
        "valid_from": DAY,
        "valid_until": None,
    }
    lake.publish(
        "ref_market_makers",
        pl.DataFrame([said], schema=TABLES["ref_market_makers"].polars_schema()).select(columns),
    )

    watch_markets(lake=lake, law=law)

    assert lake.collect(lake.on("venue_alerts", DAY))["kind"].to_list() == ["wash"]


def test_a_day_without_any_exchange_is_watched_in_no_time(tmp_path):
    lake = Lake.open(Home.create(tmp_path / "home", country="GG"))

    assert watch_markets(lake=lake, law=law_on("GG", DAY)).venues == 0
