"""Where mined coins went: the sum always holds, and the interval says what was not seen."""

import random

import pytest

from terezi.evidence.numerics.venues.leakage import NOTHING, Range, Seen, leakage, together, unreported

MONTH = Seen(
    earned=1_000, earned_lately=300, undeclared=50, deposited=600, sold=500, withdrawn=40, returned=10
)


def test_a_month_by_hand():
    out = leakage(MONTH, Range(20, 100, 190))

    # reached venues 600: sold 500, withdrawn 40, returned 10, still there 50; wallets hold 1000 - 50 - 600 + 10 = 360
    assert (out.sold, out.held) == (500, 50 + 300)
    assert out.leaked == Range(50 + 40 + 20, 50 + 40 + 60 + 100, 50 + 40 + 360 + 190)


def test_a_balance_of_the_wallets_that_was_read_takes_the_place_of_the_assumption():
    out = leakage(Seen(**{**vars(MONTH), "in_wallets": 200}))

    assert out.held == 50 + 200
    assert out.leaked == Range(90 + 160, 90 + 160, 90 + 160)


def test_who_sold_everything_leaked_nothing():
    out = leakage(Seen(earned=100, earned_lately=0, undeclared=0, deposited=100, sold=100))

    assert (out.sold, out.held, out.leaked) == (100, 0, NOTHING)


def test_coins_of_before_that_are_sold_now_do_not_make_up_for_others():
    out = leakage(Seen(earned=100, earned_lately=0, undeclared=30, deposited=500, sold=400))

    assert (out.sold, out.leaked.middle) == (70, 30)


def test_the_sum_holds_and_the_interval_holds_the_estimate_whatever_is_told():
    chance = random.Random(1)
    for _ in range(3_000):
        earned = chance.randrange(1_000)
        missed = Range(*sorted(chance.randrange(200) for _ in range(3)))
        seen = Seen(
            earned=earned,
            earned_lately=chance.randrange(earned + 1),
            undeclared=chance.randrange(1_200),
            deposited=chance.randrange(1_200),
            sold=chance.randrange(1_200),
            withdrawn=chance.randrange(300),
            returned=chance.randrange(300),
            in_wallets=chance.choice([None, chance.randrange(1_200)]),
        )
        out = leakage(seen, missed)

        assert out.sold + out.held + out.leaked.middle == earned + missed.middle
        assert 0 <= out.leaked.low <= out.leaked.middle <= out.leaked.high
        assert min(out.sold, out.held) >= 0


def test_the_more_is_sold_the_less_can_have_leaked():
    less, more = (
        leakage(Seen(earned=1_000, earned_lately=0, undeclared=0, deposited=sold, sold=sold))
        for sold in (300, 700)
    )

    assert (less.leaked.high, more.leaked.high) == (700, 300)


def test_a_gap_that_the_spread_of_the_comparison_explains_is_no_leak():
    assert unreported(1_000, metered_wh=103, coins_wh=100, sigma=0.03, confidence=0.95) == NOTHING


def test_a_gap_beyond_the_spread_has_an_interval_around_it():
    # ratio 1.5; 1.96 x 0.05 is 0.098: 1.5 x exp(-0.098) - 1 = 0.360, 1.5 x exp(0.098) - 1 = 0.654
    assert unreported(1_000, metered_wh=150, coins_wh=100, sigma=0.05, confidence=0.95) == Range(
        360, 500, 654
    )


@pytest.mark.parametrize(("metered_wh", "coins_wh"), [(0, 100), (100, 0)])
def test_without_both_witnesses_nothing_is_estimated(metered_wh, coins_wh):
    assert unreported(1_000, metered_wh=metered_wh, coins_wh=coins_wh, sigma=0.05, confidence=0.95) == NOTHING


def test_the_interval_of_many_sites_covers_what_they_kept_back():
    """Sites keep back a fifth, measured with an error: the interval of the sum holds the truth about as often as it says."""
    chance = random.Random(7)
    held = 0
    for _ in range(200):
        parts, truth = [], 0
        for _site in range(20):
            error = chance.gauss(0, 0.03)
            out = unreported(
                10**6,
                metered_wh=round(1.2e9 * 2.718281828**error),
                coins_wh=10**9,
                sigma=0.03,
                confidence=0.95,
            )
            parts.append(leakage(Seen(10**6, 0, 0, 10**6, 10**6), out))
            truth += 200_000
        whole = together(parts).leaked
        held += whole.low <= truth <= whole.high

    assert 0.90 <= held / 200 <= 1.0
    assert whole.high - whole.low < 20 * (parts[0].leaked.high - parts[0].leaked.low)
