"""Raw captures of venues and public trades through the door; the row-wise reading equals the fast one."""

import gzip
import io
import json
import tarfile
from datetime import date

import polars as pl
import pyarrow as pa
import pytest

from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.books.binance import read_capture
from terezi.evidence.numerics.books.market import from_levels
from terezi.evidence.sources.catalogue import DELIVERED
from terezi.evidence.sources.plain import told_columns
from terezi.evidence.sources.raw_captures import instrument_of
from terezi.evidence.sources.source import Heading
from terezi.evidence.sources.venue_returns import RETURNS, plain
from tests.evidence.numerics.books.test_binance import DEPTH, HEARD, TRADE
from tests.evidence.senders import checks, current, give_one

BOOK, TRADES = {"source": "book of a raw capture"}, {"source": "trades of a raw capture"}
LEVELS = ["instrument", "sequence", "kind", "side", "price_e8", "quantity_e8"]
E8 = 10**8


@pytest.fixture
def capture(tmp_path):
    def write(*lines, name="capture.gz"):
        path = tmp_path / name
        path.write_bytes(gzip.compress("\n".join([*lines, ""]).encode()))
        return path

    return write


def depth(last, before):
    text = DEPTH.format(
        at=1_700_000_000_000 + last,
        first=last,
        last=last,
        before=before,
        b='[["10.4","2.5"]]',
        a='[["10.6","0.000"]]',
    )
    return f"{HEARD} {text}"


def websocket(host, *messages):
    return [
        f"wss://{host} <-> 1618677816.84",
        *(f"{1618677817 + n}.5: {json.dumps(it)}" for n, it in enumerate(messages)),
    ]


class TestBinance:
    def test_a_capture_tells_a_book_and_trades_and_one_says_which(self, home, capture):
        path = capture(depth(5, 0), f"{HEARD} {TRADE}")

        assert checks(give_one(home, path)) == ["DOOR-09"]
        assert give_one(home, path, options=BOOK).rows_new == 2
        assert give_one(home, path, options=TRADES).rows_new == 1
        assert current(home, "ticks", columns=["venue_id", "instrument", "aggressor", "price_e8"]) == [
            ("binance-usdm", "X-USDT", "sell", 1_050_000_000)
        ]

    def test_the_row_wise_reading_is_that_of_the_fast_one(self, home, capture):
        snapshot = f'{HEARD} {{"lastUpdateId":6,"bids":[["9.00","1"]],"asks":[["12.00","4"]]}}'
        path = capture(depth(5, 0), snapshot, depth(9, 5))

        give_one(home, path, options=BOOK)

        columns = ["sequence", "before", "at", "heard_at", "kind", "side", "price_e8", "quantity_e8"]
        rows = pl.DataFrame(current(home, "venue_levels", columns=columns), columns, orient="row")
        messages, changes = from_levels(rows)
        fast = read_capture(path)
        assert messages.sequence.tolist() == fast.messages.sequence.tolist() == [5, 6, 9]
        assert messages.follows.tolist() == fast.messages.follows.tolist()
        assert _set(changes) == _set(fast.changes)

    def test_a_line_that_is_no_message_is_named(self, home, capture):
        receipt = give_one(home, capture(depth(5, 0), f"{HEARD} {{broken"), options=BOOK)

        assert [(it.check, it.rows) for it in receipt.problems] == [("BIN-02", (2,))]


def _set(changes):
    return set(zip(*(it.tolist() for it in vars(changes).values()), strict=True))


class TestOtherVenues:
    def test_coinbase(self, home, capture):
        told = websocket(
            "ws-feed.pro.coinbase.com",
            {"type": "snapshot", "product_id": "SKL-USD", "bids": [["0.5", "10"]], "asks": [["0.6", "7"]]},
            {"type": "l2update", "product_id": "SKL-USD", "changes": [["sell", "0.6", "0.0"]], "time": "2021-04-17T16:43:37.2Z"},
            {"type": "match", "product_id": "SKL-USD", "trade_id": 3, "side": "sell", "price": "0.6", "size": "7", "time": "2021-04-17T16:43:37.2Z"},
        )  # fmt: skip
        path = capture(*told)

        give_one(home, path, options=BOOK)
        give_one(home, path, options=TRADES)

        assert sorted(current(home, "venue_levels", columns=LEVELS)) == [
            ("SKL-USD", 2, "snapshot", "buy", E8 // 2, 10 * E8),
            ("SKL-USD", 2, "snapshot", "sell", E8 * 6 // 10, 7 * E8),
            ("SKL-USD", 3, "update", "sell", E8 * 6 // 10, 0),
        ]
        assert current(home, "ticks", columns=["aggressor"]) == [("buy",)]

    def test_kraken_says_the_last_of_two_changes_of_a_price(self, home, capture):
        levels = [["0.50", "1.0", "1618678135.0"], ["0.50", "0.0", "1618678135.1"]]
        path = capture(
            *websocket(
                "ws.kraken.com", [7, {"b": levels, "c": "1"}, "book-1000", "XBT/EUR"], {"event": "heartbeat"}
            )
        )

        give_one(home, path, options=BOOK)

        assert [it[0] for it in current(home, "venue_levels", columns=LEVELS)] == ["BTC-EUR"]
        assert current(home, "venue_levels", columns=["quantity_e8"]) == [(0,)]

    def test_bitstamp_and_gemini(self, home, capture):
        data = {"timestamp": "1", "microtimestamp": "1641343698660692", "bids": [["0.5", "1"]], "asks": []}
        give_one(
            home,
            capture(
                *websocket(
                    "ws.bitstamp.net/", {"data": data, "channel": "diff_order_book_bateur", "event": "data"}
                ),
                name="a.gz",
            ),
            options=BOOK,
        )
        changes = {"type": "l2_updates", "symbol": "ETHEUR", "changes": [["sell", "1657.39", "2"]]}
        give_one(
            home, capture(*websocket("api.gemini.com/v2/marketdata/", changes), name="b.gz"), options=BOOK
        )

        assert sorted(current(home, "venue_levels", columns=["venue_id", "instrument", "side"])) == [
            ("bitstamp", "BAT-EUR", "buy"), ("gemini", "ETH-EUR", "sell"),
        ]  # fmt: skip

    def test_hitbtcs_kin_number_their_books_and_one_names_the_markets_wanted(self, home, capture):
        book = {"ask": [{"price": "0.6", "size": "7"}], "bid": [{"price": "0.5", "size": "0"}], "sequence": 9, "timestamp": "2021-07-03T00:56:17.658Z"}  # fmt: skip
        trade = {"id": 4, "price": "0.6", "quantity": "7", "side": "buy", "timestamp": "2021-07-03T00:56:18Z"}
        path = capture(
            *websocket(
                "api.bequant.io/api/2/ws/public",
                {"method": "snapshotOrderbook", "params": book | {"symbol": "EOSBTC"}},
                {"method": "updateOrderbook", "params": book | {"symbol": "EOSBTC"}},
                {"method": "updateOrderbook", "params": book | {"symbol": "ODD"}},
                {"method": "updateTrades", "params": {"data": [trade], "symbol": "EOSBTC"}},
            )
        )

        assert give_one(home, path, options=BOOK).outcome == "quarantined"
        give_one(home, path, options=BOOK | {"markets": "EOSBTC"})
        give_one(home, path, options=TRADES)

        assert sorted(current(home, "venue_levels", columns=LEVELS)) == [
            ("EOS-BTC", 9, "snapshot", "sell", E8 * 6 // 10, 7 * E8),
            ("EOS-BTC", 9, "update", "buy", E8 // 2, 0),
            ("EOS-BTC", 9, "update", "sell", E8 * 6 // 10, 7 * E8),
        ]
        assert current(home, "ticks", columns=["venue_id", "trade_id"]) == [("bequant", "4")]

    def test_okx_counts_contracts_of_swaps_which_are_left_out(self, home, capture):
        book = {"asks": [["0.6", "7", "0", "1"]], "bids": [], "ts": "1652459225464"}
        trade = {"tradeId": "5", "px": "0.6", "sz": "7", "side": "sell", "ts": "1652459225464"}
        path = capture(
            *websocket(
                "ws.okx.com:8443/ws/v5/public",
                {"arg": {"channel": "books", "instId": "EOS-BTC"}, "action": "snapshot", "data": [book]},
                {"arg": {"channel": "books", "instId": "EOS-USD-SWAP"}, "action": "update", "data": [book]},
                {"arg": {"channel": "trades", "instId": "EOS-BTC"}, "data": [trade]},
            )
        )

        assert give_one(home, path, options=BOOK).rows_new == 1
        assert give_one(home, path, options=TRADES).rows_new == 1
        assert current(home, "ticks", columns=["instrument", "aggressor"]) == [("EOS-BTC", "sell")]

    def test_bitget_and_fmfw(self, home, capture):
        spot = {"instType": "sp", "instId": "EOSUSDT"}
        levels = {"asks": [], "bids": [["0.5", "1"]], "ts": "1652459225464"}
        bitget = websocket(
            "ws.bitget.com/spot/v1/stream",
            {"arg": spot | {"channel": "books"}, "action": "update", "data": [levels]},
            {
                "arg": spot | {"channel": "trade"},
                "action": "update",
                "data": [["1652459225464", "0.5", "1", "buy"]],
            },
        )
        said = {"t": 1633806854817, "s": 8, "a": [["0.6", "0"]], "b": []}
        fmfw = websocket("api.fmfw.io/api/3/ws/public", {"ch": "orderbook/full", "update": {"EOSBTC": said}})

        assert give_one(home, capture(*bitget, name="a.gz"), options=BOOK).rows_new == 1
        assert give_one(home, capture(*bitget, name="a.gz"), options=TRADES).rows_new == 1
        assert give_one(home, capture(*fmfw, name="b.gz"), options=BOOK).rows_new == 1
        assert sorted(current(home, "venue_levels", columns=["venue_id", "instrument", "side"])) == [
            ("bitget", "EOS-USDT", "buy"), ("fmfw", "EOS-BTC", "sell"),
        ]  # fmt: skip

    def test_a_book_asked_for_over_http_begins_whole_what_the_feed_only_changes(self, home, capture):
        whole = {"lastUpdateId": 6, "bids": [["0.4", "2"]], "asks": [["0.6", "1"]]}
        asked = "https://api.binance.us/api/v3/depth?symbol=XEMUSDT&limit=1000 -> 1618677818.5: "
        changes = [
            {"data": {"e": "depthUpdate", "E": 1_618_677_817_000 + u, "s": "XEMUSDT", "U": u, "u": u, "b": [["0.5", "3"]], "a": []}}
            for u in (6, 7)
        ]  # fmt: skip
        give_one(
            home, capture(*websocket("stream.binance.us:9443/stream", *changes), name="a.gz"), options=BOOK
        )
        give_one(home, capture(asked + json.dumps(whole), name="b.gz"), options=BOOK)

        columns = ["sequence", "before", "at", "heard_at", "kind", "side", "price_e8", "quantity_e8"]
        told = current(home, "venue_levels", columns=columns)
        messages, changed = from_levels(pl.DataFrame(told, columns, orient="row"))

        assert messages.sequence.tolist() == [6, 6, 7]
        assert changed.price_e8.tolist() == [E8 // 2, E8 * 4 // 10, E8 * 6 // 10, E8 // 2]
        assert set(current(home, "venue_levels", columns=["venue_id", "instrument"])) == {
            ("binance-us", "XEM-USDT")
        }

    def test_a_venue_that_cannot_be_read_is_refused_by_name(self, home, capture):
        receipt = give_one(home, capture(*websocket("websockets.independentreserve.com", {})), options=BOOK)

        assert [it.check for it in receipt.problems] == ["CFD-01"]
        assert "independentreserve.com" in receipt.problems[0].says


@pytest.mark.parametrize(
    ("symbol", "instrument"),
    [
        ("BTCUSDT", "BTC-USDT"),
        ("XBT/EUR", "BTC-EUR"),
        ("skl-btc", "SKL-BTC"),
        ("bateur", "BAT-EUR"),
        ("ODD", "ODD"),
    ],
)
def test_a_symbol_is_split_into_base_and_quote(symbol, instrument):
    assert instrument_of(symbol) == instrument


def test_historic_ticks_keep_trades_of_no_quantity_and_repeats_and_note_them(home, tmp_path):
    path = tmp_path / "ticks.parquet"
    ts = pl.Series([1_337_780_165] * 3 + [1_337_780_340], dtype=pl.Int32)
    pl.DataFrame(
        {
            "ts": ts,
            "price": [5.09, 5.09, 5.1, 5.1],
            "amount": [0.122, 0.122, -0.3, 1.0],
            "symbol": "bitfloorUSD",
        }
    ).write_parquet(path)

    receipt = give_one(home, path)

    assert (receipt.outcome, receipt.rows_new) == ("accepted", 4)
    assert {note.code: note.count for note in receipt.notes} == {"HTK-R1": 1, "HTK-R2": 1}
    columns = ["venue_id", "instrument", "trade_id", "price_e8", "quantity_e8"]
    assert sorted(current(home, "ticks", columns=columns)) == [
        ("bitfloor", "BTC-USD", "0", 509_000_000, 12_200_000),
        ("bitfloor", "BTC-USD", "0", 510_000_000, E8),
        ("bitfloor", "BTC-USD", "1", 509_000_000, 12_200_000),
        ("bitfloor", "BTC-USD", "2", 510_000_000, 0),
    ]


@pytest.mark.real
def test_lighters_trades_are_taken_with_accounts_of_a_licensed_venue(home, real_data):
    venue = {
        "venue_id": "LIGHTER", "name": "L", "licence_number": "1", "status": "licensed", "actor_class": "exchange", "assets": "*",
        "valid_from": date(2025, 1, 1), "valid_until": None,
    }  # fmt: skip
    Lake.open(home).publish("ref_venues", pl.DataFrame([venue]))
    path = real_data / "exchange/lighter_btc_trades_with_accounts.csv.gz"

    receipt = give_one(home, path, options={"venue_id": "LIGHTER", "instrument": "BTC-USD"})

    assert (receipt.outcome, receipt.rows_new) == ("accepted", 773), receipt.problems


CAPTURED = {
    "OKX.ws.1.0": ({}, 4_968, 69),
    "OKCOIN.ws.1.0": ({}, 720, 4),
    "BITGET.ws.1.0": ({}, 31_253, 430),
    "HITBTC.ws.1.0": ({"markets": "EURSUSD"}, 2_012, 100),
    "BEQUANT.ws.1.0": ({"markets": "EOSBTC"}, 3_538, 109),
    "BYBIT.ws.25.0": ({}, 20_342, 101),
    "UPBIT.ws.62.0": ({}, 4_350, 304),
    "POLONIEX.ws.1.0": ({"markets": "BTC_USDT,BCH_BTC,ZEC_USDT"}, 440, 4),
    "FMFW.ws.1.0": ({"markets": "NEOBTC,EOSUSDT"}, 10_732, 4),
}


@pytest.fixture(scope="module")
def captured(real_data, tmp_path_factory):
    """Unpack the captures that are read here."""
    folder = tmp_path_factory.mktemp("captured")
    packed = str(real_data / "exchange/cryptofeed_sample_data.tar.zst")
    with (
        pa.input_stream(packed, compression="zstd") as stream,
        tarfile.open(fileobj=io.BytesIO(stream.read())) as tar,
    ):
        for name in CAPTURED:
            (folder / name).write_bytes(tar.extractfile(f"sample_data/{name}").read())
    return folder


@pytest.mark.real
@pytest.mark.parametrize("name", CAPTURED)
def test_real_captures_of_further_venues_are_taken_whole(home, captured, name):
    options, levels, trades = CAPTURED[name]

    book = give_one(home, captured / name, options=BOOK | options)
    ticks = give_one(home, captured / name, options=TRADES | options)

    assert (book.outcome, book.rows_new) == ("accepted", levels), book.problems
    assert (ticks.outcome, ticks.rows_new) == ("accepted", trades), ticks.problems


@pytest.mark.real
def test_a_recording_of_lighters_feed_is_a_book_without_a_gap(home, real_data):
    path = real_data / "exchange/lighter_ob_place_cancel_btc.json.gz"
    named = {"instrument": "BTC-USD"}

    book = give_one(home, path, options=BOOK | named)
    ticks = give_one(home, path, options=TRADES | named)

    assert (book.outcome, ticks.outcome) == ("accepted", "accepted"), (book.problems, ticks.problems)
    lake = Lake.open(home)
    rows = lake.collect(lake.table("venue_levels"))
    updates = rows.filter(pl.col("kind") == "update")["sequence"].unique().sort()
    assert updates.diff().drop_nulls().max() <= 2  # a message may change nothing
    assert (rows["venue_id"].unique().to_list(), rows["instrument"].unique().to_list()) == (
        ["lighter"],
        ["BTC-USD"],
    )


@pytest.mark.parametrize(
    "table",
    sorted({source.table for source in DELIVERED if source.table in {*RETURNS, "ticks", "venue_levels"}}),
)
@pytest.mark.parametrize("write", [str, plain], ids=["whole", "decimal"])
def test_the_whole_heading_of_each_return_and_feed_fits_one_source_alone(table, write):
    heading = Heading("x.csv", tuple(write(column.name) for column in told_columns(TABLES[table])))

    assert [source.table for source in DELIVERED if source.recognises(heading)] == [table]


@pytest.mark.parametrize("side", [[], ["aggressor"]])
def test_a_file_of_ticks_is_one_of_a_public_feed_whether_it_tells_who_took_or_not(side):
    told = ["venue_id", "instrument", "trade_id", "traded_at", "price", "quantity", *side]

    fits = [source.name for source in DELIVERED if source.recognises(Heading("x.csv", tuple(told)))]

    assert fits == ["trades of a public feed"]
