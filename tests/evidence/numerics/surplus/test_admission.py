"""What the law lets through: bans, zones, caps, prepayment, reserve price."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.admission import (
    admitted,
    banned,
    joint_caps,
    paid_for,
    reserve_prices,
    zone_numbers,
)
from terezi.law.book import law_on
from terezi.law.surplus import Ban, PhaseCap, ReservePrice, TradingZone

REGIONS = ("Mary", "Sazakly")


def hours(first, count):
    return np.datetime64(first, "h") + np.arange(count)


def test_a_ban_holds_in_the_hours_of_the_country_and_not_of_greenwich():
    law = law_on("GG", date(2026, 1, 10))
    bans = law.surplus.bans.value
    ban = banned(bans, REGIONS, hours("2026-01-10T00", 24), zone="Asia/Ashgabat")

    assert np.flatnonzero(ban[:, 1]).tolist() == [12, 13, 14, 15, 16]
    assert not ban[:, 0].any()


def test_a_season_runs_over_the_end_of_the_year():
    ban = Ban(("Sazakly",), "12-15", "02-15")

    assert [ban.on(day) for day in (date(2026, 12, 14), date(2026, 12, 15), date(2026, 2, 15))] == [
        False,
        True,
        True,
    ]
    assert not ban.on(date(2026, 2, 16))


def test_a_ban_that_names_no_region_is_for_all():
    ban = banned((Ban((), "01-01", "12-31"),), REGIONS, hours("2026-07-01T00", 2), zone="UTC")

    assert ban.all()


def test_kazakh_regions_lie_in_their_zones_of_trading():
    zones = law_on("KZ", date(2026, 3, 10)).surplus.zones.value

    assert zone_numbers(zones, ("West", "South", "North")).tolist() == [1, 0, 0]


def test_a_region_in_no_zone_of_trading_is_refused_by_name():
    with pytest.raises(BadData, match="Region East lies in no zones"):
        zone_numbers((TradingZone("A", ("West",)),), ("West", "East"))


def test_every_other_region_is_one_zone():
    zones = (TradingZone("far", ("West",)), TradingZone("rest", ("*",)))

    assert zone_numbers(zones, ("East", "West", "North")).tolist() == [1, 0, 1]


def test_a_phase_cap_binds_the_mines_of_its_regions():
    (cap,) = joint_caps((PhaseCap("first", ("Mary",), Decimal(5)),), REGIONS, np.array([0, 1, 0]), 2)

    assert cap.members.tolist() == [True, False, True]
    assert cap.most_mw.tolist() == [5, 5]


def test_the_reserve_price_is_the_highest_cap_price_of_a_generator_in_the_zone():
    rule = law_on("KZ", date(2026, 3, 10)).surplus.reserve_price.value
    told = {"unit_region": np.array([0, 1, 2]), "unit_cap_price": np.array([9_000.0, 12_000.0, 20_000.0])}

    assert reserve_prices(rule, ("North", "South", "West"), np.array([0, 0, 1]), **told).tolist() == [
        12_000,
        12_000,
        20_000,
    ]


def test_a_zone_without_a_cap_price_has_no_reserve_price_to_go_by():
    rule = ReservePrice("highest_generator_cap_price")
    told = {"unit_region": np.array([0]), "unit_cap_price": np.array([1.0])}
    with pytest.raises(BadData, match="in the zone of West: load the cap prices"):
        reserve_prices(rule, ("North", "West"), np.array([0, 1]), **told)


def test_a_bid_is_cut_to_its_prepayment_alike_in_every_hour_of_the_day():
    asked, bid = np.full((4, 1), 10.0), np.array([[50.0], [50.0], [50.0], [50.0]])
    cut = paid_for(asked, bid, prepaid=np.array([[500.0], [2_000.0]]), day=np.array([0, 0, 1, 1]))

    assert cut.ravel() == pytest.approx([5, 5, 10, 10])
    assert (cut * bid)[:2].sum() == pytest.approx(500)


def test_a_bid_that_costs_nothing_needs_no_prepayment():
    cut = paid_for(np.array([[10.0]]), np.array([[-3.0]]), prepaid=np.zeros((1, 1)), day=np.array([0]))

    assert cut.tolist() == [[10]]


def test_nobody_is_let_in_above_the_licence_under_a_ban_or_below_the_reserve_price():
    most = admitted(
        np.full((1, 4), 10.0),
        np.array([[50.0, 50.0, 50.0, 30.0]]),
        region=np.array([0, 0, 1, 0]),
        licensed_mw=np.array([[10.0, 4.0, 10.0, 10.0]]),
        ban=np.array([[False, True]]),
        reserve_price=np.array([40.0, 40.0]),
    )

    assert most.tolist() == [[10, 4, 0, 0]]
