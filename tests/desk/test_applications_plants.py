"""The truths planted in Garagum that the licensing desk must bring to light (product 6.1, 9 and 10)."""

from dataclasses import replace
from datetime import date

import pytest

from terezi.desk.applications import actions, queries
from terezi.desk.applications.queries import comparing
from terezi.desk.people.terms import Role
from terezi.desk.screening import actions as lists
from terezi.desk.screening.terms import Outcome, Schema
from terezi.evidence.facts.home import Home

from . import applying
from .applying import AT, drafted, drawn, filled, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path


@pytest.fixture
def serdar():
    person("maral")
    return person("serdar", Role.APPLICANT)


def test_a_forbidden_stem_written_in_cyrillic_is_found(serdar):
    stem = queries.law_of(drafted(serdar)).licensing.forbidden_forms.value
    cyrillic = next(word.text for word in stem if word.language == "ru")
    file = filled(drafted(serdar, actor_class="exchange"))
    actions.answer(number=file.number, fields={"party_name": f"{cyrillic} Биржа"}, by=serdar, at=AT)
    file.refresh_from_db()

    found = queries.compare("words", file)

    assert found.outcome is Outcome.MATCH
    assert cyrillic[:4].casefold() in found.says.casefold()


def test_an_offshore_founder_two_hops_away_is_found_with_the_way_to_him(serdar):
    file = filled(drafted(serdar, actor_class="exchange"))
    offshore = queries.law_of(file).licensing.offshore_places.value[0]
    told = {"number": file.number, "kind": "legal_entity", "by": serdar, "at": AT}
    actions.claim_owner(**told, owner="Holding One", owned=file.party_name, share_ppm=400_000, country="GG")
    actions.claim_owner(**told, owner="Palm Two", owned="Holding One", share_ppm=600_000, country=offshore)

    found = queries.compare("owners", file)

    assert found.outcome is Outcome.MATCH
    assert "Palm Two" in found.says
    assert any("Holding One" in str(row) for row in found.evidence)


def test_serials_shared_by_two_applicants_and_more_than_customs_saw_are_found(serdar, tmp_path):
    customs = tmp_path / "customs.csv"
    files = [filled(drafted(serdar, actor_class="industrial")) for _ in range(2)]
    for file in files:
        actions.claim_equipment(
            number=file.number, content=applying.equipment(files[0], 6), filename="m.csv", by=serdar, at=AT
        )
    importer = files[1].party_name
    rows = "declaration,importer,model,units,serials\n" + f"D-1,{importer},Antminer S21,4,\n"
    customs.write_text(rows, encoding="utf-8")
    load_customs(customs)
    for file in files:
        actions.submit(number=file.number, by=serdar, at=AT)

    second = drawn(files[1])
    found = queries.compare("serials", second)

    assert found.outcome is Outcome.MATCH
    assert any(row.get("where") == files[0].number for row in found.evidence)
    assert any(row.get("over") == 2 for row in found.evidence)
    assert found.list_versions


def test_words_nobody_knows_leave_a_name_unread_not_clear(serdar, settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "pk", country="PK").path
    file = drafted(serdar, country="PK", actor_class="no_objection")
    file.party_name = "Quiet Lamp"
    forms = queries.law_of(file).licensing.reserved_forms

    found = queries.compare("words", file)

    assert found.outcome is Outcome.CANNOT
    assert forms.article in found.says


def test_a_prohibited_claim_without_words_is_read_by_an_officer(serdar, monkeypatch):
    file = drafted(serdar, actor_class="exchange")
    law = queries.law_of(file)
    code = law.licensing.advertising_prohibited.value[-1]
    all_forms = law.licensing.advertising_forms
    warned = " ".join(forms[0].text for forms in all_forms.value.values())
    claims = [
        forms[0].text
        for name, forms in all_forms.value.items()
        if name not in law.licensing.advertising_warnings.value
    ]
    for claim in claims:
        warned = warned.replace(claim, "")
    without = replace(
        all_forms, stated={name: forms for name, forms in all_forms.value.items() if name != code}
    )
    licensing = replace(law.licensing, advertising_forms=without)
    monkeypatch.setattr(comparing, "law_of", lambda _: replace(law, licensing=licensing))
    file.answers = {"advertising": warned}

    found = queries.compare("advert", file)

    assert found.outcome is Outcome.POSSIBLE
    assert law.licensing.title_of(code) in found.says


def test_the_applicant_is_compared_as_the_firm_or_the_person_he_is(serdar, monkeypatch):
    file = filled(drafted(serdar, actor_class="exchange"))
    asked = {}
    monkeypatch.setattr(
        comparing.screening, "names", lambda names, **told: asked.update(told["schemas"], names=names)
    )

    queries.compare("names", file)

    assert asked[file.party_name] is Schema.ORGANISATION
    assert asked["Serdar Ataýew"] is Schema.PERSON


def load_customs(path) -> None:
    lists.load(name=path.name, data=path.read_bytes(), taken_on=date(2026, 3, 1), by="maral", at=AT)
