"""How a word sounds, whatever the script it is written in: what transliterations of one name have in common."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein
from rigour.text.translit import ascii_text

# Letters whose plain form would lose what distinguishes them in Turkmen, Czech, Turkish and romanised Russian
_DISTINCT = str.maketrans(
    {"ž": "zh", "š": "sh", "ş": "sh", "ș": "sh", "č": "ch", "ç": "ch", "ć": "ch", "ğ": "g", "ł": "l"}
)
# Each group of letters that romanisations write for one sound, longest first
_FOLDS = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"),
    ("ch", "c"), ("sh", "s"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ts", "s"), ("tz", "s"), ("ck", "k"), ("x", "ks"),
    ("q", "k"), ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("yu", "u"), ("iu", "u"), ("ya", "a"), ("ia", "a"),
    ("ye", "e"), ("ie", "e"), ("yo", "o"), ("y", "i"),
)  # fmt: skip
_FOLD = dict(_FOLDS)
_ANY_FOLD = re.compile("|".join(written for written, _ in _FOLDS))
_TWICE = re.compile(r"(.)\1+")
_LAST_H = re.compile(r"(?<=[aeiou])h$")
_SILENT = re.compile(r"[aeiouv]")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_SHORT = 4  # letters from which on two words may differ in one
SAME_SOUND = 0.95
SAME_CONSONANTS = {0: 0.0, 1: 0.0, 2: 0.76, 3: 0.85}  # the more of them, the less by chance
MANY_CONSONANTS = 0.9


@lru_cache(maxsize=200_000)
def latin(text: str) -> str:
    """Write a text in small Latin letters without marks, whatever its script."""
    spelt = unicodedata.normalize("NFC", text.casefold()).translate(_DISTINCT)
    return str(ascii_text(spelt)).casefold()


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """Fold the spellings of one sound together: Mukhammedov, Muhammedow and Мухаммедов sound alike."""
    folded = _ANY_FOLD.sub(lambda found: _FOLD[found.group()], _NOT_LETTERS.sub("", latin(word)))
    return _TWICE.sub(r"\1", folded)


@lru_cache(maxsize=200_000)
def consonants(word: str) -> str:
    """Return the consonants alone, without those that Arabic script also writes for vowels."""
    return _TWICE.sub(r"\1", _SILENT.sub("", _LAST_H.sub("", sound(word))).replace("g", "k"))


@lru_cache(maxsize=500_000)
def alike(one: str, other: str) -> float:
    """Say between 0 and 1 how much two words sound alike."""
    heard, other_heard = sound(one), sound(other)
    if not heard or not other_heard:
        return 0.0
    if heard == other_heard:
        return SAME_SOUND
    if _vowelless(one) != _vowelless(other):
        return _consonants_alike(one, other)
    return SAME_SOUND * max(_nearly(heard, other_heard), _nearly(latin(one), latin(other)))


def _nearly(one: str, other: str) -> float:
    """Score two spellings that differ in a letter or two, or in letters that changed places."""
    if min(len(one), len(other)) < _SHORT or OSA.distance(one, other) > 1 + max(len(one), len(other)) // 6:
        return 0.0
    return float(JaroWinkler.similarity(one, other))


def _consonants_alike(one: str, other: str) -> float:
    bones, other_bones = consonants(one), consonants(other)
    if bones == other_bones:
        return SAME_CONSONANTS.get(len(bones), MANY_CONSONANTS)
    return MANY_CONSONANTS * float(Levenshtein.normalized_similarity(bones, other_bones, score_cutoff=0.8))


@lru_cache(maxsize=200_000)
def _vowelless(word: str) -> bool:
    """Whether the script of a word writes few vowels: Arabic and Hebrew."""
    return any(unicodedata.bidirectional(letter) in {"AL", "R"} for letter in word)
