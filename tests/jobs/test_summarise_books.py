"""A market's day becomes hours of liquidity: once, again when later data came, and with the book the day before left."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from terezi.base.errors import Unavailable
from terezi.base.periods import Period
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.books.film import book_at, film_strip
from terezi.evidence.numerics.books.market import Market, recording
from terezi.evidence.numerics.books.replay import book_after
from terezi.jobs.summarise_books import summarise_books
from terezi.law.book import law_on
from tests.evidence.senders import give_one

ZONE = "Asia/Ashgabat"
DAYS = Period(date(2026, 3, 9), date(2026, 3, 11))
MORNING = datetime(2026, 3, 9, 4, tzinfo=UTC)
E8 = 10**8
ORDERS = "venue_id,instrument,sequence,at,event,order_id,account_id,side,price,quantity"
TRADES = (
    "venue_id,trade_id,instrument,sequence,traded_at,price,quantity,aggressor,buy_order_id,sell_order_id,"
    "buyer_account_id,seller_account_id,buyer_fee,seller_fee"
)
TICKS = "venue_id,instrument,trade_id,traded_at,price,quantity"


def moment(seconds):
    return (MORNING + timedelta(seconds=seconds)).isoformat()


def order(n, second, event, order_id, side, price, quantity):
    return f"GG-V1,BTC-GGM,{n},{moment(second)},{event},{order_id},A1,{side},{price},{quantity}"


def trade(n, second, price, quantity, buyer, seller):
    return f"GG-V1,T{n},BTC-GGM,{n},{moment(second)},{price},{quantity},buy,{buyer},{seller},A1,A2,0,0"


BOOK = [order(1, 0, "add", "B", "buy", 99, 2_000), order(2, 0, "add", "S", "sell", 101, 1_000)]
NEXT_DAY = 86_400


@pytest.fixture
def home(tmp_path):
    home = Home.create(tmp_path / "home", country="GG")
    venue = {
        "venue_id": "GG-V1", "name": "Altyn Bazar", "licence_number": "GG-EXC-1", "status": "licensed",
        "actor_class": "exchange", "assets": "*", "valid_from": date(2025, 6, 1), "valid_until": None,
    }  # fmt: skip
    Lake.open(home).publish("ref_venues", pl.DataFrame([venue]))
    return home


@pytest.fixture
def give(home, tmp_path):
    def file_in(heading, *rows):
        path = tmp_path / f"{hash((heading, rows))}.csv"
        path.write_text("\n".join([heading, *rows]) + "\n")
        receipt = give_one(home, path, at=datetime(2026, 3, 12, tzinfo=UTC))
        assert receipt.outcome == "accepted", receipt

    return file_in


def summarise(home):
    return summarise_books(lake=Lake.open(home), period=DAYS, law_on=lambda day: law_on("GG", day))


def hours(home, instrument="BTC-GGM"):
    lake = Lake.open(home)
    rows = lake.collect(lake.table("venue_liquidity")).filter(pl.col("instrument") == instrument)
    return {row["starts_at"]: row for row in rows.to_dicts()}


def test_an_hour_tells_spread_depth_and_slippage_under_the_policy_of_the_law(home, give):
    give(ORDERS, *BOOK)

    assert summarise(home) == [date(2026, 3, 9)]

    hour = hours(home)[MORNING]
    assert hour["book_seconds"] == law_on("GG", DAYS.starts_on).exchanges.stale_after_seconds.value
    assert (hour["spread_ppm"], hour["middle_e8"]) == (20_000, 100 * E8)
    assert (hour["depth_bid_near_e8"], hour["depth_ask_near_e8"]) == (2_000 * E8, 1_000 * E8)
    assert hour["slippage_buy_small_ppm"] == hour["slippage_buy_middle_ppm"] == 10_000
    assert hour["slippage_buy_large_ppm"] is None  # 350,000 of the currency are 3,500 coins, and 1,000 stand
    assert (hour["orders"], hour["cancels"], hour["trades"]) == (2, 0, 0)
    assert len(hours(home)) == 24


def test_a_day_is_not_replayed_again_unless_later_data_came(home, give):
    give(ORDERS, *BOOK)
    summarise(home)

    assert summarise(home) == []
    give(TRADES, trade(3, 10, 101, 5, "B", "S"))
    assert summarise(home) == [date(2026, 3, 9)]
    assert hours(home)[MORNING]["trades"] == 1


def test_the_next_day_begins_with_the_orders_left_and_is_replayed_when_these_change(home, give):
    give(
        ORDERS,
        *BOOK,
        order(3, NEXT_DAY, "cancel", "S", "sell", 101, 0),
        order(4, NEXT_DAY, "add", "S2", "sell", 103, 7),
    )
    assert summarise(home) == [date(2026, 3, 9), date(2026, 3, 10)]
    assert hours(home)[MORNING + timedelta(days=1)]["middle_e8"] == 101 * E8

    give(TRADES, trade(5, 20, 99, 2_000, "B", "S"))

    assert summarise(home) == [date(2026, 3, 9), date(2026, 3, 10)]
    assert hours(home)[MORNING + timedelta(days=1)]["middle_e8"] is None


def test_the_premium_is_against_the_median_of_public_markets_at_the_official_rate(home, give):
    give(ORDERS, *BOOK)
    rate = law_on("GG", DAYS.starts_on).settlement.usd_rate.value
    for venue, price in (("v1", 20), ("v2", 25), ("v3", 9_000)):
        give(TICKS, f"{venue},BTC-USD,1,{moment(30)},{price},1")

    summarise(home)

    hour = hours(home)[MORNING]
    assert hour["reference_e8"] == 25 * E8 * rate
    assert hour["premium_ppm"] == round(100 / (25 * float(rate)) * 1e6 - 1e6)
    assert hours(home, "BTC-USD")[MORNING]["premium_ppm"] is None


def test_a_trade_past_a_better_order_is_told_with_its_hour_also_when_the_order_waited_over_night(home, give):
    give(ORDERS, *BOOK, order(3, 1, "add", "T", "sell", 102, 9))
    give(TRADES, trade(4, NEXT_DAY, 102, 5, "B", "T"))

    summarise(home)

    told = {at: (hour["passed_by"], hour["passed_by_ppm"]) for at, hour in hours(home).items()}
    assert told.pop(MORNING + timedelta(days=1)) == (1, 9_901)
    assert set(told.values()) == {(0, 0)}


class TestTheFilm:
    def test_a_book_is_shown_as_it_stood_at_an_instant(self, home, give):
        give(ORDERS, *BOOK)
        give(TRADES, trade(3, 10, 101, 5, "B", "S"))
        market = {"venue_id": "GG-V1", "instrument": "BTC-GGM", "zone": ZONE}

        before = book_at(Lake.open(home), at=MORNING + timedelta(seconds=9), **market)
        after = book_at(Lake.open(home), at=MORNING + timedelta(seconds=10), **market)

        assert before.ask_quantity_e8.tolist() == [1_000 * E8]
        assert after.ask_quantity_e8.tolist() == [995 * E8]

    def test_a_strip_shows_the_moments_around_an_event_and_what_was_traded_between(self, home, give):
        give(ORDERS, *BOOK, order(4, 20, "add", "X", "sell", 102, 9))
        give(TRADES, trade(3, 10, 101, 5, "B", "S"))

        strip = film_strip(
            Lake.open(home), venue_id="GG-V1", instrument="BTC-GGM", zone=ZONE, frames=9,
            starts_at=MORNING + timedelta(seconds=5), ends_at=MORNING + timedelta(seconds=60),
        )  # fmt: skip

        assert [frame.sequence for frame in strip] == [2, 3, 4]
        assert [(frame.trades, frame.bought_e8) for frame in strip] == [(0, 0), (1, 5 * E8), (0, 0)]
        assert [level.price_e8 for level in strip[-1].asks] == [101 * E8, 102 * E8]

    def test_a_moment_before_anything_was_told_is_refused_with_a_word(self, home, give):
        give(ORDERS, *BOOK)

        with pytest.raises(Unavailable, match="Nothing is told of the book of BTC-GGM at GG-V1"):
            book_at(
                Lake.open(home),
                venue_id="GG-V1",
                instrument="BTC-GGM",
                at=MORNING - timedelta(hours=1),
                zone=ZONE,
            )

    def test_a_strip_late_in_the_day_is_that_of_the_whole_day_replayed(self, home, give):
        rows = [
            order(3, 30, "modify", "S", "sell", 102, 900), order(4, 40, "add", "X", "sell", 103, 9),
            order(5, 50, "cancel", "X", "sell", 103, 0), order(8, 90, "add", "Y", "buy", 98, 4), order(9, 95, "cancel", "B", "buy", 99, 0),
        ]  # fmt: skip
        give(ORDERS, *BOOK, *rows)
        give(TRADES, trade(6, 60, 102, 5, "B", "S"), trade(7, 80, 102, 895, "B", "S"))
        lake, market = Lake.open(home), Market("GG-V1", "BTC-GGM")
        whole = recording(lake, market, DAYS.starts_on)

        for first in (1, 20, 45, 60, 70, 85, 90, 200):
            starts_at = MORNING + timedelta(seconds=first)
            strip = film_strip(
                lake, venue_id="GG-V1", instrument="BTC-GGM", zone=ZONE, frames=9, starts_at=starts_at, ends_at=starts_at + timedelta(seconds=30)
            )  # fmt: skip
            for frame in strip:
                book = book_after(
                    whole.messages,
                    whole.changes,
                    message=whole.messages.sequence.tolist().index(frame.sequence),
                )
                assert [level.price_e8 for level in frame.bids] == book.bid_e8.tolist()
                assert [level.quantity_e8 for level in frame.asks] == book.ask_quantity_e8.tolist()

    def test_no_moment_is_shown_in_the_middle_of_a_match(self, home, give):
        give(
            ORDERS,
            *BOOK,
            order(3, 10, "add", "S2", "sell", 103, 5),
            order(4, 20, "add", "B2", "buy", 105, 1_005),
            order(7, 30, "add", "B3", "buy", 97, 1),
        )
        give(TRADES, trade(5, 20, 101, 1_000, "B2", "S"), trade(6, 20, 103, 5, "B2", "S2"))

        strip = self.strip(home, frames=40)

        assert [frame.sequence for frame in strip] == [2, 3, 6, 7]
        assert [frame.is_crossed for frame in strip] == [False] * 4
        assert strip[2].bought_e8 == 1_005 * E8

    def test_a_match_told_within_a_second_is_shown_at_its_end_and_a_book_crossed_for_longer_as_it_was(
        self, home, give
    ):
        give(
            ORDERS, *BOOK, order(3, 20, "add", "B2", "buy", 105, 1), order(5, 40, "add", "B4", "buy", 102, 1)
        )
        give(TRADES, trade(4, 20.4, 101, 1, "B2", "S"), trade(6, 50, 101, 1, "B4", "S"))

        strip = self.strip(home, frames=40)

        assert [(frame.sequence, frame.is_crossed) for frame in strip] == [
            (2, False),
            (4, False),
            (5, True),
            (6, False),
        ]

    def test_what_trades_took_from_an_order_is_taken_off_the_accounts_part_too(self, home, give):
        theirs = order(3, 10, "add", "S2", "sell", 101, 60).replace(",A1,", ",A7,")
        give(ORDERS, *BOOK, theirs, order(6, 40, "cancel", "S2", "sell", 101, 0).replace(",A1,", ",A7,"))
        sold = trade(4, 20, 101, 45, "B", "S2").replace(",A1,A2,", ",A1,A7,")
        give(TRADES, sold, trade(5, 30, 101, 400, "B", "S"))

        strip = self.strip(home, frames=40, accounts=["A7"])

        assert [frame.own_asks_e8 for frame in strip] == [(0,), (60 * E8,), (15 * E8,), (15 * E8,), (0,)]
        assert [frame.asks[0].quantity_e8 // E8 for frame in strip] == [1_000, 1_060, 1_015, 615, 600]
        assert all(frame.own_bids_e8 == (0,) for frame in strip)

    def test_an_order_left_over_night_is_still_the_accounts(self, home, give):
        give(ORDERS, *BOOK, order(3, NEXT_DAY, "add", "X", "buy", 98, 1))
        summarise(home)

        late = self.strip(home, since=NEXT_DAY, accounts=["A1"])

        assert late[-1].own_asks_e8 == (1_000 * E8,)

    def test_the_moment_asked_for_is_among_those_shown(self, home, give):
        give(ORDERS, *BOOK, *(order(3 + n, 10 + n, "add", f"L{n}", "buy", 50 + n / 10, 1) for n in range(40)))

        strip = self.strip(home, frames=3, through=MORNING + timedelta(seconds=17.5))

        assert MORNING + timedelta(seconds=17) in [frame.at for frame in strip]
        assert len(strip) == 4

    def strip(self, home, *, since=5, **asked):
        starts_at = MORNING + timedelta(seconds=since)
        return film_strip(
            Lake.open(home), venue_id="GG-V1", instrument="BTC-GGM", zone=ZONE, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=5), **asked
        )  # fmt: skip
