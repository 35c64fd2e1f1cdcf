"""Which firm stands behind the licence of a site, as the lake is told."""

from datetime import date

import pytest

from terezi.desk.licences import queries
from terezi.desk.parties.actions import know_party

from .licensing import NUMBER, a_party, granted

pytestmark = pytest.mark.django_db


def told():
    return queries.reference_rows("ref_holders").rows()


def test_a_firm_that_holds_the_licence_of_a_site_is_told_by_its_number():
    granted(site_id="GG-S-9")

    assert told() == [(NUMBER, "GG-S-9", "12-345", "licensed", date(2026, 3, 1), None)]


@pytest.mark.parametrize(
    ("kind", "number"), [("natural_person", "9-1"), ("legal_entity", "")], ids=["a person", "no number"]
)
def test_a_person_and_a_holder_without_a_number_are_left_out(kind, number):
    granted(
        site_id="GG-S-9",
        holder=know_party(name="Somebody", kind=kind, registration_number=number, country="GG"),
    )

    assert told() == []


def test_a_licence_that_is_for_no_site_says_nothing_of_a_supply():
    granted(actor_class="pool", licensed_w=0)

    assert told() == []


def test_every_site_of_a_firm_is_told_under_its_one_number():
    firm = a_party()
    granted(holder=firm, site_id="GG-S-8")
    granted(holder=firm, site_id="GG-S-9", number="GG-MIN-000002")

    assert [row[2] for row in told()] == ["12-345", "12-345"]
