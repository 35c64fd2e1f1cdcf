"""No cell that a stranger wrote acts in a spreadsheet."""

import pytest

from terezi.base.cells import inert
from terezi.desk.register.papers import publication


@pytest.mark.parametrize(
    "text", ["=1+1", " =1+1", "\t=1", "\u200b=1", "＝1+1", "@SUM(1)", "-1", "+1", "|x", "\rx"]
)
def test_a_cell_that_a_spreadsheet_would_work_out_is_written_as_text(text):
    assert inert(text) == f"'{text}"
    assert publication._cell(text) == f"'{text}"


def test_a_plain_name_stays_as_it_is():
    assert inert("Gara Gum = HJ") == "Gara Gum = HJ"
