"""Reading a name as an eye or an ear would: lookalike letters, digits for letters, letters set apart."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from icu import SpoofChecker  # type: ignore[import-untyped]

from terezi.desk.screening.rules.sounds import latin

MOST_READINGS = 64  # of one word; beyond it only its sound is read
_LOOKS = SpoofChecker()
# Digits and signs that stand for letters inside a word
_DIGITS = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "il",
}
_WORD = re.compile(r"[^\W_](?:[^\W_]|[@$!|](?=\w))*")
_HUMP = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
# Letters which Arabic, Persian and Urdu write with different signs
_ARABIC = str.maketrans(
    {
        "ك": "ک",
        "ي": "ی",
        "ى": "ی",
        "ة": "ه",
        "ۃ": "ه",
        "ہ": "ه",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ؤ": "و",
        "ئ": "ی",
        "ـ": "",
    }
)


def plain(text: str) -> str:
    """Compose a text, and leave out what is not seen: marks of direction, joiners, soft hyphens, vowel signs."""
    seen = (
        c
        for c in unicodedata.normalize("NFKC", text)
        if unicodedata.category(c) != "Cf" and not _is_vowel_sign(c)
    )
    return "".join(seen).translate(_ARABIC)


def _is_vowel_sign(letter: str) -> bool:
    return "\u064b" <= letter <= "\u065f" or letter == "\u0670"


def words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text with where each begins and ends."""
    return [(found.group(), *found.span()) for found in _WORD.finditer(text)]


def humps(word: str) -> list[str]:
    """Return the parts of a word written TogetherLikeThis; the first is left to the word itself."""
    return _HUMP.split(word)[1:]


def readings(word: str) -> frozenset[str]:
    """Return what a word may be read as in plain Latin letters: by sound, and by the look of each letter."""
    return _readings(word)


@lru_cache(maxsize=50_000)
def _readings(word: str) -> frozenset[str]:
    sounded = latin(word.casefold())
    if word.isascii() and not any(sign in _DIGITS for sign in word):
        return frozenset({sounded})
    choices = [_letters(letter) for letter in word]
    ways = 1
    for each in choices:
        ways *= len(each)
    if ways > MOST_READINGS:
        choices = [each[:1] for each in choices]
    return frozenset({sounded, *("".join(each) for each in product(*choices))})


@lru_cache(maxsize=5_000)
def _letters(letter: str) -> tuple[str, ...]:
    """Return what one letter sounds like and looks like, in plain Latin letters."""
    if letter in _DIGITS:
        return (*_DIGITS[letter], letter)
    if letter.isascii():
        return (letter.casefold(),)
    looks = (_look(letter), _look(letter.upper()), _look(letter.lower()))
    found = dict.fromkeys(each for each in (latin(letter), *looks) if each.isascii())
    return tuple(found) or (letter.casefold(),)


def _look(letter: str) -> str:
    prototype = str(_LOOKS.getSkeleton(0, letter))
    bare = "".join(c for c in unicodedata.normalize("NFKD", prototype) if not unicodedata.combining(c))
    return bare.casefold() if bare.isalpha() else letter


def set_apart(found: list[tuple[str, int, int]], text: str) -> Iterator[tuple[str, bool]]:
    """Yield words that stand in pieces, and whether the pieces are single letters or joined by no mere space."""
    for begin in range(len(found)):
        joined, is_certain = found[begin][0], True
        for end in range(begin + 1, min(begin + 20, len(found))):
            between = text[found[end - 1][2] : found[end][1]]
            letters = len(found[end][0]) == 1 and len(found[end - 1][0]) == 1
            if not letters and end - begin > 3:
                break
            is_certain = is_certain and (letters or not between.isspace())
            joined += found[end][0]
            yield joined, is_certain
