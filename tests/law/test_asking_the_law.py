from datetime import date
from decimal import Decimal

import pytest

from terezi.base.errors import Refused
from terezi.law.book import countries, law_on
from terezi.law.terms import BeforeTheLaw, NoSuchRule, UnknownLaw
from terezi.law.written import read_pack

TODAY = date(2026, 3, 10)


def test_a_value_holds_from_its_day_and_not_the_day_before():
    before, after = (
        law_on("GG", day).power.metering_tolerance for day in (date(2026, 2, 28), date(2026, 3, 1))
    )

    assert (before.value, after.value) == (Decimal("0.02"), Decimal("0.01"))
    assert (before.in_force_from, after.in_force_from) == (date(2025, 1, 1), date(2026, 3, 1))
    assert "as amended" in after.article
    assert "as amended" not in before.article


@pytest.mark.parametrize("country", countries())
def test_asking_before_the_first_value_is_refused_with_the_article_named(country):
    term = law_on(country, date(2021, 12, 31)).mining.registration_regime

    with pytest.raises(BeforeTheLaw) as refused:
        _ = term.value
    assert not term.is_known
    for part in (country, term.title, term.article, str(term.in_force_from), "What to do"):
        assert part in str(refused.value)


def test_asking_an_unknown_value_is_refused_with_the_article_and_where_it_was_looked_for():
    term = law_on("TM", TODAY).power.metering_tolerance

    with pytest.raises(UnknownLaw) as refused:
        _ = term.value
    assert not term.is_known
    for part in ("TM", term.title, "Law of Turkmenistan No. 298", "[LAW-298]", "open S10", "What to do"):
        assert part in str(refused.value)


def test_a_refusal_of_the_law_is_shown_to_the_person_and_is_no_fault():
    assert all(issubclass(kind, Refused) for kind in (UnknownLaw, BeforeTheLaw, NoSuchRule))


def test_unknown_is_not_the_same_as_no_such_rule(rewritten):
    folder = rewritten("mining.yaml", "value: 5000", "value: none")
    threshold = read_pack(folder).on(TODAY).mining.household_threshold_kwh_per_month

    with pytest.raises(NoSuchRule, match="does not have"):
        _ = threshold.value


@pytest.mark.parametrize("status", ["draft", "proposed", "announced"])
def test_what_is_not_law_yet_is_applied_to_nobody(rewritten, status):
    folder = rewritten(
        "mining.yaml",
        "value: 5000\n      source: [GG-13]\n      status: enacted",
        f"value: 5000\n      source: [GG-13]\n      status: {status}",
    )
    threshold = read_pack(folder).on(TODAY).mining.household_threshold_kwh_per_month

    with pytest.raises(UnknownLaw, match=f"only {status}"):
        _ = threshold.value
    assert (threshold.is_known, threshold.stated, threshold.status) == (False, 5000, status)


def test_a_country_without_a_pack_is_refused_with_the_countries_there_are():
    with pytest.raises(Refused, match=r"'\.\./TM'.*GG, KZ, PK, TM, UZ"):
        law_on("../TM", TODAY)


def test_the_law_of_a_day_is_read_once_and_cannot_be_changed():
    law = law_on("GG", TODAY)

    assert law_on("GG", TODAY) is law
    with pytest.raises(AttributeError, match="cannot assign"):
        law.version = "another"


def test_the_version_changes_with_the_text_of_the_law_and_not_with_its_examples(rewritten):
    version = law_on("GG", TODAY).version

    assert read_pack(rewritten("examples.yaml", "2024-12-31", "2024-12-30")).version == version
    assert read_pack(rewritten("power.yaml", "0.01", "0.011")).version != version
