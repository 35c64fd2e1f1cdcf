"""Accounts that trade with each other more than the book brings them together."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from terezi.evidence.numerics.abuse.alerts import Kind, alert_rows
from terezi.evidence.numerics.abuse.market.planted import Ring
from terezi.evidence.numerics.abuse.market.simulate import DESK_CLIENTS, DESK_MAKER, USUAL, simulate
from terezi.evidence.numerics.abuse.matching import Count, Met, groups_of
from terezi.evidence.numerics.abuse.meetings import meetings, totals
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


def test_what_chance_brings_is_the_share_of_the_groups_quotes_that_others_meet():
    """By hand: others take 100 times, 10 of them from B; A takes 20 times, 20 of them from B."""
    rows = pl.DataFrame(
        {"hour": [0, 0, 0], "aggressor": ["buy"] * 3, "taker": ["A", "X", "X"], "maker": ["B", "B", "Y"],
         "meetings": [20, 10, 90], "volume_e8": [1, 1, 1]}
    )  # fmt: skip
    whole = pl.DataFrame({"hour": [0], "aggressor": ["buy"], "meetings": [120]})
    met = Met.of(rows, whole, accounts=4)

    count = met.count(frozenset({met.names.index("A"), met.names.index("B")}))

    assert count.met == 20
    assert count.expected == pytest.approx(20 * (10 + 5 * 11 / 102) / 105)


def test_the_tail_is_no_smaller_than_the_exact_one_of_independent_meetings():
    for share, taken, met in [(0.01, 50, 5), (0.2, 30, 15), (0.5, 10, 10)]:
        exact = -np.log10(binom.sf(met - 1, taken, share))

        assert Count(met, share * taken).log10_p(0) <= exact + 1e-9


def test_groups_are_counted_as_they_are_in_a_textbook():
    assert 10 ** groups_of(10, 3) == pytest.approx(120)
    assert groups_of(5, 5) == pytest.approx(0)


def test_among_accounts_that_meet_by_chance_a_given_group_is_rarely_called_rare(lake):
    """Each of 200 random markets: a group fixed beforehand falls below 5 % about that often or less."""
    random, rare = np.random.default_rng(7), 0
    for _ in range(200):
        taker, maker = random.choice(30, 400, p=np.arange(1, 31) / 465), random.choice(30, 400)
        rows = pl.DataFrame(
            {
                "hour": np.arange(400) % 6,
                "aggressor": "buy",
                "taker": taker.astype(str),
                "maker": maker.astype(str),
            }
        )
        rows = rows.with_columns(meetings=pl.lit(1), volume_e8=pl.lit(1))
        whole = rows.group_by("hour", "aggressor").agg(pl.col("meetings").sum())
        met = Met.of(rows, whole, accounts=30)
        rare += met.count(frozenset({met.names.index(name) for name in ("29", "28", "3")})).log10_p(
            0
        ) > -np.log10(0.05)

    assert rare <= 0.05 * 200 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_totals_hold_every_trade(lake):
    market = simulate(SMALLER, day=DAY, seed=1)

    whole = lake.collect(totals(meetings(lake.memory(market.trades))))

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
