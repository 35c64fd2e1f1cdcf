"""The utility's and the grid operator's lists, and the weather, come in by the same door."""

import pytest

from terezi.base.errors import BadData
from terezi.evidence.sources import door
from tests.evidence.senders import give_one

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


def test_a_feeder_may_stand_in_the_south_and_the_west(tmp_path):
    there = door.read_register(
        _list(tmp_path, FEEDERS, "PY-1,Itapua,Itapua-1,5000000,-27300000,-55900000"), options={}
    )

    assert there.row(0, named=True)["latitude_udeg"] == -27_300_000


def test_an_hour_may_be_below_freezing(home, tmp_path):
    path = tmp_path / "weather.csv"
    path.write_text("region,starts_at,temperature_mdeg\nMary,2026-01-10T03:00:00Z,-7300\n")

    receipt = give_one(home, path)

    assert (receipt.outcome, receipt.table, receipt.rows_new) == ("accepted", "weather_hours", 1)


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
