"""Judging: homes left out, lines, intervals; and the protocol of labelled files."""

import numpy as np
import polars as pl
import pytest

from terezi.evidence.numerics.meters.evaluation import held_out, judged, leave_homes_out, line_of
from terezi.evidence.numerics.meters.labelled_series import average_precision, ranked

RNG = np.random.default_rng


def rows(homes=40, windows=10):
    home = [f"h{n:02d}" for n in range(homes) for _ in range(windows)] * 2
    pattern = [""] * (homes * windows) + ["machine"] * (homes * windows)
    return pl.DataFrame({"home": home, "pattern": pattern, "value": RNG(1).normal(size=len(home))})


def judge(scores, table):
    folds = leave_homes_out(table, folds=5, seed=1)
    return judged("method", table, scores, folds, share=0.01, seed=1)


def test_no_home_is_learned_from_and_judged():
    table, met = rows(), []

    def spy(train, seed):
        def score(test):
            met.append(set(train["home"]) & set(test["home"]))
            return test["value"].to_numpy()

        return score

    held_out(spy, table, table, leave_homes_out(table, folds=7, seed=2), seed=0)

    assert met == [set()] * 7


def test_a_score_that_knows_finds_all_and_one_that_guesses_finds_its_false_alarms():
    table = rows()
    mines = (table["pattern"] == "machine").to_numpy()

    knows, guesses = judge(mines.astype(float), table), judge(table["value"].to_numpy(), table)

    assert knows.found[0].recall == knows.found[0].auc == 1
    assert guesses.found[0].recall == pytest.approx(0.01, abs=0.02)
    assert guesses.false_alarms == pytest.approx(0.01, abs=0.01)


def test_at_most_the_share_of_the_innocents_lies_above_the_line():
    innocent = RNG(3).normal(size=616)

    assert (innocent > line_of(innocent, 0.01)).sum() == 6


def test_an_interval_holds_what_one_strange_home_does_to_the_line():
    table = rows()
    mines = (table["pattern"] == "machine").to_numpy()
    strange = (table["home"] == "h00").to_numpy()
    scores = mines * 2.0 + strange * 5.0 + 0.001 * table["value"].to_numpy()

    (found,) = judge(scores, table).found

    assert found.recall_low < 0.2
    assert found.recall_high > 0.95


def test_average_precision_is_the_mean_precision_at_each_hit():
    order = np.array([True, False, True, False, False, True])

    assert average_precision(order, 5) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(~order[:1], 100) == 0


def test_customers_whose_use_fell_are_ranked_first_in_a_file_of_known_outcomes():
    rng = RNG(5)
    energy = rng.gamma(4, 100, (300, 60)) * rng.uniform(0.5, 3, (300, 1))
    flagged = np.arange(300) % 10 == 0
    energy[flagged, 30:] *= 0.2
    energy[5, :20] = np.nan

    told = ranked(energy, flagged, folds=5, seed=0)

    assert told.auc > 0.9
    assert (told.customers, told.flagged) == (300, 30)
    assert told.map_at[100] > 0.8
