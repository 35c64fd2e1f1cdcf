"""Finding, among many thousand listed names, the few worth comparing: by shared words, meanings and sounds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from terezi.desk.screening.rules.likeness import Alike, Heard, heard, heard_again, likeness
from terezi.desk.screening.rules.sounds import consonants, sound
from terezi.desk.screening.terms import NameRow, Schema

CANDIDATES = 120  # as many are compared word by word
NEAR, NEAR_WORDS = 0.88, 12  # words of the index that nearly sound like one asked for
NEAR_COUNTS = 0.7

Indexes = npt.NDArray[np.int32]


class NameIndex:
    """The names of some lists, by what is heard in them. Built once, asked often, never changed."""

    def __init__(self, rows: Sequence[NameRow]) -> None:
        self.rows = tuple(rows)
        postings: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            for key in heard(row.name, row.schema).keys:
                postings[key].append(place)
        self._places: dict[str, Indexes] = {key: np.array(each, np.int32) for key, each in postings.items()}
        self._rarity = {key: float(np.log1p(len(self.rows) / len(each))) for key, each in postings.items()}
        self._words = [key for key in postings if key[:1] not in {"=", "~"} and len(key) > 4]
        self._total = self._totals()

    def _totals(self) -> npt.NDArray[np.float64]:
        total = np.zeros(len(self.rows))
        for key, places in self._places.items():
            total[places] += self._rarity[key]
        return total

    def closest(
        self, name: str, *, least: float, schema: Schema = Schema.UNKNOWN
    ) -> list[tuple[NameRow, Alike]]:
        """Return the listed names at least so much like `name`, the likeliest first."""
        if not self.rows:
            return []
        asked = heard(name, schema)
        found = ((row, _alike(asked, row)) for row in (self.rows[place] for place in self._candidates(asked)))
        return sorted((one for one in found if one[1].score >= least), key=lambda one: -one[1].score)

    def _candidates(self, asked: Heard) -> Sequence[int]:
        score = np.zeros(len(self.rows))
        whole = 0.0
        for key, counts in self._keys(asked).items():
            places = self._places[key]
            score[places] += counts * self._rarity[key]
            whole += counts * self._rarity[key]
        score /= np.sqrt(self._total * max(whole, 1e-9)) + 1e-9
        top = np.argpartition(-score, min(CANDIDATES, len(score) - 1))[:CANDIDATES]
        return [int(place) for place in top if score[place] > 0]

    def _keys(self, asked: Heard) -> dict[str, float]:
        keys: dict[str, float] = dict.fromkeys((key for key in _asked(asked) if key in self._places), 1.0)
        for word in sorted(asked.keys):
            if word[:1] not in {"=", "~"} and len(word) > 4:
                for near, likeness_, _ in self._near(word):
                    keys[near] = max(keys.get(near, 0.0), NEAR_COUNTS * likeness_)
        return keys

    def _near(self, word: str) -> list[tuple[str, float, Any]]:
        return process.extract(
            word, self._words, scorer=JaroWinkler.similarity, score_cutoff=NEAR, limit=NEAR_WORDS
        )


def _asked(asked: Heard) -> Iterable[str]:
    yield from asked.keys
    for name in asked.names:
        for one, next_ in pairwise(name.parts):
            yield sound(one.form + next_.form)
            yield f"~{consonants(one.form + next_.form)}"


def _alike(asked: Heard, row: NameRow) -> Alike:
    return likeness(asked, heard_again(row.name, row.schema))
