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
BY_HAND = "What has words in the law is in order; an officer reads the text for the rest: {rest}."
NO_TEXT = "There is no advertising text to read: ask the applicant for it."
NO_RULES = "The law says nothing of advertising."
TOO_LONG = "The text is longer than {most} letters: an officer reads it."


def advert(
    text: str, *, warnings: Sequence[Warning], prohibited: Sequence[WordOfLaw], by_hand: Sequence[str] = ()
) -> Compared:
    """Look in an advertising text for mandatory warnings and prohibited claims.

    `by_hand` names rules for which the law pack has no words: an officer reads the text for them. A warning
    without forms is one of them.
    """
    by_hand = [*by_hand, *(w.title for w in warnings if not w.forms)]
    warnings = [w for w in warnings if w.forms]
    compared = (
        f"{len(text)} letters of advertising with {len(warnings)} warnings and {len(prohibited)} claims"
    )
    if not text.strip():
        return told(Outcome.CANNOT, NO_TEXT, {}, compared=compared)
    if not warnings and not prohibited and not by_hand:
        return told(Outcome.CLEAR, NO_RULES, {}, compared=compared)
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
    if not evidence and by_hand:
        values = {"rest": "; ".join(by_hand)}
        return told(Outcome.POSSIBLE, BY_HAND, values, compared=compared, evidence=[{"by_hand": by_hand}])
    if not evidence:
        return told(Outcome.CLEAR, CLEAR, {"count": len(warnings)}, compared=compared)
    sentence = BOTH if missing and claims else PROHIBITED if claims else MISSING
    values = {"missing": "; ".join(w.title for w in missing), "found": claims[0].text if claims else ""}
    return told(Outcome.MATCH, sentence, values, compared=compared, evidence=evidence)
