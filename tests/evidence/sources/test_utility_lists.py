"""The utility's and the grid operator's lists, and the weather, come in by the same door."""

import pytest

from terezi.base.errors import BadData
from terezi.evidence.sources import door

CUSTOMERS = "customer_id,region,place,feeder_id,transformer_id,phase,tariff_class,activity,connection_w,registration_number\n"
FEEDERS = "feeder_id,region,name,rated_w,latitude_udeg,longitude_udeg\n"


def _list(folder, heading, row):
    path = folder / "list.csv"
    path.write_text(heading + row + "\n")
    return path


def test_a_supply_may_be_told_with_its_transformer_and_without(tmp_path):
    with_all = door.read_register(
        _list(tmp_path, CUSTOMERS, "C1,Mary,Mary town,MA-2,T7,A,commercial,bakery,30000,"), options={}
    )
    without = door.read_register(
        _list(tmp_path, CUSTOMERS, "C1,Mary,Mary town,MA-2,,,household,,,"), options={}
    )

    assert with_all.row(0, named=True)["activity"] == "bakery"
    assert without.row(0, named=True)["transformer_id"] is None


@pytest.mark.parametrize(
    ("heading", "row", "says"),
    [
        (CUSTOMERS, "C1,Mary,Mary town,MA-2,,,palace,,,", "tariff_class is one of"),
        (CUSTOMERS, "C1,Mary,Mary town,MA-2,,D,household,,,", "A phase, where told, is A, B, C or ABC"),
        (FEEDERS, "MA-2,Mary,Mary-2,0,,", "A feeder is built for some power"),
        (FEEDERS, "MA-2,Mary,Mary-2,5000000,97000000,0", "A place, where told, is on Earth"),
    ],
)
def test_a_list_that_cannot_be_true_names_the_check(tmp_path, heading, row, says):
    with pytest.raises(BadData, match=says):
        door.read_register(_list(tmp_path, heading, row), options={})
