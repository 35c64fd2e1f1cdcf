"""Value at stake in whole satoshi and cents."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.numerics.money import NetworkSpan, value_at_stake

SPAN = NetworkSpan(86_400, 150_000_000_000_000, 312_500_000, 3_125_000, 9_000_000)
FLEET = {"registered_ghs": 200_000, "registered_w": 4_000, "pue_ppm": 1_000_000}  # 20 J/TH


def test_a_megawatt_hour_at_20_joules_per_terahash_is_worth_79_dollars():
    stake = value_at_stake(1_000_000, **FLEET, spans=[SPAN])

    assert stake.satoshi == pytest.approx(88_200, abs=50)
    assert stake.usd_cents == pytest.approx(7_940, abs=5)


def test_overhead_takes_its_part():
    plain = value_at_stake(10**9, **FLEET, spans=[SPAN])
    heavy = value_at_stake(10**9, **{**FLEET, "pue_ppm": 1_250_000}, spans=[SPAN])

    assert heavy.satoshi == pytest.approx(plain.satoshi / 1.25, abs=1)


def test_spans_count_by_their_seconds():
    dear = NetworkSpan(
        43_200, SPAN.difficulty * 2, SPAN.subsidy_satoshi, SPAN.fees_satoshi, SPAN.price_usd_cents
    )
    cheap = NetworkSpan(
        43_200, SPAN.difficulty, SPAN.subsidy_satoshi, SPAN.fees_satoshi, SPAN.price_usd_cents
    )

    both = value_at_stake(10**9, **FLEET, spans=[dear, cheap])

    assert both.satoshi == pytest.approx(value_at_stake(10**9, **FLEET, spans=[SPAN]).satoshi * 0.75, abs=1)


@given(energy=st.integers(-(10**13), 10**13), cut=st.integers(0, 10**9))
def test_parts_add_up_to_the_whole_but_for_one_rounding(energy, cut):
    whole = value_at_stake(energy, **FLEET, spans=[SPAN])
    parts = value_at_stake(energy - cut, **FLEET, spans=[SPAN]), value_at_stake(cut, **FLEET, spans=[SPAN])

    assert abs(whole.satoshi - sum(part.satoshi for part in parts)) <= 1
    assert abs(whole.usd_cents - sum(part.usd_cents for part in parts)) <= 1


@given(energy=st.integers(0, 10**13), price=st.integers(1, 10**8))
def test_decimals_of_forty_digits_come_to_the_same(energy, price):
    span = NetworkSpan(86_400, SPAN.difficulty, SPAN.subsidy_satoshi, SPAN.fees_satoshi, price)

    stake = value_at_stake(energy, **FLEET, spans=[span])

    with localcontext() as context:
        context.prec = 60
        hashes = Decimal(energy) * 3_600 * 200_000 * 10**9 / 4_000
        satoshi = hashes / (2**32 * span.difficulty) * (span.subsidy_satoshi + span.fees_satoshi)
        assert abs(Decimal(stake.satoshi) - satoshi) <= Decimal("0.5")
        assert abs(Decimal(stake.usd_cents) - satoshi * price / 10**8) <= Decimal("0.5")
