"""What a lead is worth under the register of its own day."""

from datetime import date

import pytest

from terezi.evidence.indicators.meter_above_machines import meter_above_machines
from terezi.jobs.look import Lead
from terezi.jobs.stakes import Stakes
from terezi.law.book import law_on
from tests.evidence.indicators.conftest import DAY, TinyLake


@pytest.fixture
def lake():
    told = TinyLake()
    told.tell("network_days", difficulty=10**14, subsidy_satoshi=312_500_000, price_usd_cents=9_000_000)
    told.tell("site_days", registered_ghs=200_000, registered_w=3_500)
    return told


def worth(lake):
    lead = Lead(meter_above_machines, "S1", 2, 1, 1_000_000_000, 10**6, {})
    return Stakes.of(lake, law_on("GG", DAY)).worth(lead).usd_cents


@pytest.mark.parametrize("status", ["licensed", "suspended"])
def test_a_lead_of_a_past_day_is_worth_what_the_register_of_that_day_makes_it(lake, status):
    lake.tell("ref_sites", status=status, pue_ppm=1_000_000)
    as_it_stood = worth(lake)
    lake.rows["ref_sites"][0]["valid_until"] = date(2026, 3, 1)
    lake.tell("ref_sites", status="withdrawn", pue_ppm=2_000_000, valid_from=date(2026, 3, 1))

    assert as_it_stood > 0
    assert worth(lake) == as_it_stood


def test_a_site_that_was_not_on_the_register_that_day_has_no_worth(lake):
    lake.tell("ref_sites", valid_from=date(2026, 3, 1))

    assert worth(lake) is None
