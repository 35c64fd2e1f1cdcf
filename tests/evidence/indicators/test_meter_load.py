"""LOD-01 names the top of the last screening, as long as it speaks for the day, and no more than the policy allows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from terezi.evidence.indicators.meter_load_unexplained import meter_load_unexplained
from terezi.jobs.look import leads_of
from terezi.law.book import law_on
from terezi.law.terms import Blank, UnknownLaw
from tests.evidence.indicators.conftest import DAY

SCREENED = {
    "meter_id": "M1", "customer_id": "C1", "model": "a" * 64, "group": "household", "days": 28, "rule": 1, "score_ppm": 0,
    "p_value_ppm": 5_000, "probability_ppm": 700_000, "unexplained_w": 1_000, "unexplained_hours": 24,
    "expected_wh_per_month": 720_000,
}  # fmt: skip


def screened(lake, **said):
    lake.tell("meter_screens", **(SCREENED | said))


def test_a_supply_beyond_the_level_is_named_with_its_power_hours_and_energy(lake):
    screened(lake, day=DAY)
    screened(lake, day=DAY, meter_id="M2", customer_id="C2", p_value_ppm=10_001)

    (lead,) = leads_of(meter_load_unexplained, lake=lake, law=law_on("GG", DAY))

    assert (lead.subject, lead.measured, lead.gap_wh) == ("C1", 1_000, 24_000)
    assert lead.values == {"hours": 24, "ordinary_ppm": 5_000}


def test_a_load_not_worth_a_visit_is_not_named(lake, found):
    screened(lake, day=DAY, unexplained_w=299)

    assert found(meter_load_unexplained, lake) == []


def test_a_screening_stands_until_the_next_and_the_next_replaces_it(lake, found):
    screened(lake, day=DAY - timedelta(days=8))
    screened(lake, day=DAY - timedelta(days=1), meter_id="M2", customer_id="C2")

    assert [subject for subject, *_ in found(meter_load_unexplained, lake)] == ["C2"]
    assert [subject for subject, *_ in found(meter_load_unexplained, lake, DAY - timedelta(days=2))] == ["C1"]


def test_a_screening_whose_window_is_over_names_nobody(lake, found):
    screened(lake, day=DAY - timedelta(days=28))

    assert found(meter_load_unexplained, lake) == []


def test_the_meters_of_one_customer_are_one_question(lake, found):
    screened(lake, day=DAY)
    screened(lake, day=DAY, meter_id="M2", unexplained_w=500, p_value_ppm=9_000)
    screened(lake, day=DAY, meter_id="M3", customer_id=None)

    assert found(meter_load_unexplained, lake) == [("C1", 1_500, 0)]


def test_no_more_are_named_at_once_than_the_policy_says_and_the_most_energy_first(lake, found):
    most = law_on("GG", DAY).detection.leads_at_most.value
    for n in range(most + 3):
        screened(lake, day=DAY, meter_id=f"M{n}", customer_id=f"C{n:03d}", expected_wh_per_month=720_000 + n)

    assert [subject for subject, *_ in found(meter_load_unexplained, lake)] == [
        f"C{n:03d}" for n in range(3, most + 3)
    ]


def test_confidence_is_the_models_and_without_one_how_rare_it_is(lake):
    screened(lake, day=DAY)
    screened(lake, day=DAY, meter_id="M2", customer_id="C2", model="")

    leads = leads_of(meter_load_unexplained, lake=lake, law=law_on("GG", DAY))

    assert [lead.confidence_ppm for lead in leads] == [700_000, 995_000]


@pytest.mark.parametrize("term", ["false_alarm_share", "screening_window_days", "leads_at_most"])
def test_without_a_known_policy_nobody_is_named(lake, term):
    law = law_on("GG", DAY)
    unknown = replace(getattr(law.detection, term), stated=Blank.UNKNOWN, note="Not set yet")

    with pytest.raises(UnknownLaw, match="decide by hand"):
        leads_of(
            meter_load_unexplained,
            lake=lake,
            law=replace(law, detection=replace(law.detection, **{term: unknown})),
        )
