"""Files of the register are checked before the record takes them."""

from datetime import date

import pytest

from terezi.base.errors import BadData
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.sources import door
from tests.evidence.senders import give_one, meter_file

HEADING = (
    "meter_id,kind,subject_id,feeder_id,source_rank,interval_seconds,customer_class,valid_from,valid_until"
)
ROW = "M1,site,S1,F1,1,900,mining,2026-01-01,"


def test_a_register_file_answers_the_checked_frame(tmp_path):
    path = meter_file(tmp_path / "meters.csv", [ROW], heading=HEADING)

    frame = door.read_register(path)

    assert door.register_of(path) == "ref_meters"
    assert frame.schema == TABLES["ref_meters"].polars_schema()
    assert frame.row(0) == ("M1", "site", "S1", "F1", 1, 900, "mining", date(2026, 1, 1), None)


def test_yes_and_no_are_read(tmp_path):
    path = meter_file(
        tmp_path / "pools.csv",
        ["P,Pool,yes,2026-01-01,", "Q,Other,false,2026-01-01,"],
        heading="pool_id,name,accredited,valid_from,valid_until",
    )

    assert door.read_register(path)["accredited"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("row", "check"),
    [
        (ROW.replace("site", "house"), "REG-31"),
        (ROW.replace(",1,900", ",9,900"), "REG-33"),
        (ROW.replace("2026-01-01,", "2026-01-01,2026-01-01"), "REG-10"),
        (ROW.replace("2026-01-01", "1 January"), "DOOR-10"),
        (ROW.replace("2026-01-01,", "2026-01-01,soon"), "DOOR-10"),
        (ROW.replace("S1", "=S1"), "DOOR-08"),
        (ROW.replace("M1", "M0"), "DOOR-11"),
    ],
)
def test_a_register_file_with_a_wrong_row_names_file_check_row_and_remedy(tmp_path, row, check):
    path = meter_file(tmp_path / "meters.csv", [ROW.replace("M1", "M0"), row], heading=HEADING)

    with pytest.raises(BadData, match=rf"meters\.csv as .*{check} .*rows, first .*2"):
        door.read_register(path)


def test_a_file_that_is_no_register_is_told_so(tmp_path):
    with pytest.raises(BadData, match="DOOR-09"):
        door.read_register(meter_file(tmp_path / "a.csv", ["1"], heading="a"))


def test_a_register_file_is_no_delivery(home, tmp_path):
    path = meter_file(tmp_path / "meters.csv", [ROW], heading=HEADING)

    assert [problem.check for problem in give_one(home, path).problems] == ["DOOR-09"]
