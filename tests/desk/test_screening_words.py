"""A name may not hold a word the law forbids or keeps for others, however the word is written."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icu import Transliterator

from terezi.desk.screening.rules.adverts import advert
from terezi.desk.screening.rules.words import SAYS, words
from terezi.desk.screening.sentences import sentences
from terezi.desk.screening.terms import Outcome, Warning
from terezi.law.book import law_on


@dataclass(frozen=True)
class Form:
    text: str
    kind: str
    language: str
    unless: tuple[str, ...] = ()


FORBIDDEN = (
    Form("türkmen", "stem", "tk"),
    Form("national", "word", "en"),
    Form("национальн", "stem", "ru"),
    Form("state", "word", "en"),
    Form("döwlet", "stem", "tk"),
    Form("ریاست", "stem", "ur"),
)
RESERVED = (Form("virtual asset", "stem", "en"), Form("cryptocurrency", "word", "en"))


def read(name, may_use_reserved=False):
    return words(name, forbidden=FORBIDDEN, reserved=RESERVED, may_use_reserved=may_use_reserved)


@pytest.mark.parametrize(
    "name",
    [
        "Türkmen Hash",
        "TURKMENHASH",
        "Туркмен Хеш",
        "ترکمن هش",
        "Довлет Инвест",
        "National Mining",
        "Национальная майнинговая компания",
        "ریاستی مائننگ",
        "CryptoTurkmen",
    ],
)
def test_a_forbidden_word_is_found_in_any_script_and_case(name):
    assert read(name).outcome == Outcome.MATCH


@pytest.mark.parametrize(
    "name",
    [
        "N\u0430tional Mining",  # a Cyrillic a
        "N\u03b1ti\u03bfnal Mining",  # Greek letters
        "\u041dATIONAL Mining",  # not an H but looks like none of ours, and sounds like N
        "Natiоnаl Mining",
        "ТURКMЕN Hash",
        "Turkm3n",
        "TURKMΕN",
        "Ｔｕｒｋｍｅｎ",
        "T\u200bu\u200brkmen",
        "N\u00adational",
    ],
)
def test_letters_that_only_look_alike_do_not_hide_a_word(name):
    assert read(name).outcome == Outcome.MATCH


@pytest.mark.parametrize(
    "name", ["N.A.T.I.O.N.A.L", "t u r k m e n hash", "Н а ц и о н а л ь н ы й", "Türk-men", "na.tional"]
)
def test_dots_spaces_and_dashes_between_letters_do_not_hide_a_word(name):
    assert read(name).outcome == Outcome.MATCH


@pytest.mark.parametrize("name", ["Turk men", "Aktürkmen", "Нац. Хеш", "Turkm. Hash"])
def test_what_may_stand_for_a_word_is_left_to_an_officer(name):
    told = read(name)

    assert told.outcome == Outcome.POSSIBLE
    assert "an officer reads it" in told.says


@pytest.mark.parametrize(
    "name",
    [
        "International Mining",
        "Interstate Hash",
        "Statement Ltd",
        "Ak Ýyldyz HJ",
        "Северный Ветер ООО",
        "Turkish Delight",
        "بالکان مائننگ",
        "Günbatar Hash, Balkan",
    ],
)
def test_where_the_law_says_word_longer_words_are_innocent(name):
    assert read(name).outcome == Outcome.CLEAR


def test_a_reserved_word_is_kept_for_those_who_may_use_it():
    assert read("Virtual Assets Ltd").outcome == Outcome.MATCH
    assert read("VirtualAsset Ltd").outcome == Outcome.MATCH
    assert read("Virtual Assets Ltd", may_use_reserved=True).outcome == Outcome.CLEAR
    assert read("Türkmen Virtual Assets", may_use_reserved=True).outcome == Outcome.MATCH


def test_the_finding_says_what_stands_there_and_of_which_word_it_is_a_form():
    told = read("Довлет Инвест")

    assert told.says == "The name holds “Довлет”, a form of “döwlet” (tk), which the law forbids in names."
    assert told.evidence == (
        {"found": "Довлет", "word": "döwlet", "language": "tk", "certain": True, "law": "forbids"},
    )
    assert told.sentence.format(**told.values) == told.says


def test_words_the_law_spares_are_spared_in_every_script_and_no_others():
    form = Form("döwlet", "stem", "tk", ("döwletgeldi", "döwletow"))

    def of(name):
        return words(name, forbidden=(form,), reserved=(), may_use_reserved=True).outcome

    assert of("Döwletow we ogullary") == of("Довлетов и сыновья") == of("Dowletgeldi HJ") == Outcome.CLEAR
    assert of("Döwlet Hash") == of("Döwletow Döwlet") == of("Довлетбанк") == Outcome.MATCH


def test_a_law_without_such_words_clears_every_name_and_no_name_is_clear_by_itself():
    assert words("Ak", forbidden=(), reserved=(), may_use_reserved=True).outcome == Outcome.CLEAR
    assert read("  ").outcome == Outcome.CANNOT


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("Türkmen Hash", Outcome.MATCH),
        ("Национальный Хеш", Outcome.MATCH),
        ("State Mining", Outcome.MATCH),
        ("ریاستی مائننگ", Outcome.MATCH),
        ("Госхеш", Outcome.MATCH),
        ("Господин Хеш", Outcome.CLEAR),
        ("Döwletow Hash", Outcome.CLEAR),
        ("International Hash", Outcome.CLEAR),
        ("Ak Ýyldyz HJ", Outcome.CLEAR),
    ],
)
def test_the_words_of_the_turkmen_law_are_read_as_the_law_says(name, outcome):
    licensing = law_on("TM", date(2026, 3, 10)).licensing

    told = words(name, forbidden=licensing.forbidden_forms.value, reserved=(), may_use_reserved=True)

    assert told.outcome == outcome, told.says


STEMS = ("türkmen", "türkmenistan", "merkezi bank", "respublik", "national", "kriptowal")
SCRIPTS = {
    "as the law writes it": lambda text: text,
    "plain Latin": Transliterator.createInstance("Latin-ASCII").transliterate,
    # the Turkmen w is the Cyrillic в
    "Cyrillic": lambda text: Transliterator.createInstance("Latin-Cyrillic").transliterate(
        text.replace("w", "v")
    ),
    "Arabic": Transliterator.createInstance("Latin-Arabic").transliterate,
}
INNOCENT = st.sampled_from(["Hash", "Ak Ýyldyz", "Северный", "بالکان", "2026", "OOO", "Günbatar"])


@settings(max_examples=300, deadline=None)
@given(
    stem=st.sampled_from(STEMS),
    script=st.sampled_from(sorted(SCRIPTS)),
    before=st.lists(INNOCENT, max_size=3),
    after=st.lists(INNOCENT, max_size=3),
    shout=st.booleans(),
)
def test_a_planted_stem_is_found_in_all_four_scripts(stem, script, before, after, shout):
    written = SCRIPTS[script](stem)
    name = " ".join([*before, written.upper() if shout else written, *after])

    told = words(name, forbidden=(Form(stem, "stem", "tk"),), reserved=(), may_use_reserved=True)

    assert told.outcome == Outcome.MATCH, (name, told.says)


@settings(max_examples=200, deadline=None)
@given(name=st.text(max_size=200))
def test_no_name_breaks_the_reading(name):
    assert read(name).outcome in Outcome


WARNINGS = (
    Warning("loss", "loss of money", (Form("may lose", "stem", "en"), Form("потер", "stem", "ru"))),
    Warning("guarantee", "no guarantee of the state", (Form("no state guarantee", "stem", "en"),)),
)
CLAIMS = (Form("guaranteed profit", "stem", "en"), Form("без риска", "word", "ru"))


def advertised(text):
    return advert(text, warnings=WARNINGS, prohibited=CLAIMS)


def test_an_advertisement_with_every_warning_and_no_claim_is_clear():
    assert advertised("You may lose all of it. There is no state guarantee.").outcome == Outcome.CLEAR


def test_a_missing_warning_is_named():
    told = advertised("Вы можете потерять деньги.")

    assert (told.outcome, told.says) == (
        Outcome.MATCH,
        "The text does not warn of: no guarantee of the state.",
    )


def test_a_prohibited_claim_is_quoted():
    told = advertised("You may lose it; no state guarantee. Доход без риска!")

    assert told.outcome == Outcome.MATCH
    assert "без риска" in told.says


def test_an_advertisement_nobody_sent_or_too_long_is_for_an_officer():
    assert advertised("").outcome == Outcome.CANNOT
    assert advertised("mining " * 10_000).outcome == Outcome.CANNOT


def test_a_rule_without_words_in_the_law_is_left_to_an_officer_and_accuses_nobody():
    unread = Warning("youth", "that it is not for the young", ())

    told = advert("Mine!", warnings=(unread,), prohibited=())

    assert told.outcome == Outcome.POSSIBLE
    assert told.says.endswith("an officer reads the text for the rest: that it is not for the young.")
    assert advert("Mine!", warnings=(), prohibited=()).outcome == Outcome.CLEAR


def test_every_sentence_is_whole_so_that_it_can_be_translated():
    told = [one for pair in SAYS.values() for one in pair]

    assert all(set(re.findall(r"{(\w+)}", one)) == {"found", "word", "language"} for one in told)
    assert set(told) <= set(sentences())
