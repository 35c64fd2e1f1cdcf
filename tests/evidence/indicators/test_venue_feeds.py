"""Indicators of feeds of venues, one test per sentence of the rule, and the state of a feed at a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from terezi.evidence.indicators.venue_clock_drift import venue_clock_drift
from terezi.evidence.indicators.venue_feed_silent import venue_feed_silent
from terezi.evidence.indicators.venue_numbers_missing import venue_numbers_missing
from terezi.evidence.indicators.venue_trade_through import venue_trade_through
from terezi.evidence.indicators.venue_unlicensed import venue_unlicensed
from terezi.evidence.numerics.venues.freshness import feeds_at
from terezi.law.book import law_on

from .conftest import DAY, MIDNIGHT, TinyLake

FEEDS = ("orders", "trades", "balances")


@pytest.fixture
def lake(lake):
    """A lake with one licensed venue."""
    lake.tell("ref_venues", venue_id="V1")
    return lake


def whole(lake, day=DAY, **said):
    ordinary = {
        "venue_id": "V1", "instrument": "BTC-GGM", "orders": 9, "trades": 1, "first_at": MIDNIGHT, "last_at": MIDNIGHT,
        "first_sequence": 11, "last_sequence": 20, "missing": 0, "gaps": 0, "overlaps": 0, "backward": 0, "backward_us": 0,
        "least_lag_us": 1_000, "orphans": 0, "day": day,
    }  # fmt: skip
    lake.tell("venue_days", **ordinary | said)


def filed(lake, duty, silent_seconds, venue="V1"):
    lake.tell("venue_filings", venue_id=venue, duty=duty, rows=1, first_known_at=MIDNIGHT, last_known_at=MIDNIGHT,
              last_at=MIDNIGHT, silent_seconds=silent_seconds)  # fmt: skip


class TestSilence:
    def test_a_feed_that_told_something_each_interval_is_not_silent(self, lake, found):
        for duty in FEEDS:
            filed(lake, duty, 60)

        assert found(venue_feed_silent, lake) == []

    def test_a_minute_and_a_second_is_a_second_too_long(self, lake, found):
        filed(lake, "orders", 61)
        filed(lake, "trades", 61)
        filed(lake, "balances", 3_600)

        assert found(venue_feed_silent, lake) == [("V1", 61, 60)]

    def test_a_venue_that_told_nothing_all_day_is_silent_all_day(self, lake, found):
        assert found(venue_feed_silent, lake) == [("V1", 86_400, 60)]

    def test_a_venue_that_may_not_trade_owes_no_feed(self, found):
        lake = TinyLake()
        lake.tell("ref_venues", venue_id="V1", status="suspended")

        assert found(venue_feed_silent, lake) == []


class TestCount:
    def test_a_whole_count_is_left_alone(self, lake, found):
        whole(lake)

        assert found(venue_numbers_missing, lake) == []

    def test_one_number_nobody_told_is_a_lead(self, lake, found):
        whole(lake, missing=1, gaps=1)

        assert found(venue_numbers_missing, lake) == [("V1", 1, 0)]

    def test_numbers_lost_over_midnight_count_as_well(self, lake, found):
        whole(lake, day=DAY - timedelta(days=1), last_sequence=7)
        whole(lake)

        assert found(venue_numbers_missing, lake) == [("V1", 3, 0)]

    def test_a_count_that_begins_anew_each_day_lacks_nothing(self, lake, found):
        whole(lake, day=DAY - timedelta(days=1), last_sequence=900)
        whole(lake)

        assert found(venue_numbers_missing, lake) == []


class TestClock:
    @pytest.mark.parametrize("said", [{"least_lag_us": -5_001_000}, {"backward_us": 5_001_000}])
    def test_more_than_five_seconds_ahead_or_back_is_a_lead(self, lake, found, said):
        whole(lake, **said)

        assert found(venue_clock_drift, lake) == [("V1", 5_001, 5_000)]

    def test_five_seconds_are_let_pass_and_a_return_filed_the_next_day_is_not_a_slow_clock(self, lake, found):
        whole(lake, least_lag_us=-5_000_000)
        whole(lake, instrument="ETH-GGM", least_lag_us=90_000_000_000)

        assert found(venue_clock_drift, lake) == []


class TestOwnBook:
    def test_a_trade_past_a_better_order_is_a_lead(self, lake, found):
        for hour, (trades, furthest_ppm) in enumerate([(2, 150), (1, 20), (None, None)]):
            lake.tell("venue_liquidity", venue_id="V1", instrument="BTC-GGM", starts_at=MIDNIGHT + timedelta(hours=hour),
                      passed_by=trades, passed_by_ppm=furthest_ppm)  # fmt: skip

        assert found(venue_trade_through, lake) == [("V1", 150, 0)]


class TestLicence:
    def test_rows_of_a_venue_no_licence_covers_are_a_lead_on_the_day_they_came(self, lake, found):
        told = {
            "table_name": "venue_orders",
            "first_day": DAY,
            "last_day": DAY,
            "refused_at": MIDNIGHT,
            "venue_id": "X9",
        }
        lake.tell("venue_refusals", delivery="a", rows=5, **told)
        lake.tell("venue_refusals", delivery="b", rows=2, **told)

        assert found(venue_unlicensed, lake) == [("X9", 7, 0)]
        assert found(venue_unlicensed, lake, DAY + timedelta(days=1)) == []


class TestFreshness:
    AT = datetime(2026, 2, 10, 6, tzinfo=UTC)

    def told(self, lake, **ago):
        kind = {"instrument": "BTC-GGM", "account_id": "A", "price_e8": 1, "quantity_e8": 1, "sequence": 1}
        if (s := ago.get("orders")) is not None:
            lake.tell(
                "venue_orders",
                venue_id="V1",
                at=self.AT - timedelta(seconds=s),
                event="add",
                order_id="O",
                side="buy",
                **kind,
            )
        if (s := ago.get("balances")) is not None:
            lake.tell(
                "venue_balances",
                venue_id="V1",
                asset="BTC",
                as_at=self.AT - timedelta(seconds=s),
                liabilities_e8=1,
                reserves_e8=1,
            )
        return {feed.duty: feed for feed in feeds_at(lake, law_on("GG", DAY), self.AT)}

    def test_a_living_feed_is_fresh_though_nobody_traded(self, lake):
        feeds = self.told(lake, orders=60, balances=3_600)

        assert {duty: feed.is_silent for duty, feed in feeds.items()} == dict.fromkeys(FEEDS, False)

    def events(self, lake, **ago):
        """Tell order events or trades by their numbers in the count: number=seconds ago."""
        kind = {"venue_id": "V1", "instrument": "BTC-GGM", "account_id": "A", "price_e8": 1, "quantity_e8": 1}
        for table, time in (("venue_orders", "at"), ("venue_trades", "traded_at")):
            for number, seconds in ago.get(table, {}).items():
                moment = self.AT - timedelta(seconds=seconds)
                lake.tell(table, **kind, sequence=number, **{time: moment})
        feeds = {feed.duty: feed for feed in feeds_at(lake, law_on("GG", DAY), self.AT)}
        return {duty: feeds[duty].silent_seconds for duty in ("orders", "trades")}

    def test_trades_nobody_told_while_orders_flow_are_a_silent_feed(self, lake):
        told = self.events(
            lake, venue_orders={8: 700, 10: 500, 11: 400, 13: 90, 14: 5}, venue_trades={9: 600}
        )

        assert told == {"orders": 5, "trades": 600}

    def test_a_feed_of_trades_that_never_told_one_is_silent_where_numbers_are_missing(self, lake):
        assert self.events(lake, venue_orders={8: 700, 10: 500, 11: 5}) == {"orders": 5, "trades": None}

    def test_orders_nobody_told_while_trades_flow_are_a_silent_feed(self, lake):
        told = self.events(lake, venue_orders={8: 700}, venue_trades={9: 600, 11: 300, 13: 5})

        assert told == {"orders": 700, "trades": 5}

    def test_a_quiet_market_that_lacks_no_number_since_its_last_trade_is_fresh(self, lake):
        told = self.events(
            lake, venue_orders={5: 900, 8: 700, 10: 500, 11: 400, 12: 5}, venue_trades={9: 600}
        )

        assert told == {"orders": 5, "trades": 5}

    def test_a_trade_not_told_yet_is_waited_for_until_the_interval_is_over(self, lake):
        assert self.events(lake, venue_orders={10: 500, 12: 59, 13: 5}, venue_trades={9: 600})["trades"] == 5

    def test_a_clock_that_goes_back_a_little_hides_and_invents_no_number(self, lake):
        told = self.events(
            lake, venue_orders={10: 500, 11: 300, 12: 301, 13: 59, 14: 61, 15: 5}, venue_trades={9: 600}
        )

        assert told == {"orders": 5, "trades": 5}

    def test_a_killed_feed_is_silent_once_one_interval_is_over(self, lake):
        feeds = self.told(lake, orders=61, balances=3_601)

        assert {duty: (feed.is_silent, feed.silent_seconds) for duty, feed in feeds.items()} == {
            "orders": (True, 61), "trades": (True, 61), "balances": (True, 3_601),
        }  # fmt: skip

    def test_a_venue_that_never_told_anything_is_silent(self, lake):
        assert {feed.silent_seconds for feed in self.told(lake).values()} == {None}
        assert all(feed.is_silent for feed in self.told(lake).values())

    def test_a_venue_whose_licence_has_ended_is_asked_nothing(self, lake):
        lake.tell("ref_venues", venue_id="V2", valid_until=date(2026, 2, 10))

        assert {feed.venue_id for feed in feeds_at(lake, law_on("GG", DAY), self.AT)} == {"V1"}
