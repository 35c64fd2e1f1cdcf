"""Words for codes and refusals, as every screen says them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import get_language_bidi, gettext

from terezi.base.errors import BadData, Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEFT_TO_RIGHT, RIGHT_TO_LEFT, ISOLATE_ENDS = "\u2066", "\u2067", "\u2069"


def word(words: "Mapping[str, StrOrPromise]", code: str) -> str:
    """Say a code in the reader's language; one without a word stands as it is."""
    return str(words.get(code, code))


def speaking(words: "Mapping[str, StrOrPromise]") -> Callable[[str], str]:
    """Return the filter of templates that says the codes of one list."""
    return lambda code: word(words, code)


def in_order(figure: str) -> str:
    """Keep a figure before its unit inside a sentence that runs from right to left."""
    return f"{LEFT_TO_RIGHT}{figure}{ISOLATE_ENDS}" if get_language_bidi() else figure


def isolated(sentence: str) -> str:
    """Let a sentence in a picture, which has no direction of its own, run as its language does."""
    return f"{RIGHT_TO_LEFT}{sentence}{ISOLATE_ENDS}" if get_language_bidi() else sentence


def said(kept: str) -> str:
    """Say what the record keeps in English, sentence by sentence; one with a name or a number stands as it was kept."""
    return ". ".join(gettext(each) for each in kept.split(". "))


def refusal(refused: Refused | BadData) -> str:
    """Say why the law or the record says no."""
    return said(str(refused))
