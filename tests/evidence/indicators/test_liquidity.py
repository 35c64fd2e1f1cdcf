"""Liquidity of exchanges: thin books, wide spreads, prices far from the world's."""

from datetime import timedelta

import pytest

from terezi.evidence.indicators.onshore_premium import onshore_premium
from terezi.evidence.indicators.thin_book import thin_book
from terezi.evidence.indicators.wide_spread import wide_spread
from terezi.jobs.look import leads_of
from terezi.law.book import law_on

from .conftest import DAY, MIDNIGHT
from .venue_rows import E8, tell

LAW = law_on("GG", DAY)
LEAST_MINOR = round(LAW.exchanges.least_depth.value.amount * 100)
LEAST_HOUR_MINOR = round(LAW.exchanges.least_hour_depth.value.amount * 100)
FULL = {
    "starts_at": MIDNIGHT, "book_seconds": 3_600, "crossed_seconds": 0, "middle_e8": 100 * E8, "spread_ppm": 100,
    "depth_bid_near_e8": LEAST_MINOR * E8 // 10_000, "depth_ask_near_e8": LEAST_MINOR * E8 // 10_000, "orders": 1,
    "cancels": 0, "volume_e8": 0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def licensed(lake):
    tell(lake, "ref_venues")


def hour(lake, **said):
    tell(lake, "venue_liquidity", **(FULL | said))


class TestAThinBook:
    def test_a_market_as_deep_as_policy_asks_is_not_thin(self, lake, found):
        hour(lake)

        assert found(thin_book, lake) == []

    def test_the_thinner_side_counts(self, lake, found):
        hour(lake, depth_ask_near_e8=E8)

        assert found(thin_book, lake) == [("V1", 10_000, LEAST_MINOR)]

    def test_hours_count_by_the_time_their_book_was_known(self, lake, found):
        hour(lake, depth_bid_near_e8=0, book_seconds=1_200)
        hour(
            lake,
            starts_at=MIDNIGHT.replace(hour=20),
            depth_bid_near_e8=30 * E8,
            depth_ask_near_e8=30 * E8,
            book_seconds=2_400,
        )

        assert found(thin_book, lake) == [("V1", 200_000, LEAST_MINOR)]

    def test_dollars_count_at_the_official_rate(self, lake, found):
        hour(lake, instrument="BTC-USD", depth_bid_near_e8=E8, depth_ask_near_e8=E8)

        assert found(thin_book, lake) == [("V1", round(10_000 * LAW.settlement.usd_rate.value), LEAST_MINOR)]

    def test_a_market_in_money_without_a_rate_is_not_looked_at(self, lake, found):
        hour(lake, instrument="BTC-XAU", depth_bid_near_e8=0)

        assert found(thin_book, lake) == []

    def test_a_venue_without_a_licence_is_another_indicators_business(self, lake, found):
        hour(lake, venue_id="elsewhere", depth_bid_near_e8=0)

        assert found(thin_book, lake) == []

    def test_an_hour_without_a_book_is_unknown_and_not_thin(self, lake, found):
        hour(
            lake,
            book_seconds=0,
            middle_e8=None,
            spread_ppm=None,
            depth_bid_near_e8=None,
            depth_ask_near_e8=None,
        )

        assert found(thin_book, lake) == []

    def test_the_lead_says_how_many_markets_are_thin_and_how_wide(self, lake):
        hour(lake)
        hour(lake, instrument="ETH-GGM", depth_bid_near_e8=0, spread_ppm=7_000)

        (lead,) = leads_of(thin_book, lake=lake, law=LAW)
        assert (lead.values["thin_markets"], lead.values["markets"], lead.values["spread_ppm"]) == (
            1,
            2,
            7_000,
        )

    def day_with(self, lake, depth_e8, *, at=9, **said):
        """Tell a day whose hours are twice the least, but for one."""
        for each in range(24):
            begins = MIDNIGHT + timedelta(hours=each)
            deep = 2 * FULL["depth_bid_near_e8"]
            here = {"depth_bid_near_e8": depth_e8} | said if each == at else {"depth_bid_near_e8": deep}
            hour(lake, starts_at=begins, **{"depth_ask_near_e8": deep} | here)

    def test_one_thin_hour_is_not_hidden_by_the_deep_ones(self, lake, found):
        self.day_with(lake, 3 * E8)

        assert found(thin_book, lake) == [("V1", 30_000, LEAST_HOUR_MINOR)]

    def test_the_lead_says_which_hour_was_thinnest_and_how_deep_it_was(self, lake):
        self.day_with(lake, 0)
        hour(lake, starts_at=MIDNIGHT, instrument="ETH-GGM")

        (lead,) = leads_of(thin_book, lake=lake, law=LAW)

        told = ("thin_hours", "thinnest_hour", "hour_minor", "hour_allowed_minor", "thin_markets", "markets")
        assert [lead.values[name] for name in told] == [1, 9, 0, LEAST_HOUR_MINOR, 1, 2]

    def test_an_hour_as_deep_as_policy_asks_of_an_hour_is_not_thin(self, lake, found):
        self.day_with(lake, LEAST_HOUR_MINOR * E8 // 10_000)

        assert found(thin_book, lake) == []

    def test_a_book_known_for_no_longer_than_a_feed_may_be_silent_tells_nothing_of_its_hour(
        self, lake, found
    ):
        self.day_with(lake, 0, book_seconds=LAW.exchanges.stale_after_seconds.value)

        assert found(thin_book, lake) == []


class TestAWideSpread:
    def test_a_mean_from_the_threshold_on_is_wide(self, lake, found):
        most = LAW.exchanges.most_spread_ppm.value
        hour(lake, spread_ppm=most)
        hour(lake, instrument="ETH-GGM", spread_ppm=most - 1)

        assert found(wide_spread, lake) == [("V1", most, most)]

    def test_a_narrow_one_is_not(self, lake, found):
        hour(lake)

        assert found(wide_spread, lake) == []


class TestAPremium:
    @pytest.mark.parametrize("way", [1, -1])
    def test_a_price_far_from_the_worlds_is_noticed_above_and_below(self, lake, found, way):
        allowed = LAW.exchanges.onshore_premium_ppm.value
        hour(lake, premium_ppm=way * (allowed + 5), reference_e8=100 * E8)
        hour(lake, starts_at=MIDNIGHT.replace(hour=20), premium_ppm=allowed - 1, reference_e8=100 * E8)

        assert found(onshore_premium, lake) == [("V1", allowed + 5, allowed)]

    def test_where_no_world_price_is_known_nothing_is_said(self, lake, found):
        hour(lake)

        assert found(onshore_premium, lake) == []
