"""Raw Binance captures: what a line says, what is refused, and equality with json and plain dictionaries on real files."""

import gzip
import json
import math

import pytest

from bench.plain_book import by_json, replayed
from terezi.base.errors import BadData
from terezi.evidence.numerics.books.binance import read_capture
from terezi.evidence.numerics.books.capture import UNIT_E8
from terezi.evidence.numerics.books.replay import Measures, book_after, replay

DEPTH = '{{"stream":"xusdt@depth@0ms","data":{{"e":"depthUpdate","E":{at},"T":{at},"s":"XUSDT","U":{first},"u":{last},"pu":{before},"b":{b},"a":{a}}}}}'
TRADE = '{"stream":"xusdt@trade","data":{"e":"trade","E":1700000000005,"T":1700000000004,"s":"XUSDT","t":9,"p":"10.50","q":"0.003","X":"MARKET","m":true}}'
QUOTE = '{"stream":"xusdt@bookTicker","data":{"e":"bookTicker","u":12,"s":"XUSDT","b":"10.40","B":"2.000","a":"10.60","A":"1.000","T":1700000000006,"E":1700000000007}}'
HEARD = 1_700_000_000_000_123_456


def depth(last, b, a, before=0):
    return DEPTH.format(
        at=1_700_000_000_000 + last,
        first=last,
        last=last,
        before=before,
        b=json.dumps(b, separators=(",", ":")),
        a=json.dumps(a, separators=(",", ":")),
    )


@pytest.fixture
def recorded(tmp_path):
    def record(*messages):
        path = tmp_path / "x.gz"
        path.write_bytes(
            gzip.compress("".join(f"{HEARD + n} {it}\n" for n, it in enumerate(messages)).encode())
        )
        return path

    return record


class TestWhatALineSays:
    def test_levels_become_whole_numbers_of_1e_8_with_side_and_message(self, recorded):
        capture = read_capture(
            recorded(
                depth(5, [["10.40", "2.5"]], []), depth(7, [], [["10.60", "0.000"], ["11", "1"]], before=5)
            )
        )

        assert capture.messages.sequence.tolist() == [5, 7]
        assert capture.messages.at_us.tolist() == [1_700_000_000_005_000, 1_700_000_000_007_000]
        assert capture.messages.heard_at_us[0] == HEARD // 1_000
        assert list(zip(*vars(capture.changes).values(), strict=True)) == [
            (0, True, 1_040_000_000, 250_000_000),
            (1, False, 1_060_000_000, 0),
            (1, False, 1_100_000_000, 100_000_000),
        ]

    def test_the_buyer_waiting_means_that_the_seller_took(self, recorded):
        trades = read_capture(recorded(depth(5, [], []), TRADE)).trades

        assert (trades.sign[0], trades.price_e8[0], trades.quantity_e8[0]) == (-1, 1_050_000_000, 300_000)
        assert trades.at_us[0] == 1_700_000_000_004_000

    def test_the_venues_own_best_quotes_are_kept_apart(self, recorded):
        quotes = read_capture(recorded(depth(5, [], []), QUOTE)).quotes

        assert (quotes.sequence[0], quotes.bid_e8[0], quotes.ask_quantity_e8[0]) == (
            12,
            1_040_000_000,
            UNIT_E8,
        )

    def test_a_message_that_follows_another_than_the_one_before_is_a_gap(self, recorded):
        rows = [
            depth(5, [], [["9", "1"]]),
            depth(7, [], [["9", "2"]], before=5),
            depth(9, [], [["9", "3"]], before=8),
        ]

        assert read_capture(recorded(*rows)).messages.gaps().tolist() == [2]

    def test_a_snapshot_stands_where_its_number_says_not_where_it_was_heard(self, recorded):
        snapshot = '{"lastUpdateId":6,"bids":[["9.00","1"]],"asks":[["12.00","4"]]}'
        rows = [depth(5, [["8", "1"]], []), depth(8, [["10", "3"]], [], before=5), snapshot]

        capture = read_capture(recorded(*rows))

        assert capture.messages.is_snapshot.tolist() == [False, True, False]
        book = book_after(capture.messages, capture.changes, message=2)
        assert book.bid_e8.tolist() == [10 * UNIT_E8, 9 * UNIT_E8]
        assert len(capture.messages.gaps()) == 0


class TestWhatIsRefused:
    def test_a_file_that_ends_too_early(self, recorded):
        path = recorded(depth(5, [], [["9", "1"]]))
        path.write_bytes(path.read_bytes()[:-12])

        with pytest.raises(BadData, match="too early"):
            read_capture(path)

    def test_messages_of_two_layouts(self, recorded):
        other = depth(7, [], [["9", "1"]]).replace('"s":"XUSDT",', "")

        with pytest.raises(BadData, match="layout of the first"):
            read_capture(recorded(depth(5, [], [["9", "1"]]), other))

    def test_a_price_without_its_quantity(self, recorded):
        with pytest.raises(BadData, match="pairs of price and quantity"):
            read_capture(recorded(depth(5, [["9"]], [])))

    def test_a_number_too_large_to_be_exact(self, recorded):
        with pytest.raises(BadData, match="too large"):
            read_capture(recorded(depth(5, [["90000000.12345678", "1"]], [])))


@pytest.mark.real
@pytest.mark.parametrize(
    "file", ["spot/btcusdt_20230405.dat.gz", "usdm/btcusdt_20240718.gz", "usdm/ethusdt_20240718.gz"]
)
def test_a_real_capture_is_replayed_as_json_and_plain_dictionaries_do_it(real_data, file):
    path = real_data / "exchange/binance_l2_raw" / file
    capture = read_capture(path)
    snapshots, rows = by_json(path)
    measures = Measures((10_000, 1_000_000_000), (100_000 * UNIT_E8,))

    states = replay(capture.messages, capture.changes, measures=measures)

    assert list(zip(*(it.tolist() for it in vars(capture.changes).values()), strict=True)) == rows
    for n, book in enumerate(replayed(snapshots, rows)):
        assert (
            states.bid_e8[n],
            states.bid_quantity_e8[n],
            states.ask_e8[n],
            states.ask_quantity_e8[n],
        ) == book.best()
        if n % 40 == 0:
            assert [tuple(it) for it in states.depth_e8[:, :, n]] == [
                book.within(ppm) for ppm in measures.bands_ppm
            ]
            for way, cost in enumerate(book.slippage(measures.sizes_e8[0])):
                here = states.slippage_ppm[0, way, n]
                assert math.isnan(here) if cost is None else here == pytest.approx(cost, abs=0.01)
