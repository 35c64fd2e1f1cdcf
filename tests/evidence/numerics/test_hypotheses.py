"""Competing explanations: planted causes come first, weights add up, words are those of leads."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import multivariate_normal

from terezi.evidence.numerics.explanations import HYPOTHESES, Hypothesis, Pattern, Size
from terezi.evidence.numerics.hypotheses import SLACK, estimates, explain, weights
from terezi.evidence.numerics.reasons import REASONS_AGAINST, REASONS_FOR, SAYS_IT_FULLY

SIGMA = np.array([0.027, 0.0234, 0.0156])  # sampled, PPS, 30 days
CODES = [each.code for each in HYPOTHESES]


def gaps(*, meter: float = 0.0, machines: float = 0.0, coins: float = 0.0) -> np.ndarray:
    return np.array([meter - machines, meter - coins, machines - coins])


def first(gap: np.ndarray) -> str:
    return explain(gap / SIGMA, SIGMA)[0].code


@pytest.mark.parametrize(
    ("gap", "code"),
    [
        (gaps(meter=0.206), "undeclared_load"),
        (gaps(meter=-0.25), "unmetered_energy"),
        (gaps(coins=-0.3), "payouts_elsewhere"),
        (gaps(machines=0.3), "false_telemetry"),
        (gaps(machines=0.07, coins=0.07), "register_wrong"),
        (gaps(), "luck"),
    ],
)
def test_a_clear_pattern_has_its_cause_first(gap, code):
    assert first(gap) == code


@pytest.mark.parametrize(
    ("code", "shift"),
    [
        ("undeclared_load", (0.2, 0, 0)),
        ("unmetered_energy", (-0.2, 0, 0)),
        ("payouts_elsewhere", (0, 0, -0.2)),
        ("false_telemetry", (0, 0.2, 0)),
        ("luck", (0, 0, 0)),
    ],
)
def test_planted_worlds_are_ranked_right_nine_times_in_ten(code, shift):
    rng = np.random.default_rng(9)
    meter, shared = rng.normal(0, 0.007, 2_000), rng.normal(0, 0.0218, 2_000)
    machines = shared + rng.normal(0, 0.0151, 2_000) + shift[1]
    coins = shared + rng.normal(0, 0.004, 2_000) + shift[2]
    meter = meter + shift[0]
    gap = np.stack((meter - machines, meter - coins, machines - coins), axis=1)

    weight = weights(*estimates(gap / SIGMA, np.broadcast_to(SIGMA, gap.shape)))

    assert (weight.argmax(axis=1) == CODES.index(code)).mean() > 0.9


def test_a_small_gap_is_first_of_all_a_reason_to_check_the_register():
    ranked = [each.code for each in explain(gaps(meter=0.09) / SIGMA, SIGMA)[:2]]

    assert ranked == ["register_wrong", "undeclared_load"]


def test_meter_low_and_register_wrong_are_told_apart_by_size_alone():
    (one, other) = explain(gaps(meter=-0.105) / SIGMA, SIGMA)[:2]

    assert {one.code, other.code} == {"unmetered_energy", "register_wrong"}
    assert other.weight_ppm > 200_000


shifts = st.floats(-4, 4)
present = st.sampled_from([(1, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 0)])


@given(shifts, shifts, present, st.floats(0.001, 0.5))
def test_weights_add_up_to_one_whatever_is_seen(machines, coins, seen, scale):
    gap = np.where(np.array(seen) == 1, gaps(machines=machines, coins=coins), np.nan)

    found = explain(gap / (SIGMA * scale), SIGMA * scale)

    assert sum(each.weight_ppm for each in found) == 1_000_000
    assert all(each.weight_ppm >= 0 for each in found)
    assert sorted(each.code for each in found) == sorted(CODES)
    assert [each.weight_ppm for each in found] == sorted((x.weight_ppm for x in found), reverse=True)


def test_without_any_pair_there_is_nothing_to_explain():
    with pytest.raises(ValueError, match="nothing to explain"):
        explain(np.full(3, np.nan), SIGMA)


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(-3, 3))
def test_a_common_level_of_all_three_says_nothing(machines, coins, level):
    log_wh, covariance = np.array([[0.0, machines, coins]]), np.diag([1e-4, 4e-4, 9e-4])[None]

    assert weights(log_wh + level, covariance) == pytest.approx(weights(log_wh, covariance), abs=1e-6)


@pytest.mark.parametrize("size", [Size(1.5, mean=0.25), Size(0.35, sd=0.08), Size(5.0, mean=0.4)])
@pytest.mark.parametrize("signs", [(1, 0, 0), (0, -1, 0), (0, 1, 1), (1, 0, 1)])
def test_the_averaged_likelihood_is_that_of_numerical_integration(size, signs):
    covariance = np.array([[1e-4, 0, 0], [0, 7e-4, 4e-4], [0, 4e-4, 6e-4]])
    seen = np.array([0.11, 0.02, -0.03])
    contrast = np.array([[1, -1, 0], [0, 1, -1]])
    spread = contrast @ (covariance + SLACK**2 * np.eye(3)) @ contrast.T

    def likelihood(shift: float) -> float:
        return float(multivariate_normal.pdf(contrast @ seen, contrast @ np.array(signs) * shift, spread))

    def density(shift: float) -> float:
        return float(np.exp(-shift / size.mean - 0.5 * (shift / size.sd) ** 2) / size.normaliser)

    averaged = quad(lambda s: likelihood(s) * density(s), 0, size.largest, points=np.linspace(0, 0.3, 13))[0]
    pair = (
        Hypothesis("shifted", "", 0.5, (Pattern(signs, 1.0, size),), ()),
        Hypothesis("nothing", "", 0.5, (Pattern((0, 0, 0), 1.0, Size(0.0)),), ()),
    )

    weight = weights(seen[None], covariance[None], hypotheses=pair)[0]

    assert weight[0] / weight[1] == pytest.approx(averaged / likelihood(0), rel=1e-4)


def test_the_three_pairs_carry_the_covariance_of_the_witnesses():
    meter, shared, machines, coins = 1e-4, 5e-4, 2e-4, 3e-4
    sigma = np.sqrt([[meter + shared + machines, meter + shared + coins, machines + coins]])

    log_wh, covariance = estimates(gaps(meter=0.1, coins=-0.2)[None] / sigma, sigma)

    assert log_wh[0] == pytest.approx(np.array([0, -0.1, -0.3]))
    assert covariance[0, 1, 2] == pytest.approx(meter + shared)


def test_priors_and_patterns_add_up():
    assert sum(each.prior for each in HYPOTHESES) == pytest.approx(1)
    assert all(sum(part.prior for part in each.patterns) == pytest.approx(1) for each in HYPOTHESES)
    assert set(CODES) == set(REASONS_FOR) == set(REASONS_AGAINST)


@given(shifts, shifts, shifts)
def test_every_sentence_brings_its_numbers(meter, machines, coins):
    for each in explain(gaps(meter=meter, machines=machines, coins=coins) / SIGMA, SIGMA):
        for message in (*each.reasons_for, *each.reasons_against):
            assert set(re.findall(r"{(\w+)}", message.says)) == set(message.values)
        assert each.tells_apart


def test_the_reasons_of_undeclared_machines_name_the_gap():
    found = explain(gaps(meter=0.2) / SIGMA, SIGMA)[0]

    assert found.reasons_for[0].says.format(**found.reasons_for[0].values) == (
        "The meter shows 221403 more energy than the machines explain"
    )
    assert any("would look the same" in message.says for message in found.reasons_against)
    assert json.loads(json.dumps(found.as_json()))["for"][0]["values"] == {"meter_over_machines_ppm": 221403}


def test_no_sentence_speaks_of_guilt():
    texts = [text for each in HYPOTHESES for text in (each.title, *each.tells_apart)]
    texts += [
        reason.says for table in (REASONS_FOR, REASONS_AGAINST) for each in table.values() for reason in each
    ]

    guilt = re.compile(
        r"\b(theft|steal\w*|stole\w*|fraud\w*|guilt\w*|crim\w*|illegal\w*|cheat\w*|lie[sd]?)\b", re.I
    )
    assert not [text for text in texts if guilt.search(text)]


@given(shifts, shifts, shifts)
def test_nothing_is_less_than_another_by_more_than_the_whole(meter, machines, coins):
    for each in explain(gaps(meter=meter, machines=machines, coins=coins) / SIGMA, SIGMA):
        for message in (*each.reasons_for, *each.reasons_against):
            for name, value in message.values.items():
                assert value >= 0
                assert "over" in name or value <= 1_000_000


def test_less_is_a_share_of_the_larger_and_more_a_share_of_the_smaller():
    gap = gaps(coins=-4.586)  # coins explain a hundredth of what the machines report
    found = {each.code: each for each in explain(gap / SIGMA, SIGMA)}["payouts_elsewhere"]

    told = {name: value for message in found.reasons_for for name, value in message.values.items()}
    assert told["coins_short_of_machines_ppm"] == pytest.approx(989_800, abs=100)
    assert told["meter_over_coins_ppm"] == pytest.approx(97_100_000, rel=0.01)


@given(shifts, shifts, shifts)
def test_one_agreement_never_speaks_for_and_against_the_same_explanation(meter, machines, coins):
    for each in explain(gaps(meter=meter, machines=machines, coins=coins) / SIGMA, SIGMA):
        said = {message.says for message in (*each.reasons_for, *each.reasons_against)}
        assert not [plain for plain, fully in SAYS_IT_FULLY.items() if {plain, fully} <= said]
