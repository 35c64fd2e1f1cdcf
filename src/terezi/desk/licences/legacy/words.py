"""The words of older books, read from `words.yaml`, and how a cell is compared with them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def words() -> Mapping[str, Any]:
    """Return the lists of words."""
    loaded: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text("utf-8"))
    return loaded


def plain(text: str) -> str:
    """Return a text as it is compared: small letters, no dots, one space for any run of them."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("’", "'")
    return re.sub(r"[\s._:;«»\"]+", " ", folded).strip()


@cache
def meanings(kind: str) -> Mapping[str, str]:
    """Return what each word of a list means."""
    told: Mapping[Any, Sequence[str]] = words()[kind]
    return {plain(word): str(meaning) for meaning, each in told.items() for word in (str(meaning), *each)}


@cache
def heading_of(text: str) -> str | None:
    """Return the field a heading names: the one whose longest word it holds, or is."""
    asked = _bare(text)
    found = [
        (len(word), field)
        for field, each in words()["headings"].items()
        for word in each
        if (asked == _bare(word[1:]) if word.startswith("=") else f" {_bare(word)} " in f" {asked} ")
    ]
    return max(found)[1] if found else None


@cache
def _bare(text: str) -> str:
    return plain(re.sub(r"[()/,№#-]", " ", text))


@cache
def unit_of(text: str) -> str | None:
    """Return the unit of power a text names, if it names one."""
    named = [unit for part in re.findall(r"[^\W\d_]+", plain(text)) if (unit := meanings("units").get(part))]
    return named[-1] if named else None


def is_total(cells: Sequence[str]) -> bool:
    """Answer whether a row adds up those above it."""
    first = next((plain(cell) for cell in cells if cell), "")
    totals = [plain(word) for word in words()["totals"]]
    return any(first == word or first.startswith(f"{word} ") for word in totals)
