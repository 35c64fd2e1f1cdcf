"""The week ahead with confidence, and limits in whole watts."""

from dataclasses import replace

import numpy as np
import pytest

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.hourly import allocate
from terezi.evidence.numerics.surplus.publication import at_confidence, whole_watts


def test_more_confidence_never_promises_more(country):
    tight, loose = (allocate(country(generation=[100], demand=[need], bids=[50, 60])) for need in (93, 82))
    told = at_confidence({0.95: tight, 0.5: loose})

    assert told[0.5][0] == pytest.approx([8, 10])
    assert told[0.95][0] == pytest.approx([0, 7])


def test_a_mine_that_gains_by_scarcity_is_not_promised_the_gain(country):
    loose = allocate(country(generation=[100], demand=[82], bids=[50, 60]))
    odd = replace(loose, mining_mw=np.array([[9.0, 1.0]]))

    assert at_confidence({0.5: loose, 0.9: odd})[0.9][0] == pytest.approx([8, 1])


def test_a_quantile_of_a_hundred_per_cent_is_no_quantile(country):
    with pytest.raises(BadData, match=r"not at 1\.0"):
        at_confidence({1.0: allocate(country(generation=[1], demand=[0], bids=[1]))})


def test_a_limit_is_never_above_what_was_allocated():
    watts = whole_watts(np.array([1.9999999, 6.9999999999999, 0.0]))

    assert watts.tolist() == [1_999_999, 7_000_000, 0]
