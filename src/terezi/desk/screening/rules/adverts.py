"""Whether an advertisement warns of what the law says it must, and claims nothing the law prohibits."""

from collections.abc import Sequence

from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.rules.words import found_in
from terezi.desk.screening.terms import Compared, Outcome, Warning, WordOfLaw

MOST_LETTERS = 50_000
CLEAR = "The text gives all {count} warnings the law asks for and makes no prohibited claim."
MISSING = "The text does not warn of: {missing}."
PROHIBITED = "The text says “{found}”, which the law prohibits in advertising."
BOTH = "The text says “{found}”, which the law prohibits in advertising, and does not warn of: {missing}."
NO_TEXT = "There is no advertising text to read: ask the applicant for it."
NO_RULES = "The law's words for advertising are not known: an officer reads the text beside the law."
TOO_LONG = "The text is longer than {most} letters: an officer reads it."


def advert(text: str, *, warnings: Sequence[Warning], prohibited: Sequence[WordOfLaw]) -> Compared:
    """Look in an advertising text for mandatory warnings and prohibited claims."""
    compared = (
        f"{len(text)} letters of advertising with {len(warnings)} warnings and {len(prohibited)} claims"
    )
    if not text.strip():
        return told(Outcome.CANNOT, NO_TEXT, {}, compared=compared)
    if not warnings and not prohibited:
        return told(Outcome.CANNOT, NO_RULES, {}, compared=compared)
    if len(text) > MOST_LETTERS:
        return told(Outcome.CANNOT, TOO_LONG, {"most": MOST_LETTERS}, compared=compared)
    missing = [
        w for w in warnings if not any(each.is_certain for each in found_in(text, w.forms, in_pieces=False))
    ]
    claims = [claim for claim in found_in(text, prohibited, in_pieces=False) if claim.is_certain]
    evidence = [{"missing": w.id, "title": w.title} for w in missing]
    evidence += [
        {"found": claim.text, "word": claim.word.text, "language": claim.word.language} for claim in claims
    ]
    if not evidence:
        return told(Outcome.CLEAR, CLEAR, {"count": len(warnings)}, compared=compared)
    sentence = BOTH if missing and claims else PROHIBITED if claims else MISSING
    values = {"missing": "; ".join(w.title for w in missing), "found": claims[0].text if claims else ""}
    return told(Outcome.MATCH, sentence, values, compared=compared, evidence=evidence)
