"""Six languages: nothing on screen stays English by accident, and no number gets lost on the way."""

import re

import pytest

from terezi.site import messages

PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
ALIKE = re.compile(r"[\d\W_]*|.*\b(Terezi|BTC|MWh|MW|kWh|Formula|Auditor|PDU)\b.*")


@pytest.fixture(scope="module", params=messages.LANGUAGES)
def catalogue(request):
    return messages.catalogue_of(request.param)


@pytest.fixture(scope="session")
def texts():
    """Return every text of the screens; looking through all files takes seconds."""
    return {forms(said)[0] for said, _place in messages.messages()}


def forms(text):
    return text if isinstance(text, (list, tuple)) else [text]


def test_every_text_of_the_screens_is_translated(catalogue, texts):
    known = {forms(each.id)[0] for each in catalogue if each.id and all(forms(each.string))}

    assert sorted(texts - known) == []


def test_a_translation_keeps_every_place_a_number_goes_to(catalogue):
    lost = [
        (each.id, form)
        for each in catalogue
        if each.id
        for form in forms(each.string)
        if set(PLACE.findall(form)) != set(PLACE.findall(forms(each.id)[-1]))
    ]

    assert lost == []


def test_hardly_anything_reads_the_same_as_in_english(catalogue):
    same = [each.id for each in catalogue if each.id == each.string and not ALIKE.fullmatch(str(each.id))]

    assert len(same) < 25, same


def test_what_django_reads_is_what_the_translators_wrote(catalogue):
    compiled = messages.LOCALE / str(catalogue.locale) / "LC_MESSAGES" / "django.mo"

    assert compiled.read_bytes() == messages.compiled(catalogue)
