"""SUB-01: power sold to licensed sites for less than the last megawatt-hour cost."""

from datetime import UTC, date, datetime, timedelta

import pytest

from terezi.evidence.indicators.sold_below_cost import sold_below_cost
from terezi.jobs.look import leads_of
from terezi.law.book import law_on

DAY = date(2026, 2, 10)
MIDNIGHT = datetime(2026, 2, 9, 19, tzinfo=UTC)


def told(lake, hour, **said):
    ordinary = {
        "day": DAY, "region": "North", "starts_at": MIDNIGHT + timedelta(hours=hour), "sold_wh": 5_000_000, "below_wh": 5_000_000,
        "unpriced_wh": 0, "marginal_cost_minor_per_mwh": 9_500, "paid_minor": 30_000, "subsidy_minor": 17_500, "margin_minor": 0,
        "cost_basis": "measured",
    }  # fmt: skip
    lake.tell("subsidy_hours", **(ordinary | said))


@pytest.fixture
def leads(lake):
    return lambda: leads_of(sold_below_cost, lake=lake, law=law_on("GG", DAY))


def test_hours_and_money_of_a_region_are_added_up(lake, leads):
    told(lake, 1)
    told(lake, 2, subsidy_minor=2_500, margin_minor=400)
    told(lake, 2, region="South", subsidy_minor=0, below_wh=0, margin_minor=900)
    (lead,) = leads()

    assert (lead.subject, lead.measured, lead.gap_wh, lead.confidence_ppm) == (
        "North",
        20_000,
        10_000_000,
        1_000_000,
    )
    assert (lead.values["hours"], lead.values["margin_minor"]) == (2, 400)


def test_an_hour_that_was_only_planned_lowers_the_confidence(lake, leads):
    told(lake, 1)
    told(lake, 2, cost_basis="planned")

    assert leads()[0].confidence_ppm == 500_000


def test_power_sold_above_its_cost_is_no_lead(lake, leads):
    told(lake, 1, subsidy_minor=0, below_wh=0, margin_minor=500)

    assert leads() == []
