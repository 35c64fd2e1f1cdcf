"""Every number is a door to its definition, and says the same on both sides of it."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from terezi.desk.findings.numbers import DEFINITIONS
from tests.journeys.reading import SITE, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", SITE, "/sites/GG-S-00002", "/sites/GG-S-00011", "/sites/"])
def test_every_number_is_a_door_to_a_definition_that_exists(officer: Client, address: str):
    doors = page(officer, address).doors

    kinds = {urlsplit(where).path.removeprefix("/numbers/") for where, _text in doors}
    assert len(doors) > 20
    assert kinds <= set(DEFINITIONS)


@pytest.mark.parametrize("address", ["/", SITE])
def test_no_number_stands_outside_of_a_door(officer: Client, address: str):
    ours = {"30 days", "95 %", "Energy of 30 days", "· Since"}
    bare = [text for text in page(officer, address).bare if not any(each in text for each in ours)]
    prose = [text for text in bare if not text.startswith("A household used")]

    assert [
        text for text in prose if re.search(r"\d", re.sub(r"in 30 days|over 30 days|for 30 days", "", text))
    ] == []


@pytest.mark.parametrize("address", ["/", SITE])
def test_a_number_says_the_same_on_its_page_and_on_its_sheet(officer: Client, address: str):
    for where, text in dict(page(officer, address).doors).items():
        sheet = officer.get(where)
        assert sheet.status_code == 200, where
        shown = re.search(r'class="value figures">(.*?)</p>', sheet.content.decode(), re.DOTALL)
        assert shown
        said = re.sub(r"<[^>]+>", "", shown[1]).replace("&gt;", ">").strip()
        assert text == said or "–" in text, where
