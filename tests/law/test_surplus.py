"""What the law says of surplus power."""

from datetime import date

import pytest

from terezi.base.errors import BadData
from terezi.law.book import law_on
from terezi.law.refusals import UnknownLaw
from terezi.law.surplus import Surplus
from terezi.law.written import read_pack, types_of

TODAY = date(2026, 3, 10)


def test_garagum_knows_every_rule():
    surplus = law_on("GG", TODAY).surplus

    assert [name for name in types_of(Surplus) if not getattr(surplus, name).is_known] == []


@pytest.mark.parametrize("country", ["TM", "UZ"])
def test_where_nobody_read_a_rule_nothing_is_allocated_by_it(country):
    surplus = law_on(country, TODAY).surplus

    assert [name for name in types_of(Surplus) if getattr(surplus, name).is_known] == []


def test_the_kazakh_auction_pays_each_its_bid_in_two_zones():
    surplus = law_on("KZ", TODAY).surplus

    assert surplus.auction_kind.value == "pay_as_bid"
    assert [zone.name for zone in surplus.zones.value] == ["North and South", "West"]
    assert (surplus.prepaid_by.value, surplus.bids_until.value) == ("08:00", "10:00")
    with pytest.raises(UnknownLaw, match="Quantile of forecast domestic demand"):
        _ = surplus.demand_quantile.value


def test_the_announced_pakistani_cap_is_shown_and_applied_to_nobody():
    caps = law_on("PK", TODAY).surplus.phase_caps

    assert str(caps.stated[0]) == "Phase 1: 2000 MW in all regions"
    with pytest.raises(UnknownLaw, match="only announced"):
        _ = caps.value


def test_a_fixed_reserve_price_without_an_amount_is_refused(rewritten):
    folder = rewritten(
        "surplus.yaml", "{basis: fixed, amount_per_mwh: 90, currency: GGM}", "{basis: fixed, currency: GGM}"
    )
    with pytest.raises(BadData, match="a fixed reserve price has an amount"):
        read_pack(folder)
