"""The budget adds up to the table of the reference (physics.md, section 2)."""

import numpy as np
import pytest

from terezi.evidence.facts.grades import Grade, Scheme
from terezi.evidence.numerics.sigma import BUDGET, GROUP_OF, Allowance, budget, total
from terezi.evidence.numerics.witnesses import MACHINES_COINS, METER_COINS, METER_MACHINES, Sites

TABLE = [
    (Grade.NAMEPLATE, Scheme.PPS, METER_COINS, 0.062),
    (Grade.SAMPLED, Scheme.PPS, METER_COINS, 0.023),
    (Grade.SUBMETERED, Scheme.FPPS, METER_COINS, 0.011),
    (Grade.CALIBRATED, Scheme.FPPS, METER_COINS, 0.007),
    (Grade.SHARE_LOG, Scheme.PPS, MACHINES_COINS, 0.0014),
    (Grade.SAMPLED, Scheme.PPLNS, METER_COINS, 0.054),
]


@pytest.mark.parametrize(("grade", "scheme", "pair", "sigma"), TABLE)
def test_thirty_days_of_evidence_are_as_exact_as_the_table_says(grade, scheme, pair, sigma):
    digits = 4 if sigma < 0.01 and grade == Grade.SHARE_LOG else 3

    assert round(total(budget(grade, scheme, pair, days=30, pool_share=0.1)), digits) == sigma


def test_a_better_grade_is_never_less_exact():
    by_grade = [total(budget(grade, Scheme.PPS, METER_COINS, days=30)) for grade in Grade]

    assert by_grade == sorted(by_grade, reverse=True)


@pytest.mark.parametrize("grade", list(Grade))
def test_the_systematic_part_does_not_shrink_with_the_window(grade):
    short = budget(grade, Scheme.FPPS, METER_COINS, days=1)
    long = budget(grade, Scheme.FPPS, METER_COINS, days=10_000)

    assert [line.systematic for line in short] == [line.systematic for line in long]
    assert all(
        after.random == pytest.approx(before.random / 100) for before, after in zip(short, long, strict=True)
    )


def test_efficiency_and_overhead_cancel_between_machines_and_coins():
    names = {line.name for line in budget(Grade.SAMPLED, Scheme.FPPS, MACHINES_COINS, days=30)}

    assert names == {"hash_rate", "fee", "transaction_fees"}


def test_luck_touches_only_pairs_with_coins():
    without = budget(Grade.SAMPLED, Scheme.PPLNS, METER_MACHINES, days=30, pool_share=0.1)
    with_coins = budget(Grade.SAMPLED, Scheme.PPLNS, METER_COINS, days=30, pool_share=0.1)

    assert "luck" not in {line.name for line in without}
    assert with_coins[-1].name == "luck"
    assert with_coins[-1].random == pytest.approx(1 / (0.1 * 144 * 30) ** 0.5)


def test_every_component_says_where_it_comes_from_and_which_witness_it_moves():
    parts = [part for grade in Grade for part in BUDGET[grade]]

    assert all(part.source and part.name in GROUP_OF for part in parts)


def test_the_tables_of_the_weighing_are_those_of_the_screen():
    sites = Sites(tuple(map(str, Grade)), ("PPS",) * 5, np.ones(5), np.ones(5))

    allowed = Allowance.of(sites)

    for row, grade in enumerate(Grade):
        lines = budget(grade, Scheme.PPS, METER_COINS, days=1)
        assert allowed.systematic[row, [0, 1, 3]].sum() == pytest.approx(sum(x.systematic**2 for x in lines))
        assert allowed.per_day[row, [0, 1, 3]].sum() == pytest.approx(sum(x.random**2 for x in lines))


def test_an_unknown_grade_is_named():
    with pytest.raises(ValueError, match="'guessed' is not one of nameplate, sampled"):
        Allowance.of(Sites(("guessed",), ("PPS",), np.ones(1), np.ones(1)))
