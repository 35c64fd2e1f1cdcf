"""Where an officer starts to work, and which region he sees."""

import pytest

from terezi.desk.people import places, rules
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home


class TestWhereWorkStarts:
    @pytest.mark.parametrize(
        ("role", "place"),
        [
            (Role.APPLICANT, "/portal/"),
            (Role.ENERGY_INSPECTOR, "/"),
            (Role.LICENSING_OFFICER, "/"),
            (Role.SYSADMIN, "/law/"),
        ],
    )
    def test_everybody_lands_where_he_may_work(self, officer, role, place):
        assert places.first_of(officer(role)) == place

    def test_nobody_lands_at_a_closed_door(self, signed_in, settings, tmp_path):
        settings.TEREZI_HOME = Home.create(tmp_path, country="GG").path
        for role in Role:
            client = signed_in(role)
            assert client.get(places.first_of(Officer.objects.get(role=role))).status_code == 200, role

    def test_a_place_shows_only_to_those_who_may_open_it(self, officer):
        shown = {
            role: [
                place.key for group in places.open_to(officer(role), places.DESK) for place in group.places
            ]
            for role in (Role.APPLICANT, Role.ENERGY_INSPECTOR)
        }

        assert shown[Role.APPLICANT] == []
        assert {"today", "sites", "law"} <= set(shown[Role.ENERGY_INSPECTOR])
        assert "journal" not in shown[Role.ENERGY_INSPECTOR]

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
    def test_whoever_works_on_cases_sees_nine_places_at_most(self, officer, role):
        # an auditor does not work on cases: every place lies open to him
        shown = places.open_to(officer(role), places.DESK)

        assert sum(len(group.places) for group in shown) <= 9

    def test_a_place_without_a_page_is_not_shown(self, officer):
        nowhere = places.Place("nowhere", "/there-is-no-such-page/", "Nowhere")

        assert not places.is_open(nowhere, officer(Role.AUDITOR))

    def test_an_address_lies_in_the_place_it_begins_with(self):
        assert places.place_of("/sites/GG-S-001") == "sites"
        assert places.place_of("/portal/account/") == "account"
        assert places.place_of("/elsewhere/") == ""


class TestRegion:
    @pytest.mark.parametrize(
        ("role", "own", "region", "sees"),
        [
            (Role.LICENSING_OFFICER, "", "Balkan", True),
            (Role.LICENSING_OFFICER, "", "", True),
            (Role.LICENSING_OFFICER, "Balkan", "Balkan", True),
            (Role.LICENSING_OFFICER, "Balkan", "Lebap", False),
            (Role.LICENSING_OFFICER, "Balkan", "", False),
            (Role.APPLICANT, "", "Balkan", False),
        ],
    )
    def test_an_officer_of_a_region_sees_what_lies_in_it(self, role, own, region, sees):
        assert rules.sees_region(Officer(role=role, region=own), region) is sees
