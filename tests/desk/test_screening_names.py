"""A name is known again in another spelling, order or script; another name is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.desk.screening.rules.index import NameIndex
from terezi.desk.screening.rules.likeness import heard, likeness
from terezi.desk.screening.rules.parties import same_party
from terezi.desk.screening.terms import Candidate, NameRow, Schema

MATCH, POSSIBLE = 0.88, 0.72


def alike(one, other, schema=Schema.PERSON):
    return likeness(heard(one, schema), heard(other, schema)).score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gurbanguly Berdimuhamedow", "Гурбангулы Бердымухамедов"),
        ("Gurbanguly Berdimuhamedow", "BERDYMUKHAMMEDOV, Gurbanguly"),
        ("Çary Ýazow", "Чары Язов"),
        ("Владимир Путин", "PUTIN, Vladimir"),
        ("حسین موسوی", "Hossein Mousavi"),
        ("محمد علي", "Mohamed Ali"),
        ("خالد محمود", "Khaled Mahmoud"),
        ("Muammar Qaddafi", "Moammar Gadhafi"),
        ("JALALUDDIN HAQQANI", "Джалолуддин Хаккани"),
    ],
)
def test_a_person_is_known_again_across_scripts_and_transliterations(one, other):
    assert alike(one, other) >= MATCH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OOO «Северный Ветер»", "Severny Veter LLC"),
        ("Ak Ýyldyz HJ", "Ak Yyldyz"),
        ("Siemens Aktiengesellschaft", "Siemens AG"),
        ("Роснефть", "Rosneft"),
    ],
)
def test_a_firm_is_known_again_across_scripts_and_legal_forms(one, other):
    assert alike(one, other, Schema.ORGANISATION) >= MATCH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Serdar Orazow", "Serdar Ataýew"),
        ("TAHIR JALIL HABBUSH AL-DULAIMI", "TAHIR JALIL HABBUSH AL-TIKRITI"),
        ("Angelo Cruz", "Angela Merkel"),
        ("Merdan Nuryýew", "Bahar Nuryýewa Garajaýewa"),
        ("習近平", "李克强"),
        ("김정은", "김종철"),
    ],
)
def test_a_namesake_in_part_is_no_match(one, other):
    assert alike(one, other) < POSSIBLE


def test_an_initial_a_missing_father_and_a_joined_name_still_point_to_somebody():
    assert alike("V. Putin", "Vladimir Putin") >= POSSIBLE
    assert alike("Sergey Lavrov", "Sergey Viktorovich Lavrov") >= POSSIBLE
    assert alike("Nikolai Patr ushev", "Nikolai Patrushev") >= POSSIBLE


def test_who_is_the_child_of_whom_is_heard():
    turned = alike("SALMAN BIN MUHAMMAD AL-RAWI", "MUHAMMAD BIN SALMAN AL-RAWI")

    assert turned < alike("SALMAN BIN MUHAMMAD AL-RAWI", "Salman ibn Muhammad al Rawi")
    assert turned < MATCH


NAMES = (
    "Gurbanguly",
    "Berdimuhamedow",
    "Serdar",
    "Orazow",
    "Vladimir",
    "Petrow",
    "Oguljan",
    "Rahimow",
    "Çary",
    "Ýazow",
)
LISTED = NameIndex([NameRow(f"{a}-{b}", f"{a} {b}", Schema.PERSON) for a in NAMES for b in NAMES if a != b])


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(LISTED.rows), st.integers(0, 30), st.booleans())
def test_two_letters_that_changed_places_do_not_hide_a_listed_name(row, place, turned):
    letters = list(row.name)
    at = place % (len(letters) - 1)
    if " " not in letters[at : at + 2]:
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    written = "".join(letters)
    written = " ".join(reversed(written.split())) if turned else written

    found = LISTED.closest(written, least=0.5, schema=Schema.PERSON)

    assert row.entry in {hit.entry for hit, _ in found[:20]}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_no_name_breaks_the_search(name):
    assert all(score.score <= 1 for _, score in LISTED.closest(name, least=0.5))


def test_an_empty_list_finds_nobody():
    assert NameIndex([]).closest("Serdar Orazow", least=0.1) == []


OTHERS = (
    Candidate("1", "OOO Северный Ветер", "77-01 234"),
    Candidate("2", "Severnyy Veter LLC", ""),
    Candidate("3", "Ak Ýyldyz HJ", "990011"),
    Candidate("4", "Demirgazyk Şemal", "7701234"),
)


def test_the_same_firm_under_another_spelling_is_told_with_its_reasons():
    found = same_party("Severny Veter OOO", "7701234", OTHERS, least=POSSIBLE)

    assert [like.candidate.key for like in found] == ["1", "4", "2"]
    assert "both have the registration number 7701234" in found[0].reasons
    assert "alike" in found[2].reasons[0]


def test_other_registration_numbers_speak_against_the_same_firm():
    found = same_party("Ak Yyldyz HJ", "123", OTHERS, least=0.3)

    assert found[0].candidate.key == "3"
    assert found[0].score < POSSIBLE
    assert "the registration numbers differ (123, 990011)" in found[0].reasons


def test_nobody_is_the_same_where_nothing_is_shared():
    assert same_party("Jeýhun Blok", "5", OTHERS, least=POSSIBLE) == []
