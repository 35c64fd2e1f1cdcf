import json
from dataclasses import asdict
from datetime import date

import pytest

from terezi.law.book import countries, law_on
from terezi.law.differences import differences
from terezi.law.rows import rows
from terezi.law.written import read_pack

TODAY = date(2026, 3, 10)


def test_the_one_change_of_law_in_garagum_is_the_one_difference():
    (change,) = differences(law_on("GG", date(2026, 2, 28)), law_on("GG", date(2026, 3, 1)))

    assert (change.name, change.before.value, change.after.value) == ("metering_tolerance", "0.02", "0.01")


def test_two_days_under_the_same_law_do_not_differ():
    assert differences(law_on("GG", date(2026, 2, 16)), law_on("GG", date(2026, 2, 28))) == ()


def test_the_first_day_of_a_law_differs_from_the_day_before():
    change = differences(law_on("TM", date(2025, 12, 31)), law_on("TM", date(2026, 1, 1)))
    regime = next(difference for difference in change if difference.name == "registration_regime")

    assert (regime.before.value, regime.after.value) == ("NOT YET IN FORCE", "registration")


def test_a_value_carried_on_without_confirmation_is_a_difference():
    found = differences(law_on("KZ", date(2025, 12, 31)), law_on("KZ", date(2026, 1, 1)))
    (change,) = (difference for difference in found if difference.section == "levy")

    assert change.before.value == change.after.value
    assert [(row.status, row.confidence) for row in (change.before, change.after)] == [
        ("enacted", "A-"),
        ("derived", "C"),
    ]


def test_in_one_country_another_article_for_the_same_value_is_a_difference(rewritten):
    other_article = read_pack(rewritten("levy.yaml", "[GG-22]", "[GG-21]")).on(TODAY)

    assert [change.name for change in differences(law_on("GG", TODAY), other_article)] == ["due_day"]


def test_two_countries_differ_in_their_values_and_not_in_their_sources_alone():
    found = {difference.name for difference in differences(law_on("TM", TODAY), law_on("UZ", TODAY))}

    assert {"currency", "separate_meter_required", "registration_regime"} <= found
    assert "metering_tolerance" not in found
    assert "cusum_limit" not in found


def test_the_new_worth_of_the_index_unit_is_a_difference_of_the_new_year():
    found = differences(law_on("KZ", date(2025, 12, 31)), law_on("KZ", date(2026, 1, 1)))
    (change,) = (difference for difference in found if difference.section == "licensing")

    assert (change.name, change.before.value, change.after.value) == ("index_unit", "UNKNOWN", "4325 KZT")


def test_a_class_that_only_one_country_has_is_one_difference():
    found = {d.name: d for d in differences(law_on("TM", TODAY), law_on("UZ", TODAY)) if "classes" in d.name}
    store, issuer = found["classes.store.title"], found["classes.issuer.title"]

    assert [name for name in found if name.startswith("classes.store.")] == ["classes.store.title"]
    assert (store.before.value, store.after.value) == ("NO SUCH CLASS", "Crypto store")
    assert (issuer.before.value, issuer.after.value) == ("Issuer of virtual assets", "NO SUCH CLASS")
    assert found["classes.exchange.fee"].after.value == "73400 index units"


@pytest.mark.parametrize("country", countries())
def test_the_rows_of_a_law_are_text_that_serialises(country):
    table = rows(law_on(country, TODAY))

    assert json.loads(json.dumps([asdict(row) for row in table])) == [asdict(row) for row in table]
    assert all(
        getattr(row, column) for row in table for column in ("title", "value", "unit", "status", "source")
    )


def test_an_unknown_is_printed_as_unknown_and_never_left_empty():
    unknown = {row.name: row.value for row in rows(law_on("PK", TODAY)) if row.status == "unknown"}

    assert unknown["separate_meter_required"] == "UNKNOWN"
    assert set(unknown.values()) == {"UNKNOWN"}


def test_an_unknown_band_is_printed_as_unknown():
    (schedule,) = (row for row in rows(law_on("KZ", TODAY)) if row.name == "schedule")

    assert "price >= 24: 1; price >= 0: UNKNOWN" in schedule.value
