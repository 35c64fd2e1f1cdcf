"""The world's prices of the invented country: told by a public feed, and near enough to those here that nothing is noticed."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from terezi.demo.exchanges.market import worth_e8
from terezi.demo.exchanges.terms import USD_PER_MONEY
from terezi.demo.exchanges.world import ABROAD, world_ticks
from terezi.demo.span import Span
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.numerics.books.premium import with_premium
from terezi.evidence.sources.rehearsal import rehearse
from terezi.law.book import law_on

LAST, DAYS = date(2026, 3, 10), 12
SPAN = Span(date(2026, 2, 27), DAYS)
LAW = law_on("GG", LAST)
HERE_USD = 68_000


@pytest.fixture(scope="module")
def worth():
    return worth_e8(np.full(DAYS, HERE_USD / USD_PER_MONEY), np.random.default_rng(5))


@pytest.fixture(scope="module")
def ticks(worth):
    return world_ticks({"BTC": worth}, SPAN, np.random.default_rng(6))


def test_every_market_abroad_tells_every_hour_of_the_span(ticks):
    hours = ticks.group_by("venue_id", pl.col("traded_at").dt.truncate("1h")).len()

    assert sorted(ticks["venue_id"].unique()) == list(ABROAD)
    assert hours.group_by("venue_id").len()["len"].to_list() == [DAYS * 24] * len(ABROAD)
    begins, ends = day_bounds(SPAN.first_day, "Asia/Ashgabat")[0], day_bounds(LAST, "Asia/Ashgabat")[1]
    assert ticks["traded_at"].is_between(begins, ends, closed="left").all()


def test_here_prices_lie_below_by_less_than_is_noticed(ticks, worth):
    seconds = np.arange(DAYS * 24) * 3_600
    abroad = (
        ticks.with_columns(starts_at=pl.col("traded_at").dt.truncate("1h"))
        .group_by("venue_id", "instrument", "starts_at")
        .agg(average_price_e8=pl.col("price_e8").mean().round().cast(pl.Int64))
    )
    starts = abroad["starts_at"].unique().sort()
    means = [round(float(worth[at : at + 3_600].mean())) for at in seconds]
    here = pl.DataFrame(
        {"venue_id": "GG-A", "instrument": "BTC-GGM", "starts_at": starts, "average_price_e8": means}
    )
    rows = pl.concat([here.select(abroad.columns), abroad]).with_columns(middle_e8=pl.lit(None, pl.Int64))

    told = with_premium(rows, public=ABROAD, law=LAW).filter(pl.col("venue_id") == "GG-A")["premium_ppm"]

    assert told.null_count() == 0
    assert abs(told).max() < LAW.exchanges.onshore_premium_ppm.value
    assert -20_000 < told.mean() < -10_000


def test_the_door_takes_it(ticks, tmp_path: Path):
    file = tmp_path / "world-ticks.parquet"
    ticks.write_parquet(file)

    (receipt,) = rehearse([file], zone="Asia/Ashgabat", at=day_bounds(LAST, "Asia/Ashgabat")[1]).receipts

    assert (receipt.table, receipt.outcome, receipt.rows_new) == ("ticks", "accepted", ticks.height)
