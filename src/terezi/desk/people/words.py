"""Words for codes, as every screen says them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def word(words: "Mapping[str, StrOrPromise]", code: str) -> str:
    """Say a code in the reader's language; one without a word stands as it is."""
    return str(words.get(code, code))
