"""The simulated exchange keeps the rules of an exchange."""

from dataclasses import replace
from datetime import date

import polars as pl

from terezi.evidence.numerics.abuse.market.limit_book import BUY, SELL, LimitBook
from terezi.evidence.numerics.abuse.market.planted import Ring
from terezi.evidence.numerics.abuse.market.simulate import THIN, simulate

DAY = date(2026, 2, 10)


def test_the_better_price_trades_first_and_of_one_price_the_earlier_order():
    book = LimitBook()
    book.place(0, "late", SELL, 101, 5)
    book.place(1, "first", SELL, 100, 5)
    book.place(2, "second", SELL, 100, 5)

    book.place(3, "taker", BUY, 101, 12)

    assert [(row[8], row[2], row[3]) for row in book.tape.trades] == [
        ("first", 100, 5),
        ("second", 100, 5),
        ("late", 101, 2),
    ]
    assert book.best(SELL) == 101
    assert book.best(BUY) is None


def test_an_order_that_may_not_rest_leaves_the_book_as_it_found_it():
    book = LimitBook()
    book.place(0, "maker", SELL, 100, 5)
    book.place(1, "taker", BUY, 99, 5, rests=False)

    assert book.tape.trades == []
    assert book.best(BUY) is None
    assert [row[2] for row in book.tape.orders] == ["add", "add", "cancel"]


def test_the_same_seed_gives_the_same_day_and_another_seed_another():
    shape = replace(THIN, people=10)

    one, same, other = (simulate(shape, day=DAY, seed=seed) for seed in (1, 1, 2))

    assert one.trades.equals(same.trades)
    assert one.orders.equals(same.orders)
    assert not one.trades.equals(other.trades)


def test_orders_and_trades_share_one_sequence_without_gaps_and_nobody_trades_more_than_he_ordered():
    told = simulate(THIN, day=DAY, seed=3, planted=[Ring(("A", "B", "C"), 30)])
    numbers = pl.concat([told.orders["sequence"], told.trades["sequence"]]).sort()
    ordered = told.orders.filter(pl.col("event") == "add").select("order_id", ordered="quantity_e8")
    traded = pl.concat(
        [told.trades.select(order_id=f"{side}_order_id", q="quantity_e8") for side in ("buy", "sell")]
    )
    sums = traded.group_by("order_id").agg(pl.col("q").sum()).join(ordered, on="order_id", how="left")

    assert numbers.to_list() == list(range(1, len(numbers) + 1))
    assert sums.filter(pl.col("q") > pl.col("ordered")).is_empty()
    assert told.orders["at"].is_sorted()
