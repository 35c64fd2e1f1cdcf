"""Hourly liquidity: means over time by hand, illiquidity and impact against independent formulas."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from terezi.evidence.numerics.books.capture import UNIT_E8, Changes, Messages, Trades
from terezi.evidence.numerics.books.liquidity import (
    HOUR_US,
    MINUTE_US,
    SECOND_US,
    Counts,
    hourly,
    kyle_lambda,
)
from terezi.evidence.numerics.books.replay import Measures, replay

NINE = 1_770_714_000_000_000
MEASURES = Measures((10_000, 20_000), (100 * UNIT_E8,))
NONE = np.zeros(0, np.int64)


def hours(rows, traded=(), fresh_s=7_200, count=2):
    """Answer the hours from nine on of a book of (second, is_buy, price, quantity) and trades (second, price, quantity, sign)."""
    at = np.array([NINE + row[0] * SECOND_US for row in rows], np.int64)
    number = np.arange(len(rows), dtype=np.int64)
    messages = Messages(number, number - 1, at, at, np.zeros(len(rows), bool))
    columns = list(zip(*rows, strict=True)) or [()] * 4
    changes = Changes(
        number,
        np.array(columns[1], bool),
        *(np.array([it * UNIT_E8 for it in column], np.int64) for column in columns[2:]),
    )
    told = list(zip(*traded, strict=True)) or [()] * 4
    trades = Trades(
        np.array([NINE + it * SECOND_US for it in told[0]], np.int64),
        *(np.array([round(it * UNIT_E8) for it in column], np.int64) for column in told[1:3]),
        np.array(told[3], np.int64),
    )
    return hourly(
        hours_us=NINE + np.arange(count) * HOUR_US, messages=messages, states=replay(messages, changes, measures=MEASURES),
        trades=trades, counts=Counts(at, NONE), fresh_us=fresh_s * SECOND_US,
    )  # fmt: skip


class TestTheBook:
    def test_a_mean_is_weighed_by_the_time_a_state_stood(self):
        rows = hours([(0, True, 99, 2), (0, False, 101, 1), (2_700, False, 101, 0), (2_700, False, 103, 5)])

        first, second = rows.to_dicts()
        assert first["book_seconds"] == 3_600
        assert first["spread_ppm"] == round(0.75 * 20_000 + 0.25 * 4 / 101 * 1e6)
        assert first["depth_bid_near_e8"] == 1.5 * UNIT_E8
        assert first["middle_e8"] == 100.25 * UNIT_E8
        assert second["spread_ppm"] == round(4 / 101 * 1e6)

    def test_a_feed_that_falls_silent_is_not_known_beyond_the_time_the_law_calls_it_fresh(self):
        (row,) = hours([(0, True, 99, 2), (0, False, 101, 1)], fresh_s=60, count=1).to_dicts()

        assert row["book_seconds"] == 60
        assert row["spread_ppm"] == 20_000

    def test_a_one_sided_book_has_no_spread(self):
        (row,) = hours([(0, True, 99, 2)], count=1).to_dicts()

        assert (row["book_seconds"], row["spread_ppm"], row["depth_bid_near_e8"]) == (0, None, None)

    def test_a_size_the_book_could_not_fill_for_a_moment_has_no_mean_cost(self):
        (row,) = hours(
            [
                (0, True, 99, 2),
                (0, False, 101, 1),
                (60, False, 101, 0),
                (60, False, 102, 1),
                (90, True, 99, 0),
                (90, True, 98, 0.5),
            ],
            count=1,
        ).to_dicts()

        assert row["slippage_sell_small_ppm"] is None
        assert row["slippage_buy_small_ppm"] is not None
        assert row["slippage_buy_large_ppm"] is None

    def test_time_in_which_the_bid_stood_above_the_ask_is_told(self):
        (row,) = hours(
            [(0, True, 99, 2), (0, False, 101, 1), (60, True, 102, 1), (70, True, 102, 0)], count=1
        ).to_dicts()

        assert row["crossed_seconds"] == 10

    def test_hours_sum_to_the_whole_whatever_the_times(self):
        rng = np.random.default_rng(3)
        seconds = np.sort(rng.integers(0, 7_200, 50)).tolist()
        rows = [
            (0, True, 99, 2),
            (0, False, 101, 1),
            *((s, False, 101, int(rng.integers(1, 9))) for s in seconds),
        ]

        each = hours(rows)
        quantity = np.array([1, *(row[3] for row in rows[2:])])
        lasted = np.diff([0, *seconds, 7_200])
        assert each["book_seconds"].sum() == 7_200
        assert each["depth_ask_near_e8"].mean() == pytest.approx(
            (quantity * lasted).sum() / 7_200 * UNIT_E8, abs=2
        )


class TestTrades:
    def test_volume_and_price_are_of_the_hour(self):
        first, second = hours([], [(1, 100, 1, 1), (2, 103, 2, -1), (3_600, 50, 1, 1)]).to_dicts()

        assert (first["trades"], first["volume_e8"], first["average_price_e8"]) == (
            2,
            3 * UNIT_E8,
            102 * UNIT_E8,
        )
        assert (second["trades"], second["average_price_e8"]) == (1, 50 * UNIT_E8)

    def test_illiquidity_is_the_mean_move_per_unit(self):
        (row,) = hours([], [(0, 100, 1, 1), (60, 101, 2, 1), (180, 100, 4, -1)], count=1).to_dicts()

        assert row["amihud_e12"] == round((0.01 / 2 + 1 / 101 / 4) / 2 * 1e12)

    def test_an_hour_without_trades_knows_no_cost(self):
        (row,) = hours([], count=1).to_dicts()

        assert (row["trades"], row["amihud_e12"], row["lambda_e12"]) == (0, None, None)

    def test_the_slope_and_its_error_are_those_of_a_regression(self):
        rng = np.random.default_rng(4)
        net = rng.normal(0, 3, 60)
        moves = 2e-5 * net + rng.normal(0, 1e-5, 60)

        slope, error = kyle_lambda(net, moves)

        other = stats.linregress(net, moves)
        assert slope == pytest.approx(other.slope * 1e12)
        assert error == pytest.approx(other.stderr * 1e12)

    def test_planted_impact_is_found_in_trades_alone(self):
        rng = np.random.default_rng(5)
        signs = rng.choice([-1, 1], 60)
        prices = 100 * np.cumprod(1 + 1e-4 * signs)

        (row,) = hours(
            [],
            [(n * 60 + 1, p, 1, int(s)) for n, (p, s) in enumerate(zip(prices, signs, strict=True))],
            count=1,
        ).to_dicts()

        assert row["lambda_e12"] == pytest.approx(1e-4 * 1e12, rel=1e-3)

    def test_few_minutes_know_no_slope(self):
        assert hours([], [(0, 100, 1, 1), (60, 101, 1, 1)], count=1)["lambda_e12"].to_list() == [None]


def test_every_column_is_whole():
    kinds = hours([(0, True, 99, 2), (0, False, 101, 1)], [(1, 100, 1, 1)]).drop("starts_at").dtypes

    assert set(kinds) == {pl.Int64}
    assert MINUTE_US * 60 == HOUR_US
