"""A day replayed in parts is the day replayed whole: its hours, and the orders left at last."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.evidence.numerics.books.liquidity import HOUR_US, SECOND_US, Counts, HourlyBook
from terezi.evidence.numerics.books.orders import from_orders
from terezi.evidence.numerics.books.replay import Measures, replay

from .test_orders import NOON, days, orders, standing, trades

MEASURES = Measures((200_000, 500_000), (100_000_000, 500_000_000))
STOOD = standing(("A", "buy", 2, 4), ("D", "sell", 5, 3))


def replayed(rows, takes, cuts):
    """Return the hours and the orders left of a day whose parts end before each of `cuts`."""
    noon = round(NOON.timestamp()) * SECOND_US
    book = HourlyBook(hours_us=noon + np.arange(-1, 2) * HOUR_US, fresh_us=3 * SECOND_US)
    left = STOOD
    for begins, ends in zip([0, *cuts], [*cuts, 1_000], strict=True):
        some, took = ([row for row in told if begins <= row[0] < ends] for told in (rows, takes))
        part = from_orders(orders(*some), trades(*took), left)
        at_us = orders(*some)["at"].dt.timestamp("us").to_numpy()
        book.add(
            part.messages,
            replay(part.messages, part.changes, measures=MEASURES),
            part.trades,
            Counts(at_us, at_us[:0]),
        )
        left = part.standing
    return book.rows(), left.sort("order_id")


@given(days(), st.lists(st.integers(1, 40), max_size=3).map(sorted))
@settings(max_examples=60)
def test_a_day_in_parts_has_the_hours_and_leaves_the_orders_of_the_whole_day(day, cuts):
    rows, takes, _levels = day

    whole, left = replayed(rows, takes, [])
    parts, left_of_parts = replayed(rows, takes, cuts)

    assert left_of_parts.rows() == left.rows()
    exact = [name for name, kind in whole.schema.items() if "depth" not in name and "slippage" not in name]
    assert parts.select(exact).equals(whole.select(exact))
    apart = parts.select(pl.exclude(exact)).fill_null(-1) - whole.select(pl.exclude(exact)).fill_null(-1)
    assert apart.max_horizontal().abs().max() <= 1
