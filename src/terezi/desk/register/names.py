"""One name, many spellings: keys by which a name is found whatever script or letters it is asked for in.

The same steps run in the reader's browser (`verify/names.js`) over the same table, `letters.yaml`.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

LETTERS = Path(__file__).with_name("letters.yaml")


@cache
def letters() -> dict[str, Any]:
    """Return the table: letters to Latin, what sounds alike, and what carries no sound of its own."""
    read: dict[str, Any] = yaml.safe_load(LETTERS.read_text(encoding="utf-8"))
    return read


def roman(text: str) -> str:
    """Write a text in plain Latin small letters, digits and single spaces."""
    table: dict[str, str] = letters()["latin"]
    composed = unicodedata.normalize("NFKC", text).lower()
    spelt = "".join(table.get(each, each) for each in composed)
    plain = unicodedata.normalize("NFD", spelt)
    kept = (each if _is_plain(each) else "" if unicodedata.category(each) == "Mn" else " " for each in plain)
    return " ".join("".join(kept).split())


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def skeleton(word: str) -> str:
    """Return what is left of a Latin word when letters that sound alike are one and vowels are gone."""
    for written, sound in letters()["sounds"]:
        word = word.replace(written, sound)
    heard = [each for place, each in enumerate(word) if place == 0 or word[place - 1] != each]
    kept = "".join(each for each in heard if each not in letters()["silent"])
    return "".join(each for place, each in enumerate(kept) if place == 0 or kept[place - 1] != each)


def keys(text: str) -> list[str]:
    """Return the skeleton of each word of a text, in order; a word of vowels only is its own."""
    return [skeleton(word) or word for word in roman(text).split()]


def index_keys(name: str) -> set[str]:
    """Return every key under which a name is filed: as it sounds, and as one types it without its marks."""
    return {*keys(name), *keys(_bare(name))}


def spells(asked: str, name: str) -> int:
    """Say how well a name answers: 0 for not at all, more for closer; every word asked must be in it."""
    words, total = _written(name), 0
    for word, key in _heard(asked):
        best = _best(word, key, words)
        if best == 0:
            return 0
        total += best
    return total


@lru_cache(maxsize=100_000)
def _written(name: str) -> tuple[tuple[str, str], ...]:
    return (*_heard(name), *_heard(_bare(name)))


@lru_cache(maxsize=100_000)
def _heard(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip(roman(text).split(), keys(text), strict=True))


def _best(word: str, key: str, words: Iterable[tuple[str, str]]) -> int:
    return max([_closeness(word, key, *each) for each in words], default=0)


def _closeness(word: str, key: str, written: str, heard: str) -> int:
    if word == written:
        return 4
    if written.startswith(word):
        return 3
    if key == heard:
        return 2
    return 1 if heard.startswith(key) else 0


def _bare(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", name) if unicodedata.category(each) != "Mn")


def number_key(text: str) -> str:
    """Return a licence number without what people leave out or add: marks, spaces, small letters."""
    return "".join(each for each in text.upper() if each.isascii() and each.isalnum())
