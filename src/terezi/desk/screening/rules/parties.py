"""Whether a person or firm is already known under another spelling or in another script."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from terezi.desk.screening.rules.likeness import Alike, Heard, heard, heard_again, likeness
from terezi.desk.screening.rules.sounds import latin
from terezi.desk.screening.terms import Candidate, Likeness

SAME_NUMBER = "both have the registration number {number}"
OTHER_NUMBER = "the registration numbers differ ({one}, {other})"
NAMES = "the names are {score} of 100 alike ({words})"
WORTH_COMPARING = 60  # of 100
DIFFERENT_NUMBERS = 0.6  # what is left of a likeness of names when the numbers say otherwise


def same_party(
    name: str, registration_number: str, candidates: Iterable[Candidate], *, least: float
) -> list[Likeness]:
    """Return those who may be the same, the likeliest first, with reasons; `least` is between 0 and 1."""
    asked = heard(name)
    found = (_compared(asked, _number(registration_number), each) for each in candidates)
    return sorted((one for one in found if one.score >= least), key=lambda one: -one.score)


def _compared(asked: Heard, number: str, candidate: Candidate) -> Likeness:
    alike = _likeness(asked, candidate.name)
    its_number = _number(candidate.registration_number)
    names = NAMES.format(score=round(alike.score * 100), words=", ".join(alike.words) or "no word shared")
    if number and number == its_number:
        return Likeness(candidate, 1.0, (SAME_NUMBER.format(number=number), names))
    if number and its_number:
        reason = OTHER_NUMBER.format(one=number, other=its_number)
        return Likeness(candidate, alike.score * DIFFERENT_NUMBERS, (names, reason))
    return Likeness(candidate, alike.score, (names,))


def _likeness(asked: Heard, name: str) -> Alike:
    """Compare two names word by word, unless they share no word and hardly a letter."""
    its = heard_again(name)
    if asked.keys & its.keys or fuzz.token_set_ratio(latin(asked.text), latin(name)) >= WORTH_COMPARING:
        return likeness(asked, its)
    return Alike(0.0)


def _number(registration_number: str) -> str:
    return "".join(filter(str.isalnum, registration_number)).upper()
