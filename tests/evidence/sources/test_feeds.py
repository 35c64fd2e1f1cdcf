"""Each venue's messages, one by one, with the rows worked out by hand; and the books and trades of the captures themselves."""

import base64
import bisect
import gzip
import io
import json
import tarfile
import zlib
from collections import defaultdict

import pyarrow as pa
import pytest

from terezi.evidence.sources.cryptofeed_captures import ANSWERS, CRYPTOFEED_CAPTURES, READERS, REMEMBERING
from terezi.evidence.sources.raw_captures import instrument_of
from terezi.evidence.sources.unpack import Bounds, Unreadable

HEARD = "2021-04-17T16:43:37.500000+00:00"


def rows(path):
    return list(CRYPTOFEED_CAPTURES.rows(path, Bounds()))


@pytest.fixture
def told(tmp_path):
    """Return what is told of messages of a venue: venue, symbol, kind, number, number before, side, price, quantity."""

    def read(address, *messages):
        path = tmp_path / "capture"
        lines = [f"1618677817.5: {it if isinstance(it, str) else json.dumps(it)}" for it in messages]
        path.write_text("\n".join([f"wss://{address} <-> 1618677816.84", *lines, ""]))
        return [(*row[:5], *row[7:]) for row in rows(path)]

    return read


def deflated(said):
    packed = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return base64.b64encode(packed.compress(json.dumps(said).encode()) + packed.flush()).decode()


def in_gzip(said):
    return repr(gzip.compress(json.dumps(said).encode()))


DEPTH = {"data": {"e": "depthUpdate", "E": 1, "s": "XEMUSDT", "U": 5, "u": 7, "b": [["0.4", "2"]], "a": []}}
AGGREGATED = {"data": {"e": "aggTrade", "s": "XEMUSDT", "a": 9, "p": "0.4", "q": "2", "T": 1, "m": True}}


@pytest.mark.parametrize(
    ("host", "venue"),
    [
        ("stream.binance.com:9443/stream?streams=xemusdt@depth@100ms", "binance"),
        ("stream.binance.us:9443/stream", "binance-us"),
        ("stream-cloud.trbinance.com/stream", "binance-tr"),
        ("fstream.binance.com/stream", "binance-usdm"),
        ("dstream.binance.com/stream", "binance-coinm"),
    ],
)
def test_binances_kin_tell_changes_and_trades_by_order_and_a_seller_took_where_the_buyer_waited(
    told, host, venue
):
    assert told(host, DEPTH, AGGREGATED) == [
        (venue, "XEMUSDT", "update", 7, 4, "buy", "0.4", "2"),
        (venue, "XEMUSDT", "trade", "a9", "", "sell", "0.4", "2"),
    ]


class TestNumbered:
    def test_kucoin_moves_its_number_on_without_a_change(self, told):
        data = {"sequenceStart": 5, "sequenceEnd": 7, "symbol": "SNX-BTC", "changes": {"asks": [["0", "0", "5"]], "bids": [["2.5", "1", "7"]]}}  # fmt: skip
        match = {"symbol": "SNX-BTC", "side": "sell", "size": "3", "price": "2.5", "time": "1618677817000000000", "tradeId": "f"}  # fmt: skip

        said = told("push-private.kucoin.com/endpoint?token=T", {"subject": "trade.l2update", "data": data}, {"subject": "trade.l3match", "data": match})  # fmt: skip

        assert said == [
            ("kucoin", "SNX-BTC", "update", 7, 4, "buy", "2.5", "1"),
            ("kucoin", "SNX-BTC", "trade", "f", "", "sell", "2.5", "3"),
        ]

    def test_gateio(self, told):
        update = {"t": 1, "s": "HAI_ETH", "U": 5, "u": 7, "b": [["2", "0"]], "a": []}
        trade = {"id": 8, "create_time_ms": "1.5", "side": "sell", "currency_pair": "HAI_ETH", "amount": "3", "price": "2"}  # fmt: skip

        said = told(
            "api.gateio.ws/ws/v4/",
            {"channel": "spot.order_book_update", "event": "update", "result": update},
            {"channel": "spot.trades", "event": "subscribe", "result": {"status": "success"}},
            {"channel": "spot.trades", "event": "update", "result": trade},
        )

        assert said == [
            ("gateio", "HAI_ETH", "update", 7, 4, "buy", "2", "0"),
            ("gateio", "HAI_ETH", "trade", 8, "", "sell", "2", "3"),
        ]

    def test_of_a_future_of_gateio_a_negative_size_was_sold(self, told):
        update = {"t": 1, "s": "PHB_USDT", "U": 7, "u": 7, "b": [], "a": [{"p": "0.7", "s": 4}]}
        trade = {"size": -108, "id": 8, "create_time_ms": 1545136464123, "price": "0.6", "contract": "PHB_USDT"}  # fmt: skip

        said = told(
            "fx-ws.gateio.ws/v4/ws/usdt",
            {"channel": "futures.order_book_update", "event": "update", "result": update},
            {"channel": "futures.trades", "event": "update", "result": [trade]},
        )

        assert said == [
            ("gateio-futures", "PHB_USDT", "update", 7, 6, "sell", "0.7", "4"),
            ("gateio-futures", "PHB_USDT", "trade", 8, "", "sell", "0.6", "108"),
        ]

    def test_poloniex(self, told):
        book = {"symbol": "BCH_BTC", "createTime": 1, "asks": [["0.005", "1"]], "bids": [["0.004", "0"]], "lastId": 4, "id": 5}  # fmt: skip
        trade = {"symbol": "BCH_BTC", "quantity": "2", "takerSide": "sell", "createTime": 1, "price": "0.004", "id": "6"}  # fmt: skip

        said = told(
            "ws.poloniex.com/ws/public",
            {"channel": "book_lv2", "data": [book], "action": "snapshot"},
            {"channel": "book_lv2", "data": [book], "action": "update"},
            {"channel": "trades", "data": [trade]},
        )

        assert said == [
            ("poloniex", "BCH_BTC", "snapshot", 5, 4, "sell", "0.005", "1"),
            ("poloniex", "BCH_BTC", "update", 5, 4, "buy", "0.004", "0"),
            ("poloniex", "BCH_BTC", "update", 5, 4, "sell", "0.005", "1"),
            ("poloniex", "BCH_BTC", "trade", "6", "", "sell", "0.004", "2"),
        ]

    def test_bit_com_counts_coins_in_one_place_and_contracts_in_another(self, told):
        change = {"type": "update", "sequence": 5, "prev_sequence": 4, "changes": [["buy", "0.6", "0.00"]]}
        trade = {"created_at": 1, "trade_id": "6", "pair": "YFI-USDT", "price": "7", "qty": "2", "side": "sell"}  # fmt: skip

        said = told(
            "spot-ws.bit.com",
            {"channel": "depth", "timestamp": 1, "data": change | {"pair": "OMG-USDT"}, "module": "spot"},
            {"channel": "depth", "timestamp": 1, "data": change | {"instrument_id": "A-USDT-PERPETUAL"}, "module": "linear"},
            {"channel": "trade", "timestamp": 1, "data": [trade], "module": "spot"},
        )  # fmt: skip

        assert said == [
            ("bitcom", "OMG-USDT", "update", 5, 4, "buy", "0.6", "0.00"),
            ("bitcom-contracts", "A-USDT-PERPETUAL", "update", 5, 4, "buy", "0.6", "0.00"),
            ("bitcom", "YFI-USDT", "trade", "6", "", "sell", "7", "2"),
        ]

    def test_deribit(self, told):
        name = "BTC-24SEP21-8000-P"
        book = {"type": "change", "timestamp": 1, "prev_change_id": 4, "instrument_name": name, "change_id": 5, "bids": [["delete", 0.001, 0.0]], "asks": [["new", 0.002, 2.6]]}  # fmt: skip
        trade = {"trade_id": "6", "timestamp": 1, "price": 0.002, "instrument_name": name, "direction": "buy", "amount": 0.1}  # fmt: skip

        said = told(
            "www.deribit.com/ws/api/v2",
            {"params": {"channel": f"book.{name}.raw", "data": book}},
            {"params": {"channel": f"trades.{name}.raw", "data": [trade]}},
        )

        assert said == [
            ("deribit", name, "update", 5, 4, "buy", "0.001", "0"),
            ("deribit", name, "update", 5, 4, "sell", "0.002", "2.6"),
            ("deribit", name, "trade", "6", "", "buy", "0.002", "0.1"),
        ]

    def test_bittrex_deflates_what_it_says(self, told):
        book = {"marketSymbol": "BTC-EUR", "sequence": 7, "bidDeltas": [{"quantity": "0", "rate": "10.4"}], "askDeltas": []}  # fmt: skip
        trades = {"marketSymbol": "BTC-EUR", "sequence": 8, "deltas": [{"id": "f", "executedAt": "2021-06-14T01:53:39.1Z", "quantity": "2", "rate": "10.5", "takerSide": "BUY"}]}  # fmt: skip

        said = told(
            "socket-v3.bittrex.com/signalr/connect?transport=webSockets",
            {"M": [{"H": "C3", "M": "orderBook", "A": [deflated(book)]}]},
            {
                "M": [
                    {"H": "C3", "M": "heartbeat", "A": []},
                    {"H": "C3", "M": "trade", "A": [deflated(trades)]},
                ]
            },
        )

        assert said == [
            ("bittrex", "BTC-EUR", "update", 7, 6, "buy", "10.4", "0"),
            ("bittrex", "BTC-EUR", "trade", "f", "", "buy", "10.5", "2"),
        ]


class TestSpot:
    def test_upbit_says_bytes_and_names_the_quote_first(self, told):
        book = b'{"ty":"orderbook","cd":"KRW-LAMB","tms":1,"obu":[{"ap":127.0,"bp":126.0,"as":2.5,"bs":0.0}]}'
        trade = b'{"ty":"trade","cd":"KRW-LAMB","ttms":1,"tp":127.0,"tv":46.5,"ab":"BID","sid":9}'

        assert told("api.upbit.com/websocket/v1", repr(book), repr(trade)) == [
            ("upbit", "LAMB-KRW", "snapshot", 2, "", "sell", "127.0", "2.5"),
            ("upbit", "LAMB-KRW", "trade", 9, "", "buy", "127.0", "46.5"),
        ]

    def test_bithumb_tells_trades_in_korean_time(self, told, tmp_path):
        it = {"buySellGb": "2", "contPrice": "3.9", "contQty": "12.1", "contDtm": "2021-06-02 08:43:34.555058", "symbol": "CON_KRW"}  # fmt: skip

        said = told("pubwss.bithumb.com/pub/ws", {"type": "transaction", "content": {"list": [it]}})

        assert said == [("bithumb", "CON_KRW", "trade", "2-0", "", "buy", "3.9", "12.1")]
        assert rows(tmp_path / "capture")[0][5] == "2021-06-02T08:43:34.555058+09:00"

    def test_bitflyer_names_dated_contracts_without_a_dash_and_an_auction_has_no_taker(self, told):
        board = {"bids": [{"price": 0.0, "size": 3.0}, {"price": 5.0, "size": 0.0}], "asks": [{"price": 6.0, "size": 1e-7}]}  # fmt: skip
        executed = {"id": 9, "side": "", "price": 5.5, "size": 0.01, "exec_date": "2021-12-12T23:05:29.9692063Z"}  # fmt: skip

        said = told(
            "ws.lightstream.bitflyer.com/json-rpc",
            {"params": {"channel": "lightning_board_snapshot_BTC_JPY", "message": board}},
            {"params": {"channel": "lightning_board_BTCJPY17DEC2021", "message": board}},
            {"params": {"channel": "lightning_executions_BTC_JPY", "message": [executed]}},
        )

        assert said == [
            ("bitflyer", "BTC_JPY", "snapshot", 2, "", "sell", "6.0", "0.0000001"),
            ("bitflyer", "BTCJPY-17DEC2021", "update", 3, "", "buy", "5.0", "0.0"),
            ("bitflyer", "BTCJPY-17DEC2021", "update", 3, "", "sell", "6.0", "0.0000001"),
            ("bitflyer", "BTC_JPY", "trade", 9, "", "", "5.5", "0.01"),
        ]

    def test_blockchain(self, told):
        book = {"event": "updated", "channel": "l2", "symbol": "ALGO-BTC", "bids": [{"num": 1, "px": 1.6e-7, "qty": 200.0}], "asks": [], "timestamp": "2021-07-22T22:39:22Z"}  # fmt: skip

        assert told("ws.prod.blockchain.info/mercury-gateway/v1/ws", book) == [
            ("blockchain", "ALGO-BTC", "update", 2, "", "buy", "0.00000016", "200.0")
        ]

    def test_probit_says_reset_where_its_book_begins_anew(self, told):
        said = {"channel": "marketdata", "market_id": "DMX-USDT", "order_books": [{"side": "sell", "price": "2", "quantity": "0"}, {"side": "buy", "price": "1", "quantity": "7"}]}  # fmt: skip
        trade = {"id": "f", "price": "1", "quantity": "2", "time": "2021-04-17T16:03:02.741Z", "side": "sell"}

        assert told(
            "api.probit.com/api/exchange/v1/ws", said | {"reset": True}, said | {"recent_trades": [trade]}
        ) == [
            ("probit", "DMX-USDT", "snapshot", 2, "", "buy", "1", "7"),
            ("probit", "DMX-USDT", "update", 3, "", "sell", "2", "0"),
            ("probit", "DMX-USDT", "update", 3, "", "buy", "1", "7"),
            ("probit", "DMX-USDT", "trade", "f", "", "sell", "1", "2"),
        ]

    def test_ascendex_says_whether_the_buyer_waited(self, told):
        book = {"ts": 1, "seqnum": 9, "asks": [["0.6", "0"]], "bids": []}
        trade = {"p": "0.6", "q": "10", "ts": 1, "bm": True, "seqnum": 7}

        said = told(
            "ascendex.com:443/api/pro/v2/stream",
            {"m": "depth", "symbol": "BTC-PERP", "data": book},
            {"m": "trades", "symbol": "BTC-PERP", "data": [trade]},
        )

        assert said == [
            ("ascendex", "BTC-PERP", "update", 2, "", "sell", "0.6", "0"),
            ("ascendex", "BTC-PERP", "trade", 7, "", "sell", "0.6", "10"),
        ]

    def test_huobi_packs_every_message_and_its_swaps_count_both_sides_of_a_trade(self, told):
        book = {"ch": "market.trioeth.depth.step0", "tick": {"bids": [[9.1e-7, 5.0]], "asks": [], "ts": 1}}
        trade = {"ts": 1, "tradeId": 9, "amount": 2.5, "price": 0.5, "direction": "sell"}
        swap = {"ts": 1, "id": 8, "amount": 6, "price": 26.5, "direction": "buy"}

        spot = told("api.huobi.pro/ws", in_gzip(book), in_gzip({"ch": "market.trioeth.trade.detail", "tick": {"data": [trade]}}))  # fmt: skip
        swaps = [
            told(
                f"api.hbdm.com/{path}",
                in_gzip({"ch": "market.ATOM-USD.trade.detail", "tick": {"data": [swap]}}),
            )
            for path in ("swap-ws", "linear-swap-ws")
        ]

        assert spot == [
            ("huobi", "trioeth", "snapshot", 2, "", "buy", "0.00000091", "5.0"),
            ("huobi", "trioeth", "trade", 9, "", "sell", "0.5", "2.5"),
        ]
        assert swaps == [
            [("huobi-swap", "ATOM-USD", "trade", 8, "", "buy", "26.5", "3.0")],
            [("huobi-linear-swap", "ATOM-USD", "trade", 8, "", "buy", "26.5", "3.0")],
        ]


class TestContracts:
    def test_bybit_tells_what_is_gone_apart(self, told):
        level = {"price": "7.9", "symbol": "EOSUSD", "side": "Buy", "size": 4}
        whole = {"topic": "orderBookL2_25.EOSUSD", "type": "snapshot", "data": [level], "timestamp_e6": 1}
        change = {"delete": [{"price": "7.9", "side": "Buy"}], "update": [], "insert": [{"price": "8.1", "side": "Sell", "size": 2}]}  # fmt: skip
        trade = {"trade_time_ms": "1", "side": "Sell", "size": 0.14, "price": "7.9", "trade_id": "f"}

        said = told(
            "stream.bybit.com/realtime",
            whole,
            {"topic": "orderBookL2_25.EOSUSD", "type": "delta", "data": change, "timestamp_e6": "1"},
            {"topic": "trade.BCHUSDT", "data": [trade]},
        )

        assert said == [
            ("bybit-inverse", "EOSUSD", "snapshot", 2, "", "buy", "7.9", "4"),
            ("bybit-inverse", "EOSUSD", "update", 3, "", "buy", "7.9", "0"),
            ("bybit-inverse", "EOSUSD", "update", 3, "", "sell", "8.1", "2"),
            ("bybit-linear", "BCHUSDT", "trade", "f", "", "sell", "7.9", "0.14"),
        ]

    def test_krakens_futures_are_another_venue_than_its_spot_markets(self, told):
        market = {"product_id": "PI_ETHUSD", "timestamp": 1}
        whole = {"feed": "book_snapshot", "seq": 5, "bids": [{"price": 2004.5, "qty": 7.0}], "asks": []}
        change = {"feed": "book", "side": "sell", "seq": 6, "price": 2004.85, "qty": 0.0}
        trade = {"feed": "trade", "uid": "f", "side": "buy", "seq": 9, "time": 1, "qty": 320.0, "price": 2004.85}  # fmt: skip

        assert told("futures.kraken.com/ws/v1", market | whole, market | change, market | trade) == [
            ("kraken-futures", "PI_ETHUSD", "snapshot", 5, "", "buy", "2004.5", "7.0"),
            ("kraken-futures", "PI_ETHUSD", "update", 6, 5, "sell", "2004.85", "0.0"),
            ("kraken-futures", "PI_ETHUSD", "trade", "f", "", "buy", "2004.85", "320.0"),
        ]

    def test_delta_tells_every_book_whole(self, told):
        level = {"depth": "1432", "limit_price": "1241.00", "size": 1432}
        said = {"type": "l2_orderbook", "symbol": "C-ETH-3200-311221", "timestamp": 1, "buy": [level], "sell": []}  # fmt: skip

        assert told("socket.delta.exchange", said) == [
            ("delta", "C-ETH-3200-311221", "snapshot", 2, "", "buy", "1241.00", "1432")
        ]

    def test_phemex_writes_whole_numbers(self, told):
        contracts = {"book": {"asks": [[329915000, 1559]], "bids": []}, "symbol": "YFIUSD", "timestamp": 1, "type": "snapshot"}  # fmt: skip
        spot = {"symbol": "sSUSHIUSDT", "trades": [[1, "Buy", 769100000, 168200000]]}

        said = told(
            "phemex.com/ws", contracts, spot | {"type": "snapshot"}, spot | {"type": "incremental"}
        )  # what was traded before is told again at the start

        assert said == [
            ("phemex-contracts", "YFIUSD", "snapshot", 2, "", "sell", "32991.5000", "1559"),
            ("phemex", "SUSHIUSDT", "trade", "4-0", "", "buy", "7.69100000", "1.68200000"),
        ]


class TestRemembering:
    def test_bitfinex_numbers_its_channels(self, told):
        said = told(
            "api.bitfinex.com/ws/2",
            {"event": "subscribed", "channel": "book", "chanId": 7, "symbol": "tBFTUSD", "pair": "BFTUSD"},
            {"event": "subscribed", "channel": "trades", "chanId": 8, "pair": "TESTBTC:TESTUSD"},
            [7, [[0.5, 2, 10.0], [0.6, 1, -3.0]], 1],
            [7, [0.6, 0, -1], 2],
            [7, "hb", 3],
            [8, [[3, 1, 2.0, 0.5]], 4],
            [8, "te", [4, 1, -2.0, 0.5], 5],
            [8, "tu", [4, 1, -2.0, 0.5], 6],
        )

        assert said == [
            ("bitfinex", "BFTUSD", "snapshot", 4, "", "buy", "0.5", "10.0"),
            ("bitfinex", "BFTUSD", "snapshot", 4, "", "sell", "0.6", "3.0"),
            ("bitfinex", "BFTUSD", "update", 5, "", "sell", "0.6", "0"),
            ("bitfinex", "TESTBTC-TESTUSD", "trade", 4, "", "sell", "0.5", "2.0"),
        ]

    def test_bitmex_says_a_price_once(self, told):
        def level(action, **more):
            it = {"symbol": "XRPU21", "id": 5, "side": "Sell", **more}
            return {"table": "orderBookL2", "action": action, "data": [it]}

        trade = {"timestamp": "2021-07-22T22:36:10.014Z", "symbol": "UNIUSDT", "side": "Buy", "size": 52, "price": 17.2, "trdMatchID": "f"}  # fmt: skip

        said = told(
            "www.bitmex.com/realtime",
            level("update", size=1),
            level("partial", size=3, price=0.5),
            level("update", size=4),
            level("delete"),
            {"table": "trade", "action": "insert", "data": [trade]},
        )

        assert said == [
            ("bitmex", "XRP-U21", "snapshot", 3, "", "sell", "0.5", "3"),
            ("bitmex", "XRP-U21", "update", 4, "", "sell", "0.5", "4"),
            ("bitmex", "XRP-U21", "update", 5, "", "sell", "0.5", "0"),
            ("bitmex", "UNIUSDT", "trade", "f", "", "buy", "17.2", "52"),
        ]

    def test_an_older_change_of_a_level_of_dydx_does_not_count(self, told):
        market = {"id": "ETH-USD", "channel": "v3_orderbook"}
        whole = {"bids": [{"price": "500", "offset": "10", "size": "6"}], "asks": []}

        def change(offset, size):
            said = {"offset": offset, "bids": [["500", size]], "asks": []}
            return market | {"type": "channel_data", "contents": said}

        traded = {"size": "0.1", "side": "BUY", "price": "501", "createdAt": "2021-10-28T18:03:51.833Z"}

        said = told(
            "api.dydx.exchange/v3/ws",
            market | {"type": "subscribed", "contents": whole},
            change("9", "7"),
            change("11", "0"),
            {"id": "ETH-USD", "channel": "v3_trades", "type": "channel_data", "contents": {"trades": [traded]}},
        )  # fmt: skip

        assert said == [
            ("dydx", "ETH-USD", "snapshot", 2, "", "buy", "500", "6"),
            ("dydx", "ETH-USD", "update", 4, "", "buy", "500", "0"),
            ("dydx", "ETH-USD", "trade", "5-0", "", "buy", "501", "0.1"),
        ]


@pytest.mark.parametrize(
    ("address", "answer", "said"),
    [
        ("api.binance.us/api/v3/depth?symbol=XEMUSDT&limit=1000", {"lastUpdateId": 7}, ("binance-us", "XEMUSDT", 7)),
        ("www.bitstamp.net/api/v2/order_book/sgbeur", {"microtimestamp": "7"}, ("bitstamp", "sgbeur", 7)),
        ("api.gateio.ws/api/v4/spot/order_book?currency_pair=HAI_ETH&limit=100", {"id": 7}, ("gateio", "HAI_ETH", 7)),
    ],
)  # fmt: skip
def test_a_book_asked_for_over_http_carries_the_number_its_changes_follow(tmp_path, address, answer, said):
    path = tmp_path / "answers"
    levels = {"bids": [["0.4", "2"], ["0.3", "0"]], "asks": []}
    path.write_text(f"https://{address} -> 1618677817.5: {json.dumps(answer | levels)}\n")
    venue, symbol, number = said

    (row,) = rows(path)

    assert (*row[:5], *row[6:]) == (venue, symbol, "snapshot", number, "", HEARD, "buy", "0.4", "2")


def test_kucoin_and_gateios_futures_lay_their_answers_out_in_their_own_way(tmp_path):
    path = tmp_path / "answers"
    kucoin = {"data": {"sequence": "7", "bids": [["0.4", "2"]], "asks": []}}
    futures = {"id": 8, "asks": [{"p": "0.7", "s": 3}], "bids": []}
    path.write_text(
        f"https://api.kucoin.com/api/v3/market/orderbook/level2?symbol=A-B -> 1618677817.5: {json.dumps(kucoin)}\n"
        f"https://api.gateio.ws/api/v4/futures/usdt/order_book?contract=C_D -> 1618677817.5: {json.dumps(futures)}\n"
    )

    assert [(*row[:4], *row[7:]) for row in rows(path)] == [
        ("kucoin", "A-B", "snapshot", 7, "buy", "0.4", "2"),
        ("gateio-futures", "C_D", "snapshot", 8, "sell", "0.7", "3"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        repr(gzip.compress(b" " * 20_000_000)),
        repr(gzip.compress(b"{}"))[:-9] + "'",
        "b'{} + 1",
        '{"ch": "market.a.depth.step0", "tick": {}}',
        "[]",
    ],
    ids=["too long", "cut off", "no bytes", "no book", "no object"],
)
def test_a_message_that_is_none_of_its_kind_is_named_with_its_line(told, broken):
    with pytest.raises(Unreadable) as refused:
        told("api.huobi.pro/ws", broken)

    assert [(it.check, it.rows) for it in refused.value.problems] == [("CFD-02", (2,))]


@pytest.mark.parametrize("host", ["notbinance.com", "binance.com.example.org", "api.hbdm.com/other"])
def test_a_host_is_that_of_a_venue_or_below_it(told, host):
    with pytest.raises(Unreadable) as refused:
        told(host, {})

    assert [it.check for it in refused.value.problems] == ["CFD-01"]


@pytest.mark.parametrize(
    ("symbol", "instrument"),
    [("ETH-30JUL21-2800-C", "ETH-30JUL212800C"), ("FI_ETHUSD_211231", "FI-ETHUSD211231"), ("yfihusd", "YFI-HUSD"), ("ltcbrl", "LTC-BRL")],
)  # fmt: skip
def test_a_contract_of_several_words_keeps_the_first_before_the_dash(symbol, instrument):
    assert instrument_of(symbol) == instrument


CAPTURED = {
    "ASCENDEX": ("ws.1", 10), "ASCENDEX_FUTURES": ("ws.1", 10), "BINANCE_DELIVERY": ("ws.1 http.0", 10), "BINANCE_FUTURES": ("ws.1 http.0", 4),
    "BINANCE_TR": ("ws.1 http.0", 3), "BINANCE_US": ("ws.1 http.0", 4), "BIT.COM": ("ws.1 ws.2", 4), "BITFINEX": ("ws.11", 7),
    "BITFLYER": ("ws.1", 10), "BITMEX": ("ws.1", 10), "BITSTAMP": ("ws.1 http.0", 10), "BLOCKCHAIN": ("ws.1", 10), "BYBIT": ("ws.25 ws.26", 10),
    "DELTA": ("ws.1", 10), "DERIBIT": ("ws.1", 9), "DYDX": ("ws.1", 10), "GATEIO": ("ws.1 http.0", 10), "GATEIO_FUTURES": ("ws.1 http.0", 10),
    "HUOBI": ("ws.44", 10), "KRAKEN_FUTURES": ("ws.1", 10), "KUCOIN": ("ws.1 http.0", 9), "PHEMEX": ("ws.1", 10), "POLONIEX": ("ws.1", 11),
    "PROBIT": ("ws.66", 10), "UPBIT": ("ws.62", 5),
}  # fmt: skip
"""Of each venue: its files, and the markets whose book begins with a whole one."""


@pytest.fixture(scope="module")
def captured(real_data, tmp_path_factory):
    """Unpack the captures that are read here."""
    folder = tmp_path_factory.mktemp("captured")
    packed = real_data / "exchange/cryptofeed_sample_data.tar.zst"
    if not packed.exists():
        pytest.skip(f"The captures are absent ({packed})")
    with (
        pa.input_stream(str(packed), compression="zstd") as stream,
        tarfile.open(fileobj=io.BytesIO(stream.read())) as tar,
    ):
        for venue, (files, _) in CAPTURED.items():
            for file in files.split():
                name = f"{venue}.{file}.0"
                (folder / name).write_bytes(tar.extractfile(f"sample_data/{name}").read())
    return folder


@pytest.mark.real
@pytest.mark.parametrize("venue", CAPTURED)
def test_the_book_of_a_capture_is_never_crossed_and_its_trades_lie_near_the_middle(captured, venue):
    files, markets = CAPTURED[venue]
    told = [row for file in files.split() for row in rows(captured / f"{venue}.{file}.0")]

    tops = best_prices(row for row in told if row[2] != "trade")

    whole = [top for tops_of_market in tops.values() for top in tops_of_market]
    two_sided = [(bid, ask) for _, bid, ask in whole if bid and ask]
    assert len(tops) == markets
    assert len(two_sided) >= 0.95 * len(whole)
    assert all(bid < ask for bid, ask in two_sided)
    apart = [far for row in told if row[2] == "trade" for far in distance(row, tops[row[:2]])]
    assert all(far < 0.05 for far in apart)


def best_prices(levels):
    """Return of each market, from its first whole book on: when heard, the best bid and the best ask (or none)."""
    in_order = sorted(levels, key=lambda row: (int(row[3]), row[2] == "snapshot"))
    books, tops, messages = {}, defaultdict(list), defaultdict(list)
    for row in in_order:
        messages[row[:2], int(row[3]), row[2]].append(row)
    for (market, _, kind), its in messages.items():
        if kind == "snapshot":
            books[market] = {"buy": {}, "sell": {}}
        if market in books:
            for *_, side, price, quantity in its:
                books[market][side][float(price)] = float(quantity)
            standing = {side: [p for p, q in its.items() if q] for side, its in books[market].items()}
            tops[market].append((its[0][6], max(standing["buy"], default=0), min(standing["sell"], default=0)))  # fmt: skip
    return tops


def distance(trade, tops):
    """Yield how far a trade is from the middle of the book as it was heard, in parts of the middle."""
    place = bisect.bisect_right([heard for heard, _, _ in tops], trade[5]) - 1
    if place >= 0 and trade[5] >= tops[0][0]:
        _, bid, ask = tops[place]
        yield abs(float(trade[8]) / ((bid + ask) / 2) - 1)


def test_no_address_has_two_readers():
    assert not READERS.keys() & REMEMBERING.keys()
    assert all("/" in address for address in ANSWERS)
