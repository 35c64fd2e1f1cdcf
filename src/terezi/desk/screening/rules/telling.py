"""Setting what a comparison found in one sentence that can be translated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from terezi.desk.screening.terms import GRAVITY, Compared, Outcome


def told(
    outcome: Outcome,
    sentence: str,
    values: Mapping[str, Any],
    *,
    compared: str,
    list_versions: Sequence[str] = (),
    evidence: Iterable[Mapping[str, Any]] = (),
) -> Compared:
    """Say `sentence`, whose {places} the values fill in."""
    return Compared(
        outcome=outcome,
        says=sentence.format(**values),
        compared=compared,
        list_versions=tuple(list_versions),
        evidence=tuple(evidence),
        sentence=sentence,
        values=values,
    )


def gravest(found: Sequence[Compared]) -> Compared:
    """Return the gravest of several comparisons, the first of its gravity.

    :raises ValueError: when there is none.
    """
    return max(found, key=lambda one: GRAVITY.index(one.outcome))
