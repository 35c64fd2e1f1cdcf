"""Venues on the register: each under its licence, with its fees, its market makers and its reserve addresses."""

from datetime import UTC, date, datetime

import pytest

from terezi.base.errors import BadData
from terezi.desk.licences import actions, queries
from terezi.desk.licences.models import Licence
from terezi.desk.parties.models import KNOWN_NOW, Venue
from terezi.desk.venues.queries import days_of_operation
from tests.desk.conftest import AT, VENUE, VENUE_FEE, frame, venues

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 4, 1, 5, tzinfo=UTC)


def tell(at=AT, **rows):
    return actions.import_register(rows=rows, by="ogulgerek", at=at)


def test_everything_told_of_venues_is_entered_once():
    tell(**venues())

    again = tell(**venues())

    assert {name: count.unchanged for name, count in again.items()} == dict.fromkeys(again, 1)
    assert not any(count.changed for count in again.values())


def test_a_venue_works_under_its_licence_and_no_longer_once_that_is_suspended():
    tell(**venues())
    suspended = VENUE | {"status": "suspended", "valid_from": date(2026, 4, 1)}

    tell(at=LATER, ref_venues=frame("ref_venues", suspended))

    rows = queries.reference_rows("ref_venues")
    assert rows.select("status", "valid_from", "valid_until").rows() == [
        ("licensed", date(2025, 6, 1), date(2026, 4, 1)),
        ("suspended", date(2026, 4, 1), None),
    ]


def test_returns_are_owed_of_the_days_on_which_the_licence_lets_a_venue_operate():
    tell(**venues())
    suspended = VENUE | {"status": "suspended", "valid_from": date(2026, 4, 1)}
    tell(at=LATER, ref_venues=frame("ref_venues", suspended))
    days = [date(2025, 5, 31), date(2025, 6, 1), date(2026, 3, 31), date(2026, 4, 1)]

    owed = days_of_operation(Venue.objects.all(), days=days)

    assert sorted(owed) == [("GG-V1", days[1]), ("GG-V1", days[2])]


def test_a_suspension_in_the_register_of_licences_alone_reaches_the_lake():
    tell(**venues())
    Licence.objects.filter(KNOWN_NOW, number=VENUE["licence_number"]).update(status="withdrawn")

    assert queries.reference_rows("ref_venues")["status"].to_list() == ["withdrawn"]


def test_a_fee_schedule_of_a_venue_nobody_knows_is_refused():
    with pytest.raises(BadData, match=r"ref_venue_fees.*GG-V1.*send ref_venues first"):
        tell(ref_venue_fees=frame("ref_venue_fees", VENUE_FEE))


def test_a_new_fee_ends_the_old_on_its_first_day():
    tell(**venues())

    tell(
        ref_venue_fees=frame("ref_venue_fees", VENUE_FEE | {"taker_ppm": 900, "valid_from": date(2026, 3, 1)})
    )

    rows = queries.reference_rows("ref_venue_fees")
    assert rows.select("taker_ppm", "valid_until").rows() == [(1_000, date(2026, 3, 1)), (900, None)]
