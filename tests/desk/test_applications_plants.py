"""The truths planted in Garagum that the licensing desk must bring to light (product 6.1, 9 and 10)."""

from datetime import date

import pytest

from terezi.desk.applications import actions, queries
from terezi.desk.people.terms import Role
from terezi.desk.screening import actions as lists
from terezi.desk.screening.terms import Outcome
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


def load_customs(path) -> None:
    lists.load(name=path.name, data=path.read_bytes(), taken_on=date(2026, 3, 1), by="maral", at=AT)
