"""A list of liabilities is whole and in order, or refused with the rows named."""

import polars as pl
import pytest

from terezi.base.errors import BadData
from terezi.evidence.numerics.reserves.liabilities import liabilities

from .owed import bent, listed


def refusal(rows):
    with pytest.raises(BadData) as refused:
        liabilities(rows)
    return str(refused.value)


def test_assets_stand_in_the_order_of_their_tickers_whatever_the_file_says():
    rows = listed(5)

    owed = liabilities(rows.select("ETH_e8", "client", "GGM_e8", "leaf", "BTC_e8"))

    assert owed.assets == ("BTC", "ETH", "GGM")
    assert owed.amounts_e8[:, 0].tolist() == rows["BTC_e8"].to_list()
    assert owed.clients[4].tobytes().hex() == rows["client"][4]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"BTC_e8": "-1"}, "PRF-09 BTC_e8 is never negative: row 4."),
        ({"BTC_e8": "1,5"}, "PRF-08 BTC_e8 is a whole number: row 4."),
        ({"BTC_e8": "1.5"}, "PRF-08"),
        ({"BTC_e8": None}, "PRF-08"),
        ({"GGM_e8": str(2**63)}, "PRF-10 GGM_e8 stays below 2**63: row 4."),
        ({"GGM_e8": str(2**64 + 5)}, "PRF-10"),
        ({"client": "ab"}, "PRF-05"),
        ({"leaf": "x"}, "PRF-02 A leaf carries its number: row 4."),
        ({"leaf": "7"}, "PRF-03 No leaf was dropped"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named(told, code):
    assert code in refusal(bent(listed(8), 3, **told))


def test_a_client_told_twice_is_named():
    rows = listed(8)

    assert "PRF-06 A client stands in one row only: row 5." in refusal(
        bent(rows, 4, client=rows["client"][3])
    )


def test_leaves_that_changed_places_are_named():
    rows = listed(6)
    swapped = rows[[0, 1, 3, 2, 4, 5]]

    said = refusal(swapped)

    assert "PRF-04 Leaves stand in the order of their numbers: row 4" in said
    assert "PRF-07 Clients stand in ascending order: row 4." in said


def test_clients_numbered_anew_after_they_changed_places_are_named():
    rows = listed(6)
    swapped = rows[[0, 1, 3, 2, 4, 5]].with_columns(leaf=pl.int_range(pl.len()))

    assert "PRF-07 Clients stand in ascending order: row 4." in refusal(swapped)


def test_a_dropped_leaf_is_named_where_it_is_missing():
    rows = listed(6)

    assert "PRF-03 No leaf was dropped: numbers go on by one from 0: row 3." in refusal(rows[[0, 1, 3, 4, 5]])


def test_a_sum_that_passes_two_to_the_63_names_the_row_that_passes_it():
    rows = listed(4).with_columns(ETH_e8=pl.lit(2**62))

    assert "PRF-11 The sum of ETH_e8 stays below 2**63: row 2 passes it" in refusal(rows)


def test_the_largest_amount_that_fits_is_taken():
    rows = listed(3).with_columns(ETH_e8=pl.Series([2**63 - 1, 0, 0]))

    assert liabilities(rows).amounts_e8[0, 1] == 2**63 - 1


def test_columns_nobody_knows_and_a_list_of_nobody_are_refused():
    assert "unknown ['name']" in refusal(listed(3).with_columns(name=pl.lit("A")))
    assert "missing ['leaf']" in refusal(listed(3).drop("leaf"))
    assert "it has no rows" in refusal(listed(3).head(0))
