"""Every class of every country's law can be applied for, weighed and decided, with not a line of Python for any."""

import pytest

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.rules.asked import BY_HAND
from terezi.desk.applications.terms import CheckState
from terezi.desk.licences import queries as licences
from terezi.desk.licences.models import Licence
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.law.book import countries, day_in, law_on

from .applying import AT, drafted, drawn, filled, person, proposed, reviewed, reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path


def every_class() -> list[tuple[str, str]]:
    return [(code, name) for code in countries() for name in law_on(code, AT.date()).licensing.classes]


@pytest.mark.parametrize(("country", "actor_class"), every_class())
def test_a_class_can_be_applied_for_and_decided(country, actor_class):
    person("maral")
    person("ogulgerek")
    by = person("serdar", Role.APPLICANT)
    file = drawn(
        actions.submit(
            number=filled(drafted(by, country=country, actor_class=actor_class)).number, by=by, at=AT
        )
    )
    law = queries.law_of(file)
    asked = queries.asked(file)
    reviewed(file)

    for name in asked.unknown:  # what nobody knows was weighed by an officer, in words
        check = next(one for one in queries.checklist(file) if one.check_id == BY_HAND + name)
        assert (check.state, check.by_hand) == (CheckState.DONE, True)
    its_class = queries.actor_class_of(file)
    if not (its_class.granted_status.is_known and its_class.number_prefix.is_known):
        with pytest.raises(Refused, match="have a jurist complete"):
            proposed(file)
        return
    proposed(file)
    actions.sign_decision(number=file.number, by=reviewer(file), at=AT)
    file.refresh_from_db()
    licence = licences.licence_on(file.licence_number, day_in(country, AT))
    assert (licence.actor_class, licence.status) == (actor_class, its_class.granted_status.value)
    assert licence.law_version == law.version


def test_a_class_that_follows_another_is_granted_only_to_its_holder():
    person("maral")
    person("ogulgerek")
    by = person("serdar", Role.APPLICANT)
    following = [
        (code, name)
        for code, name in every_class()
        if law_on(code, AT.date()).licensing.actor_class(name).follows.is_known
    ]
    assert following, "no law pack has a class that follows another"
    country, name = following[0]
    file = filled(drafted(by, country=country, actor_class=name))

    actions.answer(number=file.number, fields={"party_name": "Somebody else"}, by=by, at=AT)

    with pytest.raises(Refused, match="is no standing"):
        actions.submit(number=file.number, by=by, at=AT)


def test_what_unknown_law_leaves_open_stands_against_a_grant_until_weighed():
    person("maral")
    by = person("serdar", Role.APPLICANT)
    unknown = [
        (code, name)
        for code, name in every_class()
        if not law_on(code, AT.date()).licensing.actor_class(name).documents.is_known
    ]
    if not unknown:
        pytest.fail("every pack knows all documents: choose another term")
    country, name = unknown[0]
    file = drawn(
        actions.submit(number=filled(drafted(by, country=country, actor_class=name)).number, by=by, at=AT)
    )

    assert any("law:documents" in one for one in queries.against_granting(file))
    assert Licence.objects.filter(actor_class=name).count() == 0
