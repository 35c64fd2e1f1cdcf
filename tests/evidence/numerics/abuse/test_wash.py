"""Accounts that trade with each other more than the book brings them together."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom, hypergeom

from terezi.evidence.numerics.abuse.alerts import Kind, alert_rows
from terezi.evidence.numerics.abuse.market.planted import Ring
from terezi.evidence.numerics.abuse.market.simulate import DESK_CLIENTS, DESK_MAKER, THIN, USUAL, simulate
from terezi.evidence.numerics.abuse.matching import Count, Met, groups_of, rarity
from terezi.evidence.numerics.abuse.meetings import meetings
from terezi.evidence.numerics.abuse.pairs import totals, with_quoters
from terezi.evidence.numerics.abuse.wash import wash

from .conftest import NOBODY, POLICY, told, trade

DAY = date(2026, 2, 10)
SMALLER = replace(USUAL, people=120, maker_seconds=120.0)


def found(lake, market, policy=POLICY, spared=None):
    spared = market.agreements if spared is None else spared
    return wash(lake, *map(lake.memory, (market.trades, market.accounts, spared)), policy)


def of_rows(lake, rows, accounts=(), spared=NOBODY):
    people = [{"account_id": name, **keys} for name, keys in accounts]
    return wash(
        lake,
        lake.memory(told("venue_trades", rows)),
        lake.memory(told("venue_accounts", people)),
        lake.memory(spared),
        POLICY,
    )


def crowd(random, count, first=1):
    """Trades of forty people who meet at random."""
    who = [f"P{number:02d}" for number in range(40)]
    return [trade(first + number, *random.choice(who, 2, replace=False)) for number in range(count)]


@pytest.mark.parametrize(("members", "seed"), [(2, 1), (3, 2), (5, 3)])
def test_a_ring_is_found_whole_and_nobody_else(lake, members, seed):
    names = tuple(f"RING-{number}" for number in range(members))
    market = simulate(SMALLER, day=DAY, seed=seed, planted=[Ring(names, 30)])

    (alert,) = found(lake, market)

    assert set(alert.accounts) == set(names)
    assert alert.kind is Kind.WASH
    assert alert.net_e8 < alert.volume_e8 / 2
    assert alert.trades > 5 * alert.expected


def test_a_ring_is_found_among_its_members_other_trading(lake):
    names = ("A", "B", "C")
    market = simulate(SMALLER, day=DAY, seed=4, planted=[Ring(names, 60, camouflage=0.4, at_random=True)])

    assert [set(alert.accounts) for alert in found(lake, market)] == [set(names)]


@pytest.mark.parametrize("seed", [11, 12])
def test_a_clean_market_with_makers_an_arbitrageur_and_two_desks_of_a_firm_shows_nobody(lake, seed):
    assert found(lake, simulate(SMALLER, day=DAY, seed=seed)) == []


def test_two_desks_of_a_firm_that_do_arrange_their_trades_are_one_owner_trading_with_itself(lake):
    market = simulate(SMALLER, day=DAY, seed=5, planted=[Ring((DESK_MAKER, DESK_CLIENTS), 60)])

    (alert,) = found(lake, market)

    assert (alert.kind, set(alert.accounts), alert.ties) == (
        Kind.SELF_TRADE,
        {DESK_MAKER, DESK_CLIENTS},
        ("owner",),
    )


def test_makers_under_agreement_are_not_named_where_anybody_else_would_be(lake):
    market = simulate(SMALLER, day=DAY, seed=6, planted=[Ring(("MAKER-A", "MAKER-B"), 60)])
    makers = {"venue_id": ["SIM"] * 2, "account_id": ["MAKER-A", "MAKER-B"], "instrument": ["*", "BTC-GGM"]}

    assert [set(alert.accounts) for alert in found(lake, market)] == [{"MAKER-A", "MAKER-B"}]
    assert found(lake, market, spared=pl.DataFrame(makers)) == []


def test_an_account_on_both_sides_is_one_owner_trading_with_itself(lake):
    rows = crowd(np.random.default_rng(1), 400) + [trade(1_000 + 400 * n, "SELF", "SELF") for n in range(20)]

    (alert,) = of_rows(lake, rows)

    assert (alert.kind, alert.accounts, alert.trades, alert.volume_e8) == (
        Kind.SELF_TRADE,
        ("SELF",),
        20,
        20 * 10**6,
    )
    assert (alert.span.from_sequence, alert.span.to_sequence) == (1_000, 8_600)


def test_a_buyer_who_keeps_buying_from_one_seller_is_no_ring(lake):
    rows = crowd(np.random.default_rng(2), 400) + [
        trade(1_000 + 400 * n, "BUYER", "SELLER") for n in range(30)
    ]

    assert of_rows(lake, rows) == []


def test_the_same_buyer_and_seller_are_named_where_they_share_a_device(lake):
    rows = crowd(np.random.default_rng(2), 400) + [
        trade(1_000 + 400 * n, "BUYER", "SELLER") for n in range(30)
    ]
    keys = [("BUYER", {"device_key": "d1"}), ("SELLER", {"device_key": "d1"})]

    (alert,) = of_rows(lake, rows, keys)

    assert (set(alert.accounts), alert.ties, alert.kind) == ({"BUYER", "SELLER"}, ("device",), Kind.WASH)


def test_accounts_of_a_shared_network_are_not_taken_for_a_group(lake):
    rows = crowd(np.random.default_rng(3), 400)
    keys = [(f"P{number:02d}", {"device_key": "cafe"}) for number in range(40)]

    assert of_rows(lake, rows, keys) == []


def test_one_order_swept_by_another_in_many_pieces_is_one_meeting(lake):
    pieces = [trade(n, "A", "B", buy_order_id="b", sell_order_id=f"s{n}") for n in range(9)]

    (row,) = lake.collect(meetings(lake.memory(told("venue_trades", pieces)))).iter_rows(named=True)

    assert (row["meetings"], row["trades"], row["taker"], row["maker"]) == (1, 9, "A", "B")


def met_of(taker, maker, *, hour=0, quoter=False, accounts=30):
    """Return meetings one by one, all bought by the taker."""
    rows = pl.DataFrame({"hour": hour, "taker": taker, "maker": maker, "quoter": quoter})
    rows = rows.with_columns(aggressor=pl.lit("buy"), meetings=pl.lit(1), volume_e8=pl.lit(1))
    whole = rows.group_by("hour", "aggressor", "quoter").agg(pl.col("meetings").sum())
    return Met.of(rows, whole, accounts=accounts)


def group(met, *names):
    return frozenset(met.names.index(name) for name in names)


def test_what_chance_brings_is_the_part_of_the_hours_quotes_that_are_the_groups():
    """By hand: of 120 meetings A takes 20 and B gives 30, so chance brings 20 x 30 / 120 = 5, and 20 at most."""
    met = met_of(["A"] * 20 + ["X"] * 100, ["B"] * 20 + ["B"] * 10 + ["Y"] * 90)

    count = met.count(group(met, "A", "B"))

    assert (count.met, count.expected, count.least, count.most) == (20, 5.0, 0, 20)


def test_who_quotes_alone_in_an_hour_is_met_by_everybody_who_takes_then():
    """By hand: the fast quoter meets itself ten times in its hour, in which nobody else quotes; elsewhere it is nobody's."""
    met = met_of(
        ["F"] * 10 + ["X"] * 4 + ["X"] * 200, ["F"] * 14 + ["Y"] * 200, hour=[0] * 14 + [1] * 200
    )  # fmt: skip

    count = met.count(group(met, "F"))

    assert (count.met, count.least, count.log10_p(0)) == (10, 10, 0)


def test_who_never_takes_from_those_who_quote_for_everybody_meets_the_others_more_often():
    """The arbitrageur takes 60 times, all from people; others take mostly from the maker. Among people he favours nobody."""
    people = [f"P{number}" for number in range(12)]
    takers = ["ARB"] * 60 + ["X"] * 436
    makers = people * 5 + [people[number % 12] for number in range(36)] + ["MAKER"] * 400
    met = met_of(takers, makers, quoter=[False] * 96 + [True] * 400)
    some = group(met, "ARB", *people[:4])

    assert met.count(some).log10_p(0) == 0
    assert met.count(some).expected == pytest.approx(20)


@pytest.mark.parametrize("seed", range(4))
def test_the_tail_is_no_smaller_than_what_permuting_who_took_finds(seed):
    """Who took is dealt again within every hour 20,000 times: the group meets as often no more frequently than is said."""
    random = np.random.default_rng(seed)
    hour = np.sort(random.integers(0, 5, 60))
    taker, maker = random.choice(6, 60, p=np.arange(1, 7) / 21), random.choice(6, 60)
    met = met_of(taker.astype(str), maker.astype(str), hour=hour)
    some = [5, 4]
    dealt = np.array([taker[np.lexsort((random.random(60), hour))] for _ in range(20_000)])
    times = (np.isin(dealt, some) & np.isin(maker, some)).sum(axis=1)
    mean, spread = times.mean(), times.std()

    for most in (mean + 1.5 * spread, mean + 2.5 * spread):
        least = int(np.ceil(most))
        count = replace(met.count(group(met, "5", "4")), met=least)
        hourly = met.compared(group(met, "5", "4"), met.kinds[0])
        assert hourly.expected == pytest.approx(mean, abs=5 * spread / np.sqrt(20_000))
        assert 10 ** -count.log10_p(0) >= (times >= least).mean() - 3 * np.sqrt(
            (times >= least).mean() / 20_000
        )


def test_the_tail_is_no_smaller_than_the_hypergeometric_one():
    for total, taken, made, met in [(100, 20, 10, 7), (12, 6, 8, 6), (1_000, 3, 4, 3)]:
        least, most = max(0, taken + made - total), min(taken, made)
        exact = -np.log10(hypergeom.sf(met - 1, total, taken, made))

        assert 0 < Count(met, taken * made / total, least, most).log10_p(0) <= exact + 1e-9


def test_the_tail_of_tosses_is_bounded_closely_and_the_rarest_are_told_apart():
    for met, most, expected in [(12, 12, 4.0), (5, 50, 0.5), (30, 40, 10.0), (1, 3, 0.01)]:
        exact = -np.log10(binom.sf(met - 1, most, expected / most))
        assert exact - 0.2 <= rarity(met, most, expected) <= exact + 1e-9

    assert 300 < rarity(360, 360, 3.0) < rarity(400, 400, 3.0) < np.inf
    assert rarity(3, 10, 3.0) == 0


def test_groups_are_counted_as_they_are_in_a_textbook():
    assert 10 ** groups_of(10, 3) == pytest.approx(120)
    assert groups_of(5, 5) == pytest.approx(0)


def test_among_accounts_that_meet_by_chance_a_given_group_is_rarely_called_rare():
    """Each of 200 random markets: a group fixed beforehand falls below 5 % about that often or less."""
    random, rare = np.random.default_rng(7), 0
    for _ in range(200):
        taker, maker = random.choice(30, 400, p=np.arange(1, 31) / 465), random.choice(30, 400)
        met = met_of(taker.astype(str), maker.astype(str), hour=np.arange(400) % 6)
        rare += met.count(group(met, "29", "28", "3")).log10_p(0) > -np.log10(0.05)

    assert rare <= 0.05 * 200 + 3 * np.sqrt(200 * 0.05 * 0.95)


@pytest.mark.parametrize("seed", [31, 32, 33])
def test_a_thin_market_of_few_uneven_people_in_short_sessions_shows_nobody(lake, seed):
    """The fast quoter of these markets does trade with itself, in the hours in which it quotes nearly alone."""
    shape = replace(THIN, evenness=1.1, session_minutes=20)
    market = simulate(shape, day=DAY, seed=seed)

    assert found(lake, market) == []


def test_a_ring_of_five_that_meets_seldom_is_found_whole_though_hardly_a_pair_meets_twice_one_way(lake):
    names = tuple(f"RING-{number}" for number in range(5))
    market = simulate(SMALLER, day=DAY, seed=8, planted=[Ring(names, 26, at_random=True)])

    assert [set(alert.accounts) for alert in found(lake, market)] == [set(names)]


def test_totals_hold_every_trade(lake):
    market = simulate(SMALLER, day=DAY, seed=1)

    whole = totals(with_quoters(lake.collect(meetings(lake.memory(market.trades)))))

    assert whole["volume_e8"].sum() == market.trades["quantity_e8"].sum()


def test_the_alert_has_the_same_number_and_name_whatever_the_order_of_its_accounts(lake):
    market = simulate(SMALLER, day=DAY, seed=1, planted=[Ring(("A", "B"), 30)])
    (alert,) = found(lake, market)
    turned = replace(alert, accounts=tuple(reversed(alert.accounts)))

    rows = alert_rows([alert], day=DAY, compared_days=3, learning=True)

    assert alert.cluster == turned.cluster
    assert (
        rows["alert_id"].to_list()
        == alert_rows([turned], day=DAY, compared_days=3, learning=True)["alert_id"].to_list()
    )
    assert rows.select("compared_days", "learning").row(0) == (3, 1)
