"""The replay of a book: worked by hand, and equal to two plain dictionaries message by message."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.plain_book import replayed
from terezi.evidence.numerics.books import replay as replaying
from terezi.evidence.numerics.books.capture import UNIT_E8, Changes, Messages
from terezi.evidence.numerics.books.replay import Measures, book_after, replay


def messages(count, snapshots=()):
    numbers = np.arange(count, dtype=np.int64)
    return Messages(numbers, numbers - 1, numbers, numbers, np.isin(numbers, list(snapshots)))


def changes(rows):
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    message, is_buy, price, quantity = columns
    return Changes(
        np.array(message, np.int64),
        np.array(is_buy, bool),
        np.array(price, np.int64),
        np.array(quantity, np.int64),
    )


def units(*amounts):
    return [round(amount * UNIT_E8) for amount in amounts]


BOOK = [
    (0, True, 99 * UNIT_E8, 2 * UNIT_E8),
    (0, True, 98 * UNIT_E8, 5 * UNIT_E8),
    (0, False, 101 * UNIT_E8, 1 * UNIT_E8),
    (0, False, 102 * UNIT_E8, 4 * UNIT_E8),
    (1, True, 99 * UNIT_E8, 0),
    (2, False, 100 * UNIT_E8, 3 * UNIT_E8),
]


class TestByHand:
    def test_the_best_prices_follow_what_is_set_and_taken_away(self):
        states = replay(messages(3), changes(BOOK))

        assert states.bid_e8.tolist() == units(99, 98, 98)
        assert states.bid_quantity_e8.tolist() == units(2, 5, 5)
        assert states.ask_e8.tolist() == units(101, 101, 100)
        assert states.ask_quantity_e8.tolist() == units(1, 1, 3)

    def test_depth_is_what_stands_no_farther_from_the_middle_than_the_band(self):
        states = replay(messages(3), changes(BOOK), measures=Measures(bands_ppm=(10_000, 20_000)))

        assert states.depth_e8[0].T.tolist() == [units(2, 1), units(0, 0), units(0, 0)]
        assert states.depth_e8[1].T.tolist() == [units(7, 5), units(5, 1), units(5, 3)]

    def test_buying_more_than_the_best_price_holds_walks_up_the_book(self):
        states = replay(messages(1), changes(BOOK[:4]), measures=Measures(sizes_e8=tuple(units(300))))

        # 3 at the middle of 100: 1 at 101 and 2 at 102 cost 305; 2 at 99 and 1 at 98 bring 296
        buy, sell = states.slippage_ppm[0, :, 0]
        assert buy == pytest.approx(5 / 300 * 1e6)
        assert sell == pytest.approx(4 / 300 * 1e6)

    def test_a_size_the_book_does_not_hold_has_no_cost(self):
        states = replay(messages(1), changes(BOOK[:4]), measures=Measures(sizes_e8=tuple(units(600))))

        assert math.isnan(states.slippage_ppm[0, 0, 0])
        assert not math.isnan(states.slippage_ppm[0, 1, 0])

    def test_a_snapshot_takes_away_what_it_does_not_tell(self):
        rows = [*BOOK, (3, True, 97 * UNIT_E8, UNIT_E8), (3, False, 103 * UNIT_E8, UNIT_E8)]

        book = book_after(messages(4, snapshots=[3]), changes(rows), message=3)

        assert book.bid_e8.tolist() == units(97)
        assert book.ask_e8.tolist() == units(103)

    def test_the_last_of_two_changes_of_a_price_in_one_message_holds(self):
        rows = [(0, True, UNIT_E8, 5), (0, True, UNIT_E8, 7)]

        assert replay(messages(1), changes(rows)).bid_quantity_e8.tolist() == [7]

    def test_a_market_without_messages_has_no_states(self):
        assert len(replay(messages(0), changes([]), measures=Measures((10,), (10,)))) == 0

    def test_messages_that_change_nothing_keep_the_book(self):
        states = replay(messages(5), changes([(1, True, 7, 7)]))

        assert states.bid_e8.tolist() == [0, 7, 7, 7, 7]
        assert not states.is_two_sided.any()


PRICES = st.integers(1, 40).map(lambda step: step * 10_000_000)
FEEDS = st.lists(
    st.tuples(
        st.integers(0, 9).map(lambda drawn: drawn == 0),
        st.lists(st.tuples(st.booleans(), PRICES, st.sampled_from([0, 0, 1, 5, 30_000_000])), max_size=6),
    ),
    max_size=40,
)


def told(feed):
    return [is_snapshot for is_snapshot, _ in feed], [
        (message, *row) for message, (_, rows) in enumerate(feed) for row in rows
    ]


class TestAgainstDictionaries:
    @given(feed=FEEDS, at_once=st.sampled_from([1, 3, 17, 1 << 16]))
    @settings(max_examples=150, deadline=None)
    def test_every_state_and_every_level_is_equal_whatever_the_chunks(self, feed, at_once):
        snapshots, rows = told(feed)
        known = messages(len(feed), [n for n, it in enumerate(snapshots) if it])
        measures = Measures((10_000, 200_000), (100_000_000, 5_000_000_000))

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(replaying, "CHANGES_AT_ONCE", at_once)
            states = replay(known, changes(rows), measures=measures)

        for n, book in enumerate(replayed(snapshots, rows)):
            best = [
                column[n]
                for column in (states.bid_e8, states.bid_quantity_e8, states.ask_e8, states.ask_quantity_e8)
            ]
            assert tuple(best) == book.best()
            for band, ppm in enumerate(measures.bands_ppm):
                assert tuple(states.depth_e8[band, :, n]) == book.within(ppm)
            for size, size_e8 in enumerate(measures.sizes_e8):
                for way, cost in enumerate(book.slippage(size_e8)):
                    here = states.slippage_ppm[size, way, n]
                    assert math.isnan(here) if cost is None else here == pytest.approx(cost, abs=0.01)
            whole = book_after(known, changes(rows), message=n)
            assert list(zip(whole.bid_e8, whole.bid_quantity_e8, strict=True)) == book.levels(True)
            assert list(zip(whole.ask_e8, whole.ask_quantity_e8, strict=True)) == book.levels(False)
