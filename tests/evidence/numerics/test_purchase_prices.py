"""What a site pays for its power."""

from datetime import date

import polars as pl

from terezi.evidence.numerics.purchase_prices import with_purchase_price

SITES = pl.DataFrame({"site_id": ["A", "B", "C"], "tariff_minor_per_mwh": [100, 200, None]})
TOLD = pl.DataFrame(
    {
        "site_id": ["A", "A", "A"],
        "period_from": [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)],
        "average_price_minor_per_mwh": [110, 120, 130],
    }
)


def prices(day):
    return with_purchase_price(SITES, TOLD, day)["purchase_price_minor_per_mwh"].to_list()


def test_the_supplier_s_last_word_up_to_the_day_counts():
    assert prices(date(2026, 2, 15))[0] == 120


def test_without_a_word_of_the_supplier_the_register_s_tariff_counts():
    assert prices(date(2025, 12, 1))[:2] == [100, 200]


def test_where_nobody_says_a_price_it_is_unknown_not_free():
    assert prices(date(2026, 2, 15))[2] is None
