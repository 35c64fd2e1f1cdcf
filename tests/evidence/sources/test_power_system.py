"""What the grid operator tells: plants, lines, generation, demand, exports; and what sites bid."""

import pytest

from terezi.base.errors import BadData
from terezi.evidence.sources import door
from tests.evidence.senders import checks, current, give_one

PLANTS = "plant_id,region,name,fuel,capacity_w,unit_w,must_run_w,marginal_cost_minor_per_mwh"
LINES = "line_id,from_region,to_region,limit_w,reactance_uohm"
GENERATION = "plant_id,starts_at,available_w,output_w"
DEMAND = "region,starts_at,demand_w"
EXPORTS = "region,starts_at,contracted_w"
BIDS = "site_id,bid_day,bid_at,limit_w,price_minor_per_mwh,prepaid_minor"


def _file(folder, heading, *rows):
    path = folder / "told.csv"
    path.write_text("\n".join([heading, *rows]) + "\n")
    return path


@pytest.mark.parametrize(
    ("table", "heading", "row"),
    [
        ("generation_hours", GENERATION, "P1,2026-03-01T05:00:00Z,100000000,"),
        ("demand_hours", DEMAND, "Mary,2026-03-01T05:00:00Z,350000000"),
        ("export_hours", EXPORTS, "Mary,2026-03-01T05:00:00Z,0"),
        ("power_bids", BIDS, "S1,2026-03-08,2026-03-01T05:00:00Z,5000000,12000,"),
    ],
)
def test_an_hour_of_the_grid_is_taken(home, tmp_path, table, heading, row):
    receipt = give_one(home, _file(tmp_path, heading, row))

    assert (receipt.table, receipt.outcome) == (table, "accepted")
    assert len(current(home, table)) == 1


@pytest.mark.parametrize(
    ("heading", "row", "check"),
    [
        (GENERATION, "P1,2026-03-01T05:30:00Z,1000,900", "PWS-21"),
        (GENERATION, "P1,2026-03-01T05:00:00Z,-1,0", "PWS-22"),
        (DEMAND, "Mary,2026-03-01T05:00:00Z,-1", "PWS-32"),
        (EXPORTS, "Mary,2026-03-01T05:00:00Z,-1", "PWS-42"),
        (BIDS, "S1,2026-03-08,2026-03-01T05:00:00Z,0,12000,", "BID-01"),
        (BIDS, "S1,2026-03-08,2026-03-09T05:00:00Z,5000000,12000,", "BID-03"),
        (BIDS, "S1,2026-03-08,2026-03-01T05:00:00Z,5000000,12000,-1", "BID-04"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_of_it_is_taken(home, tmp_path, heading, row, check):
    receipt = give_one(home, _file(tmp_path, heading, row))

    assert receipt.outcome == "quarantined"
    assert check in checks(receipt)


@pytest.mark.parametrize(
    ("heading", "row", "says"),
    [
        (PLANTS, "P1,Mary,Mary GES,dung,100,50,0,900", "fuel is one of"),
        (PLANTS, "P1,Mary,Mary GES,gas,100,500,0,900", "A unit and a least output are within the plant"),
        (LINES, "L1,Mary,Mary,100,50", "A line joins two regions"),
        (LINES, "L1,Mary,Lebap,100,0", "A line has a limit and a reactance"),
    ],
)
def test_a_list_of_the_grid_that_cannot_be_true_names_the_check(tmp_path, heading, row, says):
    with pytest.raises(BadData, match=says):
        door.read_register(_file(tmp_path, heading, row), options={})
